"""A write over the sandbox, as a test drives it: each record kept as JSON, every outcome judged."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import requests

from scrapers.errors import ServiceError
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.client import Spotify
from scrapers.spotify.record import MARK
from scrapers.spotify.writing import Plan, Record, Unfinished, undo, write

Outcome = Literal["written", "unfinished", "refused"]


class Killed(Exception):
    """The process ends here."""


class Desk:
    """One plan, and what was kept of it."""

    def __init__(self, sandbox: Sandbox, spotify: Spotify, plan: Plan) -> None:
        self.sandbox = sandbox
        self.spotify = spotify
        self.plan = plan
        self.kept = [Record().to_json()]
        self.told: list[tuple[str, int, int]] = []
        self.error: ServiceError | None = None
        self.dies_at_keep: int | None = None
        self.there = self.names()

    @property
    def record(self) -> Record:
        """What survived."""
        return Record.from_json(self.kept[-1])

    def write(self) -> Outcome:
        try:
            done = write(self.spotify, self.plan, self.record, self._keep, self._tell)
        except Unfinished as error:
            self.error = error
            return "unfinished"
        except ServiceError as error:
            self.error = error
            return "refused"
        assert done == self.record
        assert done.finished
        return "written"

    def undo(self) -> None:
        assert undo(self.spotify, self.plan, self.record, self._keep, self._tell).undone

    def names(self) -> dict[str, object]:
        """Name of each playlist that is there → its URIs; a name that stands twice fails."""
        found = self.sandbox.playlists().values()
        names = {str(playlist["name"]): playlist["uris"] for playlist in found}
        assert len(names) == len(found), "there is a second playlist of one name"
        return names

    def assert_right(self, before: Sequence[str] = ()) -> None:
        """What was planned stands behind what was there, each track once; nothing else changed."""
        new = [uri for uri in self.plan.uris if uri not in before]
        assert self.names() == self.there | {self.plan.name: [*before, *new]}
        for playlist in self.sandbox.playlists().values():
            assert MARK not in str(playlist["description"])

    def assert_absent(self) -> None:
        """Everything is as it was."""
        assert self.names() == self.there

    def _keep(self, record: Record) -> None:
        if self.dies_at_keep is not None and len(self.kept) > self.dies_at_keep:
            raise Killed
        self.kept.append(record.to_json())

    def _tell(self, step: str, done: int, total: int) -> None:
        self.told.append((step, done, total))


class Line:
    """The wire between a client and the sandbox; it can be cut at one call, before its effect or
    after it."""

    def __init__(self, spotify: Spotify) -> None:
        self.calls = 0
        self.cut_at: int | None = None
        self.after = False
        self._session = spotify._session
        self._send = self._session.send
        self._session.send = self._sent  # type: ignore[method-assign]

    def _sent(self, request: requests.PreparedRequest, **kwargs: object) -> requests.Response:
        here = self.calls == self.cut_at
        self.calls += 1
        if here and not self.after:
            raise Killed
        response = self._send(request, **kwargs)
        if here:
            raise Killed
        return response


def uris(sandbox: Sandbox, count: int, first: int = 0) -> tuple[str, ...]:
    """Tracks that the sandbox's Spotify has."""
    return tuple(track.uri for track in sandbox.world.tracks[first : first + count])


def new_plan(sandbox: Sandbox, count: int, name: str = "New", **more: object) -> Plan:
    """A new playlist of so many tracks."""
    fields = {"mark": f"operation {name}", "name": name, "description": "From a set"}
    return Plan(**{**fields, "public": False, "uris": uris(sandbox, count), **more})  # type: ignore[arg-type]


def own_playlist(sandbox: Sandbox, there: Sequence[str], name: str = "Old") -> Plan:
    """A playlist that is there already, as a plan to append to it."""
    owner, playlists = next(iter(sandbox.accounts.users.values())), sandbox.state.playlists
    made = playlists.create(owner, name, False, False, "Mine")
    playlists.replace(made, there)
    return new_plan(sandbox, 1, name, target=made.id, description="")


def appending(spotify: Spotify, sandbox: Sandbox, count: int = 150) -> Desk:
    """So many tracks, from the 90th, for a playlist that holds the first 120."""
    plan = replace(own_playlist(sandbox, uris(sandbox, 120)), uris=uris(sandbox, count, first=90))
    sandbox.forget_requests()
    return Desk(sandbox, spotify, plan)


def clear(sandbox: Sandbox) -> None:
    """Take every playlist out of its owner's library."""
    playlists = sandbox.state.playlists
    for playlist in playlists.kept():
        playlists.follow(playlist, playlist.owner, False)


def calls(sandbox: Sandbox) -> list[str]:
    """What was asked for: method and end of the path."""
    return [f"{call.method} {call.path.rpartition('/')[2]}" for call in sandbox.requests]
