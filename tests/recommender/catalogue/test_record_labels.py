"""One key for a record label, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.record_labels import label_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Hexal", ("hexal",)),
        ("HEXAL Records", ("hexal",)),
        ("Hexal Recordings Ltd. - HX 012D", ("hexal",)),
        ("Hexal 012", ("hexal",)),
        ("Hexal Test Pressing", ("hexal",)),
        ("Hexal/Moth Music", ("hexal", "moth")),
        ("Hexal / Hexal", ("hexal",)),
        ("Hexal - HX 12 / Moth - M 3", ("hexal", "moth")),
        ("Hexal - HX/12", ("hexal",)),
        ("20/20 Hexal", ("20 20 hexal",)),
        ("AM/PM", ("am pm",)),
        ("N/A / Hexal", ("hexal",)),
        ("Hexal Free", ("hexal free",)),
        ("Black & White", ("black white",)),
        ("XL/Hexal", ("xl hexal",)),
        ("Lot 49", ("lot 49",)),
        ("4AD", ("4ad",)),
        ("Éclat", ("eclat",)),
        ("303", ("303",)),
        ("Records", ("records",)),
        ("Hexal-Moth", ("hexal moth",)),
        ("", ()),
        ("White", ()),
        ("White Label", ()),
        ("white label promo", ()),
        ("Unreleased", ()),
        ("Unknown Label", ()),
        ("?", ()),
        ("CD-R", ()),
        ("N/A", ()),
        ("Not On Label - 12", ()),
    ],
)
def test_spellings_of_a_label_share_a_key_and_no_label_has_none(
    text: str, keys: tuple[str, ...]
) -> None:
    assert label_keys(text) == keys


WORDS = ["Hexal", "Records", "White", "Label", "012", "7", "-", "/", "Test", "Pressing", "Dub"]


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_a_key_is_its_own_key(text: str) -> None:
    for key in label_keys(text):
        assert key
        assert label_keys(key) == (key,)


def test_a_label_of_any_length_is_read_at_once() -> None:
    for word in ("records ", "1 ", "- ", "/ ", "\ufdfa"):  # the last is eighteen letters in one
        for key in label_keys(word * 100_000):
            assert len(key) <= 300
            assert label_keys(key) == (key,)
