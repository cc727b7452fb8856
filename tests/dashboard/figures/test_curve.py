"""What each round of a training took off the error of the first, and what it is told with."""

import pytest

from dashboard.figures.curve import curve_json


def test_each_round_is_told_by_what_it_took_off_the_first_rounds_error() -> None:
    told = curve_json([0.004, 0.003, 0.0029])
    assert told is not None
    assert told["taken"] == [0.0, 25.0, 27.5]


@pytest.mark.parametrize(
    ("losses", "ending"),
    [
        ([4.0, 3.0, 2.976], "It was still learning; more rounds may help."),  # 0.6 %
        ([4.0, 3.0, 2.984], "More rounds would change little."),  # 0.4 %
    ],
)
def test_the_words_say_whether_more_rounds_would_help(losses: list[float], ending: str) -> None:
    told = curve_json(losses)
    assert told is not None
    assert told["words"].endswith(ending)


def test_the_words_count_the_rounds() -> None:
    two, three = curve_json([4.0, 3.0]), curve_json([4.0, 3.0, 2.99])
    assert two is not None
    assert three is not None
    assert two["words"].startswith(
        "1 more round after the first took 25.0 % off its error, the last one 25.00 %."
    )
    assert three["words"].startswith(
        "2 more rounds after the first took 25.2 % off its error, the last one 0.25 %."
    )


@pytest.mark.parametrize("last", [3.0, 3.0001, 3.1])
def test_a_last_round_that_took_nothing_off_is_told_in_words(last: float) -> None:
    told = curve_json([4.0, 3.0, last])
    assert told is not None
    assert ", the last one nothing. More rounds" in told["words"]


@pytest.mark.parametrize(
    "losses", [[4.0, 4.2, 4.5], [4.0, 4.0], [4.0, 3.0, float("nan")], [float("inf"), 3.0]]
)
def test_what_did_not_learn_has_no_curve(losses: list[float]) -> None:
    assert curve_json(losses) is None


@pytest.mark.parametrize("losses", [[], [0.3], [0.0, 0.0]])
def test_without_two_rounds_to_compare_there_is_no_curve(losses: list[float]) -> None:
    assert curve_json(losses) is None
