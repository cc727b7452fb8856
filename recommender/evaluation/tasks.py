"""The other questions: five seeds, the next track, a new track, and head and tail apart.

Each is made of the same two halves of the catalogue as the first, and draws with the protocol's
seed, apart from the others: what one asks does not depend on which are asked beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from recommender.errors import CatalogueEmpty
from recommender.evaluation.metrics import METRICS
from recommender.evaluation.protocol import (
    TOO_FEW,
    Halves,
    Protocol,
    Task,
    one_seed,
    rows_of,
    split_sets,
    tracks_of_sets,
)
from recommender.interactions import Interactions

SEEDS = 5
"""Seeds of the question with several."""
NEXT_METRICS = ("mrr", "recall@10", "ndcg@100", "answered")
HIDDEN = 0.1
"""Share of the vocabulary that the question about new tracks takes from the training."""
HEAD = 0.2
"""Share of the vocabulary, the most played, that is called head; the rest is tail."""
ARTIST_TRACKS = 20
"""How many of an artist's tracks stand in for a new one, the most played: the engine's number."""


def make_tasks(
    everything: Interactions, protocol: Protocol, names: Sequence[str]
) -> tuple[list[Task], dict[str, str]]:
    """The tasks of these names in the order of TASKS, and why others could not be asked, by name.

    Raises CatalogueEmpty when none can be asked, BadInput when a time split finds no dates.
    """
    rng = np.random.default_rng(protocol.seed)
    halves = split_sets(everything, protocol, rng)
    first = one_seed(halves, rng)
    tasks: list[Task] = []
    missing: dict[str, str] = {}
    for number, (name, make) in enumerate(TASKS.items()):
        if name not in names:
            continue
        try:
            tasks.append(make(halves, first, np.random.default_rng([protocol.seed, number])))
        except CatalogueEmpty as error:
            missing[name] = str(error)
    if not tasks:
        raise CatalogueEmpty(next(iter(missing.values())))
    return tasks, missing


def five_seeds(halves: Halves, first: Task, rng: np.random.Generator) -> Task:
    """Five seeds at once; relevant are the set's other tracks. Only sets with a sixth.

    Up to five draws for each set, no five of them twice. The first of the five is asked alone too,
    with the same tracks relevant and the other four not ranked, so that the two figures differ by
    nothing but the number of seeds.
    """
    seeds, relevant, rows = [], [], []
    for row, tracks in enumerate(tracks_of_sets(halves.test)):
        if len(tracks) <= SEEDS:
            continue
        draws = [rng.choice(tracks, SEEDS, False) for _ in range(halves.protocol.seeds_per_set)]
        for draw in {tuple(sorted(draw)): draw for draw in draws}.values():
            seeds.append(draw)
            relevant.append(np.setdiff1d(tracks, draw))
            rows.append(row)
    if not seeds:
        lacks = f"shares {SEEDS + 1} tracks with the others"
        raise CatalogueEmpty(TOO_FEW.format(lacks=lacks))
    n_tracks = halves.training.n_tracks
    task = _task("five-seeds", halves, seeds, relevant, rows)
    alone = replace(
        task,
        queries=rows_of([draw[:1] for draw in seeds], n_tracks),
        left_out=tuple(draw[1:] for draw in seeds),
    )
    return replace(
        task, with_one_seed=alone, details={"seeds": SEEDS, "min_tracks_of_set": SEEDS + 1}
    )


def next_track(halves: Halves, first: Task, rng: np.random.Generator) -> Task:
    """A track of a held-out set; relevant is what follows directly, at the very next position.

    Both are of the vocabulary. Up to five seeds for each set; where a set repeats its seed, what
    follows either time is right. Of tracks on top of each other, the first of the vocabulary
    stands for the place.
    """
    seeds, relevant, rows = [], [], []
    for row, follows in sorted(_followers(halves.test.sequence).items()):
        played = sorted(follows)
        n = min(halves.protocol.seeds_per_set, len(played))
        for seed in rng.choice(played, size=n, replace=False):
            seeds.append([seed])
            relevant.append(np.array(sorted(follows[seed])))
            rows.append(row)
    if not seeds:
        raise CatalogueEmpty(
            TOO_FEW.format(lacks="plays two tracks one right after the other that others share")
        )
    task = _task("next-track", halves, seeds, relevant, rows)
    return replace(task, metrics=NEXT_METRICS)


def new_track(halves: Halves, first: Task, rng: np.random.Generator) -> Task:
    """A track that no training set holds; relevant are the set's other tracks that one does.

    A tenth of the vocabulary is taken out of all training sets. Its columns stay, empty, and so do
    its artists: who made a record is known before anybody plays it. It is asked about up to five
    times for each set, and never ranked. The same is asked with the artist's other tracks for
    seeds, at most 20, the most played, as the engine does for what it does not know.
    """
    n_tracks = halves.training.n_tracks
    hidden = np.sort(rng.choice(n_tracks, round(HIDDEN * n_tracks), replace=False))
    training = halves.training.without_plays_of(hidden)
    seeds, relevant, rows = [], [], []
    for row, tracks in enumerate(tracks_of_sets(halves.test)):
        new = np.intersect1d(tracks, hidden)
        known = np.setdiff1d(tracks, hidden)
        n = min(halves.protocol.seeds_per_set, len(new)) if len(known) else 0
        for seed in rng.choice(new, size=n, replace=False) if n else ():
            seeds.append([seed])
            relevant.append(known)
            rows.append(row)
    if not seeds:
        raise CatalogueEmpty(TOO_FEW.format(lacks="holds one of the tracks that were hidden"))
    task = replace(
        _task("new-track", halves, seeds, relevant, rows), training=training, never_ranked=hidden
    )
    stand_ins = _same_artist(training, [int(seed) for (seed,) in seeds])
    return replace(
        task,
        by_artist=replace(task, queries=rows_of(stand_ins, n_tracks)),
        details={
            "hidden_tracks": len(hidden),
            "queries_with_artist": sum(len(tracks) > 0 for tracks in stand_ins),
        },
    )


def head(halves: Halves, first: Task, rng: np.random.Generator) -> Task:
    """The first question, but only the most played fifth of the vocabulary is right."""
    return _part("head", first, _is_head(halves.training))


def tail(halves: Halves, first: Task, rng: np.random.Generator) -> Task:
    """The first question, but the most played fifth of the vocabulary is not right."""
    return _part("tail", first, ~_is_head(halves.training))


TASKS: dict[str, Callable[[Halves, Task, np.random.Generator], Task]] = {
    "one-seed": lambda halves, first, rng: first,
    "five-seeds": five_seeds,
    "next-track": next_track,
    "new-track": new_track,
    "head": head,
    "tail": tail,
}
"""Every task by name. Its place gives it its own draw: append, never insert."""


def _task(
    name: str,
    halves: Halves,
    seeds: Sequence[Sequence[int] | np.ndarray],
    relevant: Sequence[np.ndarray],
    rows: Sequence[int],
) -> Task:
    return Task(
        name=name,
        protocol=halves.protocol,
        training=halves.training,
        queries=rows_of(seeds, halves.training.n_tracks),
        relevant=tuple(relevant),
        set_of_query=halves.held_out[list(rows)],
        n_held_out=len(halves.held_out),
        metrics=(*METRICS, "answered"),
    )


def _followers(sequence: np.ndarray) -> dict[int, dict[int, set[int]]]:
    """By row and column, the columns that stand at the very next position of that row."""
    place = sequence[:, [0, 2]]
    first = np.ones(len(sequence), dtype=bool)
    first[1:] = (place[1:] != place[:-1]).any(axis=1)
    lead = sequence[first]
    here, there = lead[:-1], lead[1:]
    mixed = (here[:, 0] == there[:, 0]) & (there[:, 2] - here[:, 2] == 1)
    mixed &= here[:, 1] != there[:, 1]
    found: dict[int, dict[int, set[int]]] = {}
    for (row, seed, _), (_, after, _) in zip(
        here[mixed].tolist(), there[mixed].tolist(), strict=True
    ):
        found.setdefault(row, {}).setdefault(seed, set()).add(after)
    return found


def _same_artist(training: Interactions, seeds: Sequence[int]) -> list[np.ndarray]:
    """For each seed, the columns of its artists' played tracks, the most played first."""
    played = np.asarray(training.plays.sum(axis=0)).ravel()
    by_track = training.artists.T.tocsr()
    found = []
    for seed in seeds:
        artists = by_track[seed].indices
        tracks = np.unique(training.artists[artists].indices)
        tracks = tracks[(played[tracks] > 0) & (tracks != seed)]
        best = np.argsort(-played[tracks], kind="stable")[:ARTIST_TRACKS]
        found.append(np.sort(tracks[best]))
    return found


def _is_head(training: Interactions) -> np.ndarray:
    """(n_tracks,) whether a track is of the most played fifth, ties by column."""
    played = np.asarray(training.plays.sum(axis=0)).ravel()
    most = np.argsort(-played, kind="stable")[: round(HEAD * len(played))]
    flags = np.zeros(len(played), dtype=bool)
    flags[most] = True
    return flags


def _part(name: str, first: Task, right: np.ndarray) -> Task:
    """The queries with anything right left; the other tracks of the set are not ranked, for a model
    that finds them is not wrong."""
    kept = [at for at, columns in enumerate(first.relevant) if right[columns].any()]
    if not kept:
        raise CatalogueEmpty(TOO_FEW.format(lacks=f"holds two tracks, one of them of the {name}"))
    relevant = [first.relevant[at] for at in kept]
    return replace(
        first,
        name=name,
        queries=first.queries[kept],
        relevant=tuple(columns[right[columns]] for columns in relevant),
        left_out=tuple(columns[~right[columns]] for columns in relevant),
        set_of_query=first.set_of_query[kept],
        metrics=(*METRICS, "answered"),
        details={"head": HEAD, "tracks": int(right.sum())},
    )
