"""The DJ's own recording over HTTP, and how far a job is."""

import pytest
from flask import session
from flask.testing import FlaskClient

from dashboard.jobs import Jobs
from dashboard.service import Progress
from dashboard.uploads import MAX_BYTES, name_of
from recommender.errors import SegueError
from tests.dashboard.fake_service import FakeService, make_server
from tests.dashboard.test_jobs import wait_for

WAV = b"RIFF" + bytes(100)


def outcome(client: FlaskClient, job: str) -> dict:
    """The job's last word."""
    said: dict = {}

    def through() -> bool:
        said.update(client.get(f"/jobs/{job}").get_json())
        return said["state"] in ("done", "failed")

    wait_for(through)
    return said


def test_a_recording_is_listened_to_and_answers_its_seed(
    client: FlaskClient, service: FakeService
) -> None:
    begun = client.post("/listen?seed=cold+silent&name=tape.wav", data=WAV)
    assert begun.status_code == 202
    answer = begun.get_json()
    assert answer["text"] == "cold silent"
    assert outcome(client, answer["job"])["state"] == "done"
    assert service.recommend("cold silent", 5).heard
    assert service.recordings == ["cold silent"]


def test_with_an_empty_seed_box_the_file_names_the_seed(
    client: FlaskClient, service: FakeService
) -> None:
    answer = client.post("/listen?name=Field_tape.flac", data=WAV).get_json()
    assert answer["text"] == "Field tape"
    outcome(client, answer["job"])
    assert service.recommend("Field tape", 5).seeds[0].title == "Field tape"


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("C:\\music\\Mira_Voss - Afterglow.mp3", "Mira Voss - Afterglow"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\nc.wav", "a b c"),
        ("Vol. 2 (Live at 4.30).m4a", "Vol. 2 (Live at 4.30)"),
        (".mp3", "Untitled recording"),
        ("", "Untitled recording"),
        ("x" * 900, "x" * 200),
    ],
)
def test_what_a_file_is_called(filename: str, name: str) -> None:
    assert name_of(filename) == name


@pytest.mark.parametrize(
    ("seed", "text"),
    [
        ("cold%00%0A silent ", "cold silent"),
        ("%E2%80%AE Wren %E2%80%AE Halloway", "Wren Halloway"),
        ("%E2%80%AE", "Tape"),
        ("Kált – Ночь (Mix) 夜", "Kált – Ночь (Mix) 夜"),
    ],
)
def test_a_seeds_name_is_cleaned_of_what_can_not_be_seen(
    client: FlaskClient, service: FakeService, seed: str, text: str
) -> None:
    answer = client.post(f"/listen?seed={seed}&name=Tape.wav", data=WAV).get_json()
    assert answer["text"] == text
    outcome(client, answer["job"])
    assert service.recordings == [text]


def test_what_is_no_audio_fails_with_its_sentence(client: FlaskClient) -> None:
    answer = client.post("/listen?name=page.html", data=b"<html>").get_json()
    said = outcome(client, answer["job"])
    assert said["state"] == "failed"
    assert said["message"].startswith("This is not an audio file")


@pytest.mark.parametrize(
    ("path", "data", "status", "words"),
    [
        ("/listen?name=a.wav", b"", 400, "empty"),
        ("/listen?name=a.wav", bytes(MAX_BYTES + 1), 413, "larger than 20 MB"),
        (f"/listen?seed={'x' * 600}", WAV, 400, "too long"),
    ],
)
def test_what_can_not_be_taken_is_refused_with_one_sentence(
    client: FlaskClient, service: FakeService, path: str, data: bytes, status: int, words: str
) -> None:
    refused = client.post(path, data=data)
    assert refused.status_code == status
    assert words in refused.get_json()["error"]
    assert service.recordings == []


def test_twenty_megabytes_are_taken(client: FlaskClient) -> None:
    assert client.post("/listen?name=a.wav", data=WAV.ljust(MAX_BYTES)).status_code == 202


def test_a_body_that_does_not_say_how_long_it_is_is_not_read(client: FlaskClient) -> None:
    stream = {"wsgi.input": EndlessStream(), "HTTP_TRANSFER_ENCODING": "chunked"}
    refused = client.post("/listen?name=a.wav", environ_overrides=stream)
    assert refused.status_code in (400, 413)


def test_an_endless_body_is_given_up_at_the_limit(client: FlaskClient) -> None:
    stream = EndlessStream()
    body = {"wsgi.input": stream, "wsgi.input_terminated": True}
    refused = client.post("/listen?name=a.wav", environ_overrides=body)
    assert refused.status_code == 413
    assert stream.given <= MAX_BYTES + 1_000_000


class EndlessStream:
    """A body that never ends."""

    given = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "the whole of it was asked for"
        self.given += size
        return b"x" * size

    def readinto(self, target: bytearray) -> int:
        self.given += len(target)
        return len(target)

    readline = read


def test_too_many_at_once_is_told(service: FakeService) -> None:
    client = make_server(service, Jobs(max_unfinished=0)).test_client()
    refused = client.post("/listen?name=a.wav", data=WAV)
    assert refused.status_code == 429
    assert "as busy as it can be" in refused.get_json()["error"]


def test_another_browser_can_not_see_a_job(service: FakeService) -> None:
    server = make_server(service)
    mine, yours = server.test_client(), server.test_client()
    job = mine.post("/listen?name=a.wav", data=WAV).get_json()["job"]
    yours.post("/listen?name=a.wav", data=WAV)  # a session of its own
    assert mine.get(f"/jobs/{job}").status_code == 200
    unseen = yours.get(f"/jobs/{job}")
    assert unseen.status_code == 404
    assert "ask again" in unseen.get_json()["error"]
    assert server.test_client().get(f"/jobs/{job}").status_code == 404
    assert yours.delete(f"/jobs/{job}").status_code == 204
    assert mine.get(f"/jobs/{job}").status_code == 200


def test_how_far_a_job_is_is_never_cached(client: FlaskClient) -> None:
    job = client.post("/listen?name=a.wav", data=WAV).get_json()["job"]
    assert client.get(f"/jobs/{job}").headers["Cache-Control"] == "no-store"


def test_the_work_knows_whose_request_it_belongs_to(service: FakeService) -> None:
    seen = []

    def listen_to(data: bytes, text: str, progress: Progress) -> None:
        seen.append(session.get("account"))
        raise SegueError("Enough.")

    service.listen_to = listen_to  # type: ignore[method-assign]
    client = make_server(service).test_client()
    client.get("/login")
    answer = client.post("/listen?name=a.wav", data=WAV).get_json()
    assert outcome(client, answer["job"])["message"] == "Enough."
    assert seen == ["demo"]
