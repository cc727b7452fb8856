"""Previews for the player: the sandbox's Deezer and iTunes over HTTP, on good days and bad ones."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard import live_previews
from dashboard.demo import sandbox_settings
from dashboard.ears import Ears
from dashboard.live_previews import LivePreviews, sound_type
from recommender.errors import NoPreview, SegueError
from recommender.recommendations import Seed
from scrapers.errors import PreviewsOff, ServiceError
from scrapers.previews.finder import Preview as Found
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.previews.encode import preview_m4a, preview_mp3
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World

MP3 = b"ID3 a sound"


@pytest.fixture
def live(sandbox: Sandbox, tmp_path: Path) -> Iterator[LivePreviews]:
    ears = Ears(sandbox_settings(sandbox), tmp_path)
    yield LivePreviews(ears.find)
    ears.close()


def asked(sandbox: Sandbox) -> list[str]:
    return [call.path for call in sandbox.requests if not call.path.startswith("/_sandbox")]


def offered(live: LivePreviews, track: Track) -> live_previews.Preview:
    return live.preview(track.wiki_artist, track.wiki_title)


def test_deezers_sound_comes_as_it_is_with_the_way_to_its_page(
    live: LivePreviews, world: World
) -> None:
    track = world.shelves.both[0]
    found = offered(live, track)
    assert found.data == preview_mp3(track)
    assert (found.media_type, found.source) == ("audio/mpeg", "Deezer")
    assert found.link.startswith("https://www.deezer.com/track/")


def test_what_only_itunes_has_comes_from_there(
    live: LivePreviews, world: World, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", path="/search/track", status=503, times=None))
    track = world.shelves.both[1]
    found = offered(live, track)
    assert found.data == preview_m4a(track)
    assert (found.media_type, found.source) == ("audio/mp4", "iTunes")


def test_playing_it_again_asks_nobody(live: LivePreviews, world: World, sandbox: Sandbox) -> None:
    first = offered(live, world.shelves.both[0])
    calls = asked(sandbox)
    assert calls
    assert offered(live, world.shelves.both[0]) == first
    assert asked(sandbox) == calls


def test_that_nobody_offers_it_is_remembered(
    live: LivePreviews, world: World, sandbox: Sandbox
) -> None:
    track = world.shelves.nowhere[0]
    with pytest.raises(NoPreview, match="Nobody offers a preview of"):
        offered(live, track)
    calls = asked(sandbox)
    with pytest.raises(NoPreview):
        offered(live, track)
    assert asked(sandbox) == calls


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", status=503, times=None),
        Fault("reset", times=None),
        Fault("html", status=200, times=None),
        Fault("deezer-quota", times=None),
    ],
    ids=lambda fault: fault.kind,
)
def test_when_all_fail_the_sentence_says_what_to_do_and_the_next_try_may_work(
    sandbox: Sandbox, world: World, tmp_path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _s: None)
    sandbox.faults.add(fault)
    sandbox.faults.add(Fault("status", status=503, times=None))
    settings = sandbox_settings(sandbox)
    ears = Ears(settings, tmp_path)
    try:
        with pytest.raises(ServiceError, match=r"[Tt]ry again"):
            offered(LivePreviews(ears.find), world.shelves.both[0])
    finally:
        ears.close()
    sandbox.faults.clear()
    fresh = Ears(settings, tmp_path)
    try:
        assert offered(LivePreviews(fresh.find), world.shelves.both[0]).data
    finally:
        fresh.close()


def test_previews_that_are_turned_off_stay_off(sandbox: Sandbox, tmp_path: Path) -> None:
    ears = Ears(sandbox_settings(sandbox).model_copy(update={"previews": False}), tmp_path)
    with pytest.raises(PreviewsOff, match="SEGUE_PREVIEWS"):
        LivePreviews(ears.find).preview("Mira Voss", "Afterglow")
    ears.close()


# what is kept


class Shop:
    """Has a preview of everything, and counts who asks."""

    def __init__(self, data: bytes = MP3) -> None:
        self.data = data
        self.asked: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.is_asked = threading.Event()

    def find(self, seed: Seed) -> Found | None:
        self.asked.append(seed.title)
        self.is_asked.set()
        assert self.may_answer.wait(10)
        return None if seed.title.startswith("silent") else Found(self.data, "deezer", "1", "")


def test_what_is_kept_is_forgotten_after_a_while() -> None:
    now = [0.0]
    shop = Shop()
    live = LivePreviews(shop.find, lambda: now[0])
    live.preview("a", "one")
    now[0] = live_previews.KEPT_S - 1
    live.preview("a", "one")
    assert len(shop.asked) == 1
    now[0] = live_previews.KEPT_S
    live.preview("a", "one")
    assert len(shop.asked) == 2


def test_no_more_sound_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_previews, "MAX_KEPT_BYTES", 3 * len(MP3))
    shop = Shop()
    live = LivePreviews(shop.find)
    for number in range(20):
        live.preview("a", f"number {number} of many")
        assert live.kept_bytes() <= 3 * len(MP3)
    live.preview("a", "number 19 of many")
    assert len(shop.asked) == 20  # the latest are those that are kept
    live.preview("a", "number 0 of many")
    assert len(shop.asked) == 21


def test_silence_is_remembered_of_so_many_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_previews, "MAX_SILENT", 2)
    shop = Shop()
    live = LivePreviews(shop.find)
    for word in ("ada", "bea", "cleo", "ada", "cleo"):
        with pytest.raises(NoPreview):
            live.preview("a", f"silent {word}")
    assert shop.asked == ["silent ada", "silent bea", "silent cleo", "silent ada"]


def test_who_wants_the_same_at_once_waits_for_the_one_that_fetches() -> None:
    shop = Shop()
    shop.may_answer.clear()
    live = LivePreviews(shop.find)
    persons = live_previews.MAX_WAITING + 1
    with ThreadPoolExecutor(persons) as pool:
        waiting = [pool.submit(live.preview, "a", "same") for _ in range(persons)]
        assert shop.is_asked.wait(10)
        shop.may_answer.set()
        assert {future.result(10).data for future in waiting} == {MP3}
    assert shop.asked == ["same"]


def test_who_waits_in_vain_is_told_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_previews, "WAIT_S", 0.05)
    shop = Shop()
    shop.may_answer.clear()
    live = LivePreviews(shop.find)
    with ThreadPoolExecutor(1) as pool:
        fetching = pool.submit(live.preview, "a", "same")
        assert shop.is_asked.wait(10)
        for _ in range(live_previews.MAX_WAITING + 1):
            with pytest.raises(SegueError, match="Try again in a moment"):
                live.preview("a", "same")
        shop.may_answer.set()
        assert fetching.result(10).data == MP3


def test_only_so_many_wait_for_what_somebody_else_fetches() -> None:
    shop = Shop()
    shop.may_answer.clear()
    live = LivePreviews(shop.find)
    persons = 20
    with ThreadPoolExecutor(persons) as pool:
        asking = [pool.submit(live.preview, "a", "same") for _ in range(persons)]
        refused = persons - 1 - live_previews.MAX_WAITING
        for _ in range(1_000):
            if sum(future.done() for future in asking) == refused:
                break
            shop.may_answer.wait(0.01)
        told = [str(future.exception(0)) for future in asking if future.done()]
        shop.may_answer.set()
        assert len(told) == refused
        assert all("Try again in a moment" in sentence for sentence in told)


def test_one_more_waits_a_little_for_its_turn() -> None:
    shop = Shop()
    shop.may_answer.clear()
    live = LivePreviews(shop.find)
    with ThreadPoolExecutor(live_previews.AT_ONCE + 1) as pool:
        names = [f"{name} song" for name in ("ada", "bea", "cleo", "dora", "eve")]
        waiting = [pool.submit(live.preview, "a", name) for name in names]
        while len(shop.asked) < live_previews.AT_ONCE:
            shop.is_asked.wait(0.01)
        assert len(shop.asked) == live_previews.AT_ONCE
        shop.may_answer.set()
        assert all(future.result(10).data == MP3 for future in waiting)


def test_only_so_many_are_fetched_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_previews, "TURN_S", 0.05)
    shop = Shop()
    shop.may_answer.clear()
    live = LivePreviews(shop.find)
    with ThreadPoolExecutor(live_previews.AT_ONCE) as pool:
        names = [f"{name} song" for name in ("ada", "bea", "cleo", "dora")]
        waiting = [pool.submit(live.preview, "a", name) for name in names]
        while len(shop.asked) < live_previews.AT_ONCE:
            shop.is_asked.wait(0.01)
        with pytest.raises(SegueError, match="Try again in a moment"):
            live.preview("a", "one too many")
        shop.may_answer.set()
        assert all(future.result(10).data == MP3 for future in waiting)
    assert live.preview("a", "one too many").data == MP3


def test_what_is_no_sound_is_not_passed_on() -> None:
    with pytest.raises(ServiceError, match="Deezer sent something that is no sound"):
        LivePreviews(Shop(b"<html>hello</html>").find).preview("a", "page")


def test_a_fault_that_nobody_foresaw_leaves_no_one_waiting() -> None:
    def broken(_seed: Seed) -> Found | None:
        raise RuntimeError("broken")

    live = LivePreviews(broken)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            live.preview("a", "b")


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"RIFF", None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_the_type_is_told_by_the_first_bytes(data: bytes, media_type: str | None) -> None:
    assert sound_type(data) == media_type
