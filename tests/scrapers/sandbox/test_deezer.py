"""Deezer's protocol: objects, errors with status 200, the quota, links that expire."""

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import soundfile
from flask.testing import FlaskClient

from scrapers.sandbox.preview_shops import DEEZER_CALLS, DEEZER_WINDOW_S, LINK_LASTS_S
from scrapers.sandbox.previews import encode
from scrapers.sandbox.previews.synth import SAMPLE_RATE, synthesise
from scrapers.sandbox.state import State
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from tests.scrapers.sandbox.conftest import Clock

SHORT = {
    "id", "readable", "title", "title_short", "title_version", "link", "duration", "rank",
    "explicit_lyrics", "preview", "md5_image", "artist", "album", "type",
}  # fmt: skip
FULL_ONLY = {
    "isrc", "share", "track_position", "disk_number", "release_date", "bpm", "gain",
    "available_countries", "contributors",
}  # fmt: skip


@pytest.fixture
def track(world: World) -> Track:
    """Found by its ISRC, with a preview, and not alone under its title."""
    by_search = set(world.shelves.only_by_search)
    return next(
        track
        for track in world.shelves.both
        if track.version.endswith("Remix") and track not in by_search and not track.featured
    )


def ask(client: FlaskClient, path: str, **args: object) -> dict[str, object]:
    answer = client.get(f"/deezer{path}", query_string=args)
    assert answer.status_code == 200
    assert answer.content_type.startswith("application/json")
    return answer.json


def code(body: dict[str, object]) -> int:
    assert set(body) == {"error"}
    error = body["error"]
    assert set(error) == {"type", "message", "code"}
    return error["code"]


def file_path(body: dict[str, object]) -> str:
    """Path and query of a preview's address."""
    parts = urlsplit(body["preview"])
    return f"{parts.path}?{parts.query}"


def test_a_track_is_found_by_its_isrc_and_by_its_number(client: FlaskClient, track: Track) -> None:
    body = ask(client, f"/track/isrc:{track.isrc}")
    assert body.keys() >= SHORT | FULL_ONLY
    assert body["isrc"] == track.isrc
    assert body["artist"]["name"] == track.artists[0]
    assert [person["name"] for person in body["contributors"]] == list(track.all_artists)
    assert abs(body["duration"] - track.duration_ms / 1_000) <= 1
    assert ask(client, f"/track/{body['id']}")["title"] == body["title"]


def test_the_tempo_is_hardly_ever_told(client: FlaskClient, world: World, state: State) -> None:
    state.shops.deezer_quota.calls = 1_000
    known = [
        ask(client, f"/track/{listing.id}")["bpm"] != 0
        for listing in world.shelves.deezer.listings[:100]
    ]
    assert 0 < sum(known) < 20


@pytest.mark.parametrize("path", ["/track/isrc:ZZZZZ9999999", "/track/12", "/track/abc"])
def test_what_is_not_there_is_no_data_with_status_200(client: FlaskClient, path: str) -> None:
    assert code(ask(client, path)) == 800


def test_a_track_under_another_isrc_is_found_by_its_name_only(
    client: FlaskClient, world: World
) -> None:
    track = world.shelves.only_by_search[0]
    assert code(ask(client, f"/track/isrc:{track.isrc}")) == 800
    found = ask(client, "/search", q=f"{track.artists[0]} {track.title}")["data"]
    listing = world.shelves.deezer.of(track)
    assert listing is not None
    assert listing.id in [line["id"] for line in found]


@pytest.mark.parametrize("path", ["/search", "/search/track"])
@pytest.mark.parametrize("form", ["{} {}", 'artist:"{}" track:"{}"'])
def test_searches_answer_with_short_tracks(
    client: FlaskClient, world: World, track: Track, path: str, form: str
) -> None:
    body = ask(client, path, q=form.format(track.artists[0], track.title), limit=100)
    assert body["total"] >= len(body["data"]) > 1
    assert body["data"][0].keys() >= SHORT
    assert not body["data"][0].keys() & FULL_ONLY
    listing = world.shelves.deezer.of(track)
    assert listing is not None
    assert listing.id in [line["id"] for line in body["data"]]


def test_a_wanted_length_narrows_a_search(client: FlaskClient, track: Track) -> None:
    seconds = track.duration_ms // 1_000
    query = f'artist:"{track.artists[0]}" dur_min:{seconds - 2} dur_max:{seconds + 2}'
    durations = [line["duration"] for line in ask(client, "/search", q=query)["data"]]
    assert durations
    assert all(abs(duration - seconds) <= 3 for duration in durations)


def test_pages_follow_one_another(client: FlaskClient, track: Track) -> None:
    first = ask(client, "/search", q=track.artists[0], limit=2)
    assert len(first["data"]) == 2
    second = client.get(first["next"]).json
    both = first["data"] + second["data"]
    assert len({line["id"] for line in both}) == len(both)
    beyond = ask(client, "/search", q=track.artists[0], index=100_000)
    assert beyond["data"] == []
    assert "next" not in beyond


def test_a_cover_of_the_same_title_may_stand_first(client: FlaskClient, world: World) -> None:
    """Whoever takes the first hit of a search by title alone is wrong now and then."""
    shelf = world.shelves.deezer
    cover = next(
        listing
        for listing in shelf.listings
        if listing.decoy and not listing.track.version and "Karaoke" not in listing.title
    )
    found = ask(client, "/search", q=f'track:"{cover.track.title}"')["data"]
    assert cover.id in [line["id"] for line in found]
    assert len({line["artist"]["name"] for line in found}) > 1


@pytest.mark.parametrize(
    ("path", "args", "expected"),
    [
        ("/search", {}, 501),
        ("/search", {"q": " "}, 501),
        ("/search", {"q": 'artist:"half'}, 600),
        ("/search", {"q": "x", "limit": 101}, 100),
        ("/search", {"q": "x", "limit": "many"}, 500),
        ("/search", {"q": "x", "index": -1}, 500),
        ("/nothing/here", {}, 600),
        ("/", {}, 600),
    ],
)
def test_wrong_questions_are_told_with_status_200(
    client: FlaskClient, path: str, args: dict[str, object], expected: int
) -> None:
    assert code(ask(client, path, **args)) == expected


def test_the_quota_is_a_window_that_rolls(client: FlaskClient, clock: Clock) -> None:
    for _ in range(DEEZER_CALLS // 2):
        assert code(ask(client, "/track/1")) == 800
    clock.now += DEEZER_WINDOW_S / 2
    for _ in range(DEEZER_CALLS // 2):
        assert code(ask(client, "/track/1")) == 800
    assert code(ask(client, "/track/1")) == 4
    assert code(ask(client, "/search")) == 4
    clock.now += DEEZER_WINDOW_S / 2
    for _ in range(DEEZER_CALLS // 2):
        assert code(ask(client, "/track/1")) == 800
    assert code(ask(client, "/track/1")) == 4


def test_files_do_not_count_towards_the_quota(
    client: FlaskClient, state: State, track: Track
) -> None:
    state.shops.deezer_quota.calls = 1
    path = file_path(ask(client, f"/track/isrc:{track.isrc}"))
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200
    assert code(ask(client, "/track/1")) == 4


def test_a_preview_is_an_mp3_of_thirty_seconds_of_this_track(
    client: FlaskClient, track: Track
) -> None:
    answer = client.get(file_path(ask(client, f"/track/isrc:{track.isrc}")))
    assert answer.status_code == 200
    assert answer.content_type == "audio/mpeg"
    assert 300_000 < len(answer.data) < 600_000
    heard, rate = soundfile.read(BytesIO(answer.data), dtype="float32")
    assert rate == SAMPLE_RATE
    assert len(heard) / rate == pytest.approx(30, abs=0.1)
    made = synthesise(track)
    # Only what an encoder may lose: a shift by a few hundred samples is allowed for.
    alike = np.fft.irfft(np.fft.rfft(heard, 2**20) * np.conj(np.fft.rfft(made, 2**20))).max()
    assert alike / (np.linalg.norm(heard) * np.linalg.norm(made)) > 0.95


def test_a_part_of_a_file_can_be_asked_for_as_players_do(client: FlaskClient, track: Track) -> None:
    path = file_path(ask(client, f"/track/isrc:{track.isrc}"))
    whole = client.get(path).data
    part = client.get(path, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.data == whole[100:200]


def test_a_link_expires_after_a_quarter_of_an_hour_and_a_fresh_one_works(
    client: FlaskClient, clock: Clock, track: Track
) -> None:
    path = file_path(ask(client, f"/track/isrc:{track.isrc}"))
    token = parse_qs(urlsplit(path).query)["hdnea"][0]
    assert token.startswith(f"exp={int(clock.now) + LINK_LASTS_S}~acl=")
    clock.now += LINK_LASTS_S - 1
    assert client.get(path).status_code == 200
    clock.now += 1
    assert client.get(path).status_code == 403
    fresh = file_path(ask(client, f"/track/isrc:{track.isrc}"))
    assert client.get(fresh).status_code == 200


def test_a_forged_link_opens_nothing(client: FlaskClient, world: World, track: Track) -> None:
    path = file_path(ask(client, f"/track/isrc:{track.isrc}"))
    bare, _, token = path.partition("?")
    other = world.shelves.deezer.listings[-1].file
    assert other is not None
    elsewhere = bare.rsplit("/", 1)[0] + f"/{other}.mp3"
    later = token.replace("exp=1", "exp=9", 1)
    assert later != token
    resealed = path[:-1] + ("1" if path[-1] == "0" else "0")
    made_up = [f"{bare}?{later}", f"{elsewhere}?{token}", f"{bare}?hdnea=exp=1~hmac="]
    for forged in (bare, f"{bare}?hdnea=", resealed, *made_up):
        assert client.get(forged).status_code == 403


def test_some_tracks_have_an_empty_preview_and_some_cannot_be_read(
    client: FlaskClient, world: World, state: State
) -> None:
    state.shops.deezer_quota.calls = 1_000
    bodies = [ask(client, f"/track/isrc:{track.isrc}") for track in world.shelves.silent]
    assert all(body["preview"] == "" for body in bodies)
    assert {body["readable"] for body in bodies} == {True, False}


def test_encoding_again_gives_the_same_bytes_and_only_the_latest_are_kept(track: Track) -> None:
    encode.preview_mp3.cache_clear()
    first = encode.preview_mp3(track)
    assert encode.preview_mp3(track) is first
    encode.preview_mp3.cache_clear()
    assert encode.preview_mp3(track) == first
    assert encode.preview_mp3.cache_info().maxsize == encode.FILES_KEPT
