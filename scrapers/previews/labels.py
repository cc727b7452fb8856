"""What genre a track is of, judged by the sets that played it.

Set lists have style categories. A track that techno sets play, and hardly any others, is techno:
only such clear cases are taught to the network. It is the DJs' use of the word, not a critic's.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.analyses import Waiting
from recommender.catalogue.identity import fold
from recommender.catalogue.store import Store

MIN_SETS = 2
"""Sets with styles that must have played a track: one may be the odd one out."""
MIN_SHARE = 0.6
"""Share of their votes that the likeliest style needs."""
MIN_TRACKS = 40
"""Tracks that a style needs to be taught."""
MIN_ARTISTS = 8
"""Different credits that they need: a network can learn a single artist by heart."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A track and its style, as most of its sets spell it."""

    track: Waiting
    style: str
    sets: int
    """How many sets played it."""


def labelled_tracks(
    store: Store, min_tracks: int = MIN_TRACKS, min_artists: int = MIN_ARTISTS
) -> list[Labelled]:
    """Tracks whose sets agree on a style that has enough of them, most played first."""
    votes, sets = _votes(store)
    spelled = _spellings(votes)
    styles: dict[int, str] = {}
    for track, by_name in votes.items():
        by_style: dict[str, float] = defaultdict(float)
        for name, vote in by_name.items():
            by_style[fold(name)] += vote
        likeliest = max(sorted(by_style), key=by_style.__getitem__)
        clear = by_style[likeliest] >= MIN_SHARE * sum(by_style.values())
        if clear and sets[track] >= MIN_SETS:
            styles[track] = spelled[likeliest]
    query = sa.select(db.track.c.id, db.track.c.artist, db.track.c.title).where(db.track.c.whole)
    with store.engine.connect() as connection:
        labelled = [
            Labelled(Waiting(row.id, row.artist, row.title), style, sets[row.id])
            for row in connection.execute(query)
            if (style := styles.get(row.id))
        ]
    tracks = Counter(one.style for one in labelled)
    artists = Counter(style for style, _ in {(one.style, one.track.artist) for one in labelled})
    enough = {s for s in tracks if tracks[s] >= min_tracks and artists[s] >= min_artists}
    chosen = [one for one in labelled if one.style in enough]
    return sorted(chosen, key=lambda one: (-one.sets, one.track.id))


def in_turn(labelled: Sequence[Labelled]) -> Iterator[Labelled]:
    """The same tracks, one of each style after the other, so that the first n are balanced."""
    by_style: dict[str, list[Labelled]] = defaultdict(list)
    for one in labelled:
        by_style[one.style].append(one)
    for row in zip_longest(*(by_style[style] for style in sorted(by_style))):
        yield from (one for one in row if one is not None)


def _votes(store: Store) -> tuple[dict[int, dict[str, float]], Counter[int]]:
    """Track → style → votes, a set's one vote shared by its styles; and track → sets with any."""
    votes: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    sets: Counter[int] = Counter()
    played = (
        sa.select(db.play.c.track_id, db.play.c.set_id)
        .join(db.track, db.track.c.id == db.play.c.track_id)
        .where(db.track.c.whole)
        .distinct()
        .order_by(db.play.c.track_id, db.play.c.set_id)
    )
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(db.dj_set.c.id, db.dj_set.c.styles))
        styles = {row.id: names for row in rows if (names := json.loads(row.styles))}
        for track, set_id in connection.execute(played):
            for name in styles.get(set_id, ()):
                votes[track][name] += 1 / len(styles[set_id])
            sets[track] += set_id in styles
    return votes, sets


def _spellings(votes: Mapping[int, Mapping[str, float]]) -> dict[str, str]:
    """Folded name of a style → how it is spelled most."""
    spelled: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for by_name in votes.values():
        for name, vote in by_name.items():
            spelled[fold(name)][name] += vote
    return {
        folded: min(names, key=lambda name: (-names[name], name))
        for folded, names in spelled.items()
    }
