"""The default model alone, beside raw `implicit` of the same size.

`python -m benchmarks.answering`; `make bench` has it too.

Training on a collection, and one answer of 20 tracks to one seed, or to five: no catalogue, no
evidence, no saving. On WFMU where the study data is, else on the invented catalogue of the sandbox.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from implicit.cpu.als import AlternatingLeastSquares
from threadpoolctl import threadpool_limits

from benchmarks.study_data import STUDY_DATA, read_study_data
from benchmarks.timing import show, timed
from recommender.collaborative import DEFAULT, MODELS
from recommender.collaborative.als import AlsConfig
from recommender.evaluation.study import describe_machine
from recommender.interactions import Interactions
from recommender.training import MIN_SETS
from scrapers.sandbox.setlists import write_setlists
from scrapers.sandbox.world import build_world

_ASKED = 200
_ANSWERS = 20
_SEVERAL = 5


def main() -> None:
    """Measure on the largest collection that is here."""
    with tempfile.TemporaryDirectory() as folder:
        file, name = STUDY_DATA / "wfmu" / "setlists.jsonl.gz", "WFMU"
        if not file.exists():
            file, name = Path(folder) / "sandbox.jsonl.gz", "sandbox (the study data is not here)"
            write_setlists(build_world().setlists(), file)
        interactions = read_study_data(file, MIN_SETS)
    print(f"{describe_machine()}\n{name}")
    measure(interactions)


def measure(interactions: Interactions) -> None:
    """Print fit and answer of the default, the same of `implicit`, and the ratios."""
    sets, tracks = interactions.n_sets, interactions.n_tracks
    print(f"  the default model alone, on {sets:,} sets and {tracks:,} tracks, seed 0")
    ours_s, ours = timed(lambda: MODELS[DEFAULT]().fit(interactions, 0))
    raw_s, raw = timed(lambda: fit_raw(interactions))
    print(f"  {DEFAULT + ' fit':22} {ours_s:8.2f} s")
    print(f"  implicit's fit         {raw_s:8.2f} s   ratio {ours_s / raw_s:.1f}")
    rng = np.random.default_rng(0)
    columns = rng.choice(tracks, size=min(_ASKED, tracks), replace=False).tolist()
    answer = _each(columns, lambda column: ours.recommend([column], _ANSWERS))
    asked = _each(columns, lambda column: ask_raw(raw, tracks, column))
    groups = [rng.choice(tracks, _SEVERAL, replace=False).tolist() for _ in columns]
    several = _each(groups, lambda seeds: ours.recommend(seeds, _ANSWERS))
    show(f"{DEFAULT} recommend", answer)
    show(f"the same, {_SEVERAL} seeds", several)
    show("implicit's recommend", asked)
    print(f"  ratio of the medians   {np.median(answer) / np.median(asked):8.1f}")


def fit_raw(interactions: Interactions) -> AlternatingLeastSquares:
    """The same factorisation by `implicit` alone, without artist rows."""
    config = AlsConfig()
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=config.factors,
            regularization=config.regularization,
            alpha=config.alpha,
            iterations=config.iterations,
            random_state=0,
            num_threads=1,
        )
        model.fit(interactions.plays, show_progress=False)
    return model


def ask_raw(model: AlternatingLeastSquares, n_tracks: int, column: int) -> None:
    """One new user who played one track, answered by `implicit` alone."""
    user = sp.csr_matrix(([1.0], ([0], [column])), shape=(1, n_tracks))
    with threadpool_limits(1, "blas"):
        model.recommend(0, user, N=_ANSWERS, recalculate_user=True)


def _each(asked: list[Any], ask: Callable[[Any], object]) -> list[float]:
    """Seconds for each question, after a first that is not counted."""
    ask(asked[0])
    return [timed(lambda one=one: ask(one))[0] for one in asked]  # type: ignore[misc]


if __name__ == "__main__":
    main()
