"""Listening in processes of its own: each loads the network once and uses one core."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.audio.analysis import Analysis
from recommender.errors import BadAudio

if TYPE_CHECKING:
    from recommender.content.analyser import Analyser


def default_workers() -> int:
    """One core is left for fetching and for whoever sits at the computer."""
    return max(1, (os.cpu_count() or 2) - 1)


@cache
def _analyser(models_dir: Path) -> "Analyser":
    from recommender.content.analyser import Analyser
    from recommender.content.genre_cnn import load_genre_model

    return Analyser(load_genre_model(models_dir))


def hear(models_dir: Path, data: bytes) -> Analysis | None:
    """Listen to one recording in this process; None where that can't be done."""
    try:
        return _analyser(models_dir).analyse(data).analysis
    except BadAudio:
        return None


class Workers:
    """Listens to previews, several at a time. Not safe to share between threads."""

    def __init__(
        self,
        models_dir: Path,
        count: int,
        hear: Callable[[Path, bytes], Analysis | None] = hear,
    ) -> None:
        """`models_dir` may hold a network of the user's own (see load_genre_model)."""
        self.count = count
        self._models_dir = models_dir
        self._hear = hear
        self._pool = self._open()

    def submit(self, data: bytes) -> Future[Analysis | None]:
        """What is heard in the bytes of an audio file; None where that can't be listened to."""
        return self._pool.submit(self._hear, self._models_dir, data)

    def restart(self) -> None:
        """Fresh processes, after one of them died."""
        self.close()
        self._pool = self._open()

    def close(self) -> None:
        """End the processes; what they are at is waited for, what waits is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _open(self) -> ProcessPoolExecutor:
        # Not forked: a fork takes over locks of threads that it does not have.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.count, mp_context=context, initializer=prepare_process)


def prepare_process() -> None:
    """Make a process one of ours: quiet, one core, ends with its parent, leaves Ctrl-C to it."""
    from threadpoolctl import threadpool_limits

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        # A parent that was killed tells nobody; without this its workers would wait for ever.
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    threadpool_limits(1)
    # What TensorFlow and the MP3 decoder print by themselves would tear the progress bar apart.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
