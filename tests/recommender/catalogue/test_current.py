"""What is read once: by one thread, only when it changed, and not all the time."""

import threading

from recommender.catalogue.current import Current
from tests.recommender.builders import at_once


class Source:
    """A catalogue that counts how often it is read, and may be slow."""

    def __init__(self) -> None:
        self.version = 1
        self.reads: list[int] = []
        self.free = threading.Event()
        self.free.set()
        self.reading = threading.Event()

    def load(self, version: int) -> str:
        self.reads.append(version)
        self.reading.set()
        assert self.free.wait(timeout=10)
        return f"state {version}"


def of(source: Source, pause_s: float = 0.0, now: list[float] | None = None) -> Current[int, str]:
    seconds = now or [0.0]
    return Current(lambda: source.version, source.load, pause_s, lambda: seconds[0])


def test_it_is_read_when_somebody_asks_and_again_when_it_changed() -> None:
    source = Source()
    current = of(source)
    assert current.known() is None
    assert [current.current() for _ in range(2)] == [(1, "state 1")] * 2
    source.version = 2
    assert current.current() == current.known() == (2, "state 2")
    assert source.reads == [1, 2]


def test_for_a_while_what_was_read_is_good_enough() -> None:
    source, now = Source(), [0.0]
    current = of(source, 10.0, now)
    current.current()
    source.version, now[0] = 2, 9.0
    assert current.current() == (1, "state 1")
    now[0] = 11.0
    assert current.current() == (2, "state 2")


def test_whoever_comes_while_it_is_read_gets_what_was_there_before() -> None:
    source = Source()
    current = of(source)
    current.current()
    source.version = 2
    source.free.clear()
    source.reading.clear()
    reader = threading.Thread(target=current.current)
    reader.start()
    assert source.reading.wait(timeout=10)
    assert at_once(*[current.current] * 4) == [(1, "state 1")] * 4
    source.free.set()
    reader.join(timeout=10)
    assert source.reads == [1, 2]
    assert current.known() == (2, "state 2")


def test_threads_that_all_come_first_read_once() -> None:
    source = Source()
    current = of(source)
    assert at_once(*[current.current] * 6) == [(1, "state 1")] * 6
    assert source.reads == [1]


def test_a_failure_is_told_and_tried_again() -> None:
    source = Source()
    failing = [True]

    def load(version: int) -> str:
        if failing:
            failing.pop()
            raise OSError("gone")
        return source.load(version)

    current: Current[int, str] = Current(lambda: source.version, load)
    try:
        current.current()
    except OSError:
        assert current.current() == (1, "state 1")
    else:
        raise AssertionError("nobody was told")
