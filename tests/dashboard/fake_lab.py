"""The page Lab's service with invented figures and answers.

Some seeds have a special answer: `nothing` (no track of that name), `once` (a track of one set),
`down` (the catalogue does not answer), `crash` (a fault nobody foresaw), `slow` (as long as `pause`
takes).
"""

import time
from collections.abc import Callable, Sequence

import numpy as np

from dashboard.lab_service import Answer, Candidate, Comparison, Figures, Inside, NeedsTraining
from dashboard.service import Progress
from recommender.errors import CatalogueEmpty, NotTrained, SegueError, UnknownTrack
from recommender.evaluation.metrics import Difference, Estimate, Ratio
from recommender.evaluation.results import Measured, Results, Table
from recommender.recommendations import Track

MODELS = (
    "segue", "popularity", "item-knn-cosine", "item-knn-bm25", "ease", "als", "original",
)  # fmt: skip
METRICS = ("recall@10", "recall@50", "recall@500", "ndcg@100", "mrr", "map@500", "coverage")
FIGURES = {
    "segue": (0.130, 0.190, 0.359, 0.171, 0.237, 0.107, 0.460),
    "popularity": (0.026, 0.091, 0.206, 0.058, 0.067, 0.021, 0.002),
    "item-knn-cosine": (0.076, 0.129, 0.158, 0.098, 0.123, 0.057, 0.835),
    "item-knn-bm25": (0.092, 0.135, 0.158, 0.113, 0.157, 0.071, 0.839),
    "ease": (0.081, 0.105, 0.145, 0.098, 0.145, 0.065, 0.352),
    "als": (0.127, 0.178, 0.347, 0.164, 0.230, 0.103, 0.480),
    "original": (0.061, 0.114, 0.273, 0.085, 0.091, 0.046, 0.830),
}
TASKS = {
    "one-seed": 1.0, "five-seeds": 1.6, "next-track": 0.6, "new-track": 0.3, "head": 1.3,
    "tail": 0.7,
}  # fmt: skip
TOO_LARGE = "EASE is left out: 3,104 tracks and 3,020 sets are too many for that."


def a_table(task: str, split: str = "random", scale: float = 1.0) -> Table:
    """Figures of all models; `scale` makes them different from those of another table."""
    sizes = {"training_sets": 6_600, "held_out_sets": 733, "vocabulary": 20_975, "queries": 1_890}
    models = tuple(_measured(name, task, scale * TASKS[task]) for name in MODELS)
    return Table(task, {"split": split, "seed": 7, **sizes}, models)


def _measured(name: str, task: str, scale: float) -> Measured:
    figures = {
        metric: (min(1.0, scale * value), min(1.0, scale * ours))
        for metric, value, ours in zip(METRICS, FIGURES[name], FIGURES["segue"], strict=True)
    }
    return Measured(
        name,
        {metric: _around(value) for metric, (value, _) in figures.items()},
        24.3 if name == "ease" else 0.4,
        {} if name == "segue" else {m: _less(*both) for m, both in figures.items()},
        {m: Ratio(1.53, 1.44, 1.61, 0.1) for m in figures} if task == "five-seeds" else {},
    )


def _around(value: float) -> Estimate:
    return Estimate(value, 0.88 * value, min(1.0, 1.12 * value))


def _less(value: float, ours: float) -> Difference:
    less, far = value - ours, 0.1 * ours
    return Difference(less, less - far, less + far, 0.0002 if abs(less) > far else 0.21)


def results(
    name: str, data: str, split: str = "random", scale: float = 1.0, tasks: Sequence[str] = ()
) -> Results:
    """One file."""
    tables = tuple(a_table(task, split, scale) for task in tasks or TASKS)
    return Results(name, data, "2026-11-21", "2 cores of an AMD EPYC, Python 3.11", tables)


class FakeLab:
    """Implements dashboard.lab_service.LabService."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.tracks = list(tracks)
        self.saved = Figures(
            shipped=(
                results("essential-mix", "Essential Mix", scale=1.1, tasks=["one-seed"]),
                results("wfmu-random", "WFMU"),
                results("wfmu-time", "WFMU", "time", 0.7),
            ),
            own=(results("mine", "catalogue", scale=0.9, tasks=["one-seed", "next-track"]),),
        )
        self.fails = ""
        """A sentence to fail with."""
        self.empty = False
        """Nothing is in the catalogue."""
        self.untrained: set[str] = set()
        """Models that have to learn before they answer."""
        self.learn: Callable[[str], None] = lambda model: None
        """Called while a model learns, so that a test can hold it."""
        self.pause: Callable[[], None] = lambda: time.sleep(1)

    def figures(self) -> Figures:
        self._check()
        return self.saved

    def candidates(self) -> tuple[Candidate, ...]:
        self._check()
        if self.empty:
            raise CatalogueEmpty("The catalogue holds no plays yet. Bring in set lists first.")
        return tuple(Candidate(name, TOO_LARGE if name == "ease" else "") for name in MODELS)

    def examples(self, limit: int) -> list[Track]:
        return self.tracks[:limit]

    def compare(self, text: str, models: Sequence[str], count: int) -> Comparison:
        self._check()
        word = text.lower()
        if word == "nothing":
            names = tuple(track.name for track in self.tracks[:3])
            raise UnknownTrack("No set holds “nothing”. Did you mean one of these?", names)
        if word == "once":
            raise UnknownTrack("“once” is in fewer than two sets. Find can go by its sound.")
        if word == "down":
            raise SegueError("The catalogue's database does not answer. See that it is running.")
        if word == "crash":
            raise RuntimeError("a fault nobody foresaw")
        if word == "slow":
            self.pause()
        if self.untrained & set(models):
            raise NeedsTraining("Some models have to learn first.")
        seed = next((track for track in self.tracks if track.name.lower() == word), self.tracks[9])
        return Comparison(seed, tuple(self._answer(name, seed, count) for name in models))

    def _answer(self, model: str, seed: Track, count: int) -> Answer:
        """Every model names the same three tracks, and others of its own."""
        others = [track for track in self.tracks if track.id != seed.id]
        own = others[3 + 5 * MODELS.index(model) :]
        return Answer(model, tuple([*others[:3], *own][:count]))

    def prepare(self, models: Sequence[str], progress: Progress) -> None:
        waiting = [name for name in models if name in self.untrained]
        for done, name in enumerate(waiting):
            progress(name, done, len(waiting))
            self.learn(name)
        self.untrained -= set(models)

    def inside(self) -> Inside | None:
        self._check()
        if self.empty:
            raise NotTrained("Nothing is trained yet. Run: python -m recommender train.")
        rng = np.random.default_rng(3)
        sets = np.maximum(2, np.round(rng.pareto(1.1, 3_000) * 2)).astype(int)
        lengths = 0.35 * np.log(sets + 1) * rng.lognormal(0, 0.25, len(sets))
        losses = tuple(0.003 + 0.0006 * 0.5**at for at in range(15))
        return Inside(
            "segue",
            {"factors": 64, "w_artists": 0.6, "w_like_sets": 0.5},
            4_812,
            np.minimum(sets, 400),
            lengths,
            losses,
        )

    def _check(self) -> None:
        if self.fails:
            raise SegueError(self.fails)
