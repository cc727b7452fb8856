"""Models are asked in a way that gives the same answers on any number of cores."""

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_info

from recommender.collaborative.baselines import Popularity
from recommender.evaluation.asking import ask_all
from recommender.evaluation.protocol import Protocol
from recommender.evaluation.tasks import make_tasks
from tests.recommender.evaluation.made_up import catalogue


class Watched(Popularity):
    """Remembers how many threads BLAS had for its answers."""

    threads: set[int]

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        found = [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]
        self.threads = {*getattr(self, "threads", ()), *found}
        return super().score(queries)


def test_answers_do_not_depend_on_how_many_cores_there_are() -> None:
    tasks, _ = make_tasks(catalogue(), Protocol(), ("one-seed",))
    model = Watched()
    ask_all(tasks, [model])
    assert model.threads == {1}
