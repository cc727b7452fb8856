"""A playlist is written whole and in order, or taken away; never doubled, whatever fails."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.errors import BadInput
from scrapers.errors import (
    LoginExpired,
    NotAllowed,
    QuotaExceeded,
    RateLimited,
    ServiceError,
    Unavailable,
)
from scrapers.spotify import playlists
from scrapers.spotify.client import Playlist
from scrapers.spotify.failures import Unreached
from scrapers.spotify.playlists import write_playlist


def uris(count: int) -> list[str]:
    return [f"spotify:track:{number:022d}" for number in range(count)]


class Shelf:
    """Stands in for Spotify: keeps playlists, and fails as planned.

    A plan is a list for one method; each entry is None (works), an error (fails without effect), or
    a pair of an error and how many tracks arrive all the same.
    """

    def __init__(self, **plans: list) -> None:
        self.plans = plans
        self.playlists: dict[str, list[str]] = {}
        self.creates = 0
        self.late: list[str] = []

    def _next(self, method: str) -> tuple[Exception | None, int]:
        plan = self.plans.get(method) or [None]
        step = plan.pop(0) if plan else None
        return step if isinstance(step, tuple) else (step, 0)

    def create_playlist(self, name: str, description: str = "", public: bool = False) -> Playlist:
        self.creates += 1
        failure, effect = self._next("create")
        if failure is None or effect:
            self.playlists["p"] = []
        if failure:
            raise failure
        return Playlist("p", name, "https://open.spotify.com/playlist/p", public)

    def add_items(self, playlist_id: str, uris: list[str]) -> None:
        assert 1 <= len(uris) <= 100
        failure, effect = self._next("add")
        self.playlists[playlist_id] += uris if failure is None else uris[:effect]
        if failure:
            raise failure

    def playlist_uris(self, playlist_id: str) -> list[str]:
        failure, hidden = self._next("read")
        if failure:
            raise failure
        there = list(self.playlists[playlist_id])
        self.playlists[playlist_id] += self.late
        self.late = []
        return there[: len(there) - hidden]

    def unfollow_playlist(self, playlist_id: str) -> None:
        failure, effect = self._next("remove")
        if failure is None or effect:
            self.playlists.pop(playlist_id, None)
        if failure:
            raise failure


DOWN = Unavailable("Spotify is down.")


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playlists, "PAUSE_S", 0.0)


def write(shelf: Shelf, wanted: list[str], name: str = "Set", **more: object) -> Playlist:
    return write_playlist(shelf, name, wanted, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 99, 100, 101, 250])
def test_written_whole_and_in_order(count: int) -> None:
    shelf = Shelf()
    assert write(shelf, uris(count), "  My   Set ").name == "My Set"
    assert shelf.playlists == {"p": uris(count)}


def test_a_track_may_stand_twice() -> None:
    shelf = Shelf()
    write(shelf, uris(3) * 50)
    assert shelf.playlists == {"p": uris(3) * 50}


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_name_out_of_bounds_is_refused(name: str) -> None:
    shelf = Shelf()
    with pytest.raises(BadInput, match="1 to 100"):
        write(shelf, uris(1), name)
    assert shelf.creates == 0


@pytest.mark.parametrize(
    "wanted",
    [
        [],
        [""],
        ["0" * 22],
        ["spotify:album:" + "0" * 22],
        ["spotify:track:" + "0" * 21],
        ["spotify:track:" + "0" * 22 + "\n"],
        uris(10_001),
    ],
)
def test_what_is_no_list_of_tracks_is_refused(wanted: list[str]) -> None:
    shelf = Shelf()
    with pytest.raises(BadInput):
        write(shelf, wanted)
    assert shelf.creates == 0


@pytest.mark.parametrize(
    "plan",
    [
        [DOWN],  # nothing arrived
        [(DOWN, 100)],  # all of it arrived
        [(DOWN, 37)],  # some of it arrived
        [None, DOWN, DOWN, (DOWN, 100)],
        [None, None, (DOWN, 50)],
        [RateLimited("Wait.", datetime.now(UTC))],
        [RateLimited("Wait.")],
    ],
)
def test_writing_goes_on_from_what_is_there(plan: list) -> None:
    shelf = Shelf(add=plan)
    write(shelf, uris(250))
    assert shelf.playlists == {"p": uris(250)}


def test_a_stumble_while_reading_back_is_survived() -> None:
    shelf = Shelf(add=[(DOWN, 100)], read=[DOWN])
    write(shelf, uris(150))
    assert shelf.playlists == {"p": uris(150)}


def test_a_playlist_that_lags_behind_is_read_again() -> None:
    shelf = Shelf(read=[(None, 50), (None, 10)])
    write(shelf, uris(150))
    assert shelf.playlists == {"p": uris(150)}


def test_a_stale_reading_after_a_stumble_doubles_nothing() -> None:
    shelf = Shelf(add=[None, DOWN], read=[(None, 100), (None, 1)])
    write(shelf, uris(150))
    assert shelf.playlists == {"p": uris(150)}


def test_a_playlist_that_never_shows_what_it_confirmed_is_removed() -> None:
    shelf = Shelf(read=[(None, 1)] * 9)
    with pytest.raises(Unavailable, match=r"not what Segue wrote.*nothing is left behind"):
        write(shelf, uris(10))
    assert shelf.playlists == {}


def test_other_tracks_in_it_are_noticed() -> None:
    shelf = Shelf()
    wanted = uris(10)
    shelf.add_items = lambda playlist_id, uris: shelf.playlists.update(p=wanted[::-1])  # type: ignore[method-assign]
    with pytest.raises(Unavailable, match="not what Segue wrote"):
        write(shelf, wanted)
    assert shelf.playlists == {}


@pytest.mark.parametrize(
    "failure",
    [
        LoginExpired("Connect again."),
        NotAllowed("No."),
        QuotaExceeded("Used up.", datetime(2030, 1, 1, tzinfo=UTC)),
        RateLimited("Wait long.", datetime.now(UTC) + timedelta(hours=1)),
    ],
)
def test_what_can_not_be_finished_is_removed(failure: ServiceError) -> None:
    shelf = Shelf(add=[None, failure])
    with pytest.raises(type(failure), match="nothing is left behind") as caught:
        write(shelf, uris(150))
    assert type(caught.value) is type(failure)
    assert str(failure) in str(caught.value)
    if isinstance(failure, RateLimited):
        assert caught.value.retry_at == failure.retry_at  # type: ignore[attr-defined]
    assert shelf.playlists == {}


def test_a_service_that_stays_down_ends_it() -> None:
    shelf = Shelf(add=[DOWN] * 20)
    with pytest.raises(Unavailable, match="nothing is left behind"):
        write(shelf, uris(10))
    assert shelf.playlists == {}


def test_tracks_that_arrive_late_are_never_left_doubled() -> None:
    shelf = Shelf(add=[DOWN])
    shelf.late = uris(10)  # the call that failed takes effect after the playlist was read back
    with pytest.raises(Unavailable, match="nothing is left behind"):
        write(shelf, uris(10))
    assert shelf.playlists == {}


def test_a_removal_is_tried_twice() -> None:
    shelf = Shelf(add=[NotAllowed("No.")], remove=[DOWN])
    with pytest.raises(NotAllowed, match="nothing is left behind"):
        write(shelf, uris(10))
    assert shelf.playlists == {}


@pytest.mark.parametrize("failure", [DOWN, NotAllowed("No."), QuotaExceeded("Used up.")])
def test_a_playlist_that_stays_is_named(failure: ServiceError) -> None:
    shelf = Shelf(add=[None, NotAllowed("No.")], remove=[failure, failure])
    with pytest.raises(NotAllowed, match=r"“Set” \(https://.*/p\) is incomplete"):
        write(shelf, uris(150))


@pytest.mark.parametrize("effect", [0, 1])
def test_a_create_in_doubt_is_not_repeated(effect: int) -> None:
    shelf = Shelf(create=[(DOWN, effect)])
    with pytest.raises(Unavailable, match="an empty playlist of this name may exist"):
        write(shelf, uris(1))
    assert shelf.creates == 1


@pytest.mark.parametrize("failure", [Unreached("Not reached."), NotAllowed("No.")])
def test_a_create_that_certainly_failed_says_only_that(failure: ServiceError) -> None:
    with pytest.raises(type(failure), match=f"^{failure}$"):
        write(Shelf(create=[failure]), uris(1))


@pytest.mark.parametrize("failure", [DOWN, NotAllowed("No."), QuotaExceeded("Used up.")])
def test_a_confirmed_playlist_outlives_a_failed_check(failure: ServiceError) -> None:
    shelf = Shelf(read=[failure, failure])
    write(shelf, uris(150))
    assert shelf.playlists == {"p": uris(150)}


def test_a_doubtful_playlist_does_not() -> None:
    shelf = Shelf(add=[(DOWN, 100)], read=[None, NotAllowed("No.")])
    with pytest.raises(NotAllowed, match="nothing is left behind"):
        write(shelf, uris(150))
    assert shelf.playlists == {}


def test_the_description_is_one_line_of_bounded_length() -> None:
    assert playlists._one_line("a\nb  c") == "a b c"
    assert len(playlists._one_line("x" * 500)) == 300


FAILURES = st.sampled_from([DOWN, RateLimited("Wait."), NotAllowed("No."), QuotaExceeded("Out.")])
STEP = st.one_of(st.none(), FAILURES, st.tuples(FAILURES, st.integers(0, 100)))
PLAN = st.lists(STEP, max_size=8)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None
)
@given(st.integers(1, 320), PLAN, st.lists(st.one_of(st.none(), FAILURES), max_size=8), PLAN)
def test_whole_or_gone_or_named(count: int, add: list, read: list, remove: list) -> None:
    shelf = Shelf(add=add, read=read, remove=remove)
    outcome = ""
    try:
        write(shelf, uris(count))
    except ServiceError as error:
        outcome = str(error)
    removed, named = "nothing is left behind" in outcome, "incomplete" in outcome
    if removed:
        assert shelf.playlists == {}
    elif not named:
        assert shelf.playlists == {"p": uris(count)}
    assert removed + named == bool(outcome)
