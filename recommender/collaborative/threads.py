"""One BLAS thread for whoever asks: many small systems take several far longer than one."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

from threadpoolctl import ThreadpoolController

_lock = Lock()
_inside = 0
_limit = None


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold the whole process to one BLAS thread.

    Fits and answers overlap, and the limit is the process's: the first to come sets it, and the
    last to go lifts it.
    """
    global _inside, _limit
    with _lock:
        if not _inside:
            _limit = _controller().limit(limits=1, user_api="blas")
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside and _limit is not None:
                _limit.restore_original_limits()


@cache
def _controller() -> ThreadpoolController:
    # Looking for the libraries takes longer than an answer. NumPy's and SciPy's are loaded by now.
    return ThreadpoolController()
