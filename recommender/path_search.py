"""The shortest path through all points, some of which keep their places.

Up to EXACT free points by dynamic programming, beyond that by local search from several starts:
turning a piece round (2-opt), moving a short piece (or-opt), swapping two points; then a number of
kicks, each followed by the same search. All dice are seeded, and no clock is asked: the same
question has the same answer on every machine.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

EXACT = 11
"""Free points up to which the answer is the best there is."""
TOLERANCE = 1e-9
_STARTS = 8
_IMPROVE_WORK = 400
"""Points in all starts together that are improved; at least one of them is."""
_MOST_IMPROVED = 5
_LONGEST_PIECE = 3
_KICK_WORK = 12_000
"""Points searched again in all kicks together: fewer kicks for longer paths."""
_MOST_KICKS = 150
_SEED = 7


def length(costs: np.ndarray, path: np.ndarray) -> float:
    """What a path costs. `costs` (n, n) symmetric, `path` (n,) a permutation."""
    return float(costs[path[:-1], path[1:]].sum())


def shortest(costs: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """(n,) which point comes at which place; a point whose place is fixed stays there.

    `costs` (n, n) symmetric, `fixed` (n,) bool.
    """
    free = np.flatnonzero(~fixed)
    if len(free) < 2:
        return np.arange(len(costs))
    if len(free) <= EXACT:
        return _exact(costs, fixed, free)
    return _searched(costs, fixed, free)


# -- exactly ----------------------------------------------------------------------------------


def _exact(costs: np.ndarray, fixed: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Held-Karp over the free points: best[placed, last] is the cheapest way to have placed a
    subset of them in the first free places."""
    count, last_place = len(free), len(costs) - 1
    between = [_bridge(costs, free, a, b) for a, b in pairwise(free)]
    best = np.full((1 << count, count), np.inf)
    came = np.zeros((1 << count, count), dtype=np.int64)
    head = costs[free[0] - 1, free] if free[0] > 0 else np.zeros(count)
    tail = costs[free, free[-1] + 1] if free[-1] < last_place else np.zeros(count)
    bits = 1 << np.arange(count)
    best[bits, np.arange(count)] = head
    for placed in range(1, (1 << count) - 1):
        number = placed.bit_count()
        ways = best[placed][:, None] + between[number - 1]
        nearest = ways.argmin(axis=0)
        following = np.flatnonzero((placed & bits) == 0)
        target = placed | bits[following]
        best[target, following] = ways[nearest[following], following]
        came[target, following] = nearest[following]
    path = np.arange(len(costs))
    placed, last = (1 << count) - 1, int((best[-1] + tail).argmin())
    for place in free[::-1]:
        path[place] = free[last]
        placed, last = placed & ~(1 << last), int(came[placed, last])
    return path


def _bridge(costs: np.ndarray, free: np.ndarray, here: int, there: int) -> np.ndarray:
    """(m, m) from each free point at one free place to each at the next, past fixed ones."""
    if there == here + 1:
        return costs[np.ix_(free, free)]
    way: np.ndarray = costs[free, here + 1][:, None] + costs[there - 1, free][None, :]
    return way


# -- by search --------------------------------------------------------------------------------


def _searched(costs: np.ndarray, fixed: np.ndarray, free: np.ndarray) -> np.ndarray:
    search = _Search(costs, fixed)
    starts = [np.arange(len(costs)), *_greedy(costs, fixed, free)]
    starts.sort(key=lambda path: length(costs, path))
    promising = starts[: max(1, min(_MOST_IMPROVED, _IMPROVE_WORK // len(free)))]
    paths = [search.improve(start) for start in promising]
    return search.kick(min(paths, key=lambda path: length(costs, path)))


def _greedy(costs: np.ndarray, fixed: np.ndarray, free: np.ndarray) -> Iterator[np.ndarray]:
    """Paths that always go on to the nearest point, from some different first points."""
    for start in np.linspace(0, len(free) - 1, _STARTS).round().astype(int):
        path = np.arange(len(costs))
        left = np.ones(len(costs), dtype=bool)
        left[fixed] = False
        for place in free:
            if place == free[0]:
                chosen = int(free[start])
            else:
                ways = np.where(left, costs[path[place - 1]], np.inf)
                if place + 1 < len(path) and fixed[place + 1]:
                    ways = ways + costs[place + 1]
                chosen = int(ways.argmin())
            path[place], left[chosen] = chosen, False
        yield path


class _Search:
    """Local search. Inside, a path has one more point at each end, which costs nothing to reach
    and stays where it is: so no move has to mind the ends."""

    def __init__(self, costs: np.ndarray, fixed: np.ndarray) -> None:
        self._count = len(costs)
        self._costs = np.pad(costs, (0, 1))
        stays = np.concatenate([[True], fixed, [True]])
        self._free = np.flatnonzero(~stays)
        walls = np.flatnonzero(stays)
        above = np.searchsorted(walls, np.arange(len(stays)))
        self._walled = bool(fixed.any())
        self._first = (walls[np.maximum(above - 1, 0)] + 1).tolist()
        """Where the piece without fixed points begins that a free place lies in …"""
        self._last = (walls[above] - 1).tolist()
        """… and where it ends."""

    def improve(self, path: np.ndarray) -> np.ndarray:
        """The path after every move that makes it shorter."""
        inside = self._inside(path)
        self._settle(inside, np.ones(len(inside), dtype=bool))
        return inside[1:-1]

    def kick(self, path: np.ndarray) -> np.ndarray:
        """Swap three points at random, search from there, keep what is shorter; again and again."""
        dice = np.random.default_rng(_SEED)
        best = self._inside(path)
        cost = self._length(best)
        for _ in range(min(_MOST_KICKS, _KICK_WORK // len(self._free))):
            tried = best.copy()
            places = dice.choice(self._free, size=3, replace=False)
            tried[places] = tried[np.roll(places, 1)]
            awake = np.zeros(len(tried), dtype=bool)
            for near in (-1, 0, 1):
                awake[places + near] = True
            self._settle(tried, awake)
            now = self._length(tried)
            if now < cost - TOLERANCE:
                best, cost = tried, now
        return best[1:-1]

    def _inside(self, path: np.ndarray) -> np.ndarray:
        return np.concatenate([[self._count], path, [self._count]])

    def _length(self, inside: np.ndarray) -> float:
        return float(self._costs[inside[:-1], inside[1:]].sum())

    def _settle(self, path: np.ndarray, awake: np.ndarray) -> None:
        """Move in place until nothing helps. Only places that are awake are looked at; what
        changes wakes its surroundings."""
        edges = self._costs[path[:-1], path[1:]]
        while True:
            waiting = self._free[awake[self._free]]
            if not len(waiting):
                return
            for place in waiting.tolist():
                awake[place] = False
                moved = self._move(path, edges, place)
                if moved:
                    low, high = moved
                    awake[max(low - 1, 0) : high + 2] = True
                    edges[low - 1 : high + 1] = self._costs[
                        path[low - 1 : high + 1], path[low : high + 2]
                    ]

    def _move(self, path: np.ndarray, edges: np.ndarray, at: int) -> tuple[int, int] | None:
        """The first kind of move that makes the path shorter: from where to where it changed."""
        low, high = self._first[at], self._last[at]
        return (
            self._turn(path, edges, at, low, high)
            or self._shift(path, edges, at, low, high)
            or (self._swap(path, edges, at) if self._walled else None)
        )

    def _turn(
        self, path: np.ndarray, edges: np.ndarray, at: int, low: int, high: int
    ) -> tuple[int, int] | None:
        """2-opt: the piece that begins or ends here, the other way round."""
        near = self._costs[path[at]]
        gain, first, last = TOLERANCE, at, at
        if at < high:
            before = self._costs[path[at - 1]]
            gains = edges[at + 1 : high + 1] - near[path[at + 2 : high + 2]]
            gains += edges[at - 1] - before[path[at + 1 : high + 1]]
            best = int(gains.argmax())
            if gains[best] > gain:
                gain, last = float(gains[best]), at + 1 + best
        if low < at:
            after = self._costs[path[at + 1]]
            gains = edges[low - 1 : at - 1] - near[path[low - 1 : at - 1]]
            gains += edges[at] - after[path[low:at]]
            best = int(gains.argmax())
            if gains[best] > gain:
                first, last = low + best, at
        if first == last:
            return None
        path[first : last + 1] = path[first : last + 1][::-1].copy()
        return first, last

    def _shift(
        self, path: np.ndarray, edges: np.ndarray, at: int, low: int, high: int
    ) -> tuple[int, int] | None:
        """Or-opt: a short piece that begins here, to another place, either way round."""
        costs = self._costs
        around = path[low - 1 : high + 2]
        opened = edges[low - 1 : high + 1]
        from_head = costs[path[at]][around]
        for size in range(1, min(_LONGEST_PIECE, high - at + 1) + 1):
            end = at + size - 1
            saved = edges[at - 1] + edges[end] - costs[path[at - 1], path[end + 1]]
            if saved <= TOLERANCE:
                continue
            from_tail = costs[path[end]][around]
            as_is = from_head[:-1] + from_tail[1:]
            turned = from_tail[:-1] + from_head[1:]
            added = np.minimum(as_is, turned) - opened
            added[at - low : end - low + 2] = np.inf
            best = int(added.argmin())
            if saved - added[best] <= TOLERANCE:
                continue
            piece = path[at : end + 1].copy()
            if turned[best] < as_is[best]:
                piece = piece[::-1]
            gap = low - 1 + best
            if gap < at:
                path[gap + 1 : end + 1] = np.concatenate([piece, path[gap + 1 : at]])
                return gap + 1, end
            path[at : gap + 1] = np.concatenate([path[end + 1 : gap + 1], piece])
            return at, gap
        return None

    def _swap(self, path: np.ndarray, edges: np.ndarray, at: int) -> tuple[int, int] | None:
        """Two points that are no neighbours change places, past fixed ones too."""
        costs = self._costs
        others = self._free[np.abs(self._free - at) > 1]
        if not len(others):
            return None
        left, here, right = costs[path[at - 1]], costs[path[at]], costs[path[at + 1]]
        theirs = path[others]
        gains = edges[at - 1] + edges[at] + edges[others - 1] + edges[others]
        gains -= left[theirs] + right[theirs] + here[path[others - 1]] + here[path[others + 1]]
        best = int(gains.argmax())
        if gains[best] <= TOLERANCE:
            return None
        other = int(others[best])
        path[at], path[other] = path[other], path[at]
        return min(at, other), max(at, other)
