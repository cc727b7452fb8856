"""Create playlist: look the crate up, show exactly what will be written, then write it once.

assets/playlist/ moves the window. It asks in `playlist-request`, numbered, and shows what comes
back in `playlist-answer` unless it asked for something else meanwhile. An answer holds `parts` for
the page, the `phase` that the window is in now, a `job` to wait for where one was begun, and the
`lines` of a plan.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State

from dashboard.callbacks.way_back import back, login_href
from dashboard.components import playlist_modal, playlist_plan, playlist_result
from dashboard.components.crate import parse
from dashboard.components.playlist_modal import PUBLIC
from dashboard.components.playlist_plan import NEW
from dashboard.failures import sorry
from dashboard.jobs import Jobs, Work
from dashboard.playlist_service import Chosen, PlaylistOrder, PlaylistService
from dashboard.progress import begin
from dashboard.service import Progress
from dashboard.wording import seed_name
from recommender.errors import SegueError
from recommender.plural import count
from scrapers.errors import LoginExpired
from scrapers.spotify.record import MAX_NAME

Begin = Callable[[str, Work], str]
"""Begins a job under a key that tells equal ones; gives its ID."""
Answer = dict[str, Any]

EXPIRED = "login-expired"
"""What a job gives back that met a login which is no longer good."""

PARTS = {
    "opened": ("playlist-modal", "opened"),
    "connect": ("playlist-connect", "children"),
    "account": ("playlist-account", "children"),
    "last": ("playlist-last", "children"),
    "error": ("playlist-error", "children"),
    "name": ("playlist-name", "value"),
    "targets": ("playlist-target", "data"),
    "target": ("playlist-target", "value"),
    "heading": ("playlist-heading", "children"),
    "result": ("playlist-result", "children"),
    "spoken": ("playlist-spoken", "children"),
}
"""What an answer may change, in the order in which assets/playlist/playlist.js knows it."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the page holds besides the window."""

    crate: Any = None
    shown: dict[str, Any] | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What the window's fields hold; anything may come from outside."""

    name: str | None = None
    description: str | None = None
    visibility: str | None = None
    target: str | None = None


def answer(
    playlists: PlaylistService, begin: Begin, request: dict[str, Any], page: Page, form: Form
) -> Answer:
    """The answer to one numbered request; errors are answers too."""
    operation = str(request.get("operation") or "")
    acts: dict[str, Callable[[], Answer]] = {
        "open": lambda: opened(playlists, begin, page),
        "write": lambda: written(playlists, begin, operation, request.get("picks"), form),
        "finish": lambda: finished(playlists, begin, operation),
        "undo": lambda: undone(playlists, begin, operation),
        "ended": lambda: ended(playlists, request, page),
    }
    try:
        found = acts[request["act"]]()
    except LoginExpired as error:
        found = to_connect(playlists, page.search, str(error))
    except SegueError as error:
        found = {"parts": {"opened": True, "error": playlist_modal.error(str(error))}}
    return {"number": request["number"], **found}


def opened(playlists: PlaylistService, begin: Begin, page: Page) -> Answer:
    """The window as it opens: to connect, or with the form while the crate is looked up."""
    tracks = parse(page.crate)
    if not tracks:
        return {"parts": {"opened": False}}
    account = playlists.account()
    if account is None:
        return paused(playlists) | to_connect(playlists, page.search, "")
    job = begin(f"plan {_fingerprint(tracks)}", _told(partial(playlists.plan_playlist, tracks)))
    parts = {
        "opened": True,
        "connect": [],
        "account": playlist_modal.account_line(account, back(page.search)),
        "last": playlist_result.last_write(playlists.last_write()),
        "error": [],
        "name": default_name(page.shown),
        "targets": playlist_plan.targets(()),
        "target": NEW,
        "heading": [],
        "result": [],
    }
    begun = {"phase": "looking", "job": job, "kind": "plan", "lines": []}
    return paused(playlists) | begun | {"parts": parts}


def paused(playlists: PlaylistService) -> Answer:
    """The limit that Spotify is at, if it is."""
    pause = playlists.spotify_pause()
    until = pause.until.isoformat() if pause and pause.until else ""
    return {"pause": {"message": pause.message, "until": until} if pause else None}


def written(
    playlists: PlaylistService, begin: Begin, operation: str, picks: Any, form: Form
) -> Answer:
    """Begin to write what was planned, as the DJ decided."""
    order = read_order(form, picks)
    if order.target is None and not order.name:
        raise SegueError("Give the playlist a name.")

    def work(progress: Progress) -> None:
        playlists.write_playlist(operation, order, progress)

    return _working("write", operation, begin(f"write {operation}", _told(work)))


def finished(playlists: PlaylistService, begin: Begin, operation: str) -> Answer:
    """Begin to finish an interrupted write."""
    work = _told(partial(playlists.resume_playlist, operation))
    return _working("finish", operation, begin(f"write {operation}", work))


def undone(playlists: PlaylistService, begin: Begin, operation: str) -> Answer:
    """Begin to take a write back."""
    work = _told(partial(playlists.undo_playlist, operation))
    return _working("undo", operation, begin(f"undo {operation}", work))


def ended(playlists: PlaylistService, request: dict[str, Any], page: Page) -> Answer:
    """What is shown after a job, which may have met a limit: its plan, or how the write stands now.

    `message` is what a failed job said; `result` what one gave back that ran through.
    """
    return paused(playlists) | _outcome(playlists, request, page)


def _outcome(playlists: PlaylistService, request: dict[str, Any], page: Page) -> Answer:
    message, result = str(request.get("message") or ""), str(request.get("result") or "")
    if result == EXPIRED:
        said = "Your Spotify login has run out. Connect again; your crate and the form stay."
        return to_connect(playlists, page.search, said)
    if request.get("kind") == "plan":
        if message:
            return {"phase": "stuck", "parts": {"error": playlist_modal.look_again(message)}}
        return planned(playlists, result)
    operation = str(request.get("operation") or "")
    outcome = playlists.playlist_result(operation)
    shown = {"result": playlist_result.result(outcome), "last": []}
    if outcome.state == "failed":
        said = message or outcome.message or "Spotify did not take it. Try again."
        error = {"error": playlist_modal.error(said)}
        return {"phase": "failed", "operation": operation, "parts": shown | error}
    # That an undo failed is told beside the playlist; an interrupted write may say it itself.
    said = "" if message == outcome.message else message
    return {"phase": "done", "parts": shown | {"error": playlist_modal.error(said)}}


def planned(playlists: PlaylistService, operation: str) -> Answer:
    """The plan, for the DJ to look at."""
    plan = playlists.playlist_plan(operation)
    states = [track.status for track in plan.tracks]
    missing = states.count("missing") + states.count("unasked")
    parts = {
        "error": [],
        "targets": playlist_plan.targets(plan.playlists),
        "heading": playlist_plan.heading(plan),
        "spoken": f"{count(states.count('found'), 'track')} found, {missing:,} not.",
    }
    lines = [playlist_plan.line(track) for track in plan.tracks]
    return {"phase": "plan", "operation": operation, "lines": lines, "parts": parts}


def to_connect(playlists: PlaylistService, search: str | None, said: str) -> Answer:
    """Nobody is connected, or no longer: the way there and back."""
    step = playlist_modal.connect_step(playlists.can_connect(), login_href(search))
    parts = {"opened": True, "connect": step, "account": [], "last": []}
    return {"phase": "connect", "parts": parts | {"error": playlist_modal.error(said)}}


def read_order(form: Form, picks: Any) -> PlaylistOrder:
    """What the DJ decided, as the browser sends it."""
    target = form.target if form.target and form.target != NEW else None
    chosen = picks if isinstance(picks, dict) else {}
    return PlaylistOrder(
        name=(form.name or "").strip()[:MAX_NAME],
        description=(form.description or "").strip(),
        public=form.visibility == PUBLIC,
        target=target,
        picks={int(line): str(uri) for line, uri in chosen.items() if str(line).isdecimal()},
    )


def default_name(shown: dict[str, Any] | None, today: date | None = None) -> str:
    """`Segue: Mira Voss – Afterglow`; with the date where nothing was searched."""
    seed = (shown or {}).get("seed")
    if seed:
        return f"Segue: {seed_name(seed['artist'], seed['title'], '–')}"[:MAX_NAME]
    return f"Segue: crate of {(today or date.today()).isoformat()}"


def _fingerprint(tracks: Sequence[Chosen]) -> str:
    whole = json.dumps([[track.artist, track.title] for track in tracks])
    return hashlib.sha256(whole.encode()).hexdigest()


def _told(work: Callable[[Progress], str | None]) -> Work:
    """A job that ends well where the login has run out: the window then offers to connect."""

    def guarded(progress: Progress) -> str | None:
        try:
            return work(progress)
        except LoginExpired:
            return EXPIRED

    return guarded


def _working(kind: str, operation: str, job: str) -> Answer:
    parts: Answer = {"error": [], "last": []}
    return {"phase": "working", "job": job, "kind": kind, "operation": operation, "parts": parts}


def register(app: dash.Dash, playlists: PlaylistService, jobs: Jobs) -> None:
    """Tie the window to the page."""

    def broken(error: Exception) -> Answer:
        number = dash.ctx.triggered[0]["value"]["number"]
        said = playlist_modal.error(sorry(error))
        return {"number": number, "parts": {"opened": True, "error": said}}

    @app.callback(
        output=Output("playlist-answer", "data"),
        inputs={
            "request": Input("playlist-request", "data"),
            "crate": State("crate", "data"),
            "form": {
                "name": State("playlist-name", "value"),
                "description": State("playlist-description", "value"),
                "visibility": State("playlist-public", "value"),
                "target": State("playlist-target", "value"),
            },
        },
        prevent_initial_call=True,
        on_error=broken,
    )
    def _answer(request: dict[str, Any], crate: Any, form: dict[str, Any]) -> Answer:
        page = Page(crate, request.get("shown"), request.get("search"))
        return answer(playlists, partial(begin, jobs), request, page, Form(**form))

    app.clientside_callback(
        ClientsideFunction("playlist", "show"),
        *(Output(*place) for place in PARTS.values()),
        Input("playlist-answer", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("playlist", "open"),
        Input("create", "n_clicks"),
        Input("playlist-asked", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("playlist", "closed"),
        Input("playlist-modal", "opened"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("playlist", "into"),
        Output("playlist-new", "hidden"),
        Input("playlist-target", "value"),
    )
    app.clientside_callback(
        ClientsideFunction("times", "clock"),
        Output("pause-time", "children"),
        Input("pause-time", "dateTime"),
    )
