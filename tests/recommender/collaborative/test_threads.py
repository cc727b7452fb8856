"""One limit for the process, whoever comes and goes first."""

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from recommender.collaborative.threads import one_thread


def blas() -> set[int]:
    return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}


def test_the_first_to_come_sets_the_limit_and_the_last_to_go_lifts_it() -> None:
    fit, answer = one_thread(), one_thread()
    with threadpool_limits(2, "blas"):
        answer.__enter__()
        fit.__enter__()
        assert blas() == {1}
        answer.__exit__(None, None, None)
        assert blas() == {1}
        fit.__exit__(None, None, None)
        assert blas() == {2}
        with one_thread():
            assert blas() == {1}
        assert blas() == {2}


def test_a_failure_lifts_the_limit_too() -> None:
    with threadpool_limits(2, "blas"):
        with pytest.raises(ValueError, match="odd"), one_thread():
            raise ValueError("odd")
        assert blas() == {2}
