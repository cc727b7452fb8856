"""The DJ's decision about a plan → what exactly is written. It comes from a browser, so it is
checked here."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from dashboard.playlist_service import OwnPlaylist, PlannedTrack, PlaylistOrder, PlaylistPlan
from recommender.catalogue.links import track_id, track_uri
from recommender.errors import BadInput
from scrapers.spotify.record import MAX_DESCRIPTION, MAX_NAME

_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of characters, line breaks: Spotify refuses them."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written, with every decision made."""

    name: str
    description: str
    public: bool
    target: str | None
    """ID of the playlist to add to; None for a new one."""
    uris: tuple[str, ...]
    """In order, each once."""
    missing: tuple[str, ...]
    """Names of the tracks that nothing was found or picked for."""
    picks: tuple[tuple[int, str], ...] = ()
    """Line of the plan (from 0) and URI of each track that the DJ picked."""

    def fingerprint(self, account: str) -> str:
        """The same for two orders of one account that would write the same."""
        # What a playlist that is added to is called may change meanwhile.
        heading = self.target or [self.name, self.description, self.public]
        whole = json.dumps([account, heading, self.uris])
        return sha256(whole.encode()).hexdigest()


def read_order(plan: PlaylistPlan, order: PlaylistOrder) -> Order:
    """Raises BadInput, with what to do about it, for an order that can't be carried out."""
    target = _own(plan.playlists, order.target) if order.target else None
    name, description = one_line(order.name), one_line(order.description)
    if target is None and not 1 <= len(name) <= MAX_NAME:
        raise BadInput(f"Give the playlist a name of 1 to {MAX_NAME} characters.")
    if target is None and len(description) > MAX_DESCRIPTION:
        raise BadInput(f"Shorten the description to {MAX_DESCRIPTION} characters.")
    picks = _picks(plan.tracks, order.picks)
    uris, missing = _choice(plan.tracks, order.picks, picks)
    if not uris:
        raise BadInput("No track is left to write. Pick one, or paste a track's Spotify link.")
    return Order(
        name=target.name if target else name,
        description="" if target else description,
        public=target.public if target else bool(order.public),
        target=target.id if target else None,
        uris=uris,
        missing=missing,
        picks=tuple(picks.items()),
    )


def _own(playlists: Sequence[OwnPlaylist], id_: str) -> OwnPlaylist:
    for playlist in playlists:
        if playlist.id == id_:
            return playlist
    raise BadInput("That playlist is not among yours on Spotify. Choose another, or a new one.")


def _picks(tracks: Sequence[PlannedTrack], picks: Mapping[int, str]) -> dict[int, str]:
    """Line → URI, where one was picked."""
    if not all(isinstance(line, int) and 0 <= line < len(tracks) for line in picks):
        raise BadInput("The crate was planned anew meanwhile. Open the playlist window again.")
    return {line: _picked(tracks[line], text) for line, text in picks.items() if text}


def _choice(
    tracks: Sequence[PlannedTrack], picks: Mapping[int, str], picked: Mapping[int, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """URIs to write, and the names of what is missing."""
    # A double goes the way of the line that it repeats: left out with it …
    left_out = {
        track.uri
        for line, track in enumerate(tracks)
        if track.status == "found" and picks.get(line) == ""
    }
    uris: dict[str, None] = {}
    missing = []
    for line, track in enumerate(tracks):
        # … and written for it where another track was picked for that line.
        kept = track.uri if picks.get(line) != "" and track.uri not in left_out else None
        uri = picked.get(line) or kept
        if uri:
            uris.setdefault(uri)
        elif track.uri is None:
            missing.append(track.name)
    return tuple(uris), tuple(missing)


def _picked(track: PlannedTrack, text: str) -> str:
    if text == track.uri or text in {offer.uri for offer in track.offers}:
        return text
    try:
        pasted = track_id(text)
    except BadInput as error:
        raise BadInput(f"{track.name}: {error}") from None
    if pasted is None:
        raise BadInput(f"{track.name}: paste the Spotify link of one track.")
    return track_uri(pasted)


def one_line(text: str) -> str:
    """A text as Spotify takes it, and as any database does."""
    seen = "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in text)
    return " ".join(seen.split())
