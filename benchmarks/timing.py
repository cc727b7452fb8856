"""How long something takes, and the line that says so."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds that `work` took, and what it gave."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def show(what: str, seconds: Sequence[float]) -> None:
    """Median, 95th percentile and worst, in milliseconds."""
    median, high, worst = np.percentile(seconds, [50, 95, 100]) * 1e3
    print(f"  {what:22} {median:8.2f} ms median, {high:.2f} ms 95th percentile, {worst:.2f} worst")
