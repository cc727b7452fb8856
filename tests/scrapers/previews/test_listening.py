"""Fetch, listen, write down, drop: what is done is kept, whatever happens to the rest."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path

import pytest

from recommender.audio.analysis import Analysis
from recommender.catalogue import analyses
from recommender.catalogue.analyses import waiting_for_analysis
from recommender.catalogue.store import Store
from recommender.errors import SegueError
from scrapers.errors import RateLimited, Unavailable
from scrapers.previews import listening
from scrapers.previews.finder import Preview, Wanted
from scrapers.previews.listening import BATCH, FAILURES, FETCHERS, Listening, Tally
from scrapers.previews.remembered import missing_everywhere
from scrapers.previews.workers import Workers
from tests.scrapers.previews.catalogues import fill_with, heard, remembered
from tests.scrapers.previews.ears import DEADLY, NOISE, VERSION, Ears, hear


class Shop:
    """Stands in for the finder: what it says to a title."""

    def __init__(self, answer: Callable[[str], bytes | None]) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.known: list[Mapping[str, str] | None] = []

    def find(self, wanted: Wanted, known_ids: Mapping[str, str] | None = None) -> Preview | None:
        self.asked.append(wanted.title)
        self.known.append(known_ids)
        data = self.answer(wanted.title)
        return data and Preview(data, "deezer", str(len(wanted.title)), "https://x")  # type: ignore[return-value]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    yield opened
    opened.close()


@pytest.fixture
def ears() -> Iterator[Ears]:
    opened = Ears()
    yield opened
    opened.close()


def run(store: Store, shop: Shop, ears: Ears | Workers) -> Tally:
    return Listening(store, shop, ears, VERSION).run(waiting_for_analysis(store, VERSION))


def test_every_outcome_is_counted_and_remembered(store: Store, ears: Ears) -> None:
    fill_with(store, "A - Good", "A - Nowhere", "A - Noise", "A - Down")

    def answer(title: str) -> bytes | None:
        if title == "Down":
            raise Unavailable("Deezer is down.")
        return {"Good": b"ID3 x", "Noise": NOISE, "Nowhere": None}[title]

    tally = run(store, Shop(answer), ears)
    assert tally.to_json() == {
        "analysed": 1,
        "no_preview": 1,
        "unusable": 1,
        "failed": 1,
        "error": "Deezer is down.",
    }
    found = heard(store)
    assert found["a - good"][:3] == ("deezer", VERSION, True)
    assert found["a - noise"] == ("deezer", VERSION, False, None)
    assert set(found) == {"a - good", "a - noise"}
    assert remembered(store) == {
        ("a - good", "deezer"): "deezer:track:4",
        ("a - noise", "deezer"): "deezer:track:5",
        ("a - nowhere", "deezer"): None,
        ("a - nowhere", "itunes"): None,
    }
    assert [track.title for track in waiting_for_analysis(store, VERSION)] == ["Nowhere", "Down"]
    assert len(missing_everywhere(store)) == 1


def test_the_most_played_come_first_and_nothing_is_heard_twice(store: Store, ears: Ears) -> None:
    fill_with(store, *[f"A - Tune {n:03}" for n in range(8)])
    shop = Shop(lambda title: title.encode())
    waiting = waiting_for_analysis(store, VERSION)
    Listening(store, shop, ears, VERSION).run(waiting[:3])
    assert shop.asked == ["Tune 000", "Tune 001", "Tune 002"]
    run(store, shop, ears)
    assert sorted(shop.asked) == [f"Tune {n:03}" for n in range(8)]
    run(store, shop, ears)
    assert len(shop.asked) == 8


def test_what_a_service_called_a_track_is_passed_on(store: Store, ears: Ears) -> None:
    fill_with(store, "A - One", "A - Two")
    waiting = waiting_for_analysis(store, VERSION)
    shop = Shop(lambda title: title.encode())
    known = {waiting[1].id: {"deezer": "55"}}
    Listening(store, shop, ears, VERSION, known).run(waiting)
    assert dict(zip(shop.asked, shop.known, strict=True)) == {"One": None, "Two": {"deezer": "55"}}


def test_services_that_stay_down_are_left_alone_and_the_rest_is_kept(
    store: Store, ears: Ears
) -> None:
    fill_with(store, *[f"A - Tune {n:03}" for n in range(200)])

    def answer(title: str) -> bytes | None:
        if int(title.split()[1]) < 5:
            return title.encode()
        raise RateLimited("Deezer asks for a pause.")

    shop = Shop(answer)
    tally = run(store, shop, ears)
    assert tally.analysed == len(heard(store)) == 5
    assert isinstance(tally.error, RateLimited)
    assert len(shop.asked) <= 5 + FAILURES + FETCHERS + 2 * ears.count


def test_a_few_failures_among_many_stop_nothing(store: Store, ears: Ears) -> None:
    fill_with(store, *[f"A - Tune {n:03}" for n in range(120)])

    def answer(title: str) -> bytes | None:
        if int(title.split()[1]) % 3 == 0:
            raise Unavailable("A hiccup.")
        return title.encode()

    tally = run(store, Shop(answer), ears)
    assert (tally.analysed, tally.failed) == (80, 40)


def test_only_a_handful_of_previews_is_in_memory(store: Store) -> None:
    fill_with(store, *[f"A - Tune {n:03}" for n in range(60)])
    lock, alive, most = threading.Lock(), 0, 0

    class Slow(Ears):
        def submit(self, data: bytes):  # type: ignore[no-untyped-def]
            def listen():  # type: ignore[no-untyped-def]
                nonlocal alive
                time.sleep(0.005)
                with lock:
                    alive -= 1
                return hear(Path(), data)

            return self._pool.submit(listen)

    def answer(title: str) -> bytes:
        nonlocal alive, most
        with lock:
            alive += 1
            most = max(most, alive)
        return title.encode()

    slow = Slow()
    assert run(store, Shop(answer), slow).analysed == 60
    slow.close()
    assert most <= FETCHERS + 2 * slow.count


def test_what_was_heard_is_written_every_few_tracks(
    store: Store, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_with(store, *[f"A - Tune {n:03}" for n in range(3 * BATCH)])
    sizes: list[int] = []
    put = analyses.put_analyses

    def counted(store: Store, found: list[object], version: str) -> None:
        sizes.append(len(found))
        put(store, found, version)  # type: ignore[arg-type]

    monkeypatch.setattr(listening, "put_analyses", counted)
    run(store, Shop(lambda title: title.encode()), ears)
    assert sum(sizes) == 3 * BATCH
    assert max(sizes) < 2 * BATCH
    assert len([size for size in sizes if size]) >= 2


def test_a_slow_trickle_is_written_after_seconds_not_after_twenty(
    store: Store, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "BATCH_S", 0.02)
    fill_with(store, *[f"A - Tune {n:03}" for n in range(4)])

    def answer(title: str) -> bytes:
        number, patience = int(title.split()[1]), 500
        # Each preview arrives only when what was heard before is written.
        while len(heard(store)) < number and (patience := patience - 1):
            time.sleep(0.01)
        assert patience, "nothing is written while nothing arrives"
        return title.encode()

    assert run(store, Shop(answer), ears).analysed == 4


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_what_was_heard_is_written_when_the_run_is_stopped(
    store: Store, ears: Ears, error: type[BaseException]
) -> None:
    fill_with(store, *[f"A - Tune {n:03}" for n in range(30)])
    finished = 0

    def progress() -> None:
        nonlocal finished
        finished += 1
        if finished == 7:
            raise error

    stopped = Listening(store, Shop(lambda t: t.encode()), ears, VERSION, progress=progress)
    with pytest.raises(error):
        stopped.run(waiting_for_analysis(store, VERSION))
    assert len(heard(store)) == 7


def test_a_slip_in_the_program_ends_the_run_and_leaves_what_was_heard(
    store: Store, ears: Ears
) -> None:
    fill_with(store, *[f"A - Tune {n:03}" for n in range(9)])
    tracks = waiting_for_analysis(store, VERSION)
    run = Listening(store, Shop(lambda _: None), ears, VERSION)
    # All of them end in the same moment.
    slip: Future[Preview | None] = Future()
    slip.set_exception(TypeError("a slip"))
    run._fetching[slip] = tracks[0]
    for track in tracks[1:]:
        preview = Preview(track.title.encode(), "deezer", str(track.id), "https://x")
        future: Future[Analysis | None] = Future()
        future.set_result(hear(Path(), preview.data))
        run._hearing[future] = track, preview
    with pytest.raises(TypeError, match="a slip"):
        run.run([])
    assert len(heard(store)) == 8


def test_a_preview_that_kills_its_listener_is_found_out_and_costs_nobody_else(
    store: Store,
) -> None:
    fill_with(store, *[f"A - Tune {n:03}" for n in range(6)])
    workers = Workers(Path(), 1, hear)
    try:
        shop = Shop(lambda title: DEADLY if title == "Tune 002" else title.encode())
        tally = run(store, shop, workers)
    finally:
        workers.close()
    assert (tally.analysed, tally.unusable, tally.failed) == (5, 1, 0)
    assert [key for key, found in heard(store).items() if not found[2]] == ["a - tune 002"]


def test_a_network_that_changed_meanwhile_is_noticed(store: Store, ears: Ears) -> None:
    fill_with(store, "A - One", "A - Two")
    waiting = waiting_for_analysis(store, "network-0")
    with pytest.raises(SegueError, match="trained anew meanwhile"):
        Listening(store, Shop(lambda t: t.encode()), ears, "network-0").run(waiting)
    assert heard(store) == {}
