"""Only the same recording is found; versions never stand in for each other."""

import pytest

from recommender.catalogue.identity import track_name
from scrapers.spotify.client import SpotifyTrack
from scrapers.spotify.matching import choose, find_track


def track(artist: str, title: str, number: int = 0) -> SpotifyTrack:
    spotify_id = f"{number:022d}"
    return SpotifyTrack(
        spotify_id, f"spotify:track:{spotify_id}", artist, title, None, None, "", None
    )


class Search:
    """Stands in for Spotify: what each query finds, in order."""

    def __init__(self, *found: list[SpotifyTrack]) -> None:
        self.found = list(found)
        self.queries: list[str] = []

    def search(self, query: str) -> list[SpotifyTrack]:
        self.queries.append(query)
        return self.found.pop(0)


ORIGINAL = track("Robert Hood", "Minus", 1)
REMIX = track("Robert Hood", "Minus - Len Faki Remix", 2)


@pytest.mark.parametrize(
    ("title", "chosen"),
    [
        ("Minus", ORIGINAL),
        ("Minus (Original Mix)", ORIGINAL),
        ("MINUS", ORIGINAL),
        ("Minus (Len Faki Remix)", REMIX),
        ("Minus (Someone Remix)", None),
        ("Minus (Len Faki Dub)", None),
        ("Plus", None),
    ],
)
def test_the_same_recording_or_none(title: str, chosen: SpotifyTrack | None) -> None:
    assert choose(track_name("Robert Hood", title), [REMIX, ORIGINAL]) == chosen


def test_the_first_of_equals_is_taken() -> None:
    twin = track("Robert Hood", "Minus - Remastered 2011", 3)
    assert choose(track_name("Robert Hood", "Minus"), [twin, ORIGINAL]) == twin


def test_another_artist_is_another_track() -> None:
    assert choose(track_name("Floorplan", "Minus"), [ORIGINAL]) is None


def test_two_searches_at_most_and_the_exact_one_first() -> None:
    search = Search([REMIX], [ORIGINAL])
    assert find_track(search, 'Robert "Noise" Hood', "Minus “x”") is None  # type: ignore[arg-type]
    assert search.queries == [
        'track:"Minus x" artist:"Robert Noise Hood"',
        "robert noise hood minus x",
    ]
    search = Search([REMIX], [ORIGINAL])
    assert find_track(search, "Robert Hood", "Minus (Original Mix)") == ORIGINAL  # type: ignore[arg-type]
    assert search.queries[1] == "robert hood minus"
    search = Search([ORIGINAL])
    assert find_track(search, "Robert Hood", "Minus") == ORIGINAL  # type: ignore[arg-type]


@pytest.mark.parametrize(("artist", "title"), [("", "Minus"), ("A", ""), ("A", "B (ID Remix)")])
def test_what_names_no_recording_is_not_searched(artist: str, title: str) -> None:
    assert find_track(Search(), artist, title) is None  # type: ignore[arg-type]
