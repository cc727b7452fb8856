"""A playlist is written once and only once: new or behind what is there, and taken back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recommender.catalogue.store import Store
from recommender.errors import BadInput
from scrapers.errors import LoginExpired, NotAllowed, QuotaExceeded, Unavailable
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify import steps
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.auth import SCOPES
from scrapers.spotify.client import Spotify
from scrapers.spotify.record import DEFAULT_DESCRIPTION, MARK
from scrapers.spotify.writing import Plan, Record, check_plan, write
from tests.scrapers.spotify.desk import Desk, appending, calls, new_plan, uris

ITEMS = r"/playlists/[^/]+/items$"
LIBRARY = r"/me/playlists$"


pytestmark = pytest.mark.usefixtures("empty_library")


@pytest.fixture
def waits(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a write would have slept."""
    slept: list[float] = []
    monkeypatch.setattr(steps, "sleep", slept.append)
    return slept


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("count", [1, 100, 101, 250])
def test_a_new_playlist_is_written_whole_and_in_order(
    count: int, public: bool, spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, count, public=public))
    assert desk.write() == "written"
    desk.assert_right()
    record = desk.record
    assert record.playlist_id
    made = sandbox.playlists()[record.playlist_id]
    assert (made["public"], made["description"]) == (public, "From a set")
    assert (record.name, record.url.rpartition("/")[2]) == ("New", record.playlist_id)


def test_a_playlist_of_20_tracks_takes_four_calls(spotify: Spotify, sandbox: Sandbox) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 20))
    assert desk.write() == "written"
    assert [call.partition(" ")[0] for call in calls(sandbox)] == ["POST", "POST", "GET", "PUT"]
    assert [told[0] for told in desk.told] == ["create", "add", "check"]


def test_while_it_is_written_it_carries_a_mark(spotify: Spotify, sandbox: Sandbox) -> None:
    plan = new_plan(sandbox, 3, description="x" * 300)
    sandbox.faults.add(Fault("quota", ITEMS, "GET"))
    desk = Desk(sandbox, spotify, plan)
    assert desk.write() == "unfinished"
    (made,) = sandbox.playlists().values()
    assert str(made["description"]).endswith(plan.code)
    assert len(str(made["description"])) <= 300
    assert desk.write() == "written"
    assert next(iter(sandbox.playlists().values()))["description"] == "x" * 300


def test_the_mark_goes_also_where_no_description_is_wanted(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3, description=""))
    assert desk.write() == "written"
    (made,) = sandbox.playlists().values()
    assert made["description"] == DEFAULT_DESCRIPTION


def test_what_is_finished_is_not_written_again(spotify: Spotify, sandbox: Sandbox) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    assert desk.write() == desk.write() == "written"
    assert len(calls(sandbox)) == 4


def test_what_was_taken_back_is_not_written_again(spotify: Spotify, sandbox: Sandbox) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    desk.write()
    desk.undo()
    with pytest.raises(BadInput, match="taken back"):
        desk.write()
    desk.assert_absent()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "  "},
        {"name": "x" * 101},
        {"description": "x" * 301},
        {"description": "a\nb"},
        {"mark": ""},
        {"target": "a/b"},
        {"uris": ()},
        {"uris": ("spotify:album:" + "0" * 22,)},
        {"uris": ("spotify:track:" + "0" * 22 + "\n",)},
        {"uris": ("spotify:track:" + "0" * 22,) * 2},
        {"uris": tuple(f"spotify:track:{number:022d}" for number in range(10_001))},
    ],
)
def test_what_spotify_does_not_take_is_refused_before_any_call(
    change: dict[str, object], spotify: Spotify, sandbox: Sandbox
) -> None:
    plan = replace(new_plan(sandbox, 1), **change)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        check_plan(plan)
    with pytest.raises(BadInput):
        write(spotify, plan, Record(), lambda _: None, lambda *_: None)
    assert sandbox.requests == []


def test_a_record_survives_as_text() -> None:
    record = Record(asked=True, playlist_id="p", added=("a", "b"), sent=2, sure=1)
    assert Record.from_json(record.to_json()) == record
    assert Record.from_json('{"playlist_id": "p", "of another version": 1}').playlist_id == "p"
    with pytest.raises(ValueError, match="not a record"):
        Record.from_json("[]")


def test_a_track_that_spotify_does_not_have_leaves_nothing(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    wanted = (*uris(sandbox, 120), "spotify:track:" + "0" * 22)
    desk = Desk(sandbox, spotify, new_plan(sandbox, 1, uris=wanted))
    assert desk.write() == "refused"
    assert "non-existing" in str(desk.error)
    assert "nothing is left" in str(desk.error)
    desk.assert_absent()
    desk = appending(spotify, sandbox)
    desk.plan = replace(desk.plan, uris=(*uris(sandbox, 250), "spotify:track:" + "0" * 22))
    assert desk.write() == "refused"
    assert "Nothing was added" in str(desk.error)
    desk.assert_absent()


def test_without_the_scope_it_says_what_to_do(settings: ServiceSettings, sandbox: Sandbox) -> None:
    tokens = sandbox.login(scopes=())
    with Spotify(settings, lambda: tokens.access_token) as spotify:
        desk = Desk(sandbox, spotify, new_plan(sandbox, 1))
        assert desk.write() == "refused"
    assert isinstance(desk.error, NotAllowed)
    assert desk.error.reason == "scope"
    desk.assert_absent()


@pytest.mark.parametrize("skip", [0, 2])
def test_a_refusal_that_says_nothing_is_not_taken_for_somebody_elses_playlist(
    skip: int, spotify: Spotify, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", ITEMS, "POST", status=403, skip=skip))
    desk = Desk(sandbox, spotify, new_plan(sandbox, 250))
    assert desk.write() == "refused"
    assert isinstance(desk.error, NotAllowed)
    assert desk.error.reason != "not-owner"
    assert "somebody else" not in str(desk.error)
    assert "refused to change the playlist that it had just created" in str(desk.error)
    desk.assert_absent()


@pytest.mark.parametrize(("when", "looks"), [("after", 3), ("before", 6)])
def test_a_lost_create_is_looked_for_among_the_newest_playlists_only(
    when: str, looks: int, spotify: Spotify, sandbox: Sandbox
) -> None:
    owner = next(iter(sandbox.accounts.users.values()))
    for number in range(1_000):
        sandbox.state.playlists.create(owner, f"Old {number}", False, False, "")
    sandbox.faults.add(Fault("reset", LIBRARY, "POST", when=when))  # type: ignore[arg-type]
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    assert desk.write() == "written"
    desk.assert_right()
    assert calls(sandbox).count("GET playlists") == looks


def test_a_token_that_is_refused_half_way_is_renewed(
    settings: ServiceSettings, sandbox: Sandbox
) -> None:
    tokens = [sandbox.login(scopes=SCOPES).access_token]

    def renew(refused: str) -> str:
        assert refused == tokens[-1]
        tokens.append(sandbox.login(scopes=SCOPES).access_token)
        return tokens[-1]

    def tell(step: str, done: int, total: int) -> None:
        if (step, done) == ("add", 100):
            sandbox.accounts.expire_access_tokens()

    plan = new_plan(sandbox, 250)
    with Spotify(settings, lambda: tokens[-1], renew=renew) as spotify:
        desk = Desk(sandbox, spotify, plan)
        assert write(spotify, plan, Record(), lambda _: None, tell).finished
    desk.assert_right()
    assert len(tokens) == 2
    assert calls(sandbox).count("POST items") == 4


def test_a_login_that_ends_half_way_can_be_renewed(
    settings: ServiceSettings, sandbox: Sandbox
) -> None:
    tokens, asked = sandbox.login(scopes=SCOPES), iter(range(100))

    def token() -> str:
        if next(asked) in range(3, 30):
            raise LoginExpired("Connect Spotify again.")
        return tokens.access_token

    with Spotify(settings, token) as spotify:
        desk = Desk(sandbox, spotify, new_plan(sandbox, 250))
        assert desk.write() == "unfinished"
        assert isinstance(desk.error and desk.error.__cause__, LoginExpired)
        while next(asked) < 30:
            pass
        assert desk.write() == "written"
    desk.assert_right()


def test_nobody_there_leaves_nothing(settings: ServiceSettings, sandbox: Sandbox) -> None:
    with Sandbox(sandbox.world) as other:
        nowhere = settings.model_copy(update={"spotify_api_url": other.url})
    with Spotify(nowhere, lambda: "token") as spotify:
        desk = Desk(sandbox, spotify, new_plan(sandbox, 1))
        assert desk.write() == "refused"
    assert isinstance(desk.error, Unavailable)
    assert not desk.record.lost


def test_a_short_limit_is_waited_for_and_told(
    waits: list[float], spotify: Spotify, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", ITEMS, "POST", status=429, retry_after=7))
    sandbox.faults.add(Fault("status", ITEMS, "POST", status=429))
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    assert desk.write() == "written"
    assert [round(wait) for wait in waits] == [7, 5]
    assert [told for told in desk.told if told[0] == "wait"] == [("wait", 0, 7), ("wait", 0, 5)]


def test_a_long_limit_is_not_waited_for(
    waits: list[float], settings: ServiceSettings, sandbox: Sandbox, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    store = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    allowance = Allowance(store, 10, lambda: now)
    tokens = sandbox.login(scopes=SCOPES)
    sandbox.faults.add(Fault("quota", ITEMS, "POST", skip=1))
    with Spotify(settings, lambda: tokens.access_token, allowance) as spotify:
        desk = Desk(sandbox, spotify, new_plan(sandbox, 250))
        assert desk.write() == "unfinished"
        assert isinstance(desk.error and desk.error.__cause__, QuotaExceeded)
        seen = len(sandbox.requests)
        assert desk.write() == "unfinished"
        other = Desk(sandbox, spotify, new_plan(sandbox, 1, "Other"))
        other.there = {}
        assert other.write() == "refused"
        assert len(sandbox.requests) == seen == 3  # create, add, and the add that was refused
        assert waits == []
        now += timedelta(days=1)
        assert desk.write() == "written"
    desk.assert_right()
    store.close()


def test_the_mark_names_one_write_only() -> None:
    plan = Plan("one", "Set", "", False, ("spotify:track:" + "0" * 22,))
    assert plan.code.startswith(MARK)
    assert plan.code != replace(plan, mark="two").code
