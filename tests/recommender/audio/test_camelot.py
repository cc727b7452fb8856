"""The Camelot wheel, against the published table."""

import pytest

from recommender.audio.camelot import KEYS, camelot_of, harmonic, key_name, parts, steps

# Number: minor, major.
TABLE = {
    1: ("A♭", "B"),
    2: ("E♭", "F♯"),
    3: ("B♭", "C♯"),
    4: ("F", "A♭"),
    5: ("C", "E♭"),
    6: ("G", "B♭"),
    7: ("D", "F"),
    8: ("A", "C"),
    9: ("E", "G"),
    10: ("B", "D"),
    11: ("F♯", "A"),
    12: ("C♯", "E"),
}


def test_names_are_those_of_the_published_table() -> None:
    for number, (minor, major) in TABLE.items():
        assert key_name(f"{number}A") == f"{minor} minor"
        assert key_name(f"{number}B") == f"{major} major"


def test_every_tonic_has_a_place_of_its_own() -> None:
    places = {camelot_of(pitch, major) for pitch in range(12) for major in (True, False)}
    assert places == set(KEYS)
    assert len(KEYS) == 24
    assert camelot_of(9, major=False) == "8A"
    assert camelot_of(0, major=True) == "8B"


def test_a_fifth_up_is_one_step_forward() -> None:
    for pitch in range(12):
        for major in (True, False):
            here, fifth = camelot_of(pitch, major), camelot_of((pitch + 7) % 12, major)
            assert int(fifth[:-1]) == int(here[:-1]) % 12 + 1
            assert steps(here, fifth) == 1


def test_a_relative_key_has_the_same_number() -> None:
    for pitch in range(12):
        assert camelot_of(pitch, major=False)[:-1] == camelot_of((pitch + 3) % 12, major=True)[:-1]


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("8A", "8A", 0), ("8A", "8B", 0), ("12A", "1A", 1), ("1B", "12B", 1), ("3A", "9A", 6)],
)
def test_steps_go_the_short_way_round(one: str, other: str, far: int) -> None:
    assert steps(one, other) == steps(other, one) == far


@pytest.mark.parametrize(
    ("one", "other", "mixes"),
    [
        ("8A", "8A", True),
        ("8A", "7A", True),
        ("8A", "9A", True),
        ("12B", "1B", True),
        ("8A", "8B", True),
        ("8A", "9B", False),
        ("8A", "10A", False),
        ("8A", "2A", False),
    ],
)
def test_what_mixes_safely(one: str, other: str, mixes: bool) -> None:
    assert harmonic(one, other) is harmonic(other, one) is mixes


def test_every_key_mixes_with_exactly_four() -> None:
    for key in KEYS:
        assert sum(harmonic(key, other) for other in KEYS) == 4


@pytest.mark.parametrize(
    "wrong", ["", None, "0A", "13A", "8", "A8", "8C", "8a", "08A", " 8A", "8A\n"]
)
def test_what_is_not_on_the_wheel_is_refused(wrong: str | None) -> None:
    assert parts(wrong) is None
    with pytest.raises(ValueError, match="not on the Camelot wheel"):
        key_name(wrong or "")
    with pytest.raises(ValueError, match="not on the Camelot wheel"):
        steps("8A", wrong or "")


def test_parts() -> None:
    assert parts("12B") == (12, "B")
