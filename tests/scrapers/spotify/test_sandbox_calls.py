"""Reading, finding and writing over real HTTP, on good days and bad ones."""

from datetime import UTC, datetime

import pytest

from scrapers.errors import (
    NotAllowed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    ServiceError,
    Unavailable,
)
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify.client import Spotify
from scrapers.spotify.matching import find_track
from scrapers.spotify.playlists import write_playlist

ADDING = r"/playlists/[^/]+/items$"


def uris(sandbox: Sandbox, count: int) -> list[str]:
    return [track.uri for track in sandbox.world.tracks[:count]]


def only_playlist(sandbox: Sandbox, name: str) -> list[object]:
    """What the one playlist of this name holds."""
    (found,) = [p for p in sandbox.playlists().values() if p["name"] == name]
    return found["uris"]  # type: ignore[return-value]


def count_of(sandbox: Sandbox, name: str) -> int:
    return sum(p["name"] == name for p in sandbox.playlists().values())


def test_a_track(spotify: Spotify, sandbox: Sandbox) -> None:
    for wanted in sandbox.world.tracks[:5]:
        track = spotify.track(wanted.spotify_id)
        assert track.artist == " & ".join(wanted.all_artists)
        assert (track.title, track.isrc) == (wanted.spotify_title, wanted.isrc)
        assert (track.duration_ms, track.year) == (wanted.duration_ms, wanted.year)
        assert track.uri == wanted.uri


def test_an_unknown_track(spotify: Spotify) -> None:
    with pytest.raises(NotFound, match="no track"):
        spotify.track("0" * 22)


def test_a_search(spotify: Spotify, sandbox: Sandbox) -> None:
    wanted = sandbox.world.tracks[0]
    found = spotify.search(f'track:"{wanted.title}" artist:"{wanted.artists[0]}"')
    assert wanted.spotify_id in [track.id for track in found]
    assert len(spotify.search("a", limit=50)) <= 10


def test_tracks_are_found_as_set_lists_spell_them(spotify: Spotify, sandbox: Sandbox) -> None:
    for wanted in sandbox.world.tracks[::150]:
        found = find_track(spotify, wanted.wiki_artist, wanted.wiki_title)
        assert found is not None, wanted.identity
        assert found.id == wanted.spotify_id


def test_a_remix_that_does_not_exist_is_not_found(spotify: Spotify, sandbox: Sandbox) -> None:
    wanted = next(track for track in sandbox.world.tracks if not track.version)
    title = f"{wanted.title} (Nobody At All Remix)"
    assert find_track(spotify, wanted.wiki_artist, title) is None


@pytest.mark.parametrize("public", [False, True])
def test_250_tracks_in_order(public: bool, spotify: Spotify, sandbox: Sandbox) -> None:
    wanted = uris(sandbox, 250)
    playlist = write_playlist(spotify, f"Whole {public}", wanted, "From Segue", public=public)
    made = sandbox.playlists()[playlist.id]
    assert made["uris"] == wanted
    assert (made["public"], made["description"]) == (public, "From Segue")
    assert playlist.public is public
    assert playlist.url.endswith(playlist.id)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("status", status=429, retry_after=30), RateLimited),
        (Fault("status", status=429), RateLimited),
        (Fault("quota"), QuotaExceeded),
        (Fault("status", status=500, times=2), Unavailable),
        (Fault("timeout", seconds=3.5), Unavailable),
        (Fault("reset", times=2), Unavailable),
        (Fault("cut", times=2), Unavailable),
        (Fault("truncated"), Unavailable),
        (Fault("html", status=200), Unavailable),
        (Fault("html", times=2), Unavailable),
        (Fault("empty"), Unavailable),
    ],
)
def test_a_bad_day_has_one_clear_error(
    fault: Fault, kind: type[ServiceError], spotify: Spotify, sandbox: Sandbox
) -> None:
    sandbox.faults.add(fault)
    with pytest.raises(kind, match="Spotify") as caught:
        spotify.search("music")
    assert isinstance(caught.value, kind)
    if isinstance(caught.value, RateLimited):
        told = fault.retry_after or fault.kind == "quota"
        assert (caught.value.retry_at is not None) == bool(told)
        assert caught.value.retry_at is None or caught.value.retry_at > datetime.now(UTC)
    assert spotify.search("music") is not None


@pytest.mark.parametrize("kind", ["status", "reset", "cut", "html"])
def test_a_read_survives_one_stumble(kind: str, spotify: Spotify, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(kind))  # type: ignore[arg-type]
    assert spotify.me().id


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", ADDING, "POST", status=500, skip=1),
        Fault("status", ADDING, "POST", status=500, skip=1, when="after"),
        Fault("status", ADDING, "POST", status=502, times=3, when="after"),
        Fault("timeout", ADDING, "POST", seconds=3.5, skip=1),
        Fault("timeout", ADDING, "POST", seconds=3.5, when="after"),
        Fault("reset", ADDING, "POST", when="before"),
        Fault("reset", ADDING, "POST", skip=2, when="after"),
        Fault("cut", ADDING, "POST"),
        Fault("truncated", ADDING, "POST", skip=1),
        Fault("html", ADDING, "POST", status=200),
        Fault("empty", ADDING, "POST", when="after"),
        Fault("status", ADDING, "POST", status=429, retry_after=0, times=2),
        Fault("status", ADDING, "POST", status=429, retry_after=1),
        Fault("status", ADDING, "POST", status=429),
        Fault("status", ADDING, "GET", status=503),
    ],
)
def test_a_stumble_while_adding_never_doubles(
    fault: Fault, spotify: Spotify, sandbox: Sandbox, request: pytest.FixtureRequest
) -> None:
    name = f"Stumble {request.node.callspec.id}"
    sandbox.faults.add(fault)
    wanted = uris(sandbox, 250)
    write_playlist(spotify, name, wanted)
    assert sandbox.faults.struck(fault)
    assert only_playlist(sandbox, name) == wanted


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("quota", ADDING, "POST", skip=1), QuotaExceeded),
        (Fault("status", ADDING, "POST", status=429, retry_after=3600, skip=1), RateLimited),
        (Fault("status", ADDING, "POST", status=403, skip=1), NotAllowed),
        (Fault("status", ADDING, "POST", status=500, times=None, skip=1), Unavailable),
    ],
)
def test_what_can_not_be_finished_is_removed(
    fault: Fault, kind: type[ServiceError], spotify: Spotify, sandbox: Sandbox
) -> None:
    sandbox.faults.add(fault)
    with pytest.raises(kind, match="nothing is left behind"):
        write_playlist(spotify, "Half", uris(sandbox, 250))
    assert count_of(sandbox, "Half") == 0


def test_a_track_that_spotify_does_not_have_leaves_nothing(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    with pytest.raises(ServiceError, match="non-existing"):
        write_playlist(spotify, "Bad track", [*uris(sandbox, 120), "spotify:track:" + "0" * 22])
    assert count_of(sandbox, "Bad track") == 0


def test_a_playlist_that_can_not_be_removed_is_named(spotify: Spotify, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("status", ADDING, "POST", status=403, skip=1))
    sandbox.faults.add(Fault("status", "/me/library", status=503, times=None))
    with pytest.raises(NotAllowed, match=r"“Stuck” .* is incomplete"):
        write_playlist(spotify, "Stuck", uris(sandbox, 250))
    assert len(only_playlist(sandbox, "Stuck")) == 100


@pytest.mark.parametrize(
    ("fault", "made"),
    [
        (Fault("timeout", "/me/playlists", "POST", seconds=3.5), 0),
        (Fault("timeout", "/me/playlists", "POST", seconds=3.5, when="after"), 1),
        (Fault("status", "/me/playlists", "POST", status=500, when="after"), 1),
        (Fault("truncated", "/me/playlists", "POST"), 1),
        (Fault("empty", "/me/playlists", "POST", when="after"), 1),
    ],
)
def test_a_create_in_doubt_is_told_and_not_repeated(
    fault: Fault, made: int, spotify: Spotify, sandbox: Sandbox, request: pytest.FixtureRequest
) -> None:
    name = f"Doubt {request.node.callspec.id}"
    sandbox.faults.add(fault)
    with pytest.raises(Unavailable, match="an empty playlist of this name may exist"):
        write_playlist(spotify, name, uris(sandbox, 1))
    assert count_of(sandbox, name) == made


def test_without_the_scope_it_says_what_to_do(settings: ServiceSettings, sandbox: Sandbox) -> None:
    tokens = sandbox.login(scopes=())
    with (
        Spotify(settings, lambda: tokens.access_token) as spotify,
        pytest.raises(NotAllowed, match=r"scope”\. Disconnect Spotify, connect it again"),
    ):
        write_playlist(spotify, "Not allowed", uris(sandbox, 1))
    assert count_of(sandbox, "Not allowed") == 0


def test_a_service_that_is_gone(settings: ServiceSettings, sandbox: Sandbox) -> None:
    with Sandbox(sandbox.world) as other:
        nowhere = settings.model_copy(
            update={"spotify_api_url": other.url, "spotify_accounts_url": other.url}
        )
    with (
        Spotify(nowhere, lambda: "token") as spotify,
        pytest.raises(Unavailable, match=r"^Spotify can't be reached"),
    ):
        write_playlist(spotify, "Nowhere", uris(sandbox, 1))
