"""A service with invented data, so that the page runs without models, database and network.

    python -m tests.dashboard.fake_service      # the page on http://127.0.0.1:8060

Some words in the seed box have a special answer: `nothing` (an unknown track with names to try),
`down` (Spotify does not answer), `album` (bad input), `crash` (a fault nobody foresaw), `slow`
(two seconds), `artist` (route "artist"), `plain` (no key, no tempo), `blend` (route "blend"),
`lonely` (no other track is in its key). What begins with `cold` has to be listened to: `cold`
works, `cold hazy` is heard badly, `cold silent` has no preview, `cold typo` neither but names to
try, `cold down` (the preview service does not answer), `cold crash` (a fault nobody foresaw).
"""

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask import Flask, redirect, request, session

from dashboard.app import create_app
from dashboard.jobs import Jobs
from dashboard.service import Example, Progress, Status
from dashboard.services import Services
from recommender.audio.analysis import Analysis
from recommender.content.analyser import Step
from recommender.errors import BadAudio, BadInput, NeedsListening, NoPreview, UnknownTrack
from recommender.filters import ANY, Filters
from recommender.recommendations import (
    Bridge,
    Evidence,
    Recommendation,
    Recommendations,
    Route,
    Seed,
    SharedSet,
    Track,
)
from scrapers.errors import Unavailable
from tests.dashboard.fake_catalogue import FakeCatalogue
from tests.dashboard.fake_crate import FakeCrate
from tests.dashboard.fake_djs import FakeDjs
from tests.dashboard.fake_lab import FakeLab
from tests.dashboard.fake_map import FakeMap
from tests.dashboard.fake_playlists import FakePlaylists
from tests.dashboard.fake_previews import FakePreviews
from tests.dashboard.fake_world import (
    HEARD,
    NASTY,
    UNSURE,
    filtered,
    make_tracks,
    picture,
    ranked,
)

__all__ = ["NASTY", "FakeService", "make_server"]

SOUND_FILES = (b"RIFF", b"ID3", b"fLaC", b"OggS")
SHOWS = ("Harbour Lights 042", "Warehouse Night", "Sunday Roof", "Deep Field Radio 17")


def fold(text: str) -> str:
    """Case and accents folded."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@dataclass(frozen=True)
class Asked:
    """What was asked beside the first seed."""

    word: str
    """The first seed as typed, in small letters."""
    count: int
    filters: Filters
    also: list[Seed]
    disliked: list[Seed]


class FakeService(FakePlaylists):
    """Implements dashboard.service.FindService, and PlaylistService by what it inherits."""

    def __init__(self) -> None:
        self.tracks = make_tracks()
        super().__init__(missing=[self.tracks[2].name])
        self.crate = FakeCrate(self.tracks)
        self.previews = FakePreviews()
        self.djs = FakeDjs(self.tracks)
        self.maps = FakeMap(self.tracks)
        self.catalogue = FakeCatalogue()
        self.lab = FakeLab(self.tracks)
        self.heard: dict[str, Analysis] = {}
        self.recordings: list[str] = []
        """Whose recordings were sent."""
        self.pause: Callable[[Step], None] = lambda step: None
        """Called within each step of listening, so that a test can hold it."""

    def status(self) -> Status:
        examples = tuple(Example(f"{t.artist} – {t.title}", t.name) for t in self.tracks[:4])
        return Status(
            True, 4_812, 3_104, 87, ready=True, examples=(*examples, Example("A slow one", "slow"))
        )

    def suggest(self, text: str, limit: int = 8) -> list[Track]:
        return [t for t in self.tracks if fold(text) in fold(t.name)][:limit]

    def recommend(
        self,
        text: str,
        count: int,
        filters: Filters = ANY,
        also: Sequence[str] = (),
        disliked: Sequence[str] = (),
    ) -> Recommendations:
        more, less = ([self._named(name) for name in names] for names in (also, disliked))
        asked = Asked(text.strip().lower(), count, filters, more, less)
        word = asked.word
        if word in self.heard:
            return self._answer(self._cold_seed(text), asked)
        if word.startswith("cold"):
            if more:  # what the others say is answer enough
                return self._answer(self._cold_seed(text), asked)
            raise NeedsListening(self._cold_seed(text))
        if word == "nothing":
            names = tuple(t.name for t in self.tracks[:3])
            raise UnknownTrack("No DJ in the catalogue played a track of that name.", names)
        if word.endswith("unheard"):
            raise NoPreview("Nobody offers a preview of “unheard”.")
        if word == "down":
            raise Unavailable("Spotify does not answer just now; try again in a minute.")
        if word == "album":
            raise BadInput("That is an album link; paste the link of one of its tracks instead.")
        if word == "crash":
            raise RuntimeError("a fault nobody foresaw")
        if word == "slow":
            time.sleep(2)
        found = next((t for t in self.tracks if t.name.lower() == word), self.tracks[0])
        if word == "slow":
            found = self.tracks[9]
        if word == "artist":
            found = replace(found, sets=1, djs=1, tempo_bpm=None, camelot=None, genre=None)
        if word == "lonely":
            found = replace(found, camelot="2B", key="lonely")
        return self._answer(Seed(found.artist, found.title, found.key, found), asked)

    def _named(self, text: str) -> Seed:
        """A further seed or a disliked track."""
        word = text.strip().lower()
        if word in self.heard:
            return self._cold_seed(text)
        found = next((t for t in self.tracks if t.name.lower() == word), None)
        if found is None:
            names = tuple(t.name for t in self.tracks[:3])
            raise UnknownTrack(f"No set holds “{text}”. Did you mean one of these?", names)
        return Seed(found.artist, found.title, found.key, found)

    def _cold_seed(self, text: str) -> Seed:
        word = text.strip().lower()
        artist = "Wren Halloway" if word.startswith("cold") else ""
        return Seed(artist, text.strip().capitalize() if artist else text, f"wren|{word}")

    def listen(self, text: str, progress: Progress) -> None:
        word = text.strip().lower()
        self._step("find", progress)
        if word == "cold silent":
            raise NoPreview("Nobody offers a preview of “Cold silent”.")
        if word == "cold typo":
            names = tuple(t.name for t in self.tracks[:2])
            raise NoPreview("Nobody offers a preview of “Cold typo”. Did you mean these?", names)
        if word == "cold down":
            raise Unavailable("Deezer does not answer just now; try again in a minute.")
        if word == "cold crash":
            raise RuntimeError("a fault nobody foresaw")
        self._hear(word, progress)

    def listen_to(self, data: bytes, text: str, progress: Progress) -> None:
        self.recordings.append(text)
        if not data.startswith(SOUND_FILES):
            raise BadAudio("This is not an audio file that Segue can read: choose an MP3 file.")
        self._hear(text.strip().lower(), progress)

    def _hear(self, word: str, progress: Progress) -> None:
        for step in ("decode", "listen", "compare"):
            self._step(step, progress)
        self.heard[word] = UNSURE if word == "cold hazy" else HEARD

    def _step(self, step: Step, progress: Progress) -> None:
        progress(step)
        self.pause(step)

    def spectrogram(self, seed_key: str) -> str | None:
        return picture() if seed_key.removeprefix("wren|") in self.heard else None

    def _answer(self, seed: Seed, asked: "Asked") -> Recommendations:
        routes: dict[str, Route] = {"artist": "artist", "blend": "blend"}
        word, more, less = asked.word, asked.also, asked.disliked
        heard = self.heard.get(word)
        route: Route = "sound" if heard else routes.get(word, "played")
        held = seed.track or self.tracks[0]
        like = replace(
            held,
            tempo_bpm=heard.tempo.bpm if heard else held.tempo_bpm,
            camelot=heard.key.camelot if heard else held.camelot,
            genre=heard.genre if heard else held.genre,
        )
        others = [t for t in self.tracks if t.id != held.id]
        if word == "plain":
            others = [replace(t, tempo_bpm=None, camelot=None, genre=None) for t in others]
        if word == "lonely":
            others = [t for t in others if t.camelot]
        liked, not_liked = ([one.track for one in some if one.track] for some in (more, less))
        others = ranked(others, asked.filters, liked, not_liked)
        others, removed = filtered(others, like, asked.filters, asked.count)
        items = tuple(
            Recommendation(
                rank=rank,
                track=track,
                score=3 / (rank + 2),
                fit=max(0.06, 1 - rank / (asked.count + 3)),
                route=route,
                evidence=Evidence() if heard else self._evidence(rank, held),
            )
            for rank, track in enumerate(others[: asked.count], 1)
        )
        note = "Only the first 20 minutes of tracks are known." if word == "plain" else ""
        return Recommendations((seed, *more), route, items, note, heard, removed, tuple(less))

    def _evidence(self, rank: int, seed: Track) -> Evidence:
        if rank == 6:
            return Evidence(bridge=Bridge(self.tracks[30], 5, 3))
        if rank == 13:
            return Evidence()
        sets = max(1, 15 - rank)
        return Evidence(sets, max(1, sets - rank % 4), max(0, 4 - rank))

    def shared_sets(
        self,
        seed_key: str,
        track_key: str,
        also: Sequence[str] = (),
        disliked: Sequence[str] = (),
    ) -> list[SharedSet]:
        self.drawn_without = list(disliked)
        track_id = next(track.id for track in self.tracks if track.key == track_key)
        if track_id == 7:
            return []
        return [
            SharedSet(
                title=NASTY if n == 2 else f"{SHOWS[n % 4]} @ Pier {n}",
                date=f"20{14 + n % 10}-{1 + n % 12:02}-{1 + n * 7 % 28:02}",
                djs=("Len Okker",) if n % 3 else ("Juno Park", "Ada Reyes"),
                url=f"https://example.org/set/{n}" if n % 4 else "javascript:alert(1)",
                distance=1 + n % 5,
            )
            for n in range(max(1, 16 - track_id))
        ]


def add_login(server: Flask, service: FakeService) -> None:
    """A stand-in for the login: connects at once and goes back."""

    def back() -> str:
        parts = urlsplit(request.args.get("next", "/"))
        return f"/?{parts.query}" if parts.query else "/"

    @server.get("/login")
    def login() -> object:
        service.connected, service.login_expired = True, False
        session["account"] = "demo"
        return redirect(back())

    @server.post("/logout")
    def logout() -> object:
        service.connected = False
        session.clear()
        return redirect(back())


def make_server(service: FakeService, jobs: Jobs | None = None) -> Flask:
    """The page over the fake, ready to be served."""
    config = {"CACHE_TYPE": "SimpleCache"}
    pages = services_of(service)
    app = create_app(pages, secret_key="not-a-secret", cache_config=config, jobs=jobs)
    add_login(app.server, service)
    server: Flask = app.server
    return server


def services_of(service: FakeService) -> Services:
    """What stands behind all pages."""
    return Services(
        find=service,
        playlists=service,
        crate=service.crate,
        previews=service.previews,
        djs=service.djs,
        maps=service.maps,
        catalogue=service.catalogue,
        lab=service.lab,
    )


if __name__ == "__main__":
    from waitress import serve

    shown = FakeService()
    shown.pause = lambda step: time.sleep(0.9)
    shown.step = lambda step, done: time.sleep(0.4)
    print("http://127.0.0.1:8060")
    serve(make_server(shown), host="127.0.0.1", port=8060, threads=8)
