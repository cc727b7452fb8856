"""A pasted Spotify track → its ID. Pure text work: nothing is asked over the network.

Spotify writes a track as a bare ID, as a URI (`spotify:track:ID`) and as a link that grows new
parts every year. Everything that names one track is read; everything that names something else is
refused with a sentence that says what to paste instead.
"""

import re
from urllib.parse import unquote, urlsplit

from recommender.errors import BadInput

MAX_LENGTH = 2_000
"""Characters; nothing longer is a track's link."""

_ID = re.compile(r"[0-9A-Za-z]{22}")
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_AROUND = " \t\r\n\f\v\u00a0<>\"'`“”„‟‘’‚‛«»‹›"
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_LOCALE = re.compile(r"intl-[0-9a-z-]+", re.IGNORECASE)

_LINK_HOSTS = frozenset({"open.spotify.com", "play.spotify.com"})
_SHORT_HOSTS = frozenset({"spotify.link", "spotify.app.link", "link.tospotify.com", "spoti.fi"})
_PORTS = frozenset({None, 80, 443})

_INSTEAD = "choose a track, and paste the track's link."
_OTHER_KINDS = {
    "album": f"This is a link to an album. Open the album, {_INSTEAD}",
    "playlist": f"This is a link to a playlist. Open the playlist, {_INSTEAD}",
    "artist": f"This is a link to an artist. Open the artist, {_INSTEAD}",
    "episode": "This is a link to a podcast episode. Segue works with music: paste a track's link.",
    "show": "This is a link to a podcast. Segue works with music: paste a track's link.",
    "audiobook": "This is a link to an audiobook. Segue works with music: paste a track's link.",
    "user": "This is a link to a person's profile. Find the track in Spotify and paste its link.",
    "local": (
        "This is a file on your own computer, which Spotify does not know. "
        "Type the artist and the title instead."
    ),
}
_SHORT = (
    "This is a short link, which hides the track. "
    "Open it in a browser and paste the full link that starts with open.spotify.com/track."
)
_ELSEWHERE = (
    "Segue reads Spotify track links, and this link leads elsewhere. "
    "Paste a link that starts with open.spotify.com/track, or type the artist and the title."
)
_NO_TRACK = (
    "This Spotify link names no track. In Spotify, open the track's menu, choose Share, "
    "and paste the link that it copies."
)
_NOT_ALONE = "There is other text around the Spotify link. Paste the link of one track alone."
_TOO_LONG = "This text is too long for a track. Paste one track's link, or type artist and title."


def track_id(text: str) -> str | None:
    """The 22-character Spotify ID in `text`; None when the text is no Spotify reference at all.

    Reads bare IDs, URIs and links in every form that Spotify or a chat makes of them: without
    scheme, with a locale (`/intl-de/`), `/embed/`, a query, a fragment, quotes, angle brackets,
    invisible or percent-encoded characters around. Free text such as `Artist - Title` is None.

    Raises:
        BadInput: a reference to something that is not one track; the text says what to paste.
    """
    if len(text) > MAX_LENGTH:
        raise BadInput(_TOO_LONG)
    cleaned = _clean(text)
    if "%" in cleaned and "/" not in cleaned:  # the whole reference went through an encoder
        cleaned = _clean(unquote(cleaned))
    if _ID.fullmatch(cleaned):
        return cleaned
    lowered = cleaned.lower()
    if any(character.isspace() for character in cleaned):
        _check_free_text(lowered)
        return None
    if lowered.startswith("spotify:") and len(cleaned) > len("spotify:"):
        return _from_uri(cleaned)
    scheme = _SCHEME.match(cleaned)
    if scheme:
        if scheme[1].lower() in ("http", "https"):
            return _from_link(cleaned)
        if _mentions_spotify(lowered):
            raise BadInput(_ELSEWHERE)
        return None
    if _mentions_spotify(lowered) or lowered.startswith("www."):
        return _from_link("https://" + cleaned.lstrip("/"))
    return None


def track_uri(spotify_id: str) -> str:
    """`spotify:track:ID`. Raises BadInput when it is no track's ID."""
    return f"spotify:track:{_checked(spotify_id)}"


def track_url(spotify_id: str) -> str:
    """`https://open.spotify.com/track/ID`. Raises BadInput when it is no track's ID."""
    return f"https://open.spotify.com/track/{_checked(spotify_id)}"


def _clean(text: str) -> str:
    return _INVISIBLE.sub("", text).strip().strip(_AROUND).strip()


def _mentions_spotify(lowered: str) -> bool:
    return any(host in lowered for host in _LINK_HOSTS | _SHORT_HOSTS)


def _check_free_text(lowered: str) -> None:
    """Words with blanks between are a name to search for, unless a link hides among them."""
    if lowered.startswith("spotify:local:"):
        raise BadInput(_OTHER_KINDS["local"])
    if "spotify:track:" in lowered or _mentions_spotify(lowered):
        raise BadInput(_NOT_ALONE)
    if lowered.startswith(("http://", "https://")):
        raise BadInput(_ELSEWHERE)


def _from_uri(text: str) -> str:
    """`spotify:track:ID`, also as `spotify://track/ID` and with a query behind."""
    body = _clean(unquote(text[len("spotify:") :]))
    if body.lower().startswith("local:"):
        raise BadInput(_OTHER_KINDS["local"])
    body = re.split(r"[?#]", body, maxsplit=1)[0].removeprefix("//").replace("/", ":")
    return _track_of([part for part in body.split(":") if part])


def _from_link(link: str) -> str:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").rstrip(".")
        port_ok = parts.port in _PORTS
    except ValueError:  # brackets, ports or letters that no address has
        raise BadInput(_ELSEWHERE) from None
    if host in _SHORT_HOSTS:
        raise BadInput(_SHORT)
    if host not in _LINK_HOSTS or not port_ok or "@" in parts.netloc:
        raise BadInput(_ELSEWHERE)
    # A chat may encode the "?" before the query: it then hides in the path.
    path = re.split(r"[?#]", unquote(parts.path), maxsplit=1)[0]
    segments = [segment for segment in _clean(path).split("/") if segment]
    while segments and (_LOCALE.fullmatch(segments[0]) or segments[0].lower() == "embed"):
        del segments[0]
    if segments and segments[0].lower() == "s":
        raise BadInput(_SHORT)
    return _track_of(segments)


def _track_of(parts: list[str]) -> str:
    """`[kind, ID]` → the ID. Raises BadInput for any other kind, and for a damaged ID."""
    kind = parts[0].lower() if parts else ""
    if kind == "user" and len(parts) > 2 and parts[2].lower() == "playlist":
        kind = "playlist"
    if kind in _OTHER_KINDS:
        raise BadInput(_OTHER_KINDS[kind])
    if kind != "track" or len(parts) != 2:
        raise BadInput(_NO_TRACK)
    return _checked(_clean(parts[1]))


def _checked(spotify_id: str) -> str:
    if _ID.fullmatch(spotify_id):
        return spotify_id
    what = f"has {len(spotify_id)}" if len(spotify_id) != 22 else "holds others"
    raise BadInput(
        f"A Spotify track ID has 22 plain letters and digits, and this one {what}. "
        "Copy the track's link again."
    )
