"""Which shop has which track: every way through the chain exists, among cold tracks too."""

from scrapers.sandbox.previews.decoys import decoys_of
from scrapers.sandbox.previews.shelves import (
    Shelves,
    deezer_title,
    deezer_version,
    itunes_title,
)
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World


def cold(tracks: tuple[Track, ...]) -> int:
    return sum(track.cold for track in tracks)


def test_every_track_has_one_place(world: World) -> None:
    shelves = world.shelves
    places = [shelves.both, shelves.only_deezer, shelves.only_itunes, shelves.nowhere]
    ids = [track.spotify_id for place in places for track in place]
    assert sorted(ids) == sorted(track.spotify_id for track in world.tracks)


def test_most_cold_tracks_are_on_deezer_and_a_few_only_elsewhere_or_nowhere(world: World) -> None:
    shelves = world.shelves
    assert cold(shelves.both) + cold(shelves.only_deezer) >= 0.9 * len(world.cold_tracks)
    assert cold(shelves.only_deezer) >= 10
    assert cold(shelves.only_itunes) >= 5
    assert cold(shelves.nowhere) >= 3
    assert cold(shelves.only_by_search) >= 5
    assert cold(shelves.silent) >= 3


def test_a_preview_is_where_the_shelves_say(world: World) -> None:
    shelves = world.shelves
    for track in shelves.only_deezer:
        listing = shelves.deezer.of(track)
        assert listing is not None
        assert listing.file is not None
        assert shelves.itunes.of(track) is None
    for track in shelves.only_itunes + shelves.nowhere:
        listing = shelves.deezer.of(track)
        assert listing is None or listing.file is None
        assert (shelves.itunes.of(track) is not None) is (track in shelves.only_itunes)


def test_what_is_found_only_by_search_has_another_isrc_there(world: World) -> None:
    deezer = world.shelves.deezer
    for track in world.shelves.only_by_search:
        listing = deezer.of(track)
        assert listing is not None
        assert listing.isrc != track.isrc
        assert track.isrc not in deezer.by_isrc
    assert world.shelves.both[0] not in world.shelves.only_by_search


def test_the_same_world_fills_the_same_shelves(world: World) -> None:
    again = Shelves(world.tracks)
    assert again.deezer.listings == world.shelves.deezer.listings
    assert again.itunes.listings == world.shelves.itunes.listings


def test_numbers_codes_and_files_are_given_once(world: World) -> None:
    for shelf in (world.shelves.deezer, world.shelves.itunes):
        count = len(shelf.listings)
        assert len(shelf.by_id) == count
        assert len(shelf.by_isrc) == count
        assert len(shelf.by_file) == sum(listing.file is not None for listing in shelf.listings)


def test_no_decoy_is_a_track_of_the_world(world: World) -> None:
    decoys = [listing for listing in world.shelves.deezer.listings if listing.decoy]
    assert len(decoys) > 500
    for decoy in decoys:
        assert decoy.track.isrc not in world.by_isrc
        known = world.by_identity.get(decoy.track.identity)
        if known is not None:  # the same recording, cut short
            assert decoy.track.version == "Radio Edit"
            assert (known.key, known.tempo_bpm) == (decoy.track.key, decoy.track.tempo_bpm)
            assert known not in world.shelves.only_itunes + world.shelves.nowhere


def test_a_missing_track_is_stood_in_for_by_others_that_sound_different(world: World) -> None:
    artists = sorted({name for track in world.tracks for name in track.artists})
    for track in world.shelves.nowhere[:20]:
        decoys = decoys_of(track, artists, missing=True)
        assert len(decoys) == 3
        assert all(decoy.title == track.title for decoy in decoys)
        assert all(decoy.key != track.key for decoy in decoys)
        assert all(decoy.tempo_bpm != track.tempo_bpm for decoy in decoys)
        assert {decoy.artists == track.artists for decoy in decoys} == {True, False}


def test_each_shop_has_its_own_spelling(world: World) -> None:
    guest = next(t for t in world.tracks if t.featured and t.version.endswith("Remix"))
    names = " & ".join(guest.featured)
    assert deezer_title(guest) == f"{guest.title} (feat. {names}) ({guest.version})".replace(
        "'", "’" if "’" in deezer_title(guest) else "'"
    )
    assert itunes_title(guest) == f"{guest.title} ({guest.version}) [feat. {names}]"
    originals = [track for track in world.tracks if track.version == "Original Mix"]
    assert {deezer_version(track) for track in originals} == {"", "(Original Mix)"}
    apostrophes = [deezer_title(track) for track in world.tracks if "'" in track.title]
    assert any("’" in title for title in apostrophes)
    assert any("'" in title for title in apostrophes)
