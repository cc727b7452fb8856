"""From one track to another in so many steps."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from recommender.audio.camelot import harmonic
from recommender.errors import BadInput
from recommender.filters import ANY, Filters
from recommender.paths import between
from recommender.recommendations import Evidence, Recommendation, Recommendations, Seed, Track


def a_track(
    number: int, bpm: float | None = 120.0, key: str | None = "8A", artist: str = ""
) -> Track:
    artist = artist or f"Artist {number}"
    return Track(
        number, artist, f"T{number}", f"{artist} - {number}".lower(), tempo_bpm=bpm, camelot=key
    )


class Fitting:
    """An engine that recommends these tracks, best first, whatever the seeds are."""

    def __init__(self, tracks: Sequence[Track], worst: float = 0.8) -> None:
        self.tracks, self.worst = list(tracks), worst
        self.asked: list[Seed] = []

    def recommend(
        self, seeds: Sequence[Seed], k: int, filters: Filters = ANY, **_more: Any
    ) -> Recommendations:
        self.asked = list(seeds)
        step = (1 - self.worst) / max(len(self.tracks), 1)
        out = filters.played | {seed.key for seed in seeds}
        items = tuple(
            Recommendation(rank, track, 1 - rank * step, 1 - rank * step, "played", Evidence())
            for rank, track in enumerate([t for t in self.tracks if t.key not in out][:k])
        )
        return Recommendations(tuple(seeds), "played", items)


def way(engine: Fitting, first: Track, last: Track, count: int, *leave_out: str) -> list[Track]:
    return between(engine, first, last, count, leave_out)  # type: ignore[arg-type]


FIRST, LAST = a_track(1000, 120.0, "8A"), a_track(1001, 130.0, "11A")


def test_the_tempo_moves_bit_by_bit_from_one_end_to_the_other() -> None:
    engine = Fitting([a_track(n, 115.0 + n % 21) for n in range(60)])
    found = [track.tempo_bpm for track in way(engine, FIRST, LAST, 4)]
    assert found == sorted(found)
    assert all(abs(now - then) <= 3 for now, then in pairwise([120, *found, 130]))
    assert [seed.track for seed in engine.asked] == [FIRST, LAST]


def test_half_time_is_on_the_way() -> None:
    engine = Fitting([a_track(1, 100.0), a_track(2, 87.0), a_track(3, 110.0)])
    assert way(engine, a_track(8, 174.0), a_track(9, 174.0), 1)[0].tempo_bpm == 87.0


def test_keys_go_round_the_wheel_by_neighbours() -> None:
    keys = [f"{number}A" for number in range(1, 13)]
    engine = Fitting([a_track(n, 120.0 + n % 11, keys[n % 12]) for n in range(120)])
    found = ["8A", *(str(t.camelot) for t in way(engine, FIRST, LAST, 4)), "11A"]
    assert all(harmonic(now, then) for now, then in pairwise(found))


def test_nothing_comes_twice_and_nothing_that_is_in_the_crate() -> None:
    tracks = [a_track(n) for n in range(30)]
    engine = Fitting([FIRST, *tracks, LAST])
    left_out = {tracks[0].key, tracks[3].key}
    found = [track.key for track in way(engine, FIRST, LAST, 20, *left_out)]
    assert len(set(found)) == 20
    assert not {FIRST.key, LAST.key, *left_out} & set(found)


def test_a_crate_that_holds_all_the_best_still_finds_a_way() -> None:
    engine = Fitting([a_track(n) for n in range(540)])
    found = way(engine, FIRST, LAST, 5, *(track.key for track in engine.tracks[:530]))
    assert {track.id for track in found} <= set(range(530, 540))


def test_an_artist_has_two_turns_where_there_are_others() -> None:
    best = [a_track(n, artist="Everywhere") for n in range(10)]
    others = [a_track(n) for n in range(10, 20)]
    found = way(Fitting([*best, *others], worst=0.0), FIRST, LAST, 6)
    assert [track.artist for track in found].count("Everywhere") == 2


def test_an_artist_has_more_turns_where_there_is_nobody_else() -> None:
    engine = Fitting([a_track(n, artist="Everywhere") for n in range(10)])
    assert len(way(engine, FIRST, LAST, 5)) == 5


def test_a_track_of_unknown_tempo_is_no_short_cut() -> None:
    first, last = a_track(1, 118.0), a_track(2, 138.0)
    known = [a_track(n, 116.0 + n) for n in range(10, 20)]
    engine = Fitting([a_track(5, None), *known])
    assert way(engine, first, last, 1)[0].tempo_bpm is not None


def test_where_nothing_is_known_the_best_fit_decides() -> None:
    engine = Fitting([a_track(n, None, None) for n in range(9)], worst=0.0)
    found = way(engine, a_track(20, None, None), a_track(21, None, None), 2)
    assert {track.id for track in found} == {0, 1}


def test_too_few_tracks_are_told_with_their_number() -> None:
    engine = Fitting([a_track(1), a_track(2)])
    with pytest.raises(BadInput, match=r"Only 2 tracks more fit both .* Ask for fewer\."):
        way(engine, FIRST, LAST, 3)
    with pytest.raises(BadInput, match="Nothing that is not in the crate fits both"):
        way(Fitting([]), FIRST, LAST, 1)


def test_there_is_no_way_from_a_track_to_itself() -> None:
    with pytest.raises(BadInput, match="two different tracks"):
        way(Fitting([a_track(1)]), FIRST, FIRST, 1)
