import pytest

from scrapers.mixesdb.cues import cue_seconds


@pytest.mark.parametrize(
    ("cue", "seconds"),
    [
        *(("00", 0), ("012", 720), ("12:30", 750), ("079:00", 4740), ("0:12:30", 750)),
        *(("1:02:03", 3723), ("88:00", 5280)),
        *((None, None), ("0??", None), ("???", None), ("069:??", None), ("1X", None)),
        *(("019:95", None), ("1:72:00", None), ("1:2:3:4", None), ("", None), ("9" * 30, None)),
        ("٣٤", None),
    ],
)
def test_one_cue(cue: str | None, seconds: float | None) -> None:
    assert cue_seconds([cue]) == (seconds,)


def test_minutes_and_seconds_where_that_is_a_mix() -> None:
    cues = ["0:00", "4:10", "9:55", "15:00", "21:30", "58:00"]
    assert cue_seconds(cues) == (0, 250, 595, 900, 1290, 3480)


def test_hours_and_minutes_where_seconds_would_go_back() -> None:
    assert cue_seconds(["0:55", "058", "1:02", "1:08"]) == (3300, 3480, 3720, 4080)


def test_hours_and_minutes_where_seconds_would_be_a_rush() -> None:
    cues = ["0:00", "0:05", "0:11", "0:16", "0:22", "0:27", "0:33"]
    assert cue_seconds(cues) == (0, 300, 660, 960, 1320, 1620, 1980)


def test_the_stated_duration_decides_too() -> None:
    assert cue_seconds(["1:10", "3:30"], duration_s=3600) == (70, 210)


def test_a_cue_that_goes_back_in_time_is_dropped_alone() -> None:
    assert cue_seconds(["10", "12", "3", "15"]) == (600, 720, None, 900)
    assert cue_seconds(["10", "99", "12", "15"]) == (600, None, 720, 900)


def test_a_list_that_starts_again_keeps_both_halves() -> None:
    assert cue_seconds(["00", "05", None, "00", "04"]) == (0, 300, None, 0, 240)


def test_nothing() -> None:
    assert cue_seconds([]) == ()
