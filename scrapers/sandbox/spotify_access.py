"""What every call of the Web API goes through: token, scope, and the reading of its parameters."""

import re
from typing import Any
from urllib.parse import urlencode

from flask import request

from scrapers.sandbox.spotify_errors import ApiError
from scrapers.sandbox.spotify_tokens import Grant, User
from scrapers.sandbox.state import current

SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")


def base_url() -> str:
    """The sandbox's own address as the caller knows it, without final slash."""
    return request.host_url.rstrip("/")


def grant() -> Grant:
    """What the call's token allows. Raises a 401 without a good token."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise ApiError(401, "No token provided")
    accounts = current().accounts
    known = accounts.grant(token.strip())
    if known is None:
        raise ApiError(401, "Invalid access token")
    if known.expires_at <= accounts.clock():
        raise ApiError(401, "The access token expired")
    return known


def check_rules() -> None:
    """Before each call: a good token, and nothing that speaks against its owner or its number."""
    current().rules.admit(grant(), request.path)


def user_with(*scopes: str) -> User:
    """The user behind the token. Raises a 403 where none of the scopes was granted."""
    known = grant()
    if known.user is None:
        raise ApiError(401, "Valid user authentication required")
    if scopes and not known.scopes.intersection(scopes):
        raise ApiError(403, "Insufficient client scope")
    return known.user


def has_scope(scope: str) -> bool:
    """Whether the token allows this too."""
    return scope in grant().scopes


def limit_and_offset(lowest: int, default: int, highest: int, last: int) -> tuple[int, int]:
    """Paging parameters. Raises a 400 where one is out of bounds."""
    limit = _number("limit", default)
    if not lowest <= limit <= highest:
        raise ApiError(400, "Invalid limit")
    offset = _number("offset", 0)
    if not 0 <= offset <= last:
        raise ApiError(400, "Invalid offset")
    return limit, offset


def _number(name: str, default: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    # int() would take `1_0` and ` 7 `.
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise ApiError(400, f"Invalid {name}")
    return int(text)


def json_body() -> Any:
    """The decoded body, None where there is none. Raises a 400 for what is not JSON."""
    if not request.get_data():
        return None
    body = request.get_json(force=True, silent=True)
    if body is None:
        raise ApiError(400, "Error parsing JSON.")
    return body


def page_object(
    items: list[dict[str, Any]], path: str, total: int, limit: int, offset: int
) -> dict[str, Any]:
    """One page of a longer list, with absolute links to its neighbours."""

    def link(start: int) -> str:
        kept = {k: v for k, v in request.args.items() if k not in ("limit", "offset")}
        arguments = {**kept, "offset": str(start), "limit": str(limit)}
        return f"{base_url()}{path}?{urlencode(arguments)}"

    return {
        "href": link(offset),
        "items": items,
        "limit": limit,
        "next": link(offset + limit) if limit and offset + limit < total else None,
        "offset": offset,
        "previous": link(max(0, offset - limit)) if offset > 0 else None,
        "total": total,
    }
