"""The demo: invented set lists in a folder of their own, and the sandbox in Spotify's place."""

from dataclasses import replace
from pathlib import Path

from dashboard import storage
from dashboard.demo_sounds import load_demo_sounds
from dashboard.service import Example
from recommender.catalogue.analyses import load_sounds, put_analyses
from recommender.catalogue.database import writing
from recommender.catalogue.links import track_url
from recommender.catalogue.store import Store
from recommender.errors import SegueError
from scrapers.sandbox.command import PORT
from scrapers.sandbox.server import CLIENT_ID, CLIENT_SECRET, Sandbox
from scrapers.sandbox.world import World, build_world
from scrapers.settings import ServiceSettings


def fill_catalogue(store: Store, world: World) -> None:
    """Import the invented set lists; what is there already is left alone."""
    writer = store.writer()
    for setlist in world.setlists():
        # Their pages are as invented as they are: a link would lead nowhere.
        writer.put_set(replace(setlist, url=None))


def fill_analyses(store: Store, world: World, model_version: str) -> None:
    """What the network heard in the invented tracks beforehand: nobody waits half an hour for it.

    Nothing happens where the analyses are in already, or are those of another network.
    """
    if load_sounds(store, model_version).embedded.size:
        return
    found = load_demo_sounds(world)
    if found is None or found.model_version != model_version:
        return
    ids = store.track_ids(found.by_identity)
    rows = [(id_, "deezer", found.by_identity[key]) for key, id_ in ids.items()]
    put_analyses(store, rows, model_version)


def forget_people(store: Store) -> None:
    """Forget logins and what was written: the stand-in for Spotify forgot them when it ended."""
    storage.open_storage(store.engine)
    with writing(store.engine).begin() as connection:
        for table in (storage.login, storage.operation):
            connection.execute(table.delete())


def start_sandbox(world: World) -> Sandbox:
    """The stand-in for Spotify, at its usual port or, where that is taken, at any other."""
    try:
        return Sandbox(world, port=PORT).start()
    except SegueError:
        return Sandbox(world, port=0).start()


def sandbox_settings(sandbox: Sandbox) -> ServiceSettings:
    """Settings that lead every call to the sandbox."""
    return ServiceSettings.model_validate(
        {
            "SPOTIFY_CLIENT_ID": CLIENT_ID,
            "SPOTIFY_CLIENT_SECRET": CLIENT_SECRET,
            "SPOTIFY_API_URL": sandbox.url,
            "SPOTIFY_ACCOUNTS_URL": sandbox.url,
            "DEEZER_API_URL": sandbox.deezer_url,
            "ITUNES_API_URL": sandbox.itunes_url,
        }
    )


def demo_folder(data_dir: Path) -> Path:
    """Where the demo keeps its catalogue, so that invented sets never mix with real ones."""
    return data_dir / "demo"


def examples(store: Store, world: World) -> tuple[Example, ...]:
    """Seeds worth trying: a Spotify link, names of well-known tracks, and one that nobody plays."""
    link, *named = store.most_played(4)
    spotify_id = world.by_identity[link.key].spotify_id
    heard = next(track for track in world.shelves.both if track.cold)
    return (
        Example(f"A Spotify link: {link.name}", track_url(spotify_id)),
        *(Example(track.name, track.name) for track in named),
        Example(
            f"Nobody plays it yet: {heard.wiki_artist} - {heard.wiki_title}",
            track_url(heard.spotify_id),
        ),
    )


def make_world() -> World:
    """The world that the demo shows; always the same."""
    return build_world()
