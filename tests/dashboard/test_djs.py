"""The page DJs: its routes and suggestions over the fake, its service over the sandbox's world."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard import live_djs
from dashboard.callbacks.djs import suggestions
from dashboard.demo import fill_catalogue
from dashboard.engines import Engines
from dashboard.live_djs import LiveDjs
from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.store import Store
from recommender.errors import NotTrained, SegueError, UnknownDj
from recommender.training import train
from scrapers.sandbox.world import World
from tests.dashboard.fake_djs import NASTY
from tests.dashboard.fake_service import FakeService
from tests.recommender.builders import a_set, an_analysis, fill


def test_a_profile_says_how_much_it_is_and_has_a_row_a_track(client: FlaskClient) -> None:
    answer = client.get("/djs/profile?dj=mira+voss").get_json()
    assert answer["dj"] == {"key": "mira voss", "name": "Mira Voss", "sets": 40}
    assert answer["facts"] == "40 sets, 2011 to 2023, 120 tracks"
    first = dict(zip(answer["columns"], answer["tracks"][0], strict=True))
    assert (first["title"], first["plays"], first["camelot"]) == ("Afterglow", 40, "8A")
    assert {"key", "artist", "tempo_bpm", "h1", "h2", "first", "last"} < set(first)


def test_only_web_addresses_become_links_and_a_sets_title_loses_its_date(
    client: FlaskClient,
) -> None:
    sets = client.get("/djs/profile?dj=mira+voss").get_json()["sets"]
    assert {dj_set["url"] for dj_set in sets} == {None, "https://sets.example/1"}
    assert sets[0]["title"] == "Mira Voss - Harbour Lights 000"
    assert sets[1]["others"] == [{"key": "tessel", "name": "Tessel"}]


def test_a_dj_of_undated_sets_has_no_years_and_no_picture(client: FlaskClient) -> None:
    answer = client.get("/djs/profile?dj=empty").get_json()
    assert answer["facts"] == "1 set, 0 tracks"
    assert answer["picture"] is None


def test_a_name_that_nobody_has_is_answered_with_names_to_try(client: FlaskClient) -> None:
    answer = client.get("/djs/profile?dj=whoever").get_json()
    assert "whoever" in answer["unknown"]
    assert answer["names"] == ["Mira Voss", "Tessel", "Marble Arcade"]


@pytest.mark.parametrize(
    ("dj", "status", "words"),
    [
        ("", 400, "Type the name"),
        ("x" * 501, 400, "too long"),
        ("x\x00", 400, "nobody can read"),
        ("down", 400, "does not answer"),
        ("crash", 500, "Something went wrong"),
    ],
)
def test_what_fails_is_one_sentence(client: FlaskClient, dj: str, status: int, words: str) -> None:
    answer = client.get("/djs/profile", query_string={"dj": dj})
    assert answer.status_code == status
    assert words in answer.get_json()["error"]


def test_an_empty_catalogue_says_what_to_do(client: FlaskClient, service: FakeService) -> None:
    service.djs.djs = []
    assert client.get("/djs/most").get_json() == {"djs": []}
    answer = client.get("/djs/profile?dj=mira").get_json()
    assert "Bring in set lists first" in answer["unknown"]
    assert answer["names"] == []


def test_company_and_what_the_dj_would_like_are_asked_for_apart(client: FlaskClient) -> None:
    company = client.get("/djs/company?dj=mira+voss").get_json()
    assert company["alike"][0] == {
        "key": "tessel", "name": "Tessel", "sets": 35, "shared": 61, "likeness": 0.61,
    }  # fmt: skip
    assert company["typical"][0]["name"] == "Mira Voss - Afterglow"
    assert len(company["typical"]) == 5
    liked = client.get("/djs/liked?dj=mira+voss").get_json()["tracks"]
    assert len(liked) == 20
    assert {"key", "artist", "title", "camelot", "tempo_bpm", "h1", "h2"} == set(liked[0])


def test_suggestions_are_names_with_how_many_sets(service: FakeService) -> None:
    assert suggestions(service.djs, " inÈs ") == [
        {"value": "Inès Kált", "label": "Inès Kált", "sets": "15 sets", "dj": "ines kalt"}
    ]
    assert suggestions(service.djs, "") == suggestions(service.djs, None) == []
    assert suggestions(service.djs, "m" * 501) == []
    assert suggestions(service.djs, "<img")[0]["value"] == NASTY


def test_a_catalogue_that_is_silent_suggests_nothing(service: FakeService) -> None:
    def silent(text: str, limit: int = 8) -> list:
        raise SegueError("The catalogue's database does not answer.")

    service.djs.search = silent  # type: ignore[method-assign]
    assert suggestions(service.djs, "mira") == []


# -- over the sandbox's world


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, world: World) -> Iterator[tuple[Store, Path]]:
    folder = tmp_path_factory.mktemp("var")
    store = Store(f"sqlite:///{folder / 'segue.db'}")
    fill_catalogue(store, world)
    train(store, folder / "models")
    yield store, folder / "models"
    store.close()


@pytest.fixture
def live(data: tuple[Store, Path]) -> LiveDjs:
    store, models = data
    return LiveDjs(store, Engines(store, models))


def test_every_answer_about_a_dj_of_the_world_hangs_together(live: LiveDjs) -> None:
    dj = live.search("", 1)[0]
    assert live.search(dj.name, 3)[0] == dj
    profile = live.profile(dj.key)
    assert profile.dj == dj
    played = {played.track.key for played in profile.tracks}
    company = live.company(dj.key, 5, 5)
    assert len(company.alike) == len(company.typical) == 5
    assert dj.key not in {other.dj.key for other in company.alike}
    assert {track.key for track in company.typical} <= played
    for other in company.alike:
        theirs = {played.track.key for played in live.profile(other.dj.key).tracks}
        assert other.shared == len(played & theirs)
    assert not played & {track.key for track in live.would_like(dj.key, 20)}


def test_the_tracks_to_start_from_come_in_the_order_of_how_often_the_dj_plays_them(
    live: LiveDjs,
) -> None:
    for dj in live.search("", 6):
        plays = {played.track.key: played.plays for played in live.profile(dj.key).tracks}
        counts = [plays[track.key] for track in live.company(dj.key, 5, 5).typical]
        assert counts == sorted(counts, reverse=True)


def test_where_no_set_has_a_style_a_profile_says_how_the_plays_sound(
    live: LiveDjs, data: tuple[Store, Path]
) -> None:
    store, _ = data
    dj = live.search("", 1)[0]
    before = live.profile(dj.key)
    assert not any(style.style for style in before.styles)
    ids = store.track_ids([played.track.key for played in before.tracks])
    most = ids[before.tracks[0].track.key]
    put_analyses(store, [(most, "deezer", an_analysis(126.0, "8A"))], "v1")
    heard = LiveDjs(store, Engines(*data)).profile(dj.key).heard
    genres = Counter[str]()
    for year in heard:
        genres[year.genre] += year.plays
    assert genres.total() == sum(played.plays for played in before.tracks if played.first)
    assert max(genres.values()) == genres[""]
    assert len(genres) == 2


def test_whom_nobody_knows_gets_names_from_every_question(live: LiveDjs) -> None:
    for ask in (
        live.profile,
        lambda key: live.company(key, 5, 5),
        lambda key: live.would_like(key, 5),
    ):
        with pytest.raises(UnknownDj) as raised:
            ask("qqqqqq")
        assert raised.value.suggestions


def test_a_new_dj_has_company_at_once_and_old_ones_after_a_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    live = LiveDjs(store, Engines(store, tmp_path / "models"))
    fill(store, [a_set(1, "A - One", djs=("Ada",)), a_set(2, "A - One", djs=("Bea",))])
    assert [other.dj.name for other in live.company("ada", 5, 5).alike] == ["Bea"]
    fill(store, [a_set(3, "A - One", djs=("Cyd",))])
    assert len(live.company("ada", 5, 5).alike) == 1
    assert len(live.company("cyd", 5, 5).alike) == 2
    assert len(live.company("ada", 5, 5).alike) == 2
    fill(store, [a_set(4, "A - One", djs=("Dot",))])
    monkeypatch.setattr(live_djs, "_PAUSE_S", 0.0)
    assert len(live.company("ada", 5, 5).alike) == 3
    store.close()


def test_without_a_model_the_profile_is_there_and_the_rest_says_what_is_missing(
    tmp_path: Path,
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill(store, [a_set(1, "A - One", djs=("Ada",))])
    live = LiveDjs(store, Engines(store, tmp_path / "models"))
    assert live.profile("ada").dj.sets == 1
    with pytest.raises(NotTrained):
        live.would_like("ada", 20)
    store.close()


def test_a_database_that_fails_is_one_sentence(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    live = LiveDjs(store, Engines(store, tmp_path / "models"))
    with store.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE set_dj"))
    with pytest.raises(SegueError, match="database does not answer"):
        live.search("ada")
    store.close()
