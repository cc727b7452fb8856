"""Addresses that answer scripts with JSON."""

import pytest
import sqlalchemy as sa
from flask import Flask, jsonify
from flask.testing import FlaskClient

from dashboard.failures import SORRY
from dashboard.routes import asked, json_routes
from recommender.errors import BadInput


@pytest.fixture
def client() -> FlaskClient:
    routes = json_routes("some")

    @routes.post("/echo")
    def echo() -> object:
        return jsonify(asked())

    @routes.get("/bad")
    def bad() -> object:
        raise BadInput("Give at least one track.")

    @routes.get("/silent")
    def silent() -> object:
        raise sa.exc.OperationalError("select 1", {}, Exception("no such host"))

    @routes.get("/broken")
    def broken() -> object:
        raise RuntimeError("a fault nobody foresaw")

    server = Flask(__name__)
    server.config["MAX_CONTENT_LENGTH"] = 1_000
    server.register_blueprint(routes)
    return server.test_client()


def test_an_answer_is_kept_by_no_cache(client: FlaskClient) -> None:
    answer = client.post("/echo", json={"a": 1})
    assert answer.json == {"a": 1}
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_nested_too_deep_is_refused_in_a_sentence(client: FlaskClient) -> None:
    client.application.config["MAX_CONTENT_LENGTH"] = 200_000
    body = b'{"a":' + b"[" * 90_000 + b"]" * 90_000 + b"}"
    answer = client.post("/echo", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "reload" in answer.json["error"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"text"', b"\xff"])
def test_what_is_no_json_object_is_refused_in_a_sentence(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/echo", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "reload" in answer.json["error"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_nothing_is_answered_to_other_sites(client: FlaskClient, site: str) -> None:
    for ask in (client.get("/bad"), client.get("/bad", headers={"Sec-Fetch-Site": "none"})):
        assert ask.status_code == 400
    answer = client.get("/bad", headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.json) == (
        403,
        {"error": "This request came from another site."},
    )


def test_a_users_mistake_is_told_as_it_stands(client: FlaskClient) -> None:
    answer = client.get("/bad")
    assert (answer.status_code, answer.json) == (400, {"error": "Give at least one track."})


def test_a_silent_database_is_told_without_its_statement(client: FlaskClient) -> None:
    answer = client.get("/silent")
    assert answer.status_code == 503
    assert "does not answer" in answer.json["error"]
    assert "select" not in answer.json["error"]


def test_what_nobody_foresaw_is_a_sentence_too(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/broken")
    assert (answer.status_code, answer.json) == (500, {"error": SORRY})
    assert "nobody foresaw" in caplog.text  # the log says what happened


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/echo", json={"a": "b" * 2_000})
    assert answer.status_code == 413
    assert "more than" in answer.json["error"]
