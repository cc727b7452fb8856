"""The page Catalogue: what it says, what it draws again, and what it says when something fails."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from dash import no_update
from flask import Flask

from dashboard import live_catalogue
from dashboard.ages import ago, lasted
from dashboard.cache import create_cache
from dashboard.callbacks.catalogue import answer
from dashboard.live_catalogue import LiveCatalogue
from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.overview import Overview
from recommender.catalogue.runs import record
from recommender.catalogue.store import Store
from recommender.training import train
from tests.dashboard.fake_catalogue import NOW, FakeCatalogue, a_run
from tests.recommender.builders import a_set, an_analysis, fill


@pytest.fixture
def service() -> FakeCatalogue:
    return FakeCatalogue()


def words(*parts: object) -> str:
    """All that parts of a page say, in one text."""
    return json.dumps([part for part in parts if part is not None], default=_json)


def _json(part: object) -> object:
    return part.to_plotly_json()  # type: ignore[attr-defined]


def test_the_page_tells_how_fresh_it_is(service: FakeCatalogue) -> None:
    figures, *_ = answer(service, None)
    told = words(figures)
    for expected in ("4,812", "2026-11-14", "3 days ago", "12 sets have come in"):
        assert expected in told
    assert "python -m recommender train" in told


def test_what_failed_says_why_and_what_to_run(service: FakeCatalogue) -> None:
    told = words(answer(service, None)[1])
    assert "MixesDB does not answer just now" in told
    assert "python -m scrapers update" in told
    assert "Did not end" in told


def test_what_did_not_change_is_not_drawn_again(service: FakeCatalogue) -> None:
    marks = answer(service, None)[5]
    assert answer(service, marks)[:3] == (no_update, no_update, no_update)
    ended = (a_run(31, "previews", "done", "Listened to 3 tracks."), *service.shown.runs[1:])
    service.shown = replace(service.shown, runs=ended)
    figures, runs, pages, *_ = answer(service, marks)
    assert (figures, pages) == (no_update, no_update)
    assert "Listened to 3 tracks." in words(runs)


def test_what_stands_there_stays_when_the_service_fails(service: FakeCatalogue) -> None:
    service.fails = "The catalogue's database does not answer."
    *parts, sentence, hidden, marks = answer(service, None)
    assert parts == [no_update] * 3
    assert (sentence, hidden, marks) == (service.fails, False, no_update)


def test_an_empty_catalogue_says_what_to_run(service: FakeCatalogue) -> None:
    service.shown = replace(service.shown, overview=Overview(0, 0, 0, 0), training=None, runs=())
    figures, runs, pages, *_ = answer(service, None)
    assert "python -m scrapers import FILE" in words(figures)
    assert pages is None
    assert "No command has run" in words(runs)


def test_the_demo_says_that_it_is_invented_and_asks_nobody_to_run_anything(
    service: FakeCatalogue,
) -> None:
    service.shown = replace(service.shown, demo=True, runs=())
    told = words(*answer(service, None)[:3])
    assert "invented" in told
    assert "python -m" not in told


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3, "just now"), (60, "1 minute ago"), (7300, "2 hours ago"), (3 * 86400, "3 days ago"),
     (70 * 86400, "2 months ago"), (800 * 86400, "2 years ago"), (-5, "just now")],
)  # fmt: skip
def test_ages_are_told_as_one_says_them(seconds: int, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_spans_are_told_shortly() -> None:
    spans = [timedelta(seconds=s) for s in (-1, 12, 240, 7500)]
    assert [lasted(span) for span in spans] == ["0 s", "12 s", "4 min", "2 h 05 min"]


def test_the_real_catalogue_tells_what_came_in_since_the_training(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'segue.db'}"
    store, server = Store(url), Flask("test")
    create_cache(server)
    fill(store, [a_set(n, "X - A", "X - B", "X - C") for n in range(4)])
    live = LiveCatalogue(store, tmp_path / "models")
    with server.app_context():
        assert live.state().training is None
        train(store, tmp_path / "models")
        fill(store, [a_set(9, "X - A", "X - D")])
        record(url, "import", lambda told: 0)
        state = live.state()
    assert state.training is not None
    assert state.training.changed == 1
    assert state.overview.sets == 5
    assert [run.command for run in state.runs] == ["import"]
    store.close()


def test_another_genre_network_is_noticed_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, server = Store(f"sqlite:///{tmp_path / 'segue.db'}"), Flask("test")
    create_cache(server)
    fill(store, [a_set(1, "X - A")])
    track = store.track_ids(["x - a"])["x - a"]
    put_analyses(store, [(track, "deezer", an_analysis())], "v1")
    live, heard = LiveCatalogue(store, tmp_path / "models"), []
    with server.app_context():
        for version in ("v1", "v2"):
            monkeypatch.setattr(live_catalogue, "genre_version", lambda _, v=version: v)
            heard.append(live.state().overview.everything.heard)
    assert heard == [1, 0]
    store.close()
