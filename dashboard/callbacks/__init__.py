"""What happens when something is pressed. One module a subject; each keeps its work in plain
functions that take the service, and ties them to the page in `register`."""

import dash

from dashboard.callbacks import crate, evidence, playlist, search
from dashboard.jobs import Jobs
from dashboard.playlist_service import PlaylistService
from dashboard.service import FindService


def register(
    app: dash.Dash,
    service: FindService,
    playlists: PlaylistService,
    jobs: Jobs,
    playlist_jobs: Jobs,
) -> None:
    """Tie all callbacks to an app; what concerns playlists has a pool of jobs of its own."""
    search.register(app, service, jobs)
    evidence.register(app, service)
    crate.register(app)
    playlist.register(app, playlists, playlist_jobs)
