"""The real service behind the page: catalogue, engine, cache and Spotify's stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask import Flask

from dashboard.cache import create_cache
from dashboard.demo import fill_catalogue, sandbox_settings
from dashboard.ears import Ears
from dashboard.engines import Engines
from dashboard.live_service import LiveService
from dashboard.logins import Logins
from dashboard.spotify_access import SpotifyAccess
from dashboard.storage import open_storage
from dashboard.vault import Vault
from recommender.catalogue.resolutions import ISRC, resolution
from recommender.catalogue.setlist import Play, SetList
from recommender.catalogue.store import Store
from recommender.engine import Engine
from recommender.errors import BadInput, NeedsListening, NotTrained, SegueError, UnknownTrack
from recommender.filters import Filters
from recommender.training import train
from scrapers.errors import LoginExpired, NotAllowed, NotFound, Unavailable
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from scrapers.settings import ServiceSettings


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, world: World) -> Iterator[tuple[Store, Path]]:
    folder = tmp_path_factory.mktemp("var")
    store = Store(f"sqlite:///{folder / 'segue.db'}")
    fill_catalogue(store, world)
    train(store, folder / "models")
    yield store, folder / "models"
    store.close()


def spotify_access(store: Store, services: ServiceSettings) -> SpotifyAccess:
    """Spotify with nobody connected."""
    open_storage(store.engine)
    vault = Vault(Fernet.generate_key().decode())
    return SpotifyAccess(services, Logins(services, store.engine, vault))


@pytest.fixture
def services(sandbox: Sandbox) -> ServiceSettings:
    return sandbox_settings(sandbox)


@pytest.fixture
def service(data: tuple[Store, Path], services: ServiceSettings) -> Iterator[LiveService]:
    flask = Flask(__name__)
    flask.secret_key = "a key for tests"
    create_cache(flask)
    store, models = data
    with flask.test_request_context():
        yield LiveService(
            store,
            Engines(store, models),
            services,
            spotify_access(store, services),
            Ears(services, models),
            demo=True,
        )


def a_seed(store: Store) -> str:
    return store.most_played(1)[0].name


def test_the_same_question_is_answered_from_the_cache(
    service: LiveService, data: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    really = Engine.recommend

    def counted(self: Engine, *args: object, **kwargs: object) -> object:
        asked.append(args)
        return really(self, *args, **kwargs)

    monkeypatch.setattr(Engine, "recommend", counted)
    name = a_seed(data[0])
    assert service.recommend(name, 20) == service.recommend(name.upper(), 20)
    assert len(asked) == 1
    service.recommend(name, 10)
    assert len(asked) == 2


def test_another_question_has_another_answer(
    service: LiveService, data: tuple[Store, Path]
) -> None:
    first, second, third = (track.name for track in data[0].most_played(3))
    plain = service.recommend(first, 20)
    best, next_best = plain.items[0].track, plain.items[1].track
    answers = [
        plain,
        service.recommend(first, 20, also=[second]),
        service.recommend(first, 20, also=[third]),
        service.recommend(first, 20, also=[second, third]),
        service.recommend(first, 20, disliked=[second]),
        service.recommend(first, 20, disliked=[best.name]),
        service.recommend(first, 20, Filters(discovery=1.0)),
        service.recommend(first, 20, Filters(per_artist=1)),
        service.recommend(first, 20, Filters(first_year=2100)),
        service.recommend(first, 20, Filters(played=frozenset({best.key}))),
        service.recommend(first, 20, Filters(played=frozenset({next_best.key}))),
    ]
    for at, answer in enumerate(answers):
        assert all(answer != other for other in answers[at + 1 :])
    assert [len(answer.seeds) for answer in answers[:4]] == [1, 2, 2, 3]
    assert [seed.key for seed in answers[5].disliked] == [best.key]
    for out in (answers[5], answers[9]):
        assert best.key not in [item.track.key for item in out.items]


def test_a_seed_named_again_is_one_seed_and_can_not_be_disliked(
    service: LiveService, data: tuple[Store, Path]
) -> None:
    first, second = (track.name for track in data[0].most_played(2))
    answer = service.recommend(first, 5, also=[second, first.upper(), second])
    assert [seed.name for seed in answer.seeds] == [first, second]
    with pytest.raises(BadInput, match="Take one away"):
        service.recommend(first, 5, disliked=[first])
    with pytest.raises(BadInput, match="at most"):
        service.recommend(first, 5, also=[second] * 200)


def test_a_further_seed_and_a_disliked_track_must_be_known(
    service: LiveService, data: tuple[Store, Path]
) -> None:
    first = a_seed(data[0])
    for more in ({"also": ["Zzyzx - Qoph"]}, {"disliked": ["Zzyzx - Qoph"]}):
        with pytest.raises(UnknownTrack, match="Zzyzx - Qoph"):
            service.recommend(first, 5, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "link", [f"https://open.spotify.com/album/{'a' * 22}", "https://x.example"]
)
def test_a_further_link_that_leads_to_no_track_is_told_apart_from_the_others(
    service: LiveService, data: tuple[Store, Path], link: str
) -> None:
    first = a_seed(data[0])
    for more in ({"also": [link]}, {"disliked": [link]}):
        with pytest.raises(UnknownTrack) as told:
            service.recommend(first, 5, **more)  # type: ignore[arg-type]
        assert told.value.text == link
    with pytest.raises(BadInput) as alone:
        service.recommend(link, 5)
    assert str(told.value) == str(alone.value)


def test_a_cold_first_seed_is_not_waited_for_where_another_one_is_known(
    service: LiveService, data: tuple[Store, Path]
) -> None:
    known = a_seed(data[0])
    with pytest.raises(NeedsListening):
        service.recommend("Zzyzx - Qoph", 5)
    answer = service.recommend("Zzyzx - Qoph", 5, also=[known])
    assert [item.track for item in answer.items] == [
        item.track for item in service.recommend(known, 5).items
    ]
    assert "“Zzyzx - Qoph”" in answer.note


def test_shared_sets_of_several_seeds_are_those_that_the_answer_counts(
    service: LiveService, data: tuple[Store, Path]
) -> None:
    first, second = data[0].most_played(2)
    answer = service.recommend(first.name, 10, also=[second.name])
    for item in answer.items:
        told = service.shared_sets(first.key, item.track.key, also=[second.key])
        assert len(told) == item.evidence.sets


def test_training_again_and_importing_make_old_answers_stale(
    tmp_path: Path, world: World, services: ServiceSettings
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill_catalogue(store, world)
    train(store, tmp_path)
    flask = Flask(__name__)
    create_cache(flask)
    with flask.test_request_context():
        service = LiveService(
            store,
            Engines(store, tmp_path),
            services,
            spotify_access(store, services),
            Ears(services, tmp_path),
        )
        name = a_seed(store)
        before = service.recommend(name, 20)
        train(store, tmp_path, seed=1)
        retrained = service.recommend(name, 20)
        assert [item.score for item in retrained.items] != [item.score for item in before.items]

        best = retrained.items[0]
        plays = tuple(Play(track.artist, track.title) for track in (before.seeds[0], best.track))
        store.writer().put_set(SetList("test", "1", "One more", "2026-01-01", ("DJ New",), plays))
        imported = service.recommend(name, 20).items[0]
        assert imported.track.id == best.track.id
        assert imported.evidence.sets == best.evidence.sets + 1
        assert imported.evidence.adjacent == best.evidence.adjacent + 1
    store.close()


def test_a_link_is_looked_up_once_and_then_remembered(
    service: LiveService, sandbox: Sandbox, world: World, data: tuple[Store, Path]
) -> None:
    track = next(
        t
        for t in world.tracks
        if (known := data[0].track_by_key(t.identity)) and not known.spotify_uri and known.sets > 3
    )
    for _ in range(2):
        answer = service.recommend(f"https://open.spotify.com/track/{track.spotify_id}", 20)
        assert answer.seeds[0].key == track.identity
    calls = [call for call in sandbox.requests if call.path.startswith("/v1/tracks/")]
    assert len(calls) == 1
    known = data[0].track_by_key(track.identity)
    assert known
    assert known.spotify_uri == track.uri
    isrc = resolution(data[0].engine, known.id, ISRC)
    assert isrc
    assert isrc.uri == f"isrc:{track.isrc}"


def test_a_link_without_any_account_says_what_to_do(data: tuple[Store, Path]) -> None:
    store, models = data
    nowhere = ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": None})
    no_secret = ServiceSettings.model_validate(
        {"SPOTIFY_CLIENT_ID": "id", "SPOTIFY_CLIENT_SECRET": None}
    )
    flask = Flask(__name__)
    flask.secret_key = "a key for tests"
    create_cache(flask)
    with flask.test_request_context():
        for settings, kind in ((nowhere, NotAllowed), (no_secret, LoginExpired)):
            service = LiveService(
                store,
                Engines(store, models),
                settings,
                spotify_access(store, settings),
                Ears(settings, models),
            )
            with pytest.raises(kind, match="type Artist - Title"):
                service.recommend("spotify:track:" + "0" * 22, 20)


def test_unknown_ids_and_a_silent_spotify_are_told_apart(
    service: LiveService, sandbox: Sandbox
) -> None:
    with pytest.raises(NotFound):
        service.recommend("spotify:track:" + "0" * 22, 20)
    sandbox.faults.add(Fault("status", path="/v1/tracks", status=503, times=None))
    with pytest.raises(Unavailable):
        service.recommend("spotify:track:" + "1" * 22, 20)


def test_an_untrained_catalogue_says_what_to_run(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    settings = ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": None})
    service = LiveService(
        store,
        Engines(store, tmp_path),
        settings,
        spotify_access(store, settings),
        Ears(settings, tmp_path),
    )
    status = service.status()
    assert not status.ready
    assert "train" in status.message
    with pytest.raises(NotTrained):
        service.recommend("a - b", 20)
    store.close()


def test_a_model_that_can_not_be_read_leaves_the_one_before_in_use(
    tmp_path: Path, world: World
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill_catalogue(store, world)
    train(store, tmp_path)
    engines = Engines(store, tmp_path)
    before = engines.current()
    (tmp_path / "segue" / "current").write_text("nonsense")
    assert engines.current() is before
    (tmp_path / "segue" / "current").unlink()
    assert engines.current() is before
    train(store, tmp_path, seed=1)
    assert engines.current() is not before
    store.close()


def test_a_database_that_fails_is_one_sentence(
    service: LiveService, data: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("disk I/O error"))

    monkeypatch.setattr(Store, "track_by_key", fail)
    with pytest.raises(SegueError, match="database does not answer"):
        service.recommend("a - b", 20)
    monkeypatch.setattr(Store, "counts", fail)
    assert "database does not answer" in service.status().message
