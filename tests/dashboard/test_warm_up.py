"""What is loaded once is there before the first question."""

import logging

import pytest

from dashboard.warm_up import warm_up
from recommender.errors import NotTrained
from recommender.recommendations import Recommendations
from tests.dashboard.fake_service import FakeService, make_server, services_of


def test_every_page_is_asked_once(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    server, asked = make_server(service), []
    for part, names in (
        (service, ("suggest", "recommend")),
        (service.djs, ("search", "profile", "company", "would_like")),
        (service.catalogue, ("state",)),
    ):
        for name in names:
            real = getattr(part, name)

            def ask(*given: object, real=real, name=name, **more: object) -> object:
                asked.append(name)
                return real(*given, **more)

            monkeypatch.setattr(part, name, ask)
    warm_up(server, services_of(service)).join(timeout=30)
    wanted = ["suggest", "recommend", "search", "profile", "company", "would_like", "state"]
    assert asked == wanted


def test_what_fails_keeps_nothing_else_from_being_loaded(
    service: FakeService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> Recommendations:
        raise NotTrained("There is no model yet.")

    asked: list[str] = []
    monkeypatch.setattr(service, "recommend", fail)
    monkeypatch.setattr(service.catalogue, "state", lambda: asked.append("state"))
    with caplog.at_level(logging.INFO, "dashboard.warm_up"):
        warm_up(make_server(service), services_of(service)).join(timeout=30)
    assert asked == ["state"]
    assert "There is no model yet." in caplog.text
