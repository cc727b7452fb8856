"""Spotify's accounts service: the consent page and the token endpoint (PKCE, refresh, app token).

No consent page of a real service looks or reads like this one, on purpose.
"""

import hmac
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from scrapers.sandbox.pages import page
from scrapers.sandbox.spotify_errors import TokenError
from scrapers.sandbox.spotify_tokens import (
    ACCESS_LIFETIME_S,
    CLIENT_ID,
    CLIENT_SECRET,
    SCOPES,
    AuthorizeRequest,
    Tokens,
    User,
)
from scrapers.sandbox.state import current

accounts = Blueprint("spotify_accounts", __name__)

_CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")
_COOKIE = "segue_sandbox_user"
_CONSENT = Markup("""
<p>An app on your computer wants to use this invented account.</p>
<form method="post" action="/authorize/accept">
<input type="hidden" name="ticket" value="{ticket}">
<fieldset><legend>Who are you?</legend>{users}</fieldset>
<p>It asks for:</p><ul>{scopes}</ul>
<p class="quiet">You go back to <code>{redirect_uri}</code></p>
<button class="yes" name="decision" value="agree">Agree</button>
<button name="decision" value="cancel">Cancel</button>
</form>
""")
_USER = Markup(
    '<label><input type="radio" name="user" value="{id}"{checked}> {name} '
    '<span class="quiet">({id})</span></label>'
)
_NO_SCOPE = Markup("<li>nothing but your name</li>")


@accounts.get("/authorize")
def authorize() -> ResponseReturnValue:
    """Check what the app asks for, then ask the user."""
    state = current().accounts
    # Nobody is sent back to an address that was not registered: the error is shown here.
    if request.args.get("client_id") != CLIENT_ID:
        return _refuse("INVALID_CLIENT: Invalid client")
    redirect_uri = request.args.get("redirect_uri", "")
    if not state.redirect_allowed(redirect_uri):
        return _refuse("INVALID_CLIENT: Invalid redirect URI")
    error = _what_is_wrong()
    if error:
        return _send_back(redirect_uri, request.args.get("state"), error=error)
    asked = AuthorizeRequest(
        redirect_uri=redirect_uri,
        scopes=frozenset(request.args.get("scope", "").split()),
        state=request.args.get("state"),
        challenge=request.args["code_challenge"],
    )
    known = state.users.get(request.cookies.get(_COOKIE, ""))
    wants_dialog = request.args.get("show_dialog", "").lower() == "true"
    if known and not wants_dialog and state.has_agreed(known, asked.scopes):
        return _send_back(redirect_uri, asked.state, code=state.code_for(asked, known))
    return _consent_page(asked, state.ask(asked), known)


def _what_is_wrong() -> str | None:
    if request.args.get("response_type") != "code":
        return "unsupported_response_type"
    if request.args.get("code_challenge_method") != "S256":
        return "invalid_request"
    if not _CHALLENGE.fullmatch(request.args.get("code_challenge", "")):
        return "invalid_request"
    if not SCOPES.issuperset(request.args.get("scope", "").split()):
        return "invalid_scope"
    return None


def _refuse(reason: str) -> ResponseReturnValue:
    return page("That did not work", Markup("<p>{}</p>").format(reason), 400)


def _consent_page(asked: AuthorizeRequest, ticket: str, known: User | None) -> ResponseReturnValue:
    users = list(current().accounts.users.values())
    chosen = known or users[0]
    return page(
        "Connect your account?",
        _CONSENT.format(
            ticket=ticket,
            users=Markup("").join(
                _USER.format(
                    id=user.id,
                    name=user.display_name,
                    checked=Markup(" checked") if user == chosen else "",
                )
                for user in users
            ),
            scopes=Markup("").join(
                Markup("<li><code>{}</code></li>").format(scope) for scope in sorted(asked.scopes)
            )
            or _NO_SCOPE,
            redirect_uri=asked.redirect_uri,
        ),
    )


@accounts.post("/authorize/accept")
def accept() -> ResponseReturnValue:
    """The user's answer. Its ticket proves that it comes from a page of ours."""
    state = current().accounts
    asked = state.answer(request.form.get("ticket", ""))
    if asked is None:
        return _refuse("This page was answered before, or is too old. Go back to the app.")
    if request.form.get("decision") != "agree":
        return _send_back(asked.redirect_uri, asked.state, error="access_denied")
    user = state.users.get(request.form.get("user", ""))
    if user is None:
        return _refuse("There is no such user.")
    return _send_back(asked.redirect_uri, asked.state, user, code=state.code_for(asked, user))


def _send_back(
    redirect_uri: str, state: str | None, user: User | None = None, **answer: str
) -> ResponseReturnValue:
    if state is not None:
        answer["state"] = state
    parts = urlsplit(redirect_uri)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *answer.items()])
    response = redirect(parts._replace(query=query).geturl(), 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    if user is not None:
        response.set_cookie(_COOKIE, user.id, path="/authorize", httponly=True, samesite="Lax")
    return response


@accounts.post("/api/token")
def token() -> ResponseReturnValue:
    """Tokens for a code, for a refresh token, or for the app itself."""
    answer = _GRANTS.get(request.form.get("grant_type", ""))
    if answer is None:
        raise TokenError("unsupported_grant_type", "grant_type parameter is missing or unknown")
    return _token_response(answer())


def _code_grant() -> Tokens:
    _check_client()
    return current().accounts.redeem_code(
        _field("code"), _field("redirect_uri"), _field("code_verifier")
    )


def _refresh_grant() -> Tokens:
    _check_client()
    return current().accounts.refresh(_field("refresh_token"))


def _client_grant() -> Tokens:
    if not _secret_is_right():
        raise TokenError("invalid_client", "Invalid client secret")
    return current().accounts.app_token()


_GRANTS: dict[str, Callable[[], Tokens]] = {
    "authorization_code": _code_grant,
    "refresh_token": _refresh_grant,
    "client_credentials": _client_grant,
}


def _field(name: str) -> str:
    value = request.form.get(name, "")
    if not value:
        raise TokenError("invalid_request", f"{name} must be supplied")
    return value


def _check_client() -> None:
    """With PKCE the ID alone names the client; a secret that is sent must be right all the same."""
    if request.authorization is not None:
        if not _secret_is_right():
            raise TokenError("invalid_client", "Invalid client secret")
    elif _field("client_id") != CLIENT_ID:
        raise TokenError("invalid_client", "Invalid client")


def _secret_is_right() -> bool:
    sent = request.authorization
    if sent is None or sent.type != "basic":
        return False
    same_id = hmac.compare_digest((sent.username or "").encode(), CLIENT_ID.encode())
    same_secret = hmac.compare_digest((sent.password or "").encode(), CLIENT_SECRET.encode())
    return same_id and same_secret


def _token_response(tokens: Tokens) -> ResponseReturnValue:
    body: dict[str, Any] = {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_LIFETIME_S),
    }
    if tokens.refresh_token:
        body["refresh_token"] = tokens.refresh_token
        body["scope"] = " ".join(sorted(tokens.scopes))
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response


@accounts.errorhandler(TokenError)
def _token_error(error: TokenError) -> ResponseReturnValue:
    return jsonify(error=error.error, error_description=error.description), error.status
