"""Puts the dashboard together: real catalogue or demo, trained model, login, page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import dash

from dashboard import demo
from dashboard.app import create_app
from dashboard.ears import Ears
from dashboard.engines import Engines
from dashboard.listening import Jobs
from dashboard.live_service import LiveService
from dashboard.login import create_login
from dashboard.logins import Logins
from dashboard.secret import session_key
from dashboard.service import Example
from dashboard.settings import DashboardSettings
from recommender.catalogue.store import Store
from recommender.content.shelf import genre_version
from recommender.errors import ArtefactDamaged, CatalogueEmpty, NotTrained
from recommender.settings import DataSettings, read_settings
from recommender.training import load_trained, train
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings


@dataclass(frozen=True)
class Dashboard:
    """A dashboard that is ready to serve."""

    app: dash.Dash
    store: Store
    ears: Ears
    jobs: Jobs
    sandbox: Sandbox | None
    """The services' stand-in, in the demo."""

    def close(self) -> None:
        """Stop what was started."""
        self.jobs.close()
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
    key = session_key(data.data_dir)
    if settings.demo != "on":
        store = Store(data.database_url)
        if settings.demo == "off" or store.counts().sets:
            _make_ready(store, data.models_dir)
            return _build(settings, store, data.models_dir, services, key)
        store.close()
    return _demo(settings, data.data_dir, key)


def _demo(settings: DashboardSettings, data_dir: Path, key: str) -> Dashboard:
    folder = demo.demo_folder(data_dir)
    data = DataSettings.model_validate({"SEGUE_DATA": folder, "DATABASE_URL": None})
    world = demo.make_world()
    store = Store(data.database_url)
    demo.fill_catalogue(store, world)
    demo.fill_analyses(store, world, genre_version(data.models_dir))
    _make_ready(store, data.models_dir)
    sandbox = demo.start_sandbox(world)
    services = demo.sandbox_settings(sandbox)
    return _build(
        settings,
        store,
        data.models_dir,
        services,
        key,
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
    settings: DashboardSettings,
    store: Store,
    models_dir: Path,
    services: ServiceSettings,
    key: str,
    *,
    sandbox: Sandbox | None = None,
    examples: Callable[[], tuple[Example, ...]] | None = None,
) -> Dashboard:
    logins = Logins(services)
    ears = Ears(services, models_dir)
    jobs = Jobs()
    engines = Engines(store, models_dir)
    service = LiveService(
        store,
        engines,
        services,
        logins,
        ears,
        examples=examples,
        demo=sandbox is not None,
    )
    app = create_app(service, key, trusted_hosts=settings.trusted_hosts, jobs=jobs)
    app.server.register_blueprint(create_login(logins, settings.url))
    return Dashboard(app, store, ears, jobs, sandbox)
