"""The address of the page as it stands: where a login or a logout leads back to."""

from urllib.parse import parse_qsl, quote, urlencode

SHOWN = {
    "seed", "not", "n", "key", "tempo", "genre", "from", "to", "artist", "mood", "played", "file",
}  # fmt: skip
"""What the address holds of an answer (assets/find/address.js)."""


def login_href(search: str | None) -> str:
    """The login, with the way back to this very page and the window open again."""
    return f"/login?next={quote(_address(search, create=True), safe='')}"


def back(search: str | None) -> str:
    """This very page, as a value of `next`."""
    return quote(_address(search, create=False), safe="")


def _address(search: str | None, *, create: bool) -> str:
    query = [(k, v) for k, v in parse_qsl((search or "").lstrip("?")) if k in SHOWN]
    if create:
        query.append(("create", "1"))
    return f"/?{urlencode(query)}" if query else "/"
