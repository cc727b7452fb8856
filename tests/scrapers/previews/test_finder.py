"""One service after the other: what one has is given, what nobody has is None, the rest is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from recommender.settings import read_settings
from scrapers.errors import PreviewsOff, RateLimited, ServiceError, Unavailable
from scrapers.previews.finder import PreviewFinder, Wanted
from scrapers.settings import ServiceSettings
from tests.scrapers.previews.stub import (
    QUOTA,
    Answer,
    Services,
    deezer_list,
    deezer_track,
    itunes_answer,
    itunes_track,
    sound,
)

MINUS = Wanted("Robert Hood", "Minus")


def has_deezer(services: Services) -> None:
    services.on("^/deezer/search", deezer_list(deezer_track(services.preview("/a.mp3"))))
    services.on("^/a.mp3$", sound(b"ID3 deezer"))


def has_itunes(services: Services) -> None:
    services.on("^/itunes/search", itunes_answer(itunes_track(services.preview("/b.m4a"))))
    services.on("^/b.m4a$", sound(b"ID3 itunes"))


def test_deezer_first(services: Services, finder: PreviewFinder) -> None:
    has_deezer(services)
    has_itunes(services)
    preview = finder.find(MINUS)
    assert preview is not None
    assert (preview.source, preview.data) == ("deezer", b"ID3 deezer")
    assert services.paths("/itunes") == []


def test_itunes_has_what_deezer_has_not(services: Services, finder: PreviewFinder) -> None:
    has_itunes(services)
    preview = finder.find(MINUS)
    assert preview is not None
    assert (preview.source, preview.data) == ("itunes", b"ID3 itunes")


def test_nobody_has_it(services: Services, finder: PreviewFinder) -> None:
    assert finder.find(MINUS) is None
    assert services.paths("/itunes") == ["/itunes/search"]


@pytest.mark.parametrize("down", [Answer(503), Answer(body=QUOTA), Answer(hang_up=True)])
def test_what_itunes_has_is_given_while_deezer_is_down(
    services: Services, finder: PreviewFinder, down: Answer
) -> None:
    has_itunes(services)
    services.on("^/deezer/", down)
    preview = finder.find(MINUS)
    assert preview is not None
    assert preview.source == "itunes"


def test_not_found_is_not_believed_while_a_service_is_down(
    services: Services, finder: PreviewFinder
) -> None:
    services.on("^/deezer/", Answer(body=QUOTA))
    with pytest.raises(RateLimited, match="Deezer"):
        finder.find(MINUS)
    services.on("^/itunes/", Answer(503))
    with pytest.raises(RateLimited, match="Deezer"):
        finder.find(MINUS)


def test_itunes_down_is_told_where_deezer_has_nothing(
    services: Services, finder: PreviewFinder
) -> None:
    services.on("^/itunes/", Answer(503))
    with pytest.raises(Unavailable, match="iTunes"):
        finder.find(MINUS)
    has_deezer(services)
    assert finder.find(MINUS) is not None


def test_a_preview_that_cannot_be_fetched_sends_us_on(
    services: Services, finder: PreviewFinder
) -> None:
    has_deezer(services)
    services.on("^/a.mp3$", Answer(503))
    with pytest.raises(ServiceError, match="Deezer's preview server"):
        finder.find(MINUS)
    has_itunes(services)
    preview = finder.find(MINUS)
    assert preview is not None
    assert preview.source == "itunes"


def test_who_is_known_to_have_it_is_asked_first(services: Services, finder: PreviewFinder) -> None:
    has_deezer(services)
    services.on("^/itunes/lookup", itunes_answer(itunes_track(services.preview("/b.m4a"))))
    services.on("^/b.m4a$", sound())
    preview = finder.find(MINUS, {"itunes": "9"})
    assert preview is not None
    assert preview.source == "itunes"
    assert services.paths("/deezer") == []


def test_turned_off_nobody_is_asked(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_PREVIEWS", "off")
    off = read_settings(ServiceSettings).previews
    assert off is False
    with (
        PreviewFinder(services.settings(previews=off)) as finder,
        pytest.raises(PreviewsOff, match=r"^Previews are turned off \(SEGUE_PREVIEWS\)\. "),
    ):
        finder.find(MINUS)
    assert services.asked == []


def test_many_threads_share_one_finder(services: Services, finder: PreviewFinder) -> None:
    tracks = [
        deezer_track(services.preview(f"/{n}.mp3"), "Robert Hood", f"Minus {n}", n + 1)
        for n in range(40)
    ]
    services.on("^/deezer/search", deezer_list(*tracks))
    for number in range(40):
        services.on(f"^/{number}.mp3$", sound(b"ID3 %d" % number))
    with ThreadPoolExecutor(8) as pool:
        wanted = [Wanted("Robert Hood", f"Minus {n}") for n in range(40)]
        found = list(pool.map(finder.find, wanted))
    assert [preview and preview.data for preview in found] == [b"ID3 %d" % n for n in range(40)]
