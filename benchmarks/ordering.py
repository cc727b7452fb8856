"""How smooth an order is, and how near the smoothest: `python -m benchmarks.ordering [--seed N]`.

200 crates of 20 tracks are ordered, half of them drawn from a spread of tempos and keys as record
bags have it, half from the tracks of the sandbox's world; then 200 crates of 8, beside the best of
all 40,320 orders. The cost is counted here anew, from what recommender/ordering.py says it is, and
not with its code. Prints the shares, how long it takes, and the machine; the exit code says whether
the totals are what they should be: at most 60 % of the unordered, within 10 % of the best.
"""

import argparse
import os
import platform
import random
import sys
import time
from collections.abc import Iterable
from itertools import pairwise, permutations

import numpy as np

from recommender import ordering
from scrapers.sandbox.world import World, build_world

SMOOTH, NEAR = 0.60, 1.10
_CRATES = 200
_LARGE, _SMALL = 20, 8
_TIMED = (50, 200, 1_000)
_UNKNOWN = 0.1
"""Share of tracks whose tempo, and of those whose key, nobody knows."""

# Middle and spread of the tempos of a night, in BPM.
_NIGHTS = ((122.0, 2.5), (126.0, 2.0), (132.0, 4.0), (138.0, 3.0), (174.0, 2.0), (118.0, 9.0))
_LETTERS = ("A", "A", "A", "B")
"""Three of four records are in minor."""

Crate = tuple[list[float | None], list[str | None]]


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=1)
    seed = arguments.parse_args(argv).seed
    world = build_world()
    large = draw(seed, _CRATES, _LARGE, world)
    small = draw(seed + 1, _CRATES, _SMALL, world)
    print(f"ordering, seed {seed}, {_machine()}")
    smooth = report_smooth(large)
    near = report_near(small)
    for size in _TIMED:
        crate = draw(seed, 1, size, world)[0]
        began = time.perf_counter()
        ordering.order(*crate)
        print(f"  {size:5,} tracks take {time.perf_counter() - began:.2f} s")
    return 0 if smooth <= SMOOTH and near <= NEAR else 1


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def draw(seed: int, crates: int, size: int, world: World) -> list[Crate]:
    """Crates of `size` tracks: every other one from the sandbox's world."""
    dice = random.Random(seed)
    played = [track for track in world.tracks if track.genre]
    drawn = []
    for number in range(crates):
        if number % 2:
            tracks = dice.sample(played, size)
            crate: Crate = ([t.tempo_bpm for t in tracks], [t.key for t in tracks])
        else:
            crate = _bag(dice, size)
        drawn.append(_forget(dice, crate))
    return drawn


def _bag(dice: random.Random, size: int) -> Crate:
    middle, spread = dice.choice(_NIGHTS)
    tempos: list[float | None] = []
    for _ in range(size):
        tempo = dice.gauss(middle, spread)
        # Now and then something is found at half its tempo, or double.
        tempos.append(tempo * dice.choice((0.5, 2.0)) if dice.random() < 0.05 else tempo)
    return tempos, [f"{dice.randint(1, 12)}{dice.choice(_LETTERS)}" for _ in range(size)]


def _forget(dice: random.Random, crate: Crate) -> Crate:
    tempos, keys = crate
    return (
        [None if dice.random() < _UNKNOWN else tempo for tempo in tempos],
        [None if dice.random() < _UNKNOWN else key for key in keys],
    )


def report_smooth(crates: list[Crate]) -> float:
    """The ordered crates' total as a share of the unordered ones'."""
    before = after = 0.0
    shares = []
    for crate in crates:
        costs = count_costs(*crate)
        found = ordering.order(*crate).order
        now, then = total(costs, range(len(costs))), total(costs, found)
        before, after = before + now, after + then
        shares.append(then / now)
    share = after / before
    print(
        f"  {len(crates)} crates of {len(crates[0][0])}: {share:.1%} of the unordered total "
        f"(must be at most {SMOOTH:.0%}); median {np.median(shares):.1%}, worst {max(shares):.1%}"
    )
    return share


def report_near(crates: list[Crate]) -> float:
    """The worst crate's total as a multiple of the best of all orders."""
    orders = np.array(list(permutations(range(len(crates[0][0])))))
    ratios = []
    for crate in crates:
        costs = np.array(count_costs(*crate))
        best = costs[orders[:, :-1], orders[:, 1:]].sum(axis=1).min()
        found = total(costs.tolist(), ordering.order(*crate).order)
        ratios.append(found / best if best > 0 else 1.0 + found)
    worst = max(ratios)
    print(
        f"  {len(crates)} crates of {len(crates[0][0])}: {worst - 1:.2%} above the best of all "
        f"{len(orders):,} orders at worst (must be within {NEAR - 1:.0%})"
    )
    return worst


# -- the cost, counted a second time ----------------------------------------------------------


def total(costs: list[list[float]], order: Iterable[int]) -> float:
    """What tracks in this order cost."""
    return sum(costs[a][b] for a, b in pairwise(order))


def count_costs(tempos: list[float | None], keys: list[str | None]) -> list[list[float]]:
    """All transitions, in plain Python."""
    tracks = list(zip(tempos, keys, strict=True))
    mean = sum(_clash(a, b) for a in _WHEEL for b in _WHEEL) / len(_WHEEL) ** 2
    return [
        [
            _percent(tempo, other_tempo) / 6 + (_clash(key, other) if key and other else mean)
            for other_tempo, other in tracks
        ]
        for tempo, key in tracks
    ]


_WHEEL = [f"{number}{letter}" for number in range(1, 13) for letter in "AB"]


def _percent(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 3.0
    ways = [max(a, b) / min(a, b) for a in (one,) for b in (other / 2, other, other * 2)]
    return 100 * (min(ways) - 1)


def _clash(one: str, other: str) -> float:
    around = abs(int(one[:-1]) - int(other[:-1]))
    moves = min(around, 12 - around) + (one[-1] != other[-1])
    return max(moves - 1, 0) / 6


if __name__ == "__main__":
    sys.exit(main())
