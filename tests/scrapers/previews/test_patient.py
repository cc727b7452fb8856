"""A finder for long runs waits for its turn, and no longer than the run."""

import threading

import pytest

from scrapers.errors import PreviewsOff
from scrapers.previews import itunes
from scrapers.previews.finder import Wanted
from scrapers.previews.patient import Stopped, patient_finder
from tests.scrapers.previews.stub import Services


@pytest.fixture(autouse=True)
def settings(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEZER_API_URL", f"{services.url}/deezer")
    monkeypatch.setenv("ITUNES_API_URL", f"{services.url}/itunes")


def test_whoever_waits_when_the_run_ends_is_let_go(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(itunes, "CALLS", 1)
    ended: list[type[BaseException]] = []

    def ask_twice() -> None:
        try:
            for title in ("Minus", "Plus"):
                finder.find(Wanted("Robert Hood", title))
        except Stopped as error:
            ended.append(type(error))

    with patient_finder() as finder:
        waiting = threading.Thread(target=ask_twice)
        waiting.start()
        waiting.join(timeout=0.5)
        assert waiting.is_alive()
    waiting.join(timeout=30)
    assert ended == [Stopped]


def test_turned_off_there_is_no_finder(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_PREVIEWS", "off")
    with pytest.raises(PreviewsOff), patient_finder():
        pytest.fail("nobody is to be asked")
