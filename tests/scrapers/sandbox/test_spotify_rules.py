"""What Spotify allows an app in development mode, and how it says no."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.spotify_rules import SpotifyRules
from scrapers.sandbox.spotify_tokens import USERS
from scrapers.sandbox.state import State
from tests.scrapers.sandbox.conftest import Caller, Clock

ANY = [
    ("GET", "/me"),
    ("GET", "/search?q=a&type=track"),
    ("GET", "/tracks/0000000000000000000000"),
    ("POST", "/me/playlists"),
    ("GET", "/me/playlists"),
    ("DELETE", "/me/library"),
    ("GET", "/users/somebody"),
]


@pytest.fixture
def rules(state: State) -> SpotifyRules:
    return state.rules


@pytest.fixture
def app_itself(client: FlaskClient, state: State) -> Caller:
    return Caller(client, state.accounts.app_token().access_token)


@pytest.mark.parametrize(("method", "path"), ANY)
def test_without_premium_of_the_apps_owner_every_call_is_refused(
    nadia: Caller, app_itself: Caller, rules: SpotifyRules, method: str, path: str
) -> None:
    rules.owner_has_premium = False
    for caller in (nadia, app_itself):
        answer = caller(method, path)
        assert answer.status_code == 403
        assert "premium subscription required for the owner" in answer.json["error"]["message"]
    rules.reset()
    assert nadia("GET", "/me").status_code == 200


@pytest.mark.parametrize(("method", "path"), ANY)
def test_who_is_not_on_the_apps_list_is_refused(
    nadia: Caller, tomas: Caller, rules: SpotifyRules, method: str, path: str
) -> None:
    rules.listed_users = {USERS[0].id}
    answer = tomas(method, path)
    assert answer.status_code == 403
    assert answer.json["error"]["message"] == "User not registered in the Developer Dashboard"
    assert nadia("GET", "/me").status_code == 200


def test_the_app_itself_needs_no_place_on_the_list(app_itself: Caller, rules: SpotifyRules) -> None:
    rules.listed_users = set()
    assert app_itself("GET", "/search?q=harbour&type=track").status_code == 200


def test_too_many_calls_within_half_a_minute_wait_for_as_long_as_it_says(
    nadia: Caller, tomas: Caller, rules: SpotifyRules, clock: Clock
) -> None:
    rules.rate.calls = 3
    assert nadia("GET", "/me").status_code == 200
    clock.now += 10
    assert tomas("GET", "/me").status_code == 200
    assert nadia("GET", "/search?q=harbour&type=track").status_code == 200
    refused = nadia("GET", "/me")
    assert refused.status_code == 429
    assert refused.json == {"error": {"status": 429, "message": "API rate limit exceeded"}}
    wait_s = int(refused.headers["Retry-After"])
    assert wait_s == 20
    clock.now += wait_s - 1
    assert nadia("GET", "/me").status_code == 429
    clock.now += 1
    assert nadia("GET", "/me").status_code == 200


def test_a_call_that_is_refused_for_its_token_does_not_count(
    nadia: Caller, client: FlaskClient, rules: SpotifyRules
) -> None:
    rules.rate.calls = 1
    for _ in range(3):
        assert client.get("/v1/me").status_code == 401
    assert nadia("GET", "/me").status_code == 200


def test_a_used_up_quota_says_so_and_lasts_for_the_rest_of_a_day(
    client: FlaskClient, state: State, rules: SpotifyRules, clock: Clock
) -> None:
    def search() -> TestResponse:
        caller = Caller(client, state.accounts.app_token().access_token)
        return caller("GET", "/search?q=harbour&type=track")

    rules.quotas["search"].calls = 2
    for _ in range(2):
        assert search().status_code == 200
        clock.now += 3_600
    refused = search()
    assert refused.status_code == 429
    assert refused.json["error"]["reason"] == "QUOTA_EXCEEDED"
    assert int(refused.headers["Retry-After"]) == 22 * 3_600
    clock.now += 22 * 3_600
    assert search().status_code == 200


@pytest.mark.parametrize(
    ("group", "method", "path"),
    [
        ("search", "GET", "/search?q=a&type=track"),
        ("playlists", "GET", "/me/playlists"),
        ("playlists", "POST", "/me/playlists"),
        ("playlists", "GET", "/playlists/0000000000000000000000"),
        ("playlists", "GET", "/playlists/0000000000000000000000/items"),
        ("playlists", "DELETE", "/me/library"),
        ("tracks", "GET", "/tracks/0000000000000000000000"),
        ("others", "GET", "/me"),
    ],
)
def test_each_group_of_calls_has_a_quota_of_its_own(
    nadia: Caller, rules: SpotifyRules, group: str, method: str, path: str
) -> None:
    for name, quota in rules.quotas.items():
        quota.calls = 100 if name == group else 0
    assert nadia(method, path).status_code != 429
    rules.quotas[group].calls = 0
    refused = nadia(method, path)
    assert refused.json["error"]["reason"] == "QUOTA_EXCEEDED"
    assert int(refused.headers["Retry-After"]) > 3_600


def test_a_call_over_the_limit_takes_no_effect(
    nadia: Caller, rules: SpotifyRules, state: State
) -> None:
    rules.rate.calls = 0
    assert nadia("POST", "/me/playlists", json={"name": "Friday"}).status_code == 429
    assert state.playlists.kept() == []


def test_rules_are_taken_back_as_a_whole(nadia: Caller, rules: SpotifyRules) -> None:
    rules.owner_has_premium = False
    rules.listed_users = set()
    rules.rate.calls = 0
    rules.quotas["others"].calls = 0
    rules.reset()
    assert nadia("GET", "/me").status_code == 200


def test_the_rules_of_a_running_sandbox_can_be_changed(sandbox: Sandbox) -> None:
    assert sandbox.spotify is sandbox.state.rules
