"""The world's sets as a wiki would list them, in the interchange form."""

import gzip
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from recommender.catalogue.setlist import Play, SetList
from recommender.errors import SegueError
from scrapers.sandbox.djs import DjSet
from scrapers.sandbox.names import without_accents
from scrapers.sandbox.tracks import Track

SOURCE = "sandbox"
_WIKI = "https://sandbox.segue.example/w/"


def to_setlist(dj_set: DjSet) -> SetList:
    """One set as its set list. The same set always gets the same spellings."""
    rng = Random(f"spelling {dj_set.source_id}")
    cues = dj_set.cues_s or (None,) * len(dj_set.tracks)
    return SetList(
        source=SOURCE,
        source_id=dj_set.source_id,
        title=dj_set.title,
        date=dj_set.date,
        djs=dj_set.djs,
        plays=tuple(
            _play(track, cue_s, rng) for track, cue_s in zip(dj_set.tracks, cues, strict=True)
        ),
        url=_WIKI + quote(dj_set.title.replace(" ", "_"), safe="-_.,@'&!()"),
    )


def _play(track: Track | None, cue_s: float | None, rng: Random) -> Play:
    if track is None:
        return Play(cue_s=cue_s)
    artist, title = _spell(track, rng)
    return Play(artist, title, cue_s, track.uri if rng.random() < 0.05 else None)


def _spell(track: Track, rng: Random) -> tuple[str, str]:
    """Artist and title as somebody typed them: mostly well, always the same track."""
    artist, title = track.wiki_artist, track.wiki_title
    slip = rng.random()
    if slip < 0.03:
        return without_accents(artist), without_accents(title)
    if slip < 0.05:
        return artist.lower(), title.lower()
    if slip < 0.06:
        return artist.upper(), title.upper()
    if slip < 0.09 and track.version == "Original Mix":
        return artist, track.title
    if slip < 0.11 and not track.version:
        return artist, f"{title} (Original Mix)"
    return artist, title


def interchange(setlist: SetList) -> dict[str, Any]:
    """The set list as one line of the interchange form, to be written as JSON."""
    plays = []
    for play in setlist.plays:
        line: dict[str, Any] = {"artist": play.artist, "title": play.title}
        if play.cue_s is not None:
            line["cue_s"] = play.cue_s
        if play.spotify_uri is not None:
            line["spotify_uri"] = play.spotify_uri
        plays.append(line)
    return {
        "source": setlist.source,
        "id": setlist.source_id,
        "title": setlist.title,
        "date": setlist.date,
        "djs": list(setlist.djs),
        "url": setlist.url,
        "plays": plays,
    }


def write_setlists(setlists: Iterable[SetList], path: Path) -> None:
    """Write JSON lines, packed when the name ends in `.gz`; the file appears whole or not at all.

    Raises SegueError when it can't be written there.
    """
    lines = (json.dumps(interchange(s), ensure_ascii=False) + "\n" for s in setlists)
    content = "".join(lines).encode()
    if path.suffix == ".gz":
        # Without the time of writing, the same world gives the same file.
        content = gzip.compress(content, mtime=0)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            try:
                draft.write(content)
                draft.flush()
                os.fsync(draft.fileno())
                os.replace(draft.name, path)
            except OSError:
                Path(draft.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise SegueError(f"Can't write {path}: {error.strerror or error}.") from None
