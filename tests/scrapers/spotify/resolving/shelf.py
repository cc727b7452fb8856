"""A small Spotify with everything that is easily mistaken, and what a test asks of it."""

from datetime import timedelta

import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.database import writing
from recommender.catalogue.store import Store
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.tracks import Track, base62_id, listed_track
from scrapers.spotify.objects import SpotifyTrack

ISRC = "GBAAA9900001"


def on_spotify(
    artists: str, title: str, album: str = "Album", seconds: int = 300, isrc: str = ""
) -> Track:
    name = f"{artists}|{title}|{album}|{seconds}|{isrc}"
    credited = artists.split(";")
    return listed_track(base62_id(name), credited, title, album, seconds * 1000, isrc)


MINUS = on_spotify("Robert Hood", "Minus")
MINUS_REMIX = on_spotify("Robert Hood;Len Faki", "Minus - Len Faki Remix")
GHOSTS = on_spotify("Deadmau5;Rob Swire", "Ghosts - Radio Edit", seconds=190)
GHOSTS_LONG = on_spotify("Deadmau5;Rob Swire", "Ghosts - Extended Mix", seconds=380)
GHOSTS_DUB = on_spotify("Deadmau5", "Ghosts - Someone's Dub")
DUET = on_spotify("Anna;Bert", "Together")
ALONE = on_spotify("Anna", "Apart")
RENAMED = on_spotify("Symbol Man", "Gold", isrc=ISRC)
REWORKED = on_spotify("Famous One;Chicanery", "Offshore Wind")
CUT_OUT = on_spotify("Robert Hood", "Cutting - Mix Cut")
REMIXERS = ("Ab", "Cd", "Ef", "Gh", "Ij", "Kl", "Mn")
EDITS = [on_spotify("Busy Man", f"Tune - {name} Remix") for name in REMIXERS]
CATALOGUE = [MINUS, MINUS_REMIX, GHOSTS, GHOSTS_LONG, GHOSTS_DUB, DUET, ALONE, RENAMED, REWORKED]
CATALOGUE += [CUT_OUT, *EDITS]


def searches(sandbox: Sandbox) -> int:
    return sum(call.path == "/v1/search" for call in sandbox.requests)


def age(store: Store, days: int) -> None:
    """Let everything that is remembered be so old."""
    table = db.resolution
    with writing(store.engine).begin() as connection:
        for row in connection.execute(sa.select(table)).all():
            older = row.checked_at - timedelta(days=days)
            connection.execute(
                table.update().where(table.c.track_id == row.track_id).values(checked_at=older)
            )


def a_track(artist: str, title: str, number: int) -> SpotifyTrack:
    id_ = f"{number:022d}"
    return SpotifyTrack(
        id=id_,
        uri=f"spotify:track:{id_}",
        artists=tuple(artist.split(";")),
        title=title,
        isrc=None,
        duration_ms=None,
        url="",
        year=None,
    )


class Scripted:
    """Answers each search with the next list."""

    def __init__(self, *found: list[SpotifyTrack]) -> None:
        self.found = list(found)
        self.queries: list[str] = []

    def search(self, query: str) -> list[SpotifyTrack]:
        self.queries.append(query)
        return self.found.pop(0)
