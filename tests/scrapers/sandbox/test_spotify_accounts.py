"""The accounts service logs users in as Spotify does."""

import base64
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scrapers.sandbox.spotify_tokens import (
    CLIENT_ID,
    CLIENT_SECRET,
    LOGIN_LIFETIME_S,
    USERS,
    challenge_of,
)
from scrapers.sandbox.state import State
from tests.scrapers.sandbox.conftest import Clock

VERIFIER = "v" * 64
REDIRECT = "http://127.0.0.1:8050/callback"


def ask(client: FlaskClient, **changes: str) -> TestResponse:
    asked = {
        "client_id": CLIENT_ID,
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "code_challenge_method": "S256",
        "code_challenge": challenge_of(VERIFIER),
        "state": "s&<1>",
        "scope": "playlist-modify-private",
        **changes,
    }
    return client.get(f"/authorize?{urlencode(asked)}")


def answer(
    client: FlaskClient, page: TestResponse, decision: str = "agree", user: str = USERS[0].id
) -> TestResponse:
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert ticket
    form = {"ticket": ticket[1], "decision": decision, "user": user}
    return client.post("/authorize/accept", data=form)


def came_back(response: TestResponse) -> dict[str, str]:
    assert response.status_code == 303
    assert response.location.startswith(f"{REDIRECT}?")
    return {k: v[0] for k, v in parse_qs(urlsplit(response.location).query).items()}


def redeem(client: FlaskClient, code: str, **changes: str) -> TestResponse:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "client_id": CLIENT_ID,
        "code_verifier": VERIFIER,
        **changes,
    }
    return client.post("/api/token", data=form)


def refresh(client: FlaskClient, token: str) -> TestResponse:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": CLIENT_ID}
    return client.post("/api/token", data=form)


@pytest.fixture
def code(client: FlaskClient) -> str:
    return came_back(answer(client, ask(client)))["code"]


def test_the_page_says_that_it_is_a_sandbox_and_offers_both_users(client: FlaskClient) -> None:
    page = ask(client)
    assert page.status_code == 200
    assert "Sandbox: this stands in for Spotify" in page.text
    assert all(user.display_name in page.text for user in USERS)
    assert "playlist-modify-private" in page.text
    assert ">Agree<" in page.text
    assert ">Cancel<" in page.text


def test_agreeing_leads_back_with_a_code_and_the_state(client: FlaskClient) -> None:
    back = came_back(answer(client, ask(client)))
    assert back.keys() == {"code", "state"}
    assert back["state"] == "s&<1>"


def test_cancelling_leads_back_with_access_denied(client: FlaskClient) -> None:
    back = came_back(answer(client, ask(client), decision="cancel"))
    assert back == {"error": "access_denied", "state": "s&<1>"}


def test_an_answer_counts_once(client: FlaskClient) -> None:
    page = ask(client)
    answer(client, page)
    assert answer(client, page).status_code == 400


def test_an_answer_for_an_unknown_user_is_refused(client: FlaskClient) -> None:
    assert answer(client, ask(client), user="somebody").status_code == 400


def test_a_user_who_agreed_is_not_asked_again_unless_the_app_wants_it(client: FlaskClient) -> None:
    answer(client, ask(client), user=USERS[1].id)
    assert "code" in came_back(ask(client))
    again = ask(client, show_dialog="true")
    assert again.status_code == 200
    assert f'value="{USERS[1].id}" checked' in again.text


def test_a_user_is_asked_again_for_more_than_he_agreed_to(client: FlaskClient) -> None:
    answer(client, ask(client))
    assert ask(client, scope="playlist-modify-public").status_code == 200


@pytest.mark.parametrize(
    "uri",
    ["http://127.0.0.1/callback", "http://127.0.0.1:9999/callback", "http://[::1]:8050/callback"],
)
def test_a_loopback_address_is_good_with_any_port(client: FlaskClient, uri: str) -> None:
    assert ask(client, redirect_uri=uri).status_code == 200


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "http://localhost:8050/callback",
        "http://127.0.0.1:8050/other",
        "http://127.0.0.1:8050/callback?x=1",
        "https://127.0.0.1:8050/callback",
        "http://127.0.0.1.evil.example:8050/callback",
        "http://127.0.0.1:8050@evil.example/callback",
        "http://user@127.0.0.1:8050/callback",
        "http://127.0.0.1:80\n50/callback",
        "http://127.0.0.1:99999999/callback",
        "http://192.168.0.1:8050/callback",
        "javascript:alert(1)",
    ],
)
def test_any_other_address_is_refused_without_sending_anybody_there(
    client: FlaskClient, uri: str
) -> None:
    response = ask(client, redirect_uri=uri)
    assert response.status_code == 400
    assert "Invalid redirect URI" in response.text
    assert response.location is None


def test_an_unknown_client_is_refused(client: FlaskClient) -> None:
    response = ask(client, client_id="<script>")
    assert response.status_code == 400
    assert "Invalid client" in response.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "playlist-modify-private everything"}, "invalid_scope"),
    ],
)
def test_a_wrong_request_leads_back_with_its_error(
    client: FlaskClient, changes: dict[str, str], error: str
) -> None:
    assert came_back(ask(client, **changes)) == {"error": error, "state": "s&<1>"}


def test_a_code_gives_tokens_that_work(client: FlaskClient, code: str) -> None:
    response = redeem(client, code)
    assert response.status_code == 200
    assert response.json.keys() == {
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "scope",
    }
    assert response.json["token_type"] == "Bearer"
    assert response.json["expires_in"] == 3600
    assert response.json["scope"] == "playlist-modify-private"
    assert response.headers["Cache-Control"] == "no-store"
    token = response.json["access_token"]
    me = client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json["id"] == USERS[0].id


def test_the_second_user_gets_his_own_token(client: FlaskClient) -> None:
    code = came_back(answer(client, ask(client), user=USERS[1].id))["code"]
    token = redeem(client, code).json["access_token"]
    me = client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json["display_name"] == USERS[1].display_name


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 64},
        {"code_verifier": "short"},
        {"code_verifier": "é" * 64},
        {"redirect_uri": "http://127.0.0.1:8051/callback"},
        {"code": "made-up"},
    ],
)
def test_a_code_is_worth_nothing_without_all_that_belongs_to_it(
    client: FlaskClient, code: str, changes: dict[str, str]
) -> None:
    response = redeem(client, changes.pop("code", code), **changes)
    assert response.status_code == 400
    assert response.json["error"] == "invalid_grant"
    assert response.json["error_description"]


def test_a_code_works_once(client: FlaskClient, code: str) -> None:
    assert redeem(client, code).status_code == 200
    assert redeem(client, code).json["error"] == "invalid_grant"


def test_a_wrong_verifier_uses_the_code_up(client: FlaskClient, code: str) -> None:
    redeem(client, code, code_verifier="w" * 64)
    assert redeem(client, code).json["error"] == "invalid_grant"


def test_a_code_expires(client: FlaskClient, code: str, clock: Clock) -> None:
    clock.now += 601
    assert redeem(client, code).json["error_description"] == "Authorization code expired"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "other"}, "invalid_client"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_the_token_endpoint_names_what_is_wrong(
    client: FlaskClient, code: str, changes: dict[str, str], error: str
) -> None:
    response = redeem(client, code, **changes)
    assert response.status_code == 400
    assert response.json["error"] == error


def test_refreshing_gives_new_tokens_and_voids_the_old_refresh_token(
    client: FlaskClient, code: str
) -> None:
    first = redeem(client, code).json
    second = refresh(client, first["refresh_token"]).json
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert second["scope"] == first["scope"]
    assert refresh(client, first["refresh_token"]).json["error"] == "invalid_grant"
    assert refresh(client, second["refresh_token"]).status_code == 200


def test_a_login_ends_after_six_months_however_often_it_was_refreshed(
    client: FlaskClient, code: str, clock: Clock
) -> None:
    tokens = redeem(client, code).json
    clock.now += LOGIN_LIFETIME_S - 10
    tokens = refresh(client, tokens["refresh_token"]).json
    clock.now += 20
    response = refresh(client, tokens["refresh_token"])
    assert response.status_code == 400
    assert response.json["error"] == "invalid_grant"


def test_revoked_logins_cannot_be_refreshed(client: FlaskClient, code: str, state: State) -> None:
    tokens = redeem(client, code).json
    state.accounts.revoke_logins()
    assert refresh(client, tokens["refresh_token"]).json["error"] == "invalid_grant"


def _basic(client_id: str, secret: str) -> dict[str, str]:
    text = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {text}"}


def test_the_app_gets_a_token_of_its_own_for_its_secret(client: FlaskClient) -> None:
    form = {"grant_type": "client_credentials"}
    response = client.post("/api/token", data=form, headers=_basic(CLIENT_ID, CLIENT_SECRET))
    assert response.json.keys() == {"access_token", "token_type", "expires_in"}
    bearer = {"Authorization": f"Bearer {response.json['access_token']}"}
    assert client.get("/v1/search?q=harbour&type=track", headers=bearer).status_code == 200
    assert client.get("/v1/me", headers=bearer).status_code == 401


@pytest.mark.parametrize("headers", [{}, _basic(CLIENT_ID, "guess"), _basic("x", CLIENT_SECRET)])
def test_without_the_right_secret_the_app_gets_no_token(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    response = client.post("/api/token", data={"grant_type": "client_credentials"}, headers=headers)
    assert response.status_code == 400
    assert response.json["error"] == "invalid_client"
