"""Models, questions and measures in plain words, for whoever never read a paper about them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recommender.plural import count

CLEAR = 0.05
"""Below this p a difference is called clear."""


@dataclass(frozen=True, slots=True)
class Words:
    """What something is called, and what it is."""

    name: str
    about: str = ""


MODELS = {
    "segue": Words(
        "Segue",
        "What Find asks about the sets. It learned from all of them at once which tracks belong "
        "together, and takes your track for the start of a new set.",
    ),
    "als": Words("ALS", "The plain factor model that Segue builds on, without its additions."),
    "popularity": Words(
        "Popularity", "The most played tracks, whatever you ask. Every model has to beat this."
    ),
    "item-knn-cosine": Words(
        "Item-kNN, cosine",
        "The tracks that share most sets with yours, measured against how often they are played.",
    ),
    "item-knn-bm25": Words(
        "Item-kNN, BM25",
        "As by cosine, but a shared set says less when it is long, and a track less when it is "
        "in every other set.",
    ),
    "ease": Words(
        "EASE", "One large table that says how much each track speaks for each other track."
    ),
    "original": Words(
        "Original",
        "The way of the project that Segue follows: who plays what, and the tracks that point the "
        "same way. It does not see single sets.",
    ),
    "bpr": Words(
        "BPR", "Learns to put the tracks of a set above tracks that are not in it, pair by pair."
    ),
    "prod2vec": Words(
        "prod2vec",
        "Reads a set as a sentence and its tracks as words: tracks with the same neighbours are "
        "alike.",
    ),
    "artist-route": Words(
        "Segue, by artist",
        "Segue asked with the artist's other tracks, as Find does for a track that no set holds.",
    ),
}

TASKS = {
    "one-seed": Words(
        "One track",
        "Given one track of a set that no model has seen, find the other tracks of that set.",
    ),
    "five-seeds": Words(
        "Five tracks",
        "Given five tracks of a set that no model has seen, find the rest of that set.",
    ),
    "next-track": Words(
        "Mixed next", "Given one track, find the one that the DJ mixed in right after it."
    ),
    "new-track": Words(
        "New track",
        "Given a track that no set held while the models learned, find what it was played with.",
    ),
    "head": Words(
        "Well known",
        "As with one track, but only the most played fifth of all tracks counts as right.",
    ),
    "tail": Words(
        "Little known",
        "As with one track, but the most played fifth of all tracks does not count.",
    ),
}

SPLITS = {
    "random": Words("Any sets", "A tenth of the sets, drawn at random, was kept from the models."),
    "time": Words(
        "Newest sets",
        "The newest tenth of the sets was kept from the models: they have to foresee it.",
    ),
}

DATA = {
    "WFMU": "free-form radio shows",
    "Essential Mix": "club mixes of one radio show",
}

_METRICS = {
    "ndcg": "How many of the right tracks are among the first {k} answers, and how far up: 1 means "
    "all of them, in front.",
    "recall": "Of the right tracks, the share that is among the first {k} answers.",
    "map": "How clean the first {k} answers are: a right track counts more the fewer wrong ones "
    "stand before it.",
    "hit": "How often at least one right track is among the first {k} answers.",
}
_PLAIN_METRICS = {
    "mrr": Words(
        "MRR",
        "How far up the first right track stands: in first place it counts 1, in second ½, in "
        "third ⅓, and so on.",
    ),
    "coverage": Words(
        "Coverage",
        "The share of all tracks that turn up among the first 50 answers to any question. More is "
        "more variety; it does not say that the answers are right.",
    ),
    "answered": Words("Answered", "How often the model has an answer at all."),
}
_AT = re.compile(r"([a-z]+)(?:-rate)?@(\d+)$")
_SPOKEN = {"ndcg": "NDCG", "map": "MAP", "recall": "Recall", "hit": "Hits"}


def model_words(name: str) -> Words:
    """A model nobody described is called what its file calls it."""
    return MODELS.get(name, Words(name))


def task_words(name: str) -> Words:
    """What was asked."""
    return TASKS.get(name, Words(name))


def split_words(name: str) -> Words:
    """Which sets were kept from the models."""
    return SPLITS.get(name, Words(name))


def metric_words(name: str) -> Words:
    """`ndcg@100` → NDCG@100 and one sentence about it."""
    if name in _PLAIN_METRICS:
        return _PLAIN_METRICS[name]
    found = _AT.match(name)
    if found is None or found[1] not in _METRICS:
        return Words(name)
    kind, k = found.groups()
    return Words(f"{_SPOKEN[kind]}@{k}", _METRICS[kind].format(k=k))


def measured(protocol: Mapping[str, Any]) -> str:
    """`6,600 sets to learn from, 733 kept back, 20,975 tracks, 1,890 questions. Seed 7.`"""
    sizes = [
        (protocol.get("training_sets"), "{} to learn from", "set"),
        (protocol.get("held_out_sets"), "{:,} kept back", ""),
        (protocol.get("vocabulary"), "{}", "track"),
        (protocol.get("queries"), "{}", "question"),
    ]
    told = [
        form.format(count(number, noun) if noun else number)
        for number, form, noun in sizes
        if isinstance(number, int)
    ]
    seed = protocol.get("seed")
    seeds = f"Mean over seeds {_listed(seed)}" if isinstance(seed, list) else f"Seed {seed}"
    ends = [seeds] if seed is not None else []
    return " ".join(f"{part}." for part in [", ".join(told), *ends] if part)


def difference(difference: float, low: float, high: float, p: float | None) -> tuple[str, str]:
    """What a model gains on the default, told of the model: (`behind`, `ahead` or `even`, words).

    `difference` is the model's figure less the default's, `low` and `high` its 95 % interval.
    """
    chance = "" if p is None else f", {chance_words(p)}"
    clear = (p is None or p < CLEAR) and (low > 0 or high < 0)
    if not clear:
        interval = f"{_signed(low)} to {_signed(high)}"
        return "even", f"No clear difference: {_signed(difference)} ({interval}{chance})"
    side, word = ("ahead", "Ahead") if difference > 0 else ("behind", "Behind")
    near, far = sorted((abs(low), abs(high)))
    return side, f"{word} by {abs(difference):.3f} ({near:.3f} to {far:.3f}{chance})"


def multiple(ratio: float, low: float, high: float) -> str:
    """What five tracks are worth against one, on the same sets."""
    return f"{ratio:.2f} times the figure of one track ({low:.2f} to {high:.2f})"


def chance_words(p: float) -> str:
    """`p < 0.001`, `p = 0.021`."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")


def _listed(seeds: list[int]) -> str:
    if len(seeds) > 2 and seeds == list(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]} to {seeds[-1]}"
    return ", ".join(str(seed) for seed in seeds)
