"""iTunes's protocol: JSON that calls itself JavaScript, 20 calls a minute, AAC files."""

import json
import subprocess
from urllib.parse import urlsplit

import imageio_ffmpeg
import numpy as np
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recommender.errors import SegueError
from scrapers.sandbox.preview_shops import ITUNES_CALLS, ITUNES_WINDOW_S
from scrapers.sandbox.previews import encode
from scrapers.sandbox.previews.synth import SAMPLE_RATE
from scrapers.sandbox.state import State
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from tests.scrapers.sandbox.conftest import Clock

FIELDS = {
    "trackId", "artistName", "trackName", "collectionName", "previewUrl", "trackTimeMillis",
    "primaryGenreName", "artworkUrl100", "releaseDate", "trackViewUrl", "kind",
}  # fmt: skip


@pytest.fixture
def track(world: World) -> Track:
    return world.shelves.only_itunes[0]


def ask(client: FlaskClient, **args: object) -> TestResponse:
    asked = {"media": "music", "entity": "song", "country": "US", "limit": 10, **args}
    return client.get("/itunes/search", query_string=asked)


def test_songs_are_found_by_their_words(client: FlaskClient, world: World, track: Track) -> None:
    answer = ask(client, term=f"{track.artists[0]} {track.title}")
    assert answer.status_code == 200
    assert answer.content_type == "text/javascript; charset=utf-8"
    body = json.loads(answer.text)
    assert body["resultCount"] == len(body["results"]) > 0
    listing = world.shelves.itunes.of(track)
    assert listing is not None
    song = next(song for song in body["results"] if song["trackId"] == listing.id)
    assert song.keys() >= FIELDS
    assert song["kind"] == "song"
    assert song["artistName"] == " & ".join(track.artists)
    assert abs(song["trackTimeMillis"] - track.duration_ms) < 1_000


def test_a_lookup_takes_numbers(client: FlaskClient, world: World) -> None:
    one, two = (listing.id for listing in world.shelves.itunes.listings[:2])
    body = json.loads(client.get(f"/itunes/lookup?id={one},{two},5").text)
    assert [song["trackId"] for song in body["results"]] == [one, two]
    nothing = json.loads(client.get(f"/itunes/lookup?isrc={world.tracks[0].isrc}").text)
    assert nothing == {"resultCount": 0, "results": []}


@pytest.mark.parametrize(
    "args",
    [{"term": ""}, {"term": "zzqqy"}, {"entity": "album", "term": "x"}, {"media": "movie"}],
)
def test_nothing_found_is_an_empty_list(client: FlaskClient, args: dict[str, object]) -> None:
    answer = ask(client, **args)
    assert answer.status_code == 200
    assert json.loads(answer.text) == {"resultCount": 0, "results": []}


def test_no_more_come_than_were_asked_for(client: FlaskClient, world: World) -> None:
    body = json.loads(ask(client, term=world.shelves.both[0].artists[0], limit=1).text)
    assert body["resultCount"] == 1


@pytest.mark.parametrize(("name", "value"), [("country", "Earth"), ("limit", "-3")])
def test_a_wrong_value_is_refused(client: FlaskClient, name: str, value: str) -> None:
    answer = ask(client, term="x", **{name: value})
    assert answer.status_code == 400
    assert name in json.loads(answer.text)["errorMessage"]


def test_twenty_calls_a_minute_and_then_403(client: FlaskClient, clock: Clock) -> None:
    assert all(ask(client, term="x").status_code == 200 for _ in range(ITUNES_CALLS))
    assert ask(client, term="x").status_code == 403
    assert client.get("/itunes/lookup?id=1").status_code == 403
    clock.now += ITUNES_WINDOW_S
    assert ask(client, term="x").status_code == 200


def test_the_allowance_can_be_changed(client: FlaskClient, state: State) -> None:
    state.shops.itunes_quota.calls = 1
    assert [ask(client, term="x").status_code for _ in range(2)] == [200, 403]


def test_a_preview_is_aac_of_thirty_seconds(client: FlaskClient, track: Track) -> None:
    songs = json.loads(ask(client, term=f"{track.artists[0]} {track.title}").text)["results"]
    path = urlsplit(songs[0]["previewUrl"]).path
    assert path.endswith(".m4a")
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "audio/x-m4a"
    assert answer.data[4:8] == b"ftyp"
    decoded = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-i", "pipe:0", "-f", "f32le", "-ac", "1", "pipe:1"],
        input=answer.data,
        capture_output=True,
        check=True,
    ).stdout
    heard = np.frombuffer(decoded, np.float32)
    assert len(heard) / SAMPLE_RATE == pytest.approx(30, abs=0.2)
    assert np.sqrt(np.mean(heard**2)) > 0.03
    assert client.get(path.replace("mzaf_", "mzaf_0")).status_code == 404


def test_the_same_sound_gives_the_same_file() -> None:
    tone = np.sin(np.arange(SAMPLE_RATE) * 0.1).astype(np.float32)
    assert encode.m4a_of(tone) == encode.m4a_of(tone)


def test_without_ffmpeg_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: "/nowhere/ffmpeg")
    with pytest.raises(SegueError, match="imageio-ffmpeg"):
        encode.m4a_of(np.zeros(100, np.float32))
