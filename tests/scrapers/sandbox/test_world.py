"""The synthetic world keeps its promises."""

import json
import re
from collections import Counter
from itertools import pairwise

import pytest

from recommender.audio.camelot import harmonic
from recommender.catalogue.identity import track_name
from recommender.catalogue.setlist import parse_setlist
from scrapers.sandbox.genres import (
    CAMELOT_KEYS,
    GENRE_BY_NAME,
    GENRES,
    key_name,
    tempo_gap,
)
from scrapers.sandbox.names import without_accents
from scrapers.sandbox.setlists import interchange
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World, build_world


@pytest.fixture(scope="module")
def neighbours(world: World) -> list[tuple[Track, Track]]:
    return [
        (one, other)
        for dj_set in world.sets
        for one, other in pairwise(dj_set.tracks)
        if one is not None and other is not None
    ]


def test_the_same_seed_gives_the_same_world_and_another_seed_another(world: World) -> None:
    again = build_world(world.seed)
    assert again.tracks == world.tracks
    assert again.sets == world.sets
    assert again.setlists() == world.setlists()
    assert build_world(7).tracks != world.tracks


def test_there_are_about_as_many_things_as_promised(world: World) -> None:
    assert len(world.tracks) == 3000
    assert len(world.cold_tracks) == 300
    assert 60 <= len(world.djs) <= 80
    assert len(world.sets) == 600
    assert len({artist for track in world.tracks for artist in track.artists}) > 300
    assert all(12 <= len(dj_set.tracks) <= 25 for dj_set in world.sets)
    assert {dj_set.date[:4] for dj_set in world.sets} == {str(year) for year in range(2012, 2026)}
    assert len({dj_set.title for dj_set in world.sets}) == len(world.sets)


def test_no_two_tracks_share_an_identity_an_id_or_an_isrc(world: World) -> None:
    for mapping in (world.by_identity, world.by_spotify_id, world.by_isrc):
        assert len(mapping) == len(world.tracks)


@pytest.mark.parametrize("joiner", [", ", " & ", " x ", "; "])
def test_spotifys_and_the_wikis_spelling_of_every_track_give_one_key(
    world: World, joiner: str
) -> None:
    for track in world.tracks:
        spotify = track_name(joiner.join(track.all_artists), track.spotify_title).key
        assert spotify == track.identity


def test_every_track_is_well_formed(world: World) -> None:
    for track in world.tracks:
        genre = GENRE_BY_NAME[track.genre]
        assert re.fullmatch(r"[0-9A-Za-z]{22}", track.spotify_id)
        assert re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", track.isrc)
        assert genre.low_bpm <= track.tempo_bpm <= genre.high_bpm
        assert track.tempo_bpm == round(track.tempo_bpm, 1)
        assert track.key in CAMELOT_KEYS
        assert 2 * 60_000 < track.duration_ms < 10 * 60_000
        assert re.fullmatch(r"\d{4}(-\d{2}-\d{2})?", track.release_date)
        assert 1990 <= track.year <= 2025
        assert 0 < track.popularity <= 1


def test_every_genre_has_tracks_cold_tracks_and_djs(world: World) -> None:
    for having in (world.tracks, world.cold_tracks):
        counts = Counter(track.genre for track in having)
        assert set(counts) == set(GENRE_BY_NAME)
        assert min(counts.values()) > len(having) / len(GENRES) / 2
    assert {genre for dj in world.djs for genre in dj.genres} == set(GENRE_BY_NAME)


def test_exactly_the_cold_tracks_are_in_no_set(world: World) -> None:
    played = {track for dj_set in world.sets for track in dj_set.tracks}
    assert {track for track in world.tracks if track not in played} == set(world.cold_tracks)


def test_plays_have_a_long_tail(world: World) -> None:
    counts = Counter(track for s in world.sets for track in s.tracks if track is not None)
    ordered = sorted(counts.values(), reverse=True)
    assert ordered[0] > 20
    assert ordered[len(ordered) // 2] <= 3


def test_no_set_plays_a_track_twice(world: World) -> None:
    for dj_set in world.sets:
        known = [track for track in dj_set.tracks if track is not None]
        assert len(set(known)) == len(known)


def test_few_tracks_are_played_before_the_year_they_came_out(world: World) -> None:
    plays = [(int(s.date[:4]), t) for s in world.sets for t in s.tracks if t is not None]
    assert sum(track.year > year for year, track in plays) < len(plays) / 100


def test_neighbours_in_a_set_match_in_tempo_key_and_genre_family(
    neighbours: list[tuple[Track, Track]],
) -> None:
    pairs = len(neighbours)
    assert sum(tempo_gap(a.tempo_bpm, b.tempo_bpm) < 0.06 for a, b in neighbours) > 0.98 * pairs
    assert sum(harmonic(a.key, b.key) for a, b in neighbours) > 0.75 * pairs
    assert all(
        GENRE_BY_NAME[a.genre].family == GENRE_BY_NAME[b.genre].family for a, b in neighbours
    )


def test_tracks_of_one_scene_are_played_together_far_more_than_by_chance(world: World) -> None:
    together = chance = 0.0
    homes = Counter((t.genre, t.scene) for s in world.sets for t in s.tracks if t is not None)
    plays = sum(homes.values())
    for dj_set in world.sets:
        in_set = Counter((t.genre, t.scene) for t in dj_set.tracks if t is not None)
        size = sum(in_set.values())
        together += sum(n * (n - 1) for n in in_set.values()) / (size * (size - 1))
        chance += sum((n / plays) ** 2 for n in homes.values())
    assert together > 8 * chance


def test_some_sets_are_played_by_two_djs(world: World) -> None:
    pairs = [dj_set for dj_set in world.sets if len(dj_set.djs) == 2]
    assert 20 < len(pairs) < 100
    assert all(" b2b ".join(dj_set.djs) in dj_set.title for dj_set in pairs)


def test_every_set_list_survives_the_interchange_form(world: World) -> None:
    for setlist in world.setlists():
        assert parse_setlist(json.loads(json.dumps(interchange(setlist)))) == setlist


def test_every_play_of_a_set_list_is_known_by_its_identity_however_it_is_spelled(
    world: World,
) -> None:
    spellings: set[tuple[str, str]] = set()
    for setlist, dj_set in zip(world.setlists(), world.sets, strict=True):
        for play, track in zip(setlist.plays, dj_set.tracks, strict=True):
            if track is None:
                assert (play.artist, play.title) == ("", "")
                continue
            assert track_name(play.artist, play.title).key == track.identity
            assert play.spotify_uri in (None, track.uri)
            spellings.add((play.artist, play.title))
    assert len(spellings) > len(world.tracks) - len(world.cold_tracks)


def test_set_lists_have_cues_unknown_plays_and_links_in_the_promised_shares(world: World) -> None:
    setlists = world.setlists()
    plays = [play for setlist in setlists for play in setlist.plays]
    cued = sum(setlist.plays[0].cue_s is not None for setlist in setlists)
    assert 0.4 < cued / len(setlists) < 0.6
    assert 0.01 < sum(not play.title for play in plays) / len(plays) < 0.03
    assert 0.03 < sum(play.spotify_uri is not None for play in plays) / len(plays) < 0.07
    for setlist in setlists:
        assert re.fullmatch(r"https://sandbox\.segue\.example/w/[!-~]+", setlist.url or "")
        cues = [play.cue_s for play in setlist.plays if play.cue_s is not None]
        assert cues == sorted(cues)


def test_names_exercise_accents_other_scripts_and_joiners(world: World) -> None:
    credits = {track.wiki_artist for track in world.tracks}
    assert any("&" in credit for credit in credits)
    assert any(" feat. " in credit for credit in credits)
    assert any("ø" in credit for credit in credits)
    assert any("\u30a0" < char < "\u30ff" for credit in credits for char in credit)
    assert any("\u0400" < char < "\u04ff" for credit in credits for char in credit)


@pytest.mark.parametrize(
    ("camelot", "name"),
    [("8A", "A minor"), ("8B", "C major"), ("1A", "Ab minor"), ("12B", "E major")],
)
def test_keys_have_their_musical_name(camelot: str, name: str) -> None:
    assert key_name(camelot) == name


def test_a_key_that_is_not_on_the_wheel_has_no_name() -> None:
    with pytest.raises(ValueError, match="13A"):
        key_name("13A")


def test_the_wheel_closes_between_twelve_and_one() -> None:
    assert harmonic("12A", "1A")
    assert harmonic("8A", "8B")
    assert not harmonic("8A", "9B")
    assert not harmonic("8A", "10A")


def test_accents_go_and_letters_of_other_scripts_stay() -> None:
    assert without_accents("Zoë Ångström") == "Zoe Angstrom"
    assert without_accents("ガ") == "ガ"
