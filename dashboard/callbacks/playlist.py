"""Create playlist: open with a look at what will be written, then write it once."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode
from uuid import uuid4

import dash
from dash import Input, Output, State, no_update

from dashboard.components import playlist_modal
from dashboard.components.crate import parse
from dashboard.failures import sorry
from dashboard.service import FindService
from dashboard.wording import seed_name
from recommender.errors import SegueError
from scrapers.errors import LoginExpired

MAX_NAME = 100
SHOWN = {"seed", "n", "key", "tempo", "genre", "file"}
"""What the address holds of an answer (assets/address.js)."""


def opened(
    service: FindService, crate: Any, shown: dict[str, Any] | None, search: str | None
) -> dict[str, Any]:
    """The modal as it opens: to connect, or with the form.

    The operation holds an ID and the tracks as they are shown: what is seen is what is written,
    whatever another tab does to the crate meanwhile.
    """
    tracks = parse(crate)
    view = {
        "opened": bool(tracks),
        "operation": {
            "id": uuid4().hex,
            "tracks": [{"key": t.name, "artist": t.artist, "title": t.title} for t in tracks],
        },
        "name": default_name(shown),
        "tracks": playlist_modal.track_list(tracks),
        "tracks_hidden": False,
        "result": [],
    }
    try:
        account = service.account()
    except SegueError as error:
        return view | _to_connect(service, search) | {"error": playlist_modal.error(str(error))}
    if account is None:
        return view | _to_connect(service, search) | {"error": []}
    return view | {
        "connect": [],
        "connect_hidden": True,
        "form_hidden": False,
        "account": playlist_modal.account_line(account, _back(search)),
        "error": [],
    }


def written(
    service: FindService,
    operation: dict[str, Any],
    name: str | None,
    public: bool,
    search: str | None,
) -> dict[str, Any]:
    """The modal after Write: the result, or one sentence with everything else left as it was."""
    tracks = parse(operation["tracks"])
    title = (name or "").strip()[:MAX_NAME]
    view = dict.fromkeys(OPEN_OUTPUTS, no_update)
    if not title:
        return view | {"error": playlist_modal.error("Give the playlist a name.")}
    if not tracks:
        return view | {"error": playlist_modal.error("The crate is empty: add tracks first.")}
    try:
        result = service.create_playlist(title, tracks, bool(public), str(operation["id"]))
    except LoginExpired as error:
        sentence = {"error": playlist_modal.error(str(error))}
        return view | _to_connect(service, search) | sentence
    except SegueError as error:
        return view | {"error": playlist_modal.error(str(error))}
    return view | {
        "form_hidden": True,
        "tracks_hidden": True,
        "result": playlist_modal.result(result),
        "error": [],
    }


def default_name(shown: dict[str, Any] | None, today: date | None = None) -> str:
    """`Segue: Mira Voss – Afterglow`; with the date where nothing was searched."""
    seed = (shown or {}).get("seed")
    if seed:
        return f"Segue: {seed_name(seed['artist'], seed['title'], '–')}"[:MAX_NAME]
    return f"Segue: crate of {(today or date.today()).isoformat()}"


def login_href(search: str | None) -> str:
    """The login, with the way back to this very page and the modal open again."""
    return f"/login?next={quote(_address(search, create=True), safe='')}"


def _back(search: str | None) -> str:
    return quote(_address(search, create=False), safe="")


def _address(search: str | None, *, create: bool) -> str:
    query = [(k, v) for k, v in parse_qsl((search or "").lstrip("?")) if k in SHOWN]
    if create:
        query.append(("create", "1"))
    return f"/?{urlencode(query)}" if query else "/"


def _to_connect(service: FindService, search: str | None) -> dict[str, Any]:
    return {
        "connect": playlist_modal.connect_step(service.can_connect(), login_href(search)),
        "connect_hidden": False,
        "form_hidden": True,
        "account": [],
    }


OPEN_OUTPUTS = {
    "opened": Output("playlist-modal", "opened"),
    "operation": Output("playlist-operation", "data"),
    "name": Output("playlist-name", "value"),
    "tracks": Output("playlist-tracks", "children"),
    "tracks_hidden": Output("playlist-tracks", "hidden"),
    "connect": Output("playlist-connect", "children"),
    "connect_hidden": Output("playlist-connect", "hidden"),
    "form_hidden": Output("playlist-form", "hidden"),
    "account": Output("playlist-account", "children"),
    "error": Output("playlist-error", "children"),
    "result": Output("playlist-result", "children"),
}


def register(app: dash.Dash, service: FindService) -> None:
    """Tie the modal to the page."""

    def broken(error: Exception) -> dict[str, Any]:
        view = dict.fromkeys(OPEN_OUTPUTS, no_update)
        return view | {"opened": True, "error": playlist_modal.error(sorry(error))}

    @app.callback(
        output=OPEN_OUTPUTS,
        inputs={
            "pressed": Input("create", "n_clicks"),
            "asked": Input("playlist-asked", "data"),
            "crate": State("crate", "data"),
            "shown": State("shown", "data"),
            "search": State("url", "search"),
        },
        prevent_initial_call=True,
        on_error=broken,
    )
    def _open(
        pressed: int | None,
        asked: Any,
        crate: Any,
        shown: dict[str, Any] | None,
        search: str | None,
    ) -> dict[str, Any]:
        return opened(service, crate, shown, search)

    @app.callback(
        output={
            key: Output(out.component_id, out.component_property, allow_duplicate=True)
            for key, out in OPEN_OUTPUTS.items()
        },
        inputs={
            "pressed": Input("playlist-write", "n_clicks"),
            "name": State("playlist-name", "value"),
            "public": State("playlist-public", "checked"),
            "operation": State("playlist-operation", "data"),
            "search": State("url", "search"),
        },
        # While it is written the button rests; should a second press slip through, the service
        # writes once all the same, by the operation's ID.
        running=[
            (Output("playlist-write", "disabled"), True, False),
            (Output("playlist-write", "children"), "Writing …", "Write to Spotify"),
        ],
        prevent_initial_call=True,
        on_error=broken,
    )
    def _write(
        pressed: int | None,
        name: str | None,
        public: bool,
        operation: dict[str, Any],
        search: str | None,
    ) -> dict[str, Any]:
        return written(service, operation, name, public, search)

    # The foot with the button belongs to the form: it comes and goes with it.
    app.clientside_callback(
        dash.ClientsideFunction("playlist", "same"),
        Output("playlist-foot", "hidden"),
        Input("playlist-form", "hidden"),
    )
