"""What the user typed or pasted → the track that is meant."""

import re
from collections.abc import Callable
from typing import NamedTuple

from recommender.catalogue.identity import track_name
from recommender.catalogue.links import track_id, track_uri
from recommender.catalogue.store import Store
from recommender.errors import BadInput, UnknownTrack
from recommender.recommendations import Seed, Track


class LookedUp(NamedTuple):
    """What a service says about a track."""

    artist: str
    title: str
    isrc: str | None = None
    duration_s: float | None = None


Lookup = Callable[[str], LookedUp]
"""Spotify track ID → names, asked outside; raises SegueError when it can't tell."""

_DASH = re.compile(r"\s+[-–—]\s+")
_MAX_LENGTH = 2_000
# Likeness of titles, 0 to 100. Spotify spells with care; what is typed may hold a slip.
_NEAR, _SLIP = 90, 80
# Likeness of whole names above which an unknown one is more likely a slip than another track.
_MISTYPED = 85


def find_seed(store: Store, text: str, lookup: Lookup | None = None, listens: bool = False) -> Seed:
    """A Spotify ID, URI or link, or `Artist - Title`, or a name that only one track has.

    Without `lookup`, only the Spotify IDs that the catalogue knows can be told apart. `listens`:
    somebody can listen to a track that no set holds, so `Artist - Title` may be anything. Raises
    BadInput when the text can't be a track, UnknownTrack (with suggestions) when none is found.
    """
    text = text.strip()
    broken = "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text)
    if not text or len(text) > _MAX_LENGTH or broken:
        raise BadInput("Paste a Spotify track link, or type Artist - Title.")
    spotify = track_id(text)
    if spotify:
        return _from_spotify(store, spotify, lookup)
    exact = store.track_by_key(text)
    if exact:
        return _known(exact)
    artist, *rest = _DASH.split(text, maxsplit=1)
    return _from_names(store, artist, rest[0], listens) if rest else _from_words(store, text)


def is_name_or_link(text: str) -> bool:
    """Whether a text says which track it means, as `Artist - Title` or by Spotify's ID."""
    try:
        return bool(track_id(text.strip()) or _DASH.search(text))
    except BadInput:  # a link to something else
        return False


def _from_spotify(store: Store, spotify: str, lookup: Lookup | None) -> Seed:
    uri = track_uri(spotify)
    track = store.track_by_uri(uri)
    if track:
        return _known(track)
    if lookup is None:
        raise UnknownTrack(
            f"The catalogue does not know the Spotify track {spotify}. Type Artist - Title instead."
        )
    found = LookedUp(*lookup(spotify))
    name = track_name(found.artist, found.title)
    track = store.track_by_key(name.key) or store.near(name, _NEAR)
    return Seed(
        artist=track.artist if track else found.artist,
        title=track.title if track else found.title,
        key=track.key if track else name.key,
        track=track,
        spotify_uri=uri,
        isrc=found.isrc,
        duration_s=found.duration_s,
    )


def _from_names(store: Store, artist: str, title: str, listens: bool) -> Seed:
    name = track_name(artist, title)
    swapped = track_name(title, artist)
    track = (
        store.track_by_key(name.key)
        or store.track_by_key(swapped.key)
        or store.near(name, _SLIP)
        or store.near(swapped, _SLIP)
    )
    if track:
        return _known(track)
    if name.whole and store.artist_tracks(name.artists, limit=1):
        return Seed(artist.strip(), title.strip(), name.key)
    text = f"{artist} - {title}"
    if name.whole and listens and not store.alike(text, likeness=_MISTYPED):
        return Seed(artist.strip(), title.strip(), name.key)
    raise _unknown(store, text)


def _from_words(store: Store, text: str) -> Seed:
    found = store.search(text, limit=5)
    if len(found) == 1:
        return _known(found[0])
    if found:
        raise UnknownTrack(
            "Several tracks match. Choose one, or type Artist - Title.",
            tuple(track.name for track in found),
        )
    raise _unknown(store, text)


def _unknown(store: Store, text: str) -> UnknownTrack:
    alike = tuple(track.name for track in store.alike(text))
    shown = text if len(text) <= 80 else text[:79] + "…"
    if alike:
        return UnknownTrack(f"No set holds “{shown}”. Did you mean one of these?", alike)
    return UnknownTrack(
        f"No set holds “{shown}”, nor anything like it. Check the spelling, or paste a Spotify "
        "link."
    )


def _known(track: Track) -> Seed:
    return Seed(track.artist, track.title, track.key, track, track.spotify_uri)
