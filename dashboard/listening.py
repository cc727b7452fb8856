"""Listening takes seconds, so it is done beside the page: a few jobs at once, each one browser's.

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
from recommender.content.analyser import Step
from recommender.errors import SegueError

AT_ONCE = 2
MAX_UNFINISHED = 8
MAX_PER_BROWSER = 4
KEPT_S = 300.0

Work = Callable[[Progress], None]


class TooBusy(SegueError):
    """Too many recordings wait to be listened to."""


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a job is."""

    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    step: Step | None = None
    """The step that goes on now, or that failed."""
    message: str = ""
    """One sentence where it failed."""
    suggestions: tuple[str, ...] = ()
    """Names to try instead, where there are any."""

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
    future: Future[None] | None = None


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
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="listening")
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
                    "Segue is still listening to your other tracks; wait a moment, then try again."
                )
            if len(unfinished) >= self._max_unfinished:
                raise TooBusy(
                    "Segue listens to as many tracks as it can at once; try again in a minute."
                )
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

        One that runs goes on: what it hears answers the next question about the same seed.
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

    def _run(self, job: _Job, work: Work) -> None:
        def progress(step: Step) -> None:
            with self._lock:
                job.now = JobState("running", step)

        with self._lock:
            job.now = JobState("running")
        work(progress)

    def _end(self, job: _Job, future: Future[None]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        with self._lock:
            job.ended = self._clock()
            job.future = None  # it holds the recording
            if error is None:
                job.now = replace(job.now, state="done")
            else:
                message = str(error) if isinstance(error, SegueError) else sorry(error)
                names = tuple(getattr(error, "suggestions", ()))
                job.now = replace(job.now, state="failed", message=message, suggestions=names)

    def _forget_old(self) -> None:
        now = self._clock()
        for id_, job in list(self._jobs.items()):
            if job.ended is not None and now - job.ended >= self._kept_s:
                del self._jobs[id_]
