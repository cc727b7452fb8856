"""What takes seconds is done beside the page: a few jobs at once, each one browser's.

A job belongs to the browser that started it: nobody else can see how far it is, or that it exists.
"""

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

from dashboard.failures import sorry
from dashboard.service import Progress
from recommender.errors import SegueError

AT_ONCE = 2
MAX_UNFINISHED = 8
MAX_PER_BROWSER = 4
KEPT_S = 300.0

Work = Callable[[Progress], str | None]
"""What a job does; the text that it gives back, if any, is for the page that waits."""


class TooBusy(SegueError):
    """Too much waits to be done."""


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a job is."""

    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    step: str | None = None
    """The step that goes on now, or that failed."""
    done: int = 0
    total: int = 0
    """How far the step is, where it can be counted; else 0."""
    message: str = ""
    """One sentence where it failed."""
    suggestions: tuple[str, ...] = ()
    """Names to try instead, where there are any."""
    result: str = ""
    """What the work gave back."""

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "failed")


@dataclass(slots=True)
class _Job:
    owner: str
    key: str
    holders: int = 1
    """How many pages wait for it."""
    now: JobState = JobState()
    ended: float | None = None
    future: Future[str | None] | None = None


class Jobs:
    """Runs what takes seconds in a small pool of threads. Safe to share between threads.

    `at_once` jobs run, and up to `max_unfinished` run or wait, `max_per_browser` of them for one
    browser; a finished job is forgotten after `kept_s` seconds.
    """

    def __init__(
        self,
        at_once: int = AT_ONCE,
        max_unfinished: int = MAX_UNFINISHED,
        max_per_browser: int = MAX_PER_BROWSER,
        kept_s: float = KEPT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="job")
        self._max_unfinished = max_unfinished
        self._max_per_browser = max_per_browser
        self._kept_s = kept_s
        self._clock = clock
        self._jobs: dict[str, _Job] = {}
        self._lock = threading.Lock()

    def start(self, owner: str, key: str, work: Work) -> str:
        """Begin `work` and give the job's ID.

        Where the same browser (`owner`) waits for the same thing (`key`) already, that job goes on
        and its ID is given. Raises TooBusy when there is no room.
        """
        with self._lock:
            self._forget_old()
            unfinished = {id_: job for id_, job in self._jobs.items() if not job.now.finished}
            for id_, job in unfinished.items():
                if (job.owner, job.key) == (owner, key):
                    job.holders += 1
                    return id_
            if sum(job.owner == owner for job in unfinished.values()) >= self._max_per_browser:
                raise TooBusy(
                    "Segue is still busy with what you asked for before; wait a moment, then try "
                    "again."
                )
            if len(unfinished) >= self._max_unfinished:
                raise TooBusy("Segue is as busy as it can be at once; try again in a minute.")
            id_ = secrets.token_urlsafe(16)
            job = self._jobs[id_] = _Job(owner, key)
            future = job.future = self._pool.submit(self._run, job, work)
        # Outside of the lock: where the work is through already, this ends the job here and now.
        future.add_done_callback(lambda ended: self._end(job, ended))
        return id_

    def state(self, owner: str, id_: str) -> JobState | None:
        """How far a job is; None where this browser has no such job."""
        with self._lock:
            self._forget_old()
            job = self._jobs.get(id_)
            return job.now if job and job.owner == owner else None

    def leave(self, owner: str, id_: str) -> None:
        """A page no longer waits: a job that nobody waits for and that has not begun is dropped.

        One that runs goes on: what it finds out answers the next question about the same thing.
        """
        with self._lock:
            job = self._jobs.get(id_)
            if job is None or job.owner != owner:
                return
            job.holders -= 1
            if job.holders > 0 or job.now.state != "waiting":
                return
            del self._jobs[id_]
            future = job.future
        if future:
            future.cancel()

    def close(self) -> None:
        """Drop what waits; what runs is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, job: _Job, work: Work) -> str | None:
        def progress(step: str, done: int = 0, total: int = 0) -> None:
            with self._lock:
                job.now = JobState("running", step, done, total)

        with self._lock:
            job.now = JobState("running")
        return work(progress)

    def _end(self, job: _Job, future: Future[str | None]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        with self._lock:
            job.ended = self._clock()
            job.future = None  # it may hold a recording
            if error is None:
                job.now = replace(job.now, state="done", result=future.result() or "")
            else:
                message = str(error) if isinstance(error, SegueError) else sorry(error)
                names = tuple(getattr(error, "suggestions", ()))
                job.now = replace(job.now, state="failed", message=message, suggestions=names)

    def _forget_old(self) -> None:
        now = self._clock()
        for id_, job in list(self._jobs.items()):
            if job.ended is not None and now - job.ended >= self._kept_s:
                del self._jobs[id_]
