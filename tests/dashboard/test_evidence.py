"""Who played the sets that hold both tracks."""

import pytest

from dashboard.components.evidence import djs_line, told
from recommender.recommendations import SharedSet


def shared(*djs: str, url: str | None = None) -> SharedSet:
    return SharedSet("A night", "2020-01-02", djs, url, 1)


@pytest.mark.parametrize(
    ("sets", "words", "most", "times"),
    [
        ([shared("Ada")], "By", "Ada", ""),
        ([shared("Ada"), shared("Ada")], "All by", "Ada", ""),
        ([shared("Ada"), shared("Bea")], "2 DJs", None, ""),
        ([shared("Ada", "Bea"), shared("Ada"), shared("Ada")], "2 DJs, most often", "Ada", "(3)"),
        # One person, spelled in two ways; a name that stands twice in a set counts once.
        (
            [shared("Inès", "INES"), shared("Bea"), shared("ines")],
            "2 DJs, most often",
            "Inès",
            "(2)",
        ),
    ],
)
def test_how_many_djs_and_who_most_often(
    sets: list[SharedSet], words: str, most: str | None, times: str
) -> None:
    line = djs_line(sets)
    assert line is not None
    assert line["words"] == words
    assert (line["dj"] and line["dj"]["name"]) == most
    assert line["sets"] == times


def test_sets_of_unknown_djs_name_nobody() -> None:
    assert djs_line([shared()]) is None
    assert djs_line([]) is None


def test_a_djs_link_carries_the_key_of_the_catalogue() -> None:
    line = told("Because.", [shared("Inès Kált")])["sets"][0]
    assert line["djs"] == [{"name": "Inès Kált", "key": "ines kalt"}]


def test_only_addresses_of_the_web_become_links() -> None:
    sets = [shared("Ada", url="javascript:alert(1)"), shared("Ada", url="https://example.org/1")]
    assert [line["url"] for line in told("", sets)["sets"]] == [None, "https://example.org/1"]
