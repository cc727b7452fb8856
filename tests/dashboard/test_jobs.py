"""Jobs: bounded, each browser's own, and forgotten."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from dashboard.jobs import Jobs, JobState, TooBusy
from dashboard.progress import begin, create_progress
from dashboard.service import Progress
from recommender.errors import BadAudio, NoPreview


def wait_for(holds: Callable[[], bool]) -> None:
    """Until it holds; a test that waits too long fails."""
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.005)
    raise AssertionError("it never came to that")


class Gate:
    """Work that stands still in a step until the test opens it."""

    def __init__(self) -> None:
        self.inside = threading.Semaphore(0)
        self._opened = threading.Event()

    def work(self, progress: Progress) -> None:
        progress("decode")
        self.inside.release()
        assert self._opened.wait(10)

    def open(self) -> None:
        self._opened.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def quick(progress: Progress) -> None:
    progress("find")


def ended(jobs: Jobs, owner: str, id_: str) -> JobState:
    def through() -> bool:
        state = jobs.state(owner, id_)
        return state is not None and state.finished

    wait_for(through)
    state = jobs.state(owner, id_)
    assert state
    return state


def test_a_job_tells_its_step_and_then_that_it_is_done(gate: Gate) -> None:
    jobs = Jobs()
    job = jobs.start("me", "seed", gate.work)
    assert gate.inside.acquire(timeout=10)
    assert jobs.state("me", job) == JobState("running", "decode")
    gate.open()
    assert ended(jobs, "me", job).state == "done"


def test_a_job_tells_how_far_its_step_is_and_gives_back_what_it_found(gate: Gate) -> None:
    def search(progress: Progress) -> str:
        progress("search", 3, 12)
        gate.work(lambda *_: None)
        return "an ID"

    jobs = Jobs()
    job = jobs.start("me", "plan", search)
    assert gate.inside.acquire(timeout=10)
    assert jobs.state("me", job) == JobState("running", "search", 3, 12)
    gate.open()
    assert ended(jobs, "me", job) == JobState("done", "search", 3, 12, result="an ID")


def test_a_failure_is_one_sentence_with_names_to_try() -> None:
    def fail(progress: Progress) -> None:
        progress("find")
        raise NoPreview("Nobody has it.", ("Mira Voss - Afterglow",))

    jobs = Jobs()
    state = ended(jobs, "me", jobs.start("me", "seed", fail))
    assert state == JobState(
        "failed", "find", message="Nobody has it.", suggestions=("Mira Voss - Afterglow",)
    )


def test_an_unforeseen_fault_is_said_without_its_words_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(progress: Progress) -> None:
        raise RuntimeError("a secret path")

    jobs = Jobs()
    state = ended(jobs, "me", jobs.start("me", "seed", fail))
    assert "Something went wrong" in state.message
    assert "secret" not in state.message
    assert "a secret path" in caplog.text


def test_another_browser_sees_no_job(gate: Gate) -> None:
    jobs = Jobs()
    job = jobs.start("me", "seed", gate.work)
    assert jobs.state("you", job) is None
    assert jobs.state("", job) is None
    assert jobs.state("me", "no such job") is None


def test_one_browser_and_seed_share_one_job(gate: Gate) -> None:
    jobs = Jobs()
    first = jobs.start("me", "seed", gate.work)
    assert jobs.start("me", "seed", quick) == first
    assert jobs.start("me", "other", quick) != first
    assert jobs.start("you", "seed", quick) != first


def test_the_same_seed_may_be_tried_again_after_a_failure() -> None:
    def fail(progress: Progress) -> None:
        raise BadAudio("Broken.")

    jobs = Jobs()
    first = jobs.start("me", "seed", fail)
    ended(jobs, "me", first)
    second = jobs.start("me", "seed", quick)
    assert second != first
    assert ended(jobs, "me", second).state == "done"


def test_no_more_run_at_once_than_allowed(gate: Gate) -> None:
    jobs = Jobs(at_once=2, max_per_browser=9)
    ids = [jobs.start("me", str(number), gate.work) for number in range(4)]
    for _ in range(2):
        assert gate.inside.acquire(timeout=10)
    assert not gate.inside.acquire(timeout=0.05)
    states = [jobs.state("me", id_) for id_ in ids]
    assert [state and state.state for state in states] == ["running"] * 2 + ["waiting"] * 2
    gate.open()
    assert all(ended(jobs, "me", id_).state == "done" for id_ in ids)


def test_a_full_queue_says_so_and_has_room_again_later(gate: Gate) -> None:
    jobs = Jobs(at_once=1, max_unfinished=3)
    ids = [jobs.start(f"browser {number}", "seed", gate.work) for number in range(3)]
    with pytest.raises(TooBusy, match="try again in a minute"):
        jobs.start("me", "seed", quick)
    gate.open()
    for number, id_ in enumerate(ids):
        ended(jobs, f"browser {number}", id_)
    assert ended(jobs, "me", jobs.start("me", "seed", quick)).state == "done"


def test_one_browser_can_not_take_all_the_room(gate: Gate) -> None:
    jobs = Jobs(max_per_browser=2)
    for number in range(2):
        jobs.start("greedy", str(number), gate.work)
    with pytest.raises(TooBusy, match="what you asked for before"):
        jobs.start("greedy", "one more", quick)
    jobs.start("me", "seed", quick)


def test_a_job_that_was_left_before_it_began_never_runs(gate: Gate) -> None:
    ran = threading.Event()
    jobs = Jobs(at_once=1)
    running = jobs.start("me", "first", gate.work)
    left = jobs.start("me", "second", lambda progress: ran.set())
    jobs.leave("you", left)
    assert jobs.state("me", left) == JobState()
    jobs.leave("me", left)
    assert jobs.state("me", left) is None
    gate.open()
    ended(jobs, "me", running)
    ended(jobs, "me", jobs.start("me", "third", quick))
    assert not ran.is_set()


def test_a_job_that_another_page_of_the_browser_waits_for_stays(gate: Gate) -> None:
    jobs = Jobs(at_once=1)
    jobs.start("me", "first", gate.work)
    shared = jobs.start("me", "second", quick)
    assert jobs.start("me", "second", quick) == shared
    jobs.leave("me", shared)
    gate.open()
    assert ended(jobs, "me", shared).state == "done"


def test_a_job_that_runs_goes_on_when_it_is_left(gate: Gate) -> None:
    jobs = Jobs()
    job = jobs.start("me", "seed", gate.work)
    assert gate.inside.acquire(timeout=10)
    jobs.leave("me", job)
    gate.open()
    assert ended(jobs, "me", job).state == "done"


def test_finished_jobs_are_forgotten_after_a_while() -> None:
    clock = Clock()
    jobs = Jobs(kept_s=60, clock=clock)
    job = jobs.start("me", "seed", quick)
    ended(jobs, "me", job)
    clock.now = 59
    assert jobs.state("me", job)
    clock.now = 60
    assert jobs.state("me", job) is None


def test_a_job_that_runs_is_not_forgotten(gate: Gate) -> None:
    clock = Clock()
    jobs = Jobs(kept_s=60, clock=clock)
    job = jobs.start("me", "seed", gate.work)
    clock.now = 1e6
    assert jobs.state("me", job)


def test_closing_drops_what_waits(gate: Gate) -> None:
    ran = threading.Event()
    jobs = Jobs(at_once=1)
    jobs.start("me", "first", gate.work)
    jobs.start("me", "second", lambda progress: ran.set())
    jobs.close()
    gate.open()
    assert not ran.wait(0.05)


def test_jobs_of_every_pool_are_found_at_one_address(gate: Gate) -> None:
    listening, writing = Jobs(), Jobs(at_once=1)
    server = Flask(__name__)
    server.secret_key = "a key for tests"
    server.register_blueprint(create_progress(listening, writing))
    server.add_url_rule("/begin", "begin", lambda: begin(listening, "seed", gate.work))
    server.add_url_rule("/write", "write", lambda: begin(writing, "list", lambda progress: "one"))
    mine, yours = server.test_client(), server.test_client()
    heard = mine.get("/begin").text
    assert gate.inside.acquire(timeout=10)
    # However long one pool works, the other goes on.
    written = mine.get("/write").text
    wait_for(lambda: mine.get(f"/jobs/{written}").get_json()["state"] == "done")
    assert mine.get(f"/jobs/{written}").get_json()["result"] == "one"
    assert mine.get(f"/jobs/{heard}").get_json() == {
        "state": "running",
        "step": "decode",
        "done": 0,
        "total": 0,
        "message": "",
        "suggestions": [],
        "result": "",
    }
    yours.get("/write")
    for job in (heard, written, "no-such-job"):
        assert yours.get(f"/jobs/{job}").status_code == 404
        assert yours.delete(f"/jobs/{job}").status_code == 204
    assert mine.delete(f"/jobs/{heard}").status_code == 204
    assert mine.get(f"/jobs/{heard}").get_json()["state"] == "running"
