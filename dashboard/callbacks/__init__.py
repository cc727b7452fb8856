"""What happens when something is pressed. One module a subject; each keeps its work in plain
functions that take the service, and ties them to the page in `register`."""

import dash

from dashboard.callbacks import catalogue, crate, djs, lab, map, pages, playlist, search
from dashboard.jobs import Jobs
from dashboard.services import Services


def register(app: dash.Dash, services: Services, jobs: Jobs, playlist_jobs: Jobs) -> None:
    """Tie all callbacks to an app; what concerns playlists has a pool of jobs of its own."""
    pages.register(app)
    search.register(app, services.find)
    crate.register(app)
    playlist.register(app, services.playlists, playlist_jobs)
    djs.register(app, services.djs)
    map.register(app)
    catalogue.register(app, services.catalogue)
    lab.register(app)
