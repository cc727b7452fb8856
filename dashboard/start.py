"""Puts the dashboard together: real catalogue or demo, trained model, login, page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import dash

from dashboard import demo
from dashboard.app import create_app, new_playlist_jobs
from dashboard.client_id import SpotifyApp
from dashboard.ears import Ears
from dashboard.engines import Engines
from dashboard.jobs import Jobs
from dashboard.live_catalogue import LiveCatalogue
from dashboard.live_crate import LiveCrate
from dashboard.live_djs import LiveDjs
from dashboard.live_lab import LiveLab
from dashboard.live_map import LiveMap
from dashboard.live_previews import LivePreviews
from dashboard.live_service import LiveService
from dashboard.login import create_login
from dashboard.logins import Logins
from dashboard.operations import open_writes
from dashboard.playlists import Playlists
from dashboard.secret import session_key
from dashboard.service import Example
from dashboard.services import Services
from dashboard.settings import DashboardSettings
from dashboard.setup_page import create_setup
from dashboard.spotify_access import SpotifyAccess
from dashboard.storage import open_storage
from dashboard.vault import Vault, open_vault
from dashboard.warm_up import warm_up
from recommender.catalogue.store import Store
from recommender.content.shelf import genre_version
from recommender.errors import ArtefactDamaged, CatalogueEmpty, NotTrained
from recommender.evaluation.results import FOLDER
from recommender.settings import DataSettings, read_settings
from recommender.training import load_trained, train
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.resolve import Resolver


@dataclass(frozen=True)
class Dashboard:
    """A dashboard that is ready to serve."""

    app: dash.Dash
    services: Services
    store: Store
    ears: Ears
    jobs: Jobs
    playlist_jobs: Jobs
    maps: LiveMap
    sandbox: Sandbox | None
    """The services' stand-in, in the demo."""

    def warm_up(self) -> None:
        """Load in the background what the first questions need."""
        warm_up(self.app.server, self.services)

    def close(self) -> None:
        """Stop what was started."""
        self.maps.close()
        self.jobs.close()
        self.playlist_jobs.close()
        self.ears.close()
        if self.sandbox:
            self.sandbox.stop()
        self.store.close()


def start(
    settings: DashboardSettings | None = None,
    data: DataSettings | None = None,
    services: ServiceSettings | None = None,
) -> Dashboard:
    """Open the catalogue and build the page over it; settings come from the environment.

    Raises SegueError when something is in the way.
    """
    settings = settings or read_settings(DashboardSettings)
    data = data or read_settings(DataSettings)
    services = services or read_settings(ServiceSettings)
    house = _House(
        settings,
        session_key(data.data_dir),
        open_vault(data.data_dir),
        SpotifyApp(services, data.data_dir),
    )
    if settings.demo != "on":
        store = Store(data.database_url)
        if settings.demo == "off" or store.counts().sets:
            _make_ready(store, data.models_dir)
            return _build(house, store, data.models_dir, services)
        store.close()
    return _demo(house, data.data_dir)


@dataclass(frozen=True)
class _House:
    """What is the same for the demo and the real catalogue."""

    settings: DashboardSettings
    session_key: str
    vault: Vault
    own_app: SpotifyApp


def _demo(house: _House, data_dir: Path) -> Dashboard:
    folder = demo.demo_folder(data_dir)
    data = DataSettings.model_validate({"SEGUE_DATA": folder, "DATABASE_URL": None})
    world = demo.make_world()
    store = Store(data.database_url)
    demo.fill_catalogue(store, world)
    demo.fill_analyses(store, world, genre_version(data.models_dir))
    demo.forget_people(store)
    _make_ready(store, data.models_dir)
    sandbox = demo.start_sandbox(world)
    return _build(
        house,
        store,
        data.models_dir,
        demo.sandbox_settings(sandbox),
        sandbox=sandbox,
        examples=partial(demo.examples, store, world),
    )


def _make_ready(store: Store, models_dir: Path) -> None:
    """Train where no model fits this catalogue; an empty catalogue has to wait."""
    try:
        load_trained(store, models_dir)
    except (NotTrained, ArtefactDamaged):
        try:
            train(store, models_dir)
        except CatalogueEmpty:
            return


def _build(
    house: _House,
    store: Store,
    models_dir: Path,
    services: ServiceSettings,
    *,
    sandbox: Sandbox | None = None,
    examples: Callable[[], tuple[Example, ...]] | None = None,
) -> Dashboard:
    settings, in_demo = house.settings, sandbox is not None
    open_storage(store.engine)
    allowance = Allowance(store, services.spotify_searches)
    logins = Logins(services, store.engine, house.vault, allowance)
    logins.sweep()
    access = SpotifyAccess(services, logins, allowance)
    ears, engines = Ears(services, models_dir), Engines(store, models_dir)
    maps = LiveMap(store, models_dir, engines.sounds)
    if in_demo:
        maps.compute_missing()
    pages = Services(
        find=LiveService(store, engines, services, access, ears, examples=examples, demo=in_demo),
        playlists=Playlists(store, access, logins, Resolver(store), allowance, services),
        crate=LiveCrate(store, engines),
        previews=LivePreviews(ears.find),
        djs=LiveDjs(store, engines),
        maps=maps,
        catalogue=LiveCatalogue(store, models_dir, in_demo),
        lab=LiveLab(store, engines, models_dir.parent / FOLDER),
    )
    jobs, playlist_jobs = Jobs(), new_playlist_jobs()
    app = create_app(
        pages,
        house.session_key,
        trusted_hosts=settings.trusted_hosts,
        jobs=jobs,
        playlist_jobs=playlist_jobs,
    )
    server = app.server
    server.config["SESSION_COOKIE_SECURE"] = settings.url.startswith("https://")
    server.register_blueprint(
        create_login(logins, settings.url, partial(open_writes, store.engine))
    )
    server.register_blueprint(
        create_setup(settings, services, house.own_app, logins, allowance, in_demo)
    )
    return Dashboard(app, pages, store, ears, jobs, playlist_jobs, maps, sandbox)
