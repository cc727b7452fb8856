"""How long DJs let a track play: from its cue to the next one, over all sets that have cues."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.store import Store

SHORTEST_S, LONGEST_S = 30.0, 15 * 60.0
"""Outside of these, something else lies between the cues: a slip, a talk, a missing track."""

_next = db.play.alias("next_play")
_GAPS = (
    sa.select(db.play.c.track_id, (sa.func.min(_next.c.cue_s) - db.play.c.cue_s).label("gap_s"))
    .join(
        _next,
        (_next.c.set_id == db.play.c.set_id) & (_next.c.position == db.play.c.position + 1),
    )
    .where(
        db.play.c.track_id.in_(sa.bindparam("ids", expanding=True)),
        db.play.c.cue_s.is_not(None),
        _next.c.cue_s.is_not(None),
        # What lies on top of another track says nothing about how long that one goes on.
        ~db.play.c.layered,
    )
    .group_by(db.play.c.track_id, db.play.c.set_id, db.play.c.line, db.play.c.cue_s)
)


def played_lengths(store: Store, tracks: Sequence[int]) -> dict[int, float]:
    """Seconds by catalogue ID: the median over the plays that have a cue and a next cue.

    Tracks that no set has cues for are left out. One query, however many tracks.
    """
    if not tracks:
        return {}
    gaps: dict[int, list[float]] = defaultdict(list)
    with store.engine.connect() as connection:
        for row in connection.execute(_GAPS, {"ids": [int(id_) for id_ in tracks]}):
            if SHORTEST_S <= row.gap_s <= LONGEST_S:
                gaps[row.track_id].append(row.gap_s)
    return {track: float(np.median(found)) for track, found in gaps.items()}
