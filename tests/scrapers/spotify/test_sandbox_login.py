"""The whole login over real HTTP, and no secret of it in any log."""

import logging
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from scrapers.errors import LoginExpired, NotAllowed, Unavailable
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify.auth import LoginAttempt, Token, app_token, begin_login, finish_login, refresh
from scrapers.spotify.client import Spotify

CALLBACK = "http://127.0.0.1:8050/callback"


def consent(attempt: LoginAttempt, sandbox: Sandbox, decision: str = "agree") -> dict[str, str]:
    """Do what a visitor does on the consent page; returns the query that comes back."""
    page = requests.get(attempt.url, timeout=5)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    user = re.search(r'name="user" value="([^"]+)"', page.text)
    assert ticket
    assert user
    answer = requests.post(
        f"{sandbox.url}/authorize/accept",
        data={"ticket": ticket[1], "user": user[1], "decision": decision},
        allow_redirects=False,
        timeout=5,
    )
    location = answer.headers["Location"]
    assert location.startswith(CALLBACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def log_in(settings: ServiceSettings, sandbox: Sandbox) -> tuple[LoginAttempt, str, Token]:
    attempt = begin_login(settings, CALLBACK)
    returned = consent(attempt, sandbox)
    assert attempt.matches(returned["state"])
    return attempt, returned["code"], finish_login(settings, attempt, returned["code"])


def test_from_consent_to_account(settings: ServiceSettings, sandbox: Sandbox) -> None:
    _, _, token = log_in(settings, sandbox)
    with Spotify(settings, lambda: token.access_token) as spotify:
        assert spotify.me().name
    assert not token.expired()
    assert "playlist-modify-private" in token.scope.split()


def test_who_says_no_comes_back_without_a_code(settings: ServiceSettings, sandbox: Sandbox) -> None:
    attempt = begin_login(settings, CALLBACK)
    returned = consent(attempt, sandbox, "cancel")
    assert returned == {"error": "access_denied", "state": attempt.state}


def test_a_code_works_once_and_only_with_its_verifier(
    settings: ServiceSettings, sandbox: Sandbox
) -> None:
    attempt, code, _ = log_in(settings, sandbox)
    with pytest.raises(LoginExpired):
        finish_login(settings, attempt, code)
    first, second = begin_login(settings, CALLBACK), begin_login(settings, CALLBACK)
    returned = consent(first, sandbox)
    with pytest.raises(LoginExpired):
        finish_login(settings, second, returned["code"])


def test_a_refresh_rotates(settings: ServiceSettings, sandbox: Sandbox) -> None:
    _, _, old = log_in(settings, sandbox)
    new = refresh(settings, old)
    assert new.refresh_token != old.refresh_token
    with Spotify(settings, lambda: new.access_token) as spotify:
        assert spotify.me().id
    with pytest.raises(LoginExpired, match="Connect Spotify again"):
        refresh(settings, old)
    assert refresh(settings, new).refresh_token not in (old.refresh_token, new.refresh_token)


def test_a_token_that_ran_out_is_told(settings: ServiceSettings, sandbox: Sandbox) -> None:
    _, _, token = log_in(settings, sandbox)
    sandbox.accounts.expire_access_tokens()
    with (
        Spotify(settings, lambda: token.access_token) as spotify,
        pytest.raises(LoginExpired, match="Connect Spotify again"),
    ):
        spotify.me()


def test_the_app_reads_but_does_not_write(settings: ServiceSettings, sandbox: Sandbox) -> None:
    token = app_token(settings)
    wanted = sandbox.world.tracks[0]
    with Spotify(settings, lambda: token.access_token) as spotify:
        assert spotify.track(wanted.spotify_id).isrc == wanted.isrc
        with pytest.raises(LoginExpired):
            spotify.me()
    wrong = settings.model_copy(update={"spotify_client_secret": "wrong"})
    with pytest.raises(NotAllowed, match="SPOTIFY_CLIENT_SECRET"):
        app_token(wrong)


@pytest.mark.parametrize("kind", ["html", "empty", "truncated", "cut", "reset", "timeout"])
def test_a_token_call_that_fails_is_not_repeated(
    kind: str, settings: ServiceSettings, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault(kind, path="/api/token", seconds=3.5))  # type: ignore[arg-type]
    impatient = settings.model_copy(update={"timeout_s": 0.5})
    with pytest.raises(Unavailable):
        app_token(impatient if kind == "timeout" else settings)
    sandbox.faults.clear()
    assert [call.path for call in sandbox.requests].count("/api/token") <= 1


def test_no_secret_in_any_log(
    settings: ServiceSettings, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("spotipy.client", "spotipy.oauth2", "urllib3", "requests"):
        caplog.set_level(logging.DEBUG, logger=name)
    uri = sandbox.world.tracks[0].uri
    attempt = begin_login(settings, CALLBACK)
    code = consent(attempt, sandbox)["code"]
    caplog.clear()  # the visitor's own browser is not ours
    token = finish_login(settings, attempt, code)
    new = refresh(settings, token)
    own = app_token(settings)
    errors = []
    with Spotify(settings, lambda: new.access_token) as spotify:
        spotify.add_items(spotify.create_playlist("Set").id, [uri])
        sandbox.faults.add(Fault("status", status=403, path="/v1/me", times=2))
        for call in (spotify.me, lambda: refresh(settings, token)):
            with pytest.raises(NotAllowed) as caught:
                call()
            errors.append(f"{caught.value!r} {caught.getrepr(showlocals=False)}")
    assert "me/playlists" in caplog.text  # the logs were on
    secrets = [attempt.verifier, attempt.state, code, settings.spotify_client_secret or ""]
    for each in (token, new, own):
        secrets += [each.access_token, each.refresh_token or each.access_token]
    for secret in secrets:
        assert secret not in caplog.text
        assert all(secret not in error for error in errors)
