"""A service with invented data, so that the page runs without models, database and network.

    python -m tests.dashboard.fake_service      # the page on http://127.0.0.1:8060

Some words in the seed box have a special answer: `nothing` (an unknown track with names to try),
`down` (Spotify does not answer), `album` (bad input), `crash` (a fault nobody foresaw), `slow`
(two seconds), `artist` (route "artist"), `plain` (no key, no tempo), `sound` (route "sound").
"""

import random
import threading
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Flask, redirect, request, session

from dashboard.app import create_app
from dashboard.service import Account, Chosen, Example, PlaylistResult, Status
from recommender.errors import BadInput, UnknownTrack
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
from scrapers.errors import LoginExpired, Unavailable

ARTISTS = (
    "Mira Voss", "Marble Arcade", "Kite Theory", "Nocturne 88", "Sola Verde", "Pale Engine",
    "Tessel", "Low Harbour", "Inès Kált", "Dub Archive", "Rotunda", "Halcyon Grid", "Âme Røde",
)  # fmt: skip
TITLES = (
    "Afterglow", "Glass Tide", "Night Ferry (Tessel Remix)", "Second Light", "Concrete Bloom",
    "Undertow", "Signal Flare", "Blue Hour Dub", "Afterimage", "Slow Orbit", "Cinder",
    "Parallax (Extended)", "Weatherglass", "Paper Moon", "Tunnel Vision", "Salt Line",
)  # fmt: skip
NASTY = "<img src=x onerror=alert(1)>"
SHOWS = ("Harbour Lights 042", "Warehouse Night", "Sunday Roof", "Deep Field Radio 17")


def fold(text: str) -> str:
    """Case and accents folded."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def make_tracks() -> list[Track]:
    """120 invented tracks; one of them with markup in its name."""
    dice = random.Random(7)
    tracks = []
    for number in range(120):
        title = TITLES[number % len(TITLES)]
        if number >= len(TITLES):
            title += f" {['II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII'][number // len(TITLES) - 1]}"
        artist = ARTISTS[number % len(ARTISTS)]
        known = number % 9 != 4
        tracks.append(
            Track(
                id=number + 1,
                artist=artist,
                title=NASTY if number == 5 else title,
                key=f"{artist}|{title}".lower(),
                sets=dice.randint(2, 60),
                djs=dice.randint(2, 31),
                tempo_bpm=round(dice.gauss(125.5, 2.4), 1) if known else None,
                camelot=f"{(dice.randint(6, 11)) % 12 + 1}{dice.choice('AAB')}" if known else None,
            )
        )
    tracks[0] = replace(tracks[0], sets=42, djs=31, tempo_bpm=126.0, camelot="8A")
    tracks[7] = replace(tracks[7], tempo_bpm=63.2)
    return tracks


class FakeService:
    """Implements dashboard.service.FindService."""

    def __init__(self) -> None:
        self.tracks = make_tracks()
        self.connected = False
        self.login_expired = False
        self.written: dict[str, PlaylistResult] = {}
        self.write_calls = 0
        self._lock = threading.Lock()

    def status(self) -> Status:
        examples = tuple(Example(f"{t.artist} – {t.title}", t.name) for t in self.tracks[:4])
        return Status(
            True, 4_812, 3_104, 87, ready=True, examples=(*examples, Example("A slow one", "slow"))
        )

    def suggest(self, text: str, limit: int = 8) -> list[Track]:
        return [t for t in self.tracks if fold(text) in fold(t.name)][:limit]

    def recommend(self, text: str, count: int) -> Recommendations:
        word = text.strip().lower()
        if word == "nothing":
            names = tuple(t.name for t in self.tracks[:3])
            raise UnknownTrack("No DJ in the catalogue played a track of that name.", names)
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
        return self._answer(found, word, count)

    def _answer(self, seed_track: Track, word: str, count: int) -> Recommendations:
        route: Route = "artist" if word == "artist" else "sound" if word == "sound" else "played"
        others = [t for t in self.tracks if t.id != seed_track.id][:count]
        if word == "plain":
            others = [replace(t, tempo_bpm=None, camelot=None) for t in others]
        held = None if route == "sound" else seed_track
        if route == "artist":
            held = replace(seed_track, sets=1, djs=1, tempo_bpm=None, camelot=None)
        seed = Seed(seed_track.artist, seed_track.title, seed_track.key, held)
        items = tuple(
            Recommendation(
                rank=rank,
                track=track,
                score=3 / (rank + 2),
                fit=max(0.06, 1 - rank / (count + 3)),
                route=route,
                evidence=self._evidence(rank, seed_track),
            )
            for rank, track in enumerate(others, 1)
        )
        note = "Only the first 20 minutes of tracks are known." if word == "plain" else ""
        return Recommendations((seed,), route, items, note)

    def _evidence(self, rank: int, seed: Track) -> Evidence:
        if rank == 6:
            return Evidence(bridge=Bridge(self.tracks[30], 5, 3))
        if rank == 13:
            return Evidence()
        sets = max(1, 15 - rank)
        return Evidence(sets, max(1, sets - rank % 4), max(0, 4 - rank))

    def shared_sets(self, seed_key: str, track_key: str) -> list[SharedSet]:
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

    def account(self) -> Account | None:
        return Account("Demo DJ") if self.connected else None

    def can_connect(self) -> bool:
        return True

    def create_playlist(
        self, name: str, tracks: Sequence[Chosen], public: bool, operation_id: str
    ) -> PlaylistResult:
        with self._lock:
            if operation_id in self.written:
                return self.written[operation_id]
            if self.login_expired:
                raise LoginExpired("Your Spotify login has run out; connect again.")
            self.write_calls += 1
            time.sleep(0.3)
            missing = tuple(t.name for t in tracks if t.name == self.tracks[2].name)
            result = PlaylistResult(
                name, "https://open.spotify.com/playlist/x", len(tracks) - len(missing), missing
            )
            self.written[operation_id] = result
            return result


def add_login(server: Flask, service: FakeService) -> None:
    """A stand-in for the login: connects at once and goes back."""

    def back() -> str:
        parts = urlsplit(request.args.get("next", "/"))
        return f"/?{parts.query}" if parts.query else "/"

    @server.get("/login")
    def login() -> object:
        service.connected = True
        session["account"] = "demo"
        return redirect(back())

    @server.post("/logout")
    def logout() -> object:
        service.connected = False
        session.clear()
        return redirect(back())


def make_server(service: FakeService) -> Flask:
    """The page over the fake, ready to be served."""
    app = create_app(service, secret_key="not-a-secret", cache_config={"CACHE_TYPE": "SimpleCache"})
    add_login(app.server, service)
    server: Flask = app.server
    return server


if __name__ == "__main__":
    from waitress import serve

    print("http://127.0.0.1:8060")
    serve(make_server(FakeService()), host="127.0.0.1", port=8060, threads=8)
