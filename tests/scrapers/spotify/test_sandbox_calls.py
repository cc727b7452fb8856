"""Reading, finding and writing over real HTTP, on good days and bad ones."""

from datetime import UTC, datetime

import pytest

from scrapers.errors import (
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


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("status", status=429, retry_after=30), RateLimited),
        (Fault("status", status=429), RateLimited),
        (Fault("quota"), QuotaExceeded),
        (Fault("status", status=500, times=2), Unavailable),
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


def test_silence_has_one_clear_error(settings: ServiceSettings, sandbox: Sandbox) -> None:
    token = sandbox.login().access_token
    sandbox.faults.add(Fault("timeout", seconds=3.5))
    impatient = settings.model_copy(update={"timeout_s": 2.0})
    with Spotify(impatient, lambda: token) as spotify:
        with pytest.raises(Unavailable, match="Spotify"):
            spotify.search("music")
        assert spotify.search("music") is not None


@pytest.mark.parametrize("kind", ["status", "reset", "cut", "html"])
def test_a_read_survives_one_stumble(kind: str, spotify: Spotify, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(kind))  # type: ignore[arg-type]
    assert spotify.me().id
