"""How a model learned: what each round of its training took off the error of the first.

Plain numbers: assets/lab/lab-curve.js draws them.
"""

import math
from collections.abc import Sequence
from typing import Any

from recommender.plural import count

_STILL = 0.5
"""A last round that takes off more per cent than this was not the last that pays."""
_NOTHING = 0.005
"""Less than this shows as no per cent at all."""


def curve_json(losses: Sequence[float]) -> dict[str, Any] | None:
    """`losses`: after each round. None where there are no two rounds to compare, or nothing was
    learned."""
    if len(losses) < 2 or not all(map(math.isfinite, losses)) or not 0 <= losses[-1] < losses[0]:
        return None
    taken = [100 * (1 - loss / losses[0]) for loss in losses]
    return {"taken": [round(one, 3) for one in taken], "words": in_words(taken)}


def in_words(taken: Sequence[float]) -> str:
    """What the picture shows. `taken`: per cent of the first round's error, at least two."""
    last = taken[-1] - taken[-2]
    # Near the end a round may also add a little.
    of_last = f"{last:.2f} %" if last >= _NOTHING else "nothing"
    told = (
        f"{count(len(taken) - 1, 'more round')} after the first took "
        f"{taken[-1]:.1f} % off its error, the last one {of_last}."
    )
    if last > _STILL:
        return f"{told} It was still learning; more rounds may help."
    return f"{told} More rounds would change little."
