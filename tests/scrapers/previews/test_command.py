"""`python -m scrapers previews` over the sandbox's shops: right answers or one sentence."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.store import Store
from scrapers.cli import main
from scrapers.previews import command, deezer, itunes
from scrapers.sandbox import preview_files
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from tests.scrapers.previews import ears
from tests.scrapers.previews.catalogues import all_text, fill_with, heard, remembered
from tests.scrapers.previews.ears import VERSION, Ears


@pytest.fixture
def sandbox(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Shops that allow any number of calls, with files that nobody had to compute."""
    for name in ("preview_mp3", "preview_m4a"):
        monkeypatch.setattr(preview_files, name, lambda track: b"ID3" + track.uri.encode() * 999)
    with Sandbox(world) as running:
        running.shops.deezer_quota.calls = running.shops.itunes_quota.calls = 1_000_000
        yield running


@pytest.fixture
def store(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The catalogue that the command sees, in front of shops that allow any number of calls."""
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path))
    monkeypatch.setenv("DEEZER_API_URL", sandbox.deezer_url)
    monkeypatch.setenv("ITUNES_API_URL", sandbox.itunes_url)
    monkeypatch.setattr(deezer, "CALLS", 1_000_000)
    monkeypatch.setattr(itunes, "CALLS", 1_000_000)
    monkeypatch.setattr(command, "Workers", Ears)
    monkeypatch.setattr(command, "model_version", lambda _: VERSION)
    opened = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    yield opened
    opened.close()


def name(track: Track) -> str:
    return f"{track.wiki_artist} - {track.wiki_title}"


def some(world: World) -> list[Track]:
    """A few tracks of every kind."""
    shelves = world.shelves
    kinds = (shelves.both, shelves.only_deezer, shelves.only_itunes, shelves.nowhere)
    return [track for kind in kinds for track in kind[:4]]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object], str]:
    """Exit code, the JSON that was printed, and standard error."""
    code = main(["previews", "--json", "--workers", "1", *arguments])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else {}, told.err


def test_every_track_is_heard_where_it_is_and_nothing_else(
    world: World, sandbox: Sandbox, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_with(store, *[name(track) for track in some(world)])
    code, told, _ = run(capsys)
    assert code == 0
    assert told == {
        "analysed": 12,
        "no_preview": 4,
        "unusable": 0,
        "failed": 0,
        "error": None,
        "left": 0,
    }
    sources = {key: found[0] for key, found in heard(store).items()}
    for track in world.shelves.both[:4] + world.shelves.only_deezer[:4]:
        assert sources.pop(track.identity) == "deezer"
    for track in world.shelves.only_itunes[:4]:
        assert sources.pop(track.identity) == "itunes"
    assert sources == {}
    for track in world.shelves.only_deezer[:4]:
        listing = world.shelves.deezer.of(track)
        assert listing is not None
        assert remembered(store)[track.identity, "deezer"] == f"deezer:track:{listing.id}"


def test_a_second_run_has_nothing_to_do_and_asks_nobody(
    world: World, sandbox: Sandbox, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_with(store, *[name(track) for track in some(world)])
    run(capsys)
    sandbox.forget_requests()
    assert main(["previews"]) == 0
    assert "Nothing to do" in capsys.readouterr().out
    assert sandbox.requests == []


def test_another_network_listens_to_everything_again_without_a_search(
    world: World,
    sandbox: Sandbox,
    store: Store,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill_with(store, *[name(track) for track in some(world)])
    run(capsys)
    sandbox.forget_requests()
    monkeypatch.setattr(command, "model_version", lambda _: "network-2")
    monkeypatch.setattr(ears, "VERSION", "network-2")
    _, told, _ = run(capsys)
    assert told["analysed"] == 12
    assert {found[1] for found in heard(store).values()} == {"network-2"}
    assert not [call for call in sandbox.requests if "search" in call.path]


def test_a_limit_takes_the_most_played_and_the_next_run_goes_on(
    world: World, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    tracks = world.shelves.both[:8]
    fill_with(store, *[name(track) for track in tracks])
    _, told, _ = run(capsys, "--limit", "3")
    assert (told["analysed"], told["left"]) == (3, 5)
    assert set(heard(store)) == {track.identity for track in tracks[:3]}
    _, told, _ = run(capsys)
    assert (told["analysed"], told["left"]) == (5, 0)


def test_nothing_of_a_preview_is_kept(
    world: World, sandbox: Sandbox, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_with(store, *[name(track) for track in some(world)])
    run(capsys)
    kept = all_text(store)
    for trace in ("http", "hdnea", "hmac", "127.0.0.1", ".mp3", ".m4a"):
        assert trace not in kept
    files = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert files <= {"segue.db", "segue.db-wal", "segue.db-shm"}


FAULTS = {
    "Deezer's quota": Fault("deezer-quota", path="^/deezer/", times=None),
    "Deezer busy": Fault("deezer-busy", path="^/deezer/", times=None),
    "Deezer down": Fault("status", path="^/deezer/", times=None),
    "Deezer silent": Fault("timeout", path="^/deezer/", times=None, seconds=3),
    "Deezer breaks off": Fault("reset", path="^/deezer/", times=None),
    "half of Deezer's answers": Fault("truncated", path="^/deezer/", times=None),
    "Deezer cut short": Fault("cut", path="^/deezer/", times=None),
    "Deezer's web page": Fault("html", path="^/deezer/", times=None),
    "Deezer says nothing": Fault("empty", path="^/deezer/", times=None),
    "previews refused": Fault("status", path="^/deezer-cdn/", times=None, status=403),
    "preview server down": Fault("status", path="^/deezer-cdn/", times=None),
    "preview server silent": Fault("timeout", path="^/deezer-cdn/", times=None, seconds=3),
    "previews break off": Fault("reset", path="^/deezer-cdn/", times=None),
    "previews cut short": Fault("cut", path="^/deezer-cdn/", times=None),
    "web pages for previews": Fault("html", path="^/deezer-cdn/", times=None, status=200),
    "empty previews": Fault("empty", path="^/deezer-cdn/", times=None),
    "dripping previews": Fault("drip", path="^/deezer-cdn/", times=None, seconds=20),
    "endless previews": Fault("endless", path="^/deezer-cdn/", times=None, seconds=20),
    "huge previews": Fault("huge", path="^/deezer-cdn/", times=None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_deezer_does_itunes_is_asked_and_no_miss_is_made_up(
    world: World,
    sandbox: Sandbox,
    store: Store,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    # Short waits, as a test has no patience; what is waited for is tested in test_deezer.py.
    if FAULTS[fault].kind in ("timeout", "drip", "endless"):
        # Only there, and not for long: on a busy machine an honest answer may take as long.
        monkeypatch.setenv("SEGUE_HTTP_TIMEOUT_S", "1.5")
    monkeypatch.setattr(deezer, "QUOTA_PAUSE_S", 0.01)
    monkeypatch.setattr(deezer, "BUSY_PAUSE_S", 0.01)
    both, only = world.shelves.both[:2], world.shelves.only_deezer[:2]
    fill_with(store, *[name(track) for track in (*both, *only)])
    sandbox.faults.add(FAULTS[fault])
    code, told, _ = run(capsys)
    assert code == 1
    assert (told["analysed"], told["failed"], told["no_preview"]) == (2, 2, 0)
    assert set(heard(store)) == {track.identity for track in both}
    assert all(found[0] == "itunes" for found in heard(store).values())
    assert not [uri for uri in remembered(store).values() if uri is None]
    error = str(told["error"])
    assert "Deezer" in error
    assert "\n" not in error
    assert "http" not in error
    sandbox.faults.clear()
    monkeypatch.delenv("SEGUE_HTTP_TIMEOUT_S", raising=False)
    code, told, _ = run(capsys)
    assert (code, told["analysed"], told["left"]) == (0, 2, 0)


def test_everything_down_ends_with_one_sentence_and_exit_code_1(
    world: World, sandbox: Sandbox, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_with(store, *[name(track) for track in world.tracks[:60]])
    sandbox.faults.add(Fault("status", path="^/(deezer|itunes)", times=None))
    assert main(["previews"]) == 1
    told = capsys.readouterr()
    sentences = [line for line in told.err.splitlines() if line.startswith("scrapers: ")]
    assert len(sentences) == 1
    assert "Deezer has trouble at the moment (status 503)" in sentences[0]
    assert "Listened to 0 tracks" in told.out
    assert len(sandbox.requests) < 60  # nobody was hammered
    assert heard(store) == remembered(store) == {}


def test_a_track_that_nobody_had_is_asked_for_again_after_a_month(
    world: World, sandbox: Sandbox, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_with(store, *[name(track) for track in world.shelves.nowhere[:2]])
    assert run(capsys)[1]["no_preview"] == 2
    assert run(capsys)[1]["no_preview"] == 0
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE resolution SET checked_at = '2020-01-01 00:00:00'"))
    assert run(capsys)[1]["no_preview"] == 2
    with store.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(db.resolution)) == 4


def test_turned_off_it_says_so_and_calls_nobody(
    world: World,
    sandbox: Sandbox,
    store: Store,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill_with(store, "A - B")
    monkeypatch.setenv("SEGUE_PREVIEWS", "off")
    assert main(["previews"]) == 1
    assert capsys.readouterr().err.startswith("scrapers: Previews are turned off (SEGUE_PREVIEWS).")
    assert sandbox.requests == []


def test_an_empty_catalogue_says_what_to_do(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["previews"]) == 1
    assert "python -m scrapers import FILE" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--limit", "0"], ["--limit", "x"], ["--workers", "-1"]])
def test_wrong_usage_is_exit_code_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as told:
        main(["previews", *wrong])
    assert told.value.code == 2
    assert "expected a number from 1" in capsys.readouterr().err
