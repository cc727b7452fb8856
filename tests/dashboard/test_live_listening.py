"""Cold seeds through the real service: real previews from the sandbox over HTTP, a stand-in ear."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from flask import Flask, session

from dashboard.cache import create_cache
from dashboard.demo import fill_catalogue, sandbox_settings
from dashboard.ears import Ears
from dashboard.engines import Engines
from dashboard.live_service import LiveService
from dashboard.progress import LISTENER
from recommender.audio.decode import decode
from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.identity import artist_names, track_name
from recommender.catalogue.setlist import Play, SetList
from recommender.catalogue.store import Store
from recommender.content.analyser import Heard, Step
from recommender.errors import BadAudio, NeedsListening, NoPreview, NotTrained, UnknownTrack
from recommender.filters import Filters
from recommender.recommendations import Track as CatalogueTrack
from recommender.training import train
from scrapers.errors import PreviewsOff, Unavailable
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.previews.encode import preview_mp3
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from scrapers.settings import ServiceSettings
from tests.dashboard.test_live_service import spotify_access
from tests.recommender.builders import an_analysis

SETS = 60


class StandInEars(Ears):
    """Fetches and decodes for real; what it hears is told by the samples alone."""

    def hear(self, data: bytes, progress: Callable[[Step], None]) -> Heard:
        progress("decode")
        samples = decode(data)
        progress("listen")
        embedding = np.array([float(np.abs(samples).mean()), 1.0, 0.0])
        log_mel = np.zeros((8, 20), dtype=np.float32)
        return Heard(an_analysis(embedding=embedding, version="test"), log_mel)


@pytest.fixture
def data(tmp_path: Path, world: World) -> Iterator[tuple[Store, Path]]:
    """A part of the world, with analyses of its most played tracks."""
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill_catalogue(store, replace(world, sets=world.sets[:SETS]))
    train(store, tmp_path / "models")
    rng = np.random.default_rng(5)
    rows = [
        (track.id, "deezer", an_analysis(embedding=rng.uniform(0, 1, 3), version="test"))
        for track in store.most_played(50)
    ]
    put_analyses(store, rows, "test")
    yield store, tmp_path / "models"
    store.close()


@pytest.fixture
def settings(sandbox: Sandbox) -> ServiceSettings:
    return sandbox_settings(sandbox)


@pytest.fixture
def service(
    data: tuple[Store, Path], settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveService]:
    monkeypatch.setattr("dashboard.engines.genre_version", lambda _folder: "test")
    monkeypatch.setattr("dashboard.ears.genre_version", lambda _folder: "test")
    with serving(data, settings) as opened:
        yield opened


class serving:
    """The service within a request of one browser."""

    def __init__(self, data: tuple[Store, Path], settings: ServiceSettings) -> None:
        flask = Flask(__name__)
        flask.secret_key = "a key for tests"
        create_cache(flask)
        store, models = data
        self.ears = StandInEars(settings, models)
        self.service = LiveService(
            store, Engines(store, models), settings, spotify_access(store, settings), self.ears
        )
        self._context = flask.test_request_context()

    def __enter__(self) -> LiveService:
        self._context.push()
        session[LISTENER] = "one browser"
        return self.service

    def __exit__(self, *_: object) -> None:
        self._context.pop()
        self.ears.close()


def nobody(step: str, done: int = 0, total: int = 0) -> None:
    """Nobody looks at the progress."""


def link(track: Track) -> str:
    return f"https://open.spotify.com/track/{track.spotify_id}"


def name(track: Track) -> str:
    return f"{track.wiki_artist} - {track.wiki_title}"


def cold(world: World, among: tuple[Track, ...], strangers: bool = False) -> Track:
    """A cold track; `strangers`: by somebody whom no set of the catalogue knows."""
    known = _artists_of(world.setlists()[:SETS])
    return next(
        track
        for track in among
        if track.cold and strangers == known.isdisjoint(artist_names(track.wiki_artist))
    )


def _artists_of(setlists: list[SetList]) -> set[str]:
    counts = Counter(track_name(p.artist, p.title).key for s in setlists for p in s.plays)
    names = {
        track_name(p.artist, p.title).key: artist_names(p.artist) for s in setlists for p in s.plays
    }
    # Only a track in two sets helps: the model holds no other.
    return {name for key, artists in names.items() if counts[key] > 1 for name in artists}


def test_a_cold_seed_is_listened_to_once_and_then_answered(
    service: LiveService, world: World
) -> None:
    seed = cold(world, world.shelves.both)
    with pytest.raises(NeedsListening, match="sound"):
        service.recommend(link(seed), 10)
    steps: list[str] = []
    service.listen(link(seed), lambda step, done=0, total=0: steps.append(step))
    assert list(dict.fromkeys(steps)) == ["find", "decode", "listen", "compare"]
    answer = service.recommend(link(seed), 10)
    assert answer.route == "sound"
    assert len(answer.items) == 10
    assert answer.heard is not None


def test_the_picture_of_what_was_heard_goes_with_the_seed(
    service: LiveService, world: World
) -> None:
    seed = cold(world, world.shelves.both)
    assert service.spectrogram(seed.identity) is None
    service.listen(link(seed), nobody)
    picture = service.spectrogram(service.recommend(link(seed), 5).seeds[0].key)
    assert picture is not None
    assert picture.startswith("data:image/png;base64,")


def test_a_name_that_no_set_knows_may_be_listened_to(service: LiveService, world: World) -> None:
    seed = cold(world, world.shelves.both, strangers=True)
    with pytest.raises(NeedsListening):
        service.recommend(name(seed), 10)
    service.listen(name(seed), nobody)
    assert service.recommend(name(seed), 10).route == "sound"


def test_where_nobody_has_a_preview_the_sentence_says_so(
    service: LiveService, world: World
) -> None:
    with pytest.raises(NoPreview, match=r"Nobody offers a preview of “Zzyzx Qoph - Unwritten”"):
        service.listen("Zzyzx Qoph - Unwritten", nobody)


def test_a_name_that_was_mistyped_brings_suggestions(
    service: LiveService, data: tuple[Store, Path]
) -> None:
    alone = (t for t in data[0].most_played(50) if len(artist_names(t.artist)) == 1)
    known = next(alone).name
    artist, _, title = known.partition(" - ")
    with pytest.raises((NoPreview, UnknownTrack)) as caught:
        service.listen(f"{artist[:-1]}x - {title[:-2]}zz", nobody)
    assert known in caught.value.suggestions


def test_without_a_preview_the_artists_other_tracks_answer_and_the_answer_says_why(
    service: LiveService, world: World
) -> None:
    seed = cold(world, world.shelves.nowhere)
    service.listen(link(seed), nobody)
    answer = service.recommend(link(seed), 10)
    assert answer.route == "artist"
    assert "Nobody offers a preview" in answer.note


@pytest.mark.parametrize("strangers", [True, False])
def test_a_service_that_is_down_is_named_and_never_passed_over_in_silence(
    service: LiveService, world: World, sandbox: Sandbox, strangers: bool
) -> None:
    seed = cold(world, world.shelves.both, strangers)
    for path in ("^/deezer", "^/itunes"):
        sandbox.faults.add(Fault("status", path=path, status=503, times=None))
    if strangers:
        with pytest.raises(Unavailable, match="Deezer"):
            service.listen(link(seed), nobody)
        return
    service.listen(link(seed), nobody)
    assert "Deezer" in service.recommend(link(seed), 5).note


def test_a_reason_that_is_out_of_date_is_not_told_again(
    service: LiveService, world: World, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = cold(world, world.shelves.nowhere)
    for path in ("^/deezer", "^/itunes"):
        sandbox.faults.add(Fault("status", path=path, status=503, times=None))
    service.listen(link(seed), nobody)
    assert "Deezer" in service.recommend(link(seed), 5).note
    sandbox.faults.clear()
    monkeypatch.setattr(service._ears, "find", lambda _seed: None)
    service.listen(link(seed), nobody)
    note = service.recommend(link(seed), 5).note
    assert "Nobody offers a preview" in note
    assert "Deezer" not in note


def test_nobody_is_asked_twice_in_a_row_for_what_nobody_has(
    service: LiveService, sandbox: Sandbox
) -> None:
    with pytest.raises(NoPreview):
        service.listen("Zzyzx Qoph - Unwritten", nobody)
    sandbox.forget_requests()
    with pytest.raises(NoPreview, match="Nobody offers"):
        service.recommend("Zzyzx Qoph - Unwritten", 5)
    assert sandbox.requests == []


def test_after_the_network_changed_a_seed_is_listened_to_again(
    service: LiveService, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = cold(world, world.shelves.both)
    service.listen(link(seed), nobody)
    service.recommend(link(seed), 5)
    monkeypatch.setattr("dashboard.ears.genre_version", lambda _folder: "another")
    with pytest.raises(NeedsListening):
        service.recommend(link(seed), 5)


def test_a_network_that_is_missing_leaves_the_sets_to_answer(
    service: LiveService, data: tuple[Store, Path], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_data: bytes, _progress: object) -> Heard:
        raise NotTrained("There is no genre network here.")

    monkeypatch.setattr(service._ears, "hear", missing)
    rare = _rare(data[0], world)
    service.listen(rare.name, nobody)
    answer = service.recommend(rare.name, 5)
    assert answer.route == "played"
    assert "no genre network" in answer.note


def test_previews_that_are_turned_off_are_not_fetched(
    data: tuple[Store, Path],
    settings: ServiceSettings,
    world: World,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dashboard.engines.genre_version", lambda _folder: "test")
    monkeypatch.setattr("dashboard.ears.genre_version", lambda _folder: "test")
    seed = cold(world, world.shelves.both, strangers=True)
    with serving(data, settings.model_copy(update={"previews": False})) as service:
        with pytest.raises(PreviewsOff, match="turned off"):
            service.listen(name(seed), nobody)
        assert [call.path for call in sandbox.requests] == []
        service.listen_to(preview_mp3(seed), name(seed), nobody)
        assert service.recommend(name(seed), 5).route == "sound"


def test_the_djs_own_recording_answers_under_its_files_name(
    service: LiveService, world: World
) -> None:
    service.listen_to(preview_mp3(world.tracks[0]), "demo 3", nobody)
    answer = service.recommend("demo 3", 5)
    assert answer.route == "sound"
    assert answer.seeds[0].name == "demo 3"
    assert service.spectrogram(answer.seeds[0].key)


def test_nobody_else_gets_to_hear_of_a_djs_own_recording(
    service: LiveService, world: World
) -> None:
    seed = cold(world, world.shelves.nowhere, strangers=False)
    service.listen_to(preview_mp3(seed), name(seed), nobody)
    service.listen_to(preview_mp3(seed), "secret", nobody)
    assert service.recommend(name(seed), 5).route == "sound"
    session[LISTENER] = "another browser"
    with pytest.raises(NeedsListening):
        service.recommend(name(seed), 5)
    with pytest.raises(UnknownTrack):
        service.recommend("secret", 5)
    assert service.spectrogram("recording: secret") is None


def test_a_recording_that_is_none_is_refused(service: LiveService) -> None:
    with pytest.raises(BadAudio):
        service.listen_to(b"<html>not music</html>", "song", nobody)


def test_a_track_of_few_sets_is_listened_to_once_and_for_all(
    service: LiveService, data: tuple[Store, Path], world: World
) -> None:
    store, _ = data
    rare = _rare(store, world)
    with pytest.raises(NeedsListening):
        service.recommend(rare.name, 10)
    service.listen(rare.name, nobody)
    assert service.recommend(rare.name, 10).route == "blend"
    kept = store.track_by_key(rare.key)
    assert kept is not None
    assert kept.tempo_bpm == 128.0


def _rare(store: Store, world: World) -> CatalogueTrack:
    audible = {track.identity for track in world.shelves.both}
    for track in store.search("a", limit=2_000):
        if track.sets == 1 and track.key in audible and track.tempo_bpm is None:
            return track
    raise AssertionError("no track is in one set only")


def test_filters_are_part_of_the_question(service: LiveService, data: tuple[Store, Path]) -> None:
    text = data[0].most_played(1)[0].name
    everything = service.recommend(text, 10)
    same = service.recommend(text, 10, Filters(other_genre=True))
    assert same.removed["genre"] > 0
    assert [i.track.id for i in same.items] != [i.track.id for i in everything.items]


def test_a_set_that_comes_in_is_no_longer_cold(
    service: LiveService, data: tuple[Store, Path], world: World
) -> None:
    store, _ = data
    seed = cold(world, world.shelves.both)
    known = store.most_played(2)
    plays = [Play(seed.wiki_artist, seed.wiki_title)]
    plays += [Play(track.artist, track.title) for track in known]
    for number in range(3):
        day = f"2026-01-0{number + 1}"
        store.writer().put_set(SetList("t", str(number), "Night", day, ("Nadia",), tuple(plays)))
    assert service.recommend(name(seed), 5).route == "played"
