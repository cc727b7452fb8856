"""Builds the dashboard."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dash
from flask import Flask, request
from flask.typing import ResponseReturnValue

from dashboard import callbacks, layout
from dashboard.bundles import create_bundles, read_bundles
from dashboard.cache import create_cache
from dashboard.crate_routes import create_crate
from dashboard.dj_routes import create_djs
from dashboard.find_routes import create_find
from dashboard.first_page import INDEX, Dash, create_first_page
from dashboard.jobs import Jobs
from dashboard.lab_routes import create_lab
from dashboard.map_routes import create_map_routes
from dashboard.preview_routes import create_previews
from dashboard.progress import create_progress
from dashboard.security import secure
from dashboard.server_pages import trouble
from dashboard.services import Services
from dashboard.static_files import create_static_files
from dashboard.uploads import create_uploads

WRITES_AT_ONCE = 6
"""Jobs about playlists: they hardly work and mostly wait for Spotify, or for one another."""
MAX_WRITES = 24

ASSETS = Path(__file__).resolve().parent.parent / "assets"


def create_app(
    services: Services,
    secret_key: str,
    cache_config: Mapping[str, Any] | None = None,
    trusted_hosts: list[str] | None = None,
    jobs: Jobs | None = None,
    playlist_jobs: Jobs | None = None,
) -> dash.Dash:
    """The whole dashboard over its services.

    `secret_key` signs the session cookie; `cache_config` is Flask-Caching's; `trusted_hosts` are
    the names that it answers to, any where None. `jobs` listens and `playlist_jobs` plans and
    writes playlists, so that neither has to wait for the other; both are the caller's to close.
    """
    app = Dash(
        __name__,
        title="Segue",
        update_title="",
        assets_folder=str(ASSETS),
        # We join them ourselves (bundles.py).
        assets_ignore=r"\.(js|css)$",
        serve_locally=True,
        compress=True,
        # Pages but the first come when they are looked at.
        suppress_callback_exceptions=True,
        # An environment variable must not be able to open the callbacks to other programs.
        enable_mcp=False,
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "color-scheme", "content": "dark light"},
        ],
    )
    app.bundles = read_bundles(ASSETS, layout.LAZY)
    create_bundles(app.server, app.bundles)
    app.index_string = INDEX
    create_first_page(app.server)
    create_cache(app.server, cache_config)
    create_static_files(app.server)
    # A function: what there is to search in is looked up at each page load.
    app.layout = lambda: layout.shell(services.find.status(), services.playlists.spotify_pause())
    jobs, playlist_jobs = jobs or Jobs(), playlist_jobs or new_playlist_jobs()
    callbacks.register(app, services, jobs, playlist_jobs)
    app.server.register_blueprint(create_progress(jobs, playlist_jobs))
    app.server.register_blueprint(create_find(services.find, jobs))
    app.server.register_blueprint(create_uploads(services.find, jobs))
    app.server.register_blueprint(create_djs(services.djs))
    app.server.register_blueprint(create_crate(services.crate))
    app.server.register_blueprint(create_previews(services.previews))
    app.server.register_blueprint(create_map_routes(services.maps))
    app.server.register_blueprint(create_lab(services.lab, services.find, jobs))
    secure(app.server, secret_key, app.csp_hashes(), trusted_hosts)
    _refuse_unknown_pages(app.server)
    return app


def new_playlist_jobs() -> Jobs:
    """The pool for `playlist_jobs`, of the right size."""
    return Jobs(at_once=WRITES_AT_ONCE, max_unfinished=MAX_WRITES)


def _refuse_unknown_pages(server: Flask) -> None:
    """Dash would answer any address with the first page."""
    known = {page.path for page in layout.PAGES}

    @server.before_request
    def refuse() -> ResponseReturnValue | None:
        if request.endpoint == "/<path:path>" and request.path not in known:
            return trouble("There is no such page.", "Not found"), 404
        return None
