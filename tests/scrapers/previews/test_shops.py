"""Over the sandbox's shops, with covers, karaoke and remixes beside most tracks: the right one."""

from collections.abc import Iterator

import pytest

from recommender.audio.decode import decode
from scrapers.errors import RateLimited
from scrapers.previews import deezer as deezer_module
from scrapers.previews.deezer import Deezer
from scrapers.previews.finder import PreviewFinder, Wanted
from scrapers.previews.itunes import Itunes
from scrapers.sandbox.previews.shelves import Listing, Shelf
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from scrapers.settings import ServiceSettings
from tests.scrapers.mixesdb_client.conftest import Clock

EDITS = ("Radio Edit",)
"""Of the decoys only these are the same recording."""


@pytest.fixture
def sandbox(world: World, clock: Clock) -> Iterator[Sandbox]:
    """Shops whose time is that of the caller, so that limits and links follow it."""
    clock.now = 1_790_000_000.0
    with Sandbox(world, clock=clock) as running:
        yield running


@pytest.fixture
def settings(sandbox: Sandbox) -> ServiceSettings:
    new = {"deezer_api_url": sandbox.deezer_url, "itunes_api_url": sandbox.itunes_url}
    return ServiceSettings(_env_file=None).model_copy(update=new)


def as_listed(track: Track) -> Wanted:
    """As a set list names it."""
    return Wanted(track.wiki_artist, track.wiki_title)


def as_linked(track: Track) -> Wanted:
    """As Spotify names it."""
    artist, seconds = " & ".join(track.all_artists), track.duration_ms / 1000
    return Wanted(artist, track.spotify_title, track.isrc, seconds)


def a_sample(world: World) -> list[Track]:
    """All the difficult ones, and some of the rest."""
    shelves = world.shelves
    hard = {*shelves.nowhere, *shelves.only_itunes, *shelves.only_by_search}
    return [t for n, t in enumerate(world.tracks) if n % 20 == 0 or (t in hard and n % 4 == 0)]


def check(shelf: Shelf, track: Track, found: Listing | None) -> None:
    there = shelf.of(track)
    if there is not None and there.file:
        assert found == there, track
    elif found is not None:
        assert found.track.version in EDITS, track
        assert found.track.identity == track.identity


@pytest.mark.parametrize("spelled", [as_listed, as_linked])
def test_deezers_catalogue_gives_the_right_recording_or_none(
    world: World, settings: ServiceSettings, clock: Clock, spelled: object
) -> None:
    client, shelf = Deezer(settings, clock, clock.sleep, now=clock), world.shelves.deezer
    for track in a_sample(world):
        found = next(client.candidates(spelled(track), None), None)  # type: ignore[operator]
        check(shelf, track, shelf.by_id[found.id] if found else None)
    client.close()


@pytest.mark.parametrize("spelled", [as_listed, as_linked])
def test_itunes_catalogue_gives_the_right_recording_or_none(
    world: World, settings: ServiceSettings, clock: Clock, spelled: object
) -> None:
    client, shelf = Itunes(settings, clock, clock.sleep), world.shelves.itunes
    for track in a_sample(world):
        found = client.match(spelled(track))  # type: ignore[operator]
        check(shelf, track, shelf.by_id[found.id] if found else None)
    client.close()


def test_the_limits_of_the_shops_are_never_met(
    world: World, sandbox: Sandbox, settings: ServiceSettings, clock: Clock
) -> None:
    deezer, itunes = Deezer(settings, clock, clock.sleep), Itunes(settings, clock, clock.sleep)
    for number in range(150):
        deezer.search(f"nothing {number}")
    for number in range(50):
        itunes.search(f"nothing {number}")
    assert {call.status for call in sandbox.requests} == {200}
    assert clock.slept  # it did wait
    deezer.close()
    itunes.close()


def test_who_ignores_the_limits_does_meet_them(
    settings: ServiceSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deezer_module, "CALLS", 1_000)
    greedy = Deezer(settings, clock, lambda _: None)
    for _ in range(50):
        greedy.search("nothing")
    with pytest.raises(RateLimited):
        greedy.search("nothing")
    greedy.close()


def test_both_kinds_of_files_can_be_listened_to(
    world: World, settings: ServiceSettings, clock: Clock
) -> None:
    with PreviewFinder(settings, None, clock, clock.sleep, clock) as finder:
        found = [finder.find(as_linked(t)) for t in world.shelves.only_itunes[:4]]
        found.append(finder.find(as_linked(world.shelves.only_deezer[0])))
        sources = {preview.source: preview.data for preview in found if preview is not None}
        assert len(sources) == 2
        for data in sources.values():
            assert 25 * 22_050 < len(decode(data)) < 35 * 22_050
        assert finder.find(as_linked(world.shelves.nowhere[0])) is None


def test_a_link_from_before_the_coffee_break_is_renewed(
    world: World, sandbox: Sandbox, settings: ServiceSettings, clock: Clock
) -> None:
    track = world.shelves.only_deezer[0]
    for own_clock in (clock, lambda: 0.0):  # by its own word, and by Deezer's refusal
        client = Deezer(settings, clock, clock.sleep, now=own_clock)
        found = client.by_isrc(track.isrc)
        assert found is not None
        clock.now += 16 * 60
        sandbox.forget_requests()
        assert client._fetch(found) is not None
        files = [call.status for call in sandbox.requests if "cdn" in call.path]
        assert files == ([200] if own_clock is clock else [403, 200])
        client.close()
