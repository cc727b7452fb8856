"""A track's tile: two hues made from its key, so that no picture has to be fetched."""

from hashlib import blake2s

from recommender.audio.camelot import parts


def hues(key: str) -> tuple[int, int]:
    """Two hues in degrees, the same for the same key every time."""
    digest = blake2s(key.encode(), digest_size=4).digest()
    first = int.from_bytes(digest[:2], "big") % 360
    return first, (first + 40 + digest[2] % 120) % 360


def cover_style(key: str) -> dict[str, str]:
    """The CSS variables of the `.cover` class."""
    first, second = hues(key)
    return {"--h1": str(first), "--h2": str(second)}


def camelot_class(camelot: str | None) -> str:
    """The CSS classes of a key badge: its number on the wheel is its hue, its letter its light."""
    place = parts(camelot)
    return f"camelot k{place[0]} k{place[1].lower()}" if place else "camelot"
