"""Whatever goes wrong together: hypothesis plans the bad day, and the playlist ends as it should.

The stand-in fails as no server can be made to on demand: a call takes in half of its tracks, or has
its effect only while a later one is under way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.errors import (
    LoginExpired,
    NotAllowed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    ServiceError,
    Unavailable,
)
from scrapers.spotify import steps
from scrapers.spotify.objects import Account, Playlist, PlaylistDetails
from scrapers.spotify.writing import Plan, Record, Unfinished, undo, write
from tests.scrapers.spotify.desk import Killed

OLD = "old"


@dataclass(frozen=True)
class Mishap:
    """What becomes of one call."""

    error: Exception
    effect: float = 0.0
    """The part of it that Spotify takes in all the same."""
    late: int = 0
    """It does so only while the call so many later is answered."""


@dataclass
class Shelf:
    """Stands in for Spotify and its client."""

    mishaps: dict[int, Mishap] = field(default_factory=dict)
    playlists: dict[str, list[str]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    keeps_all: bool = False
    """No playlist may be taken out of the library."""
    calls: int = 0
    _late: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)

    def me(self) -> Account:
        self._call()
        return Account("dj", "DJ", "dj")

    def my_playlists(self) -> Iterator[PlaylistDetails]:
        self._call()
        return iter([self._details(id_) for id_ in reversed(self.playlists)])

    def playlist(self, playlist_id: str) -> PlaylistDetails:
        self._call()
        if playlist_id not in self.playlists:
            raise NotFound("No such playlist.")
        return self._details(playlist_id)

    def create_playlist(self, name: str, description: str, public: bool) -> Playlist:
        mishap = self._due()
        id_ = f"p{self.calls}"
        if mishap is None or mishap.effect:
            self.playlists[id_] = []
            self.descriptions[id_] = description
        self._raise(mishap)
        return Playlist(id_, name, "", public)

    def change_playlist(self, playlist_id: str, *, description: str) -> None:
        self._call(playlist_id)
        self.descriptions[playlist_id] = description

    def add_items(self, playlist_id: str, uris: Sequence[str]) -> None:
        mishap = self._due(playlist_id)
        taken = tuple(uris if mishap is None else uris[: round(mishap.effect * len(uris))])
        if mishap and mishap.late:
            self._late.append((self.calls + mishap.late, playlist_id, taken))
        else:
            self.playlists[playlist_id] += taken
        self._raise(mishap)

    def remove_items(self, playlist_id: str, uris: Sequence[str]) -> None:
        mishap = self._due(playlist_id)
        if mishap is None or mishap.effect:
            there = self.playlists[playlist_id]
            there[:] = [uri for uri in there if uri not in uris]
        self._raise(mishap)

    def playlist_uris(self, playlist_id: str, start: int = 0) -> list[str]:
        self._call(playlist_id)
        return self.playlists[playlist_id][start:]

    def unfollow_playlist(self, playlist_id: str) -> None:
        mishap = self._due()
        if self.keeps_all:
            self._raise(mishap)
            raise NotAllowed("Keep it.")
        if mishap is None or mishap.effect:
            self.playlists.pop(playlist_id, None)
        self._raise(mishap)

    def _details(self, id_: str) -> PlaylistDetails:
        description = self.descriptions.get(id_, "")
        return PlaylistDetails(id_, id_, "", False, description, "dj", len(self.playlists[id_]))

    def _call(self, playlist_id: str | None = None) -> None:
        self._raise(self._due(playlist_id))

    def _due(self, playlist_id: str | None = None) -> Mishap | None:
        self.calls += 1
        for due, late_id, uris in self._late:
            if due == self.calls:
                self.playlists.get(late_id, []).extend(uris)
        if playlist_id is not None and playlist_id not in self.playlists:
            raise NotFound("No such playlist.")
        return self.mishaps.get(self.calls - 1)

    @staticmethod
    def _raise(mishap: Mishap | None) -> None:
        if mishap is not None:
            raise mishap.error


def uris(count: int, first: int = 0) -> tuple[str, ...]:
    return tuple(f"spotify:track:{number:022d}" for number in range(first, first + count))


EFFECTS = st.sampled_from([0.0, 0.0, 0.4, 1.0, 1.0])
MISHAPS = st.one_of(
    # Whoever refuses takes nothing in; whoever breaks off may have.
    st.builds(
        Mishap,
        st.sampled_from(
            [
                RateLimited("Wait."),
                QuotaExceeded("Used up."),
                NotAllowed("No."),
                LoginExpired("Connect."),
                ServiceError("Bad request."),
            ]
        ),
    ),
    st.builds(
        Mishap, st.sampled_from([Unavailable("Down."), Killed()]), EFFECTS, st.integers(0, 4)
    ),
)
DAYS = st.dictionaries(st.integers(0, 25), MISHAPS, max_size=6)


def carry_on(shelf: Shelf, plan: Plan, then: str) -> tuple[str, Record]:
    """Write, however often it takes, and then perhaps undo; how it ended, and what was kept."""
    kept = [Record().to_json()]

    def keep(record: Record) -> None:
        kept.append(record.to_json())

    def attempt() -> str:
        act = undo if then == "undo" and len(outcomes) else write
        try:
            done = act(shelf, plan, Record.from_json(kept[-1]), keep, lambda *_: None)  # type: ignore[arg-type]
        except (Killed, Unfinished):
            return "interrupted"
        except ServiceError:
            return "undo again" if act is undo else "refused"
        return "written" if done.finished else "undone"

    outcomes: list[str] = []
    while not outcomes or outcomes[-1] in ("interrupted", "undo again"):
        outcomes.append(attempt())
        assert len(outcomes) < 30
    return outcomes[-1], Record.from_json(kept[-1])


@pytest.fixture(autouse=True)
def _no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "sleep", lambda _: None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(st.integers(1, 320), DAYS, st.sampled_from(["resume", "undo"]), st.booleans())
def test_a_new_playlist_ends_right_or_absent_or_empty_where_it_has_to_stay(
    count: int, day: dict[int, Mishap], then: str, keeps_all: bool
) -> None:
    shelf = Shelf(day, keeps_all=keeps_all)
    plan = Plan("operation", "Set", "Words", False, uris(count))
    outcome, record = carry_on(shelf, plan, then)
    full = [there for there in shelf.playlists.values() if there]
    assert full == ([list(plan.uris)] if outcome == "written" else [])
    assert len(shelf.playlists) == len(full) or record.left


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(st.integers(1, 320), DAYS, st.sampled_from(["resume", "undo"]))
def test_an_append_ends_right_or_as_it_was(count: int, day: dict[int, Mishap], then: str) -> None:
    before = uris(120)
    shelf = Shelf(day, playlists={OLD: list(before)})
    plan = Plan("operation", "", "", False, uris(count, first=90), OLD)
    outcome, _ = carry_on(shelf, plan, then)
    appended = uris(count, first=90)[30:] if outcome == "written" else ()
    assert shelf.playlists == {OLD: [*before, *appended]}
