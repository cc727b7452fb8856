"""Whatever fails, wherever: a playlist of 250 tracks ends right or absent, each track once."""

from collections.abc import Iterable, Iterator

import pytest

from scrapers.errors import ServiceError
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify.auth import SCOPES
from scrapers.spotify.client import Spotify
from tests.scrapers.spotify.desk import Desk, Killed, Line, appending, clear, new_plan, uris

ITEMS = r"/playlists/[^/]+/items$"
LIBRARY = r"/me/playlists$"
HOURS = 3600

# One of each kind that failures.py tells apart; which answers are of one kind is tested there.
FAULTS: dict[str, dict[str, object]] = {
    "429 for a second": {"kind": "status", "status": 429, "retry_after": 1},
    "429 thrice": {"kind": "status", "status": 429, "retry_after": 1, "times": 3},
    "429 for hours": {"kind": "status", "status": 429, "retry_after": HOURS},
    "quota": {"kind": "quota"},
    "503 before": {"kind": "status", "status": 503},
    "502 of a proxy after": {"kind": "html", "when": "after"},
    "503 three times": {"kind": "status", "status": 503, "when": "after", "times": 3},
    "503 for good": {"kind": "status", "status": 503, "when": "before", "times": None},
    "503 for good after": {"kind": "status", "status": 503, "when": "after", "times": None},
    "time-out before": {"kind": "timeout", "seconds": 0.4},
    "time-out after": {"kind": "timeout", "seconds": 0.4, "when": "after"},
    "reset before": {"kind": "reset"},
    "reset after": {"kind": "reset", "when": "after"},
    "truncated": {"kind": "truncated"},
    "cut": {"kind": "cut"},
    "html before": {"kind": "html", "status": 200},
    "empty before": {"kind": "empty"},
    "empty after": {"kind": "empty", "when": "after"},
    "401": {"kind": "status", "status": 401},
    "403": {"kind": "status", "status": 403},
    "404": {"kind": "status", "status": 404},
}
LASTING = ("429 for hours", "quota", "503 for good", "503 for good after", "401")
"""What can't be waited for."""

NEW = {
    "create": ("POST", LIBRARY, 0),
    "first add": ("POST", ITEMS, 0),
    "second add": ("POST", ITEMS, 1),
    "third add": ("POST", ITEMS, 2),
    "read back": ("GET", ITEMS, 0),
    "clean": ("PUT", r"/playlists/[^/]+$", 0),
}
APPEND = {
    "me": ("GET", r"/me/?$", 0),
    "library": ("GET", LIBRARY, 0),
    "read": ("GET", ITEMS, 0),
    "first add": ("POST", ITEMS, 0),
    "second add": ("POST", ITEMS, 1),
    "third add": ("POST", ITEMS, 2),
    "read back": ("GET", ITEMS, 3),
}
UNDO_NEW = {"read": ("GET", ITEMS, 0), "remove": ("DELETE", "/me/library$", 0)}
UNDO_APPEND = {
    "first removal": ("DELETE", ITEMS, 0),
    "second removal": ("DELETE", ITEMS, 1),
    "third removal": ("DELETE", ITEMS, 2),
}
TIMEOUT_S = 0.25


pytestmark = pytest.mark.usefixtures("empty_library")


@pytest.fixture
def impatient(sandbox: Sandbox, settings: ServiceSettings, fault: Fault) -> Iterator[Spotify]:
    """A client that gives up soon where the fault is silence, so that nobody waits for long."""
    tokens = sandbox.login(scopes=SCOPES)
    # Only there: on a busy machine an honest answer may take as long.
    short = settings.model_copy(update={"timeout_s": TIMEOUT_S})
    silence = fault.kind == "timeout"
    with Spotify(short if silence else settings, lambda: tokens.access_token) as client:
        yield client


def cases(calls: dict[str, tuple[str, str, int]], names: Iterable[str] = FAULTS) -> list[object]:
    return [
        pytest.param(Fault(method=method, path=path, skip=skip, **fault), id=f"{call}-{name}")  # type: ignore[arg-type]
        for call, (method, path, skip) in calls.items()
        for name, fault in ((name, FAULTS[name]) for name in names)
        # Spotify itself says yes to these two with an empty body: nothing tells a false one apart.
        if (call, name) not in {("clean", "empty before"), ("remove", "empty before")}
    ]


def writes_in_the_end(desk: Desk, before: tuple[str, ...] = ()) -> None:
    """The write ends right or absent; what is unfinished can be finished later."""
    outcome = desk.write()
    if outcome == "unfinished":
        desk.sandbox.faults.clear()
        outcome = desk.write()
        assert outcome == "written", desk.error
    if outcome == "written":
        desk.assert_right(before)
    else:
        desk.assert_absent()


@pytest.mark.parametrize("fault", cases(NEW))
def test_a_new_playlist_ends_right_or_absent(
    fault: Fault, impatient: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, impatient, new_plan(sandbox, 250))
    sandbox.faults.add(fault)
    writes_in_the_end(desk)
    assert sandbox.faults.struck(fault) or desk.error


@pytest.mark.parametrize("fault", cases(NEW, LASTING))
def test_a_new_playlist_that_is_unfinished_can_be_undone(
    fault: Fault, impatient: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, impatient, new_plan(sandbox, 250))
    sandbox.faults.add(fault)
    outcome = desk.write()
    sandbox.faults.clear()
    if outcome != "refused":
        desk.undo()
    desk.assert_absent()


@pytest.mark.parametrize("fault", cases(APPEND))
def test_an_append_ends_right_or_absent(
    fault: Fault, impatient: Spotify, spotify: Spotify, sandbox: Sandbox
) -> None:
    desk, before = appending(spotify, sandbox, 250), uris(sandbox, 120)
    desk.spotify = impatient
    sandbox.faults.add(fault)
    writes_in_the_end(desk, before)
    assert sandbox.faults.struck(fault) or desk.error


@pytest.mark.parametrize("fault", cases(APPEND, LASTING))
def test_an_append_that_is_unfinished_can_be_undone(
    fault: Fault, impatient: Spotify, spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = appending(spotify, sandbox, 250)
    desk.spotify = impatient
    sandbox.faults.add(fault)
    outcome = desk.write()
    sandbox.faults.clear()
    if outcome != "refused":
        desk.undo()
    desk.assert_absent()


def undoes_in_the_end(desk: Desk, fault: Fault) -> None:
    desk.sandbox.faults.add(fault)
    try:
        desk.undo()
    except ServiceError:
        desk.sandbox.faults.clear()
        desk.undo()
    desk.assert_absent()
    desk.undo()
    desk.assert_absent()


@pytest.mark.parametrize("fault", cases(UNDO_NEW))
def test_an_undo_ends_absent(
    fault: Fault, impatient: Spotify, spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 60))  # two pages
    assert desk.write() == "written"
    desk.spotify = impatient
    undoes_in_the_end(desk, fault)


@pytest.mark.parametrize("fault", cases(UNDO_APPEND))
def test_an_undo_of_an_append_leaves_what_was_there(
    fault: Fault, impatient: Spotify, spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = appending(spotify, sandbox, 250)
    assert desk.write() == "written"
    desk.spotify = impatient
    undoes_in_the_end(desk, fault)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("appends", [False, True])
def test_killed_at_any_call_it_goes_on_from_the_last_record(
    appends: bool, after: bool, spotify: Spotify, sandbox: Sandbox
) -> None:
    for then in ("write", "undo"):
        line, cut_at = Line(spotify), 0
        while True:
            desk, before = began(appends, spotify, sandbox)
            line.calls, line.cut_at, line.after = 0, cut_at, after
            try:
                desk.write()
            except Killed:
                pass
            else:
                break
            finally:
                line.cut_at = None
            goes_on(desk, then, before)
            cut_at += 1
        assert cut_at >= 7


@pytest.mark.parametrize("appends", [False, True])
def test_killed_at_any_record_it_goes_on_from_the_last(
    appends: bool, spotify: Spotify, sandbox: Sandbox
) -> None:
    for then in ("write", "undo"):
        dies_at = 0
        while True:
            desk, before = began(appends, spotify, sandbox)
            desk.dies_at_keep = dies_at
            try:
                desk.write()
            except Killed:
                pass
            else:
                break
            desk.dies_at_keep = None
            goes_on(desk, then, before)
            dies_at += 1
        assert dies_at >= 6


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("appends", [False, True])
@pytest.mark.parametrize("then", ["write", "undo"])
def test_an_undo_killed_at_any_call_goes_on(
    then: str, appends: bool, after: bool, spotify: Spotify, sandbox: Sandbox
) -> None:
    line, cut_at = Line(spotify), 0
    while True:
        desk, before = began(appends, spotify, sandbox)
        assert desk.write() == "written"
        line.calls, line.cut_at, line.after = 0, cut_at, after
        try:
            desk.undo()
        except Killed:
            pass
        else:
            break
        finally:
            line.cut_at = None
        if then == "undo" or not appends:
            goes_on(desk, "undo", before)
        else:  # who thinks better of it gets the tracks back
            goes_on(desk, "write", before)
        cut_at += 1
    assert cut_at >= 2


def began(appends: bool, spotify: Spotify, sandbox: Sandbox) -> tuple[Desk, tuple[str, ...]]:
    clear(sandbox)
    if appends:
        return appending(spotify, sandbox, 160), uris(sandbox, 120)
    return Desk(sandbox, spotify, new_plan(sandbox, 150)), ()


def goes_on(desk: Desk, then: str, before: tuple[str, ...]) -> None:
    if then == "undo":
        desk.undo()
        desk.assert_absent()
    else:
        assert desk.write() == "written", desk.error
        desk.assert_right(before)
