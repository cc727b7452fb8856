"""Recordings that are easily taken for another: covers, karaoke, remixes, shorter and faster."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from scrapers.sandbox.genres import CAMELOT_KEYS
from scrapers.sandbox.tracks import Track, base62_id

_KARAOKE_ACTS = ("Karaoke Lantern", "Backing Track Bureau", "Sing Along Society")
# How many tracks in a hundred have each kind.
_SHARES = {"cover": 15, "karaoke": 10, "remix": 15, "edit": 10, "fast": 5}
_WHOLE = ("", "Original Mix", "Extended Mix")
_EDIT_MS = 192_000
_FASTER = 1.22


def decoys_of(track: Track, artists: Sequence[str], missing: bool) -> list[Track]:
    """What stands beside a track in a shop.

    Where the track itself is `missing`, or can't be heard, there always is something, and all of it
    is something else. Otherwise an edit may be there, which is the same recording cut short.
    """
    rng = Random(f"decoys {track.spotify_id}")
    kinds = [kind for kind, share in _SHARES.items() if rng.randrange(100) < share]
    if missing:
        kinds = ["cover", "karaoke", "remix"]
    elif track.version not in _WHOLE:
        # A remix's own edit would be named after the remix; this one is the original's.
        kinds = [kind for kind in kinds if kind not in ("edit", "fast")]
    others = [name for name in rng.sample(artists, 4) if name not in track.all_artists]
    return [_decoy(kind, track, others, rng) for kind in kinds]


def _decoy(kind: str, track: Track, others: Sequence[str], rng: Random) -> Track:
    number = int(track.isrc[-5:])
    other = replace(
        track,
        spotify_id=base62_id(f"{kind} of {track.spotify_id}"),
        isrc=f"QZDC{kind[0].upper()}{track.isrc[5:7]}{number:05d}",
        popularity=track.popularity * 0.5,
        cold=False,
    )
    if kind == "edit":
        return replace(other, version="Radio Edit", duration_ms=_EDIT_MS)
    if kind == "fast":
        return replace(
            other,
            version="Sped Up",
            tempo_bpm=round(track.tempo_bpm * _FASTER, 1),
            duration_ms=int(track.duration_ms / _FASTER),
        )
    other = replace(
        other,
        key=rng.choice([key for key in CAMELOT_KEYS if key != track.key]),
        tempo_bpm=round(track.tempo_bpm * rng.choice((0.93, 0.95, 1.05, 1.07)), 1),
        duration_ms=track.duration_ms + 1_000 * rng.choice((-71, -43, 38, 64)),
    )
    if kind == "remix":
        return replace(other, version=f"{others[0]} Remix")
    if kind == "cover":
        # More popular than what it covers: whoever takes the first hit takes this one.
        return replace(
            other, artists=(others[-1],), featured=(), version="", popularity=track.popularity * 2
        )
    return replace(
        other,
        artists=(rng.choice(_KARAOKE_ACTS),),
        featured=(),
        version=f"Karaoke Version in the Style of {track.artists[0]}",
    )
