"""The addresses of the preview player, over the invented sounds."""

import pytest
from flask.testing import FlaskClient

from dashboard.jobs import TooBusy
from tests.dashboard.fake_previews import tone
from tests.dashboard.fake_service import FakeService

TRACK = {"artist": "Mira Voss", "title": "Afterglow"}


def test_the_sound_comes_whole_and_is_kept_by_nobody(client: FlaskClient) -> None:
    answer = client.get("/preview", query_string=TRACK)
    assert answer.status_code == 200
    assert answer.data == tone()
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-1", 0, 2), ("bytes=100-", 100, None), ("bytes=-4", -4, None)],
)
def test_a_part_of_it_comes_as_a_part(
    client: FlaskClient, asked: str, start: int, end: int | None
) -> None:
    answer = client.get("/preview", query_string=TRACK, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.data == tone()[start:end]
    assert answer.headers["Content-Range"].endswith(f"/{len(tone())}")


def test_a_part_beyond_its_end_is_refused(client: FlaskClient) -> None:
    answer = client.get("/preview", query_string=TRACK, headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416


def test_the_offer_says_who_has_it(client: FlaskClient) -> None:
    answer = client.get("/preview/offer", query_string=TRACK)
    assert answer.json == {"source": "Deezer", "link": "https://www.deezer.com/track/7"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_that_nobody_has_it_is_an_answer_to_who_asks_for_the_offer(
    client: FlaskClient, service: FakeService
) -> None:
    service.previews.silent.add("Afterglow")
    offer = client.get("/preview/offer", query_string=TRACK)
    assert offer.status_code == 200
    assert offer.json == {"none": "Nobody offers a preview of “Mira Voss - Afterglow”."}
    sound = client.get("/preview", query_string=TRACK)
    assert sound.status_code == 404
    assert sound.json == {"error": "Nobody offers a preview of “Mira Voss - Afterglow”."}


@pytest.mark.parametrize("path", ["/preview", "/preview/offer"])
def test_a_service_that_fails_is_one_sentence(
    client: FlaskClient, service: FakeService, path: str
) -> None:
    service.previews.down.add("Afterglow")
    answer = client.get(path, query_string=TRACK)
    assert answer.status_code == 400
    assert answer.json == {"error": "Deezer does not answer just now. Try again in a minute."}


def test_that_it_is_busy_may_be_tried_again(client: FlaskClient, service: FakeService) -> None:
    def busy(_title: str) -> None:
        raise TooBusy("Other previews are being fetched. Try again in a moment.")

    service.previews.pause = busy
    answer = client.get("/preview/offer", query_string=TRACK)
    assert answer.status_code == 503
    assert answer.json == {"error": "Other previews are being fetched. Try again in a moment."}


@pytest.mark.parametrize(
    "asked",
    [{}, {"artist": "a"}, {"artist": "a", "title": " "}, {"artist": "a", "title": "t" * 501}],
)
def test_what_names_no_track_is_refused_before_anybody_is_asked(
    client: FlaskClient, service: FakeService, asked: dict[str, str]
) -> None:
    answer = client.get("/preview", query_string=asked)
    assert answer.status_code == 400
    assert answer.json["error"]
    assert service.previews.asked == []


def test_other_sites_can_not_make_segue_ask(client: FlaskClient, service: FakeService) -> None:
    for path in ("/preview", "/preview/offer"):
        headers = {"Sec-Fetch-Site": "cross-site"}
        assert client.get(path, query_string=TRACK, headers=headers).status_code == 403
    assert service.previews.asked == []
