"""What the page asks, answered by the real catalogue, engine and Spotify."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from flask import session

from dashboard.cache import current_cache
from dashboard.ears import FAILED_S, Ears
from dashboard.engines import Engines
from dashboard.failures import database_told
from dashboard.login import browser_session
from dashboard.progress import LISTENER
from dashboard.service import Example, Progress, Status
from dashboard.spotify_access import SpotifyAccess
from recommender.audio.analysis import Analysis
from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.identity import fold
from recommender.catalogue.store import Store
from recommender.engine import MAX_SEEDS, Engine
from recommender.errors import BadInput, NeedsListening, NoPreview, SegueError, UnknownTrack
from recommender.filters import ANY, Filters
from recommender.recommendations import Recommendations, Seed, SharedSet, Track
from recommender.seeds import LookedUp, find_seed, is_name_or_link
from scrapers.errors import NotFound
from scrapers.settings import ServiceSettings
from scrapers.spotify.resolve import Resolver

_EXAMPLES = 4
_LOOKUP_LIFE_S = 24 * 3600


def _owner() -> str:
    """Whose recordings may be looked at: those of the browser that asks."""
    owner = session.get(LISTENER)
    return owner if isinstance(owner, str) else ""


def _recording(text: str) -> str:
    """The key of a recording that goes by its file's name; no track's key looks like it."""
    return f"recording: {fold(text)}"


def _mark(heard: Analysis | None) -> str:
    """Tells one recording from another."""
    return sha256(heard.embedding.tobytes()).hexdigest() if heard else ""


def _apart(seeds: Sequence[Seed], others: Sequence[Seed]) -> list[Seed]:
    """Each of the seeds once, and none of the others."""
    keys = {other.key for other in others}
    return [seed for key, seed in {seed.key: seed for seed in seeds}.items() if key not in keys]


@dataclass(frozen=True)
class _Question:
    """All that an answer depends on beside the engine."""

    seeds: Sequence[Seed]
    count: int
    filters: Filters
    heard: Analysis | None
    disliked: Sequence[Seed]
    also_heard: Mapping[str, Analysis]

    @property
    def fingerprint(self) -> str:
        """A short text that no other question has."""
        marks = [(key, _mark(heard)) for key, heard in sorted(self.also_heard.items())]
        names = [[(seed.name, seed.key) for seed in some] for some in (self.seeds, self.disliked)]
        whole = repr((self.count, names, _mark(self.heard), marks))
        return f"{self.filters.fingerprint} {sha256(whole.encode()).hexdigest()}"

    def answered_by(self, engine: Engine) -> Recommendations:
        """See Engine.recommend."""
        return engine.recommend(
            self.seeds,
            self.count,
            self.filters,
            self.heard,
            self.disliked,
            also_heard=self.also_heard,
        )


class LiveService:
    """Implements dashboard.service.FindService."""

    def __init__(
        self,
        store: Store,
        engines: Engines,
        services: ServiceSettings,
        access: SpotifyAccess,
        ears: Ears,
        examples: Callable[[], tuple[Example, ...]] | None = None,
        demo: bool = False,
    ) -> None:
        self._store = store
        self._engines = engines
        self._services = services
        self._access = access
        self._resolver = Resolver(store)
        self._ears = ears
        self._examples = examples or self._most_played
        self._demo = demo

    def status(self) -> Status:
        """See FindService."""
        try:
            return self._status()
        except SegueError as error:
            return Status(self._demo, 0, 0, 0, ready=False, message=str(error))

    @database_told
    def _status(self) -> Status:
        counts = self._store.counts()
        ready, message = True, ""
        try:
            self._engines.current()
        except SegueError as error:
            ready, message = False, str(error)
        examples = self._examples() if ready else ()
        return Status(self._demo, counts.sets, counts.tracks, counts.djs, ready, message, examples)

    def _most_played(self) -> tuple[Example, ...]:
        tracks = self._store.most_played(_EXAMPLES)
        return tuple(Example(track.name, track.name) for track in tracks)

    @database_told
    def suggest(self, text: str, limit: int = 8) -> list[Track]:
        """See FindService."""
        return self._store.search(text, limit)

    @database_told
    def recommend(
        self,
        text: str,
        count: int,
        filters: Filters = ANY,
        also: Sequence[str] = (),
        disliked: Sequence[str] = (),
    ) -> Recommendations:
        """See FindService. Answers are kept until something new is imported, heard or trained."""
        if max(len(also) + 1, len(disliked)) > MAX_SEEDS:  # before any of them is looked up
            raise BadInput(f"Give at most {MAX_SEEDS} seeds and {MAX_SEEDS} disliked tracks.")
        engine = self._engines.current()
        seed = self._find_seed(text)
        others = _apart([self._find_another(engine, name) for name in also], [seed])
        unwanted = _apart([self._find_another(engine, name) for name in disliked], [])
        memory = self._ears.recall(_owner(), seed.key)
        wanted = memory is None and engine.needs_listening(seed)
        wanted = wanted and not any(engine.knows(other) for other in others)
        if wanted and (self._services.previews or not engine.knows(seed)):
            raise NeedsListening(seed)
        heard = memory.analysis if memory else None
        silence = memory.silence if memory else ""
        also_heard = self._heard_in(others)
        asked = _Question([seed, *others], count, filters, heard, unwanted, also_heard)
        cache = current_cache()
        question = f"{engine.version}|{asked.fingerprint}"
        found: Recommendations | None = cache.get(question)
        if found is None:
            try:
                found = asked.answered_by(engine)
            except UnknownTrack as error:
                raise (self._no_preview(seed, silence) if silence else error) from error
            cache.set(question, found)
        return replace(found, note=f"{found.note} {silence}".strip()) if silence else found

    def _find_another(self, engine: Engine, text: str) -> Seed:
        """A further seed or a disliked track: nobody will listen to it, so what nothing is known of
        is taken for a slip. Raises UnknownTrack with its text and names that look like it; what is
        no track at all, such as a link to an album, is none that is known."""
        try:
            return self._find_known(engine, text)
        except (BadInput, NotFound) as error:
            unknown = UnknownTrack(str(error))
            unknown.text = text
            raise unknown from error
        except UnknownTrack as error:
            error.text = text
            raise

    def _find_known(self, engine: Engine, text: str) -> Seed:
        seed = self._find_seed(text)
        if (
            not engine.needs_listening(seed)
            or engine.knows(seed)
            or self._ears.recall(_owner(), seed.key)
        ):
            return seed
        return find_seed(self._store, text, self._look_up)

    def _heard_in(self, seeds: Sequence[Seed]) -> dict[str, Analysis]:
        """What was heard in those that were listened to, by key."""
        memories = {seed.key: self._ears.recall(_owner(), seed.key) for seed in seeds}
        return {key: one.analysis for key, one in memories.items() if one and one.analysis}

    @database_told
    def listen(self, text: str, progress: Progress) -> None:
        """See FindService. A track of the catalogue is listened to once and for all."""
        progress("find")
        seed = self._find_seed(text)
        try:
            preview = self._ears.find(seed)
            if preview is None:
                self._nobody_offers(seed)
                return
            heard = self._ears.hear(preview.data, progress)
        except NoPreview:
            raise
        except SegueError as error:
            # Where the sets can answer, they do, and the answer says what is missing.
            if not self._engines.current().knows(seed):
                raise
            self._ears.remember_silence(seed.key, str(error), FAILED_S)
            return
        progress("compare")
        self._ears.remember("", seed.key, heard)
        if seed.track:
            row = (seed.track.id, preview.source, heard.analysis)
            put_analyses(self._store, [row], heard.analysis.model_version)

    def _nobody_offers(self, seed: Seed) -> None:
        sentence = f"Nobody offers a preview of “{seed.name}”."
        self._ears.remember_silence(seed.key, sentence)
        if not self._engines.current().knows(seed):
            raise self._no_preview(seed, sentence)

    def _no_preview(self, seed: Seed, sentence: str) -> NoPreview:
        """With names that look like it: perhaps it was mistyped."""
        alike = tuple(track.name for track in self._store.alike(seed.name))
        return NoPreview(f"{sentence} Did you mean one of these?" if alike else sentence, alike)

    @database_told
    def listen_to(self, data: bytes, text: str, progress: Progress) -> None:
        """See FindService."""
        heard = self._ears.hear(data, progress)
        progress("compare")
        self._ears.remember(_owner(), self._name_of(text), heard)

    def _name_of(self, text: str) -> str:
        """The identity that a recording is kept under, or its own name where it has none."""
        if is_name_or_link(text):
            try:
                return find_seed(self._store, text, self._look_up, listens=True).key
            except SegueError:  # the name of a file need not name a track
                return _recording(text)
        return _recording(text)

    def spectrogram(self, seed_key: str) -> str | None:
        """See FindService."""
        memory = self._ears.recall(_owner(), seed_key)
        if memory is None or memory.picture is None:
            return None
        return f"data:image/png;base64,{b64encode(memory.picture).decode()}"

    def _find_seed(self, text: str) -> Seed:
        """What was typed or pasted, or a recording of the DJ's own by its name."""
        if self._ears.recall(_owner(), _recording(text)):
            return Seed("", text.strip(), _recording(text))
        return find_seed(self._store, text, self._look_up, listens=True)

    @database_told
    def shared_sets(
        self,
        seed_key: str,
        track_key: str,
        also: Sequence[str] = (),
        disliked: Sequence[str] = (),
    ) -> list[SharedSet]:
        """See FindService."""
        track = self._store.track_by_key(track_key)
        if track is None:
            return []
        seeds = [self._seed(key) for key in dict.fromkeys((seed_key, *also))]
        unwanted = [self._seed(key) for key in dict.fromkeys(disliked)]
        return self._engines.current().shared_sets(seeds, track.id, unwanted)

    def _seed(self, key: str) -> Seed:
        track = self._store.track_by_key(key)
        if track:
            return Seed(track.artist, track.title, track.key, track)
        artist, _, title = key.partition(" - ")
        return Seed(artist, title, key)

    def _look_up(self, spotify_id: str) -> LookedUp:
        """What Spotify says about a track. Kept for a day, as Spotify's terms want it."""
        cache, question = current_cache(), f"spotify|{spotify_id}"
        known: LookedUp | None = cache.get(question)
        if known is None:
            with self._access.for_reading(browser_session()) as spotify:
                found = spotify.track(spotify_id)
            known = LookedUp(found.artist, found.title, found.isrc, found.duration_s)
            cache.set(question, known, timeout=_LOOKUP_LIFE_S)
            # It need not be searched for when it goes into a playlist.
            self._resolver.learn(found)
        return known
