"""The page DJs in a real browser, over the fake service and over the demo."""

import re
import threading
from dataclasses import replace

import pytest

from dashboard.start import Dashboard
from recommender.catalogue.djs import load_profile, search_djs
from tests.dashboard.fake_service import NASTY, FakeService

pytestmark = pytest.mark.browser

ROWS = "#dj-track-list > li"


def shows(page, name: str) -> None:
    """Wait for the DJ's profile."""
    page.locator(".djs.has-profile #dj-name", has_text=name).wait_for()
    page.locator(".djs:not(.is-busy)").wait_for(state="attached")


def titles(page) -> list[str]:
    return page.locator(f"{ROWS} .track-name a").all_inner_texts()


def test_from_a_few_letters_to_a_dj_and_on_to_one_who_plays_alike(page, url: str) -> None:
    page.goto(f"{url}/djs")
    page.locator("#dj-most a", has_text="Tessel 35 sets").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("kalt in", delay=20)
    page.locator(".dj-option", has_text="Inès Kált").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    shows(page, "Inès Kált")
    assert page.url.endswith("/djs?dj=ines+kalt")
    assert page.inner_text("#dj-facts") == "15 sets, 2019 to 2023, 120 tracks"
    assert page.evaluate("document.activeElement.id") == "dj-name"
    page.locator("#dj-alike a", has_text="Tessel").click()
    shows(page, "Tessel")
    assert page.input_value("#dj-box") == "Tessel"
    page.go_back()
    shows(page, "Inès Kált")
    page.go_back()
    page.locator("#dj-most a").first.wait_for()
    assert page.title() == "DJs · Segue"
    page.go_forward()
    shows(page, "Inès Kált")
    assert page.title() == "Inès Kált · Segue"


def test_a_shared_link_and_a_reload_show_the_same_tracks_in_the_same_order(page, url: str) -> None:
    page.goto(f"{url}/djs?dj=mira+voss")
    shows(page, "Mira Voss")
    page.click('[data-dj-sort="name"]')
    page.fill("#dj-filter", "kalt after")
    page.wait_for_url("**/djs?dj=mira+voss&by=name&has=kalt+after")
    shown = titles(page)
    assert shown
    assert all("After" in title for title in shown)
    assert page.inner_text("#dj-tracks-heading") == f"{len(shown)} of 120 tracks"
    page.reload()
    shows(page, "Mira Voss")
    assert titles(page) == shown
    assert page.get_attribute('[data-dj-sort="name"]', "aria-pressed") == "true"


def test_tracks_sort_by_plays_by_last_play_and_by_name(
    page, url: str, service: FakeService
) -> None:
    played = service.djs.profile("mira voss").tracks
    page.goto(f"{url}/djs?dj=mira+voss")
    shows(page, "Mira Voss")
    assert titles(page) == [p.track.title for p in played[:100]]
    page.click('[data-dj-sort="last"]')
    last = sorted(played, key=lambda p: p.last, reverse=True)
    assert titles(page)[0] in {p.track.title for p in last if p.last == last[0].last}
    page.click('[data-dj-sort="name"]')
    names = page.locator(f"{ROWS} .track-name span").all_inner_texts()
    assert names[0] == "Âme Røde"
    assert names[-1] in ("Pale Engine", "Nocturne 88", "Rotunda", "Mira Voss", "Sola Verde")


def test_a_dj_of_twenty_thousand_tracks_is_drawn_a_hundred_at_a_time(
    page, url: str, service: FakeService
) -> None:
    one = service.djs.tracks[0]
    service.djs.tracks = [
        replace(one, id=n, key=f"track {n}", title=f"Track {n}") for n in range(20_000)
    ]
    page.goto(f"{url}/djs?dj=mira+voss")
    shows(page, "Mira Voss")
    assert page.locator(ROWS).count() == 100
    page.locator("#dj-tracks-foot", has_text="19,900 left").wait_for()
    page.click("#dj-tracks-foot button")
    assert page.locator(ROWS).count() == 200
    assert page.evaluate("document.activeElement.textContent") == "Track 100"
    page.fill("#dj-filter", "track 1999")
    assert set(titles(page)) == {f"Track {n}" for n in range(20_000) if "1999" in str(n)}
    page.fill("#dj-filter", "no such words")
    page.locator("#dj-tracks-foot", has_text="None of the tracks").wait_for()
    page.click("#dj-tracks-foot button")
    assert page.locator(ROWS).count() == 100


def test_tracks_go_into_the_crate_one_by_one_and_the_twenty_most_played_at_once(
    page, url: str, service: FakeService
) -> None:
    page.goto(f"{url}/djs?dj=tessel")
    shows(page, "Tessel")
    second = page.locator(f"{ROWS} .add-button").nth(1)
    second.click()
    page.locator("#crate-list li").wait_for()
    assert second.get_attribute("aria-pressed") == "true"
    page.click("#dj-add-most")
    page.locator("#crate-list li").nth(19).wait_for()
    assert page.locator("#crate-list li").count() == 20
    page.locator("#dj-spoken", has_text="19 tracks put into the crate").wait_for(state="attached")
    pressed = page.locator(f"{ROWS} .add-button[aria-pressed=true]").count()
    assert pressed == 20


def test_a_track_and_the_typical_tracks_lead_to_find_as_seeds(page, url: str) -> None:
    page.goto(f"{url}/djs?dj=mira+voss")
    shows(page, "Mira Voss")
    link = page.locator("#dj-seeds a")
    link.wait_for()
    assert link.get_attribute("href").count("seed=") == 5
    assert link.inner_text() == "Use these 5 as seeds"
    assert "Mira Voss - Afterglow; " in link.get_attribute("title")
    page.locator(f"{ROWS} .track-name a", has_text="Glass Tide").first.click()
    page.locator(".seed-card", has_text="Glass Tide").wait_for(timeout=30_000)
    page.go_back()
    shows(page, "Mira Voss")
    assert page.locator(ROWS).count() == 100
    link.click()
    page.locator(".seed-card", has_text="Afterglow").wait_for()
    assert page.url.count("seed=") == 5


def test_what_the_dj_would_like_can_be_chosen_and_played(page, url: str) -> None:
    page.goto(f"{url}/djs?dj=mira+voss")
    liked = page.locator("#dj-liked-body li")
    liked.nth(19).wait_for()
    assert liked.count() == 20
    liked.first.locator(".add-button").click()
    page.locator("#crate-list li").wait_for()
    assert liked.first.locator(".play-button").get_attribute("aria-label")


def test_sets_fold_by_year_and_only_web_addresses_are_links(page, url: str) -> None:
    page.goto(f"{url}/djs?dj=mira+voss")
    shows(page, "Mira Voss")
    years = page.locator(".dj-year")
    assert years.first.locator("summary").inner_text().split() == ["2023", "3", "sets"]
    assert years.last.locator("summary b").inner_text() == "Undated"
    assert page.locator(".dj-sets").count() == 1
    years.nth(1).locator("summary").click()
    page.locator(".dj-sets").nth(1).wait_for()
    assert page.locator('a[href^="javascript"]').count() == 0
    link = years.first.locator(".set-title a")
    assert link.get_attribute("rel") == "noopener noreferrer"
    page.locator(".dj-sets .set-djs a", has_text="Tessel").first.click()
    shows(page, "Tessel")


def test_text_from_outside_stays_text(page, url: str) -> None:
    page.goto(f"{url}/djs?dj=mira+voss")
    shows(page, "Mira Voss")
    page.locator(ROWS, has_text=NASTY).first.wait_for()
    page.locator("#dj-figure .bars path").first.wait_for()
    page.locator(".dj-legend", has_text=NASTY).wait_for()
    page.locator("#dj-alike a", has_text=NASTY).click()
    shows(page, NASTY)
    assert page.locator("img").count() == 0


def test_the_picture_has_words_and_a_table_and_follows_dark_and_light(page, url: str) -> None:
    page.goto(f"{url}/djs?dj=mira+voss")
    bars = page.locator("#dj-figure .bars")
    bars.nth(9).wait_for()
    assert "Stacked bars" in page.get_attribute("#dj-figure", "aria-label")
    legend = page.locator(".dj-legend .dj-swatch")
    assert legend.count() == bars.count() == 10
    paint = "(node, name) => getComputedStyle(node).getPropertyValue(name)"

    def colours() -> tuple[list[str], list[str]]:
        drawn = [bars.nth(n).locator("path").first.evaluate(paint, "fill") for n in range(10)]
        told = [legend.nth(n).evaluate(paint, "background-color") for n in range(10)]
        return drawn, told

    dark, told = colours()
    assert dark == told
    assert len(set(dark)) == 10
    page.click("#theme-toggle")
    page.locator(':root[data-mantine-color-scheme="light"]').wait_for(state="attached")
    light, told = colours()
    assert light == told
    assert light != dark
    page.click(".dj-table summary")
    assert page.locator(".dj-table tbody tr").count() == 14
    page.goto(f"{url}/djs?dj=tessel")  # no set of this DJ has a style
    shows(page, "Tessel")
    assert page.inner_text("#dj-picture-heading") == "Sets over the years"
    page.locator("#dj-figure .bars path").first.wait_for()
    assert page.locator(".dj-legend").count() == 0


def test_where_no_set_has_a_style_the_genres_by_sound_are_shown_and_said_to_be_that(
    page, url: str
) -> None:
    page.goto(f"{url}/djs?dj=rotunda")
    shows(page, "Rotunda")
    page.locator("#dj-figure .bars").nth(3).wait_for()
    assert page.inner_text("#dj-picture-heading") == "Genres over the years, by sound"
    assert "counted in plays" in page.inner_text(".dj-caption")
    assert "plays by genre" in page.get_attribute("#dj-figure", "aria-label")
    page.click(".dj-table summary")
    assert page.locator(".dj-table tbody tr").first.inner_text().split() == [
        "2018", "30", "23", "16", "9",
    ]  # fmt: skip


def test_another_size_while_another_page_shows_does_no_harm(page, url: str) -> None:
    page.goto(f"{url}/djs?dj=mira+voss")
    page.locator("#dj-figure .bars path").first.wait_for()
    page.click('.rail-link[data-page="find"]')
    page.locator("#seed").wait_for()
    page.set_viewport_size({"width": 800, "height": 700})
    page.wait_for_timeout(400)
    page.click('.rail-link[data-page="djs"]')
    shows(page, "Mira Voss")
    page.locator("#dj-figure .bars path").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 800


def test_an_unknown_name_gets_names_to_try(page, url: str) -> None:
    page.goto(f"{url}/djs?dj=Somebody+Else")
    page.locator("#dj-error p", has_text="No set in the catalogue is by “Somebody Else”").wait_for()
    assert page.locator(".dj-profile").is_hidden()
    page.locator("#dj-error a", has_text="Tessel").click()
    shows(page, "Tessel")
    assert page.locator("#dj-error p").count() == 0


def test_a_name_as_it_is_written_becomes_the_djs_own_address(page, url: str) -> None:
    page.goto(f"{url}/djs")
    page.fill("#dj-box", "Mira VOSS")
    page.keyboard.press("Enter")
    shows(page, "Mira Voss")
    page.wait_for_url("**/djs?dj=mira+voss")
    page.go_back()
    page.locator(".djs.is-start #dj-most a").first.wait_for()


def test_an_empty_catalogue_says_what_to_do(page, url: str, service: FakeService) -> None:
    service.djs.djs = []
    page.goto(f"{url}/djs")
    page.locator("#dj-error p", has_text="python -m scrapers import FILE").wait_for()
    assert page.locator("#dj-most-heading").is_hidden()


def test_a_dj_of_whom_little_is_known_is_told_in_sentences(page, url: str) -> None:
    page.goto(f"{url}/djs?dj=empty")
    shows(page, "Empty")
    page.locator("#dj-alike .dj-nothing").wait_for()
    page.locator("#dj-liked .dj-nothing", has_text="python -m recommender train").wait_for()
    page.locator("#dj-tracks-foot", has_text="names a track").wait_for()
    assert page.locator("#dj-picture").is_hidden()
    assert page.locator("#dj-add-most").is_disabled()


def test_a_late_answer_never_replaces_a_newer_one(page, url: str, service: FakeService) -> None:
    go_on = threading.Event()
    service.djs.pause = lambda: go_on.wait(8) and None
    page.goto(f"{url}/djs")
    page.locator("#dj-most a", has_text="Slow").click()
    page.locator(".djs.is-busy").wait_for()
    page.evaluate("segue.router.open('/djs?dj=tessel')")
    shows(page, "Tessel")
    go_on.set()
    page.wait_for_timeout(600)
    shows(page, "Tessel")
    assert page.url.endswith("dj=tessel")


# -- what fails: the console tells of every answer that is none, so these have a page of their own


def test_a_service_that_fails_is_a_sentence_with_a_way_on(troubled, url: str) -> None:
    for dj, words in (("down", "database does not answer"), ("crash", "Something went wrong")):
        troubled.goto(f"{url}/djs?dj={dj}")
        troubled.locator("#dj-error p", has_text=words).wait_for()
        assert troubled.locator(".djs.is-busy").count() == 0
    troubled.fill("#dj-box", "Tessel")
    troubled.keyboard.press("Enter")
    shows(troubled, "Tessel")


def test_what_failed_can_be_tried_again_where_it_stands(
    troubled, url: str, service: FakeService
) -> None:
    service.djs.no_company = True
    troubled.goto(f"{url}/djs?dj=mira+voss")
    shows(troubled, "Mira Voss")
    troubled.locator("#dj-alike [role=alert]", has_text="database").wait_for()
    troubled.locator("#dj-liked [role=alert]", has_text="recommender train").wait_for()
    assert troubled.locator(ROWS).count() == 100
    service.djs.no_company = False
    troubled.click("#dj-alike-body button")
    troubled.locator("#dj-alike a", has_text="Tessel").wait_for()
    assert troubled.locator("#dj-liked [role=alert]").count() == 1


def test_a_server_that_is_gone_is_told_and_the_next_try_works(troubled, url: str) -> None:
    troubled.goto(f"{url}/djs")
    troubled.locator("#dj-most a").first.wait_for()
    troubled.route("**/djs/profile*", lambda route: route.abort())
    troubled.locator("#dj-most a", has_text="Tessel").click()
    troubled.locator("#dj-error p", has_text="Segue does not answer").wait_for()
    assert troubled.evaluate("document.activeElement.textContent") == "Try again"
    troubled.fill("#dj-box", "Mira Voss")
    troubled.keyboard.press("Enter")
    troubled.locator("#dj-error p", has_text="Segue does not answer").wait_for()
    troubled.wait_for_function("() => document.activeElement.textContent === 'Try again'")
    troubled.unroute("**/djs/profile*")
    troubled.keyboard.press("Enter")
    shows(troubled, "Mira Voss")


# -- small screens, and the real thing


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_on_a_phone_everything_fits_and_the_parts_are_a_tap_away(
    page, url: str, viewport: dict[str, int]
) -> None:
    page.goto(f"{url}/djs?dj=mira+voss")
    shows(page, "Mira Voss")
    page.locator("#dj-liked-body li").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".dj-jumps button", has_text="Sets").click()
    assert page.evaluate("document.activeElement.id") == "dj-sets-heading"
    assert page.locator("#dj-sets-heading").evaluate(
        "node => { const { top } = node.getBoundingClientRect(); return top >= 0 && top < 844 }"
    )
    for name in (".dj-track .play-button", ".dj-track .add-button", ".dj-sorts button"):
        box = page.locator(name).first.bounding_box()
        assert min(box["width"], box["height"]) >= 40, name


def test_over_the_demo_a_djs_page_says_what_the_catalogue_holds(
    page, demo: Dashboard, demo_port: int
) -> None:
    dj = search_djs(demo.store, "", 1)[0]
    profile = load_profile(demo.store, dj.key)
    page.goto(f"http://127.0.0.1:{demo_port}/djs")
    page.locator("#dj-most a", has_text=dj.name).first.click()
    shows(page, dj.name)
    facts = page.inner_text("#dj-facts")
    assert facts.startswith(f"{dj.sets} sets, ")
    assert facts.endswith(f"{len(profile.tracks):,} tracks")
    first = page.locator(ROWS).first
    assert first.locator(".dj-plays").inner_text() == f"{profile.tracks[0].plays}×"
    page.locator("#dj-figure .bars path").first.wait_for(timeout=30_000)
    page.locator("#dj-liked-body li").nth(19).wait_for()
    page.click("#dj-add-most")
    page.locator("#crate-list li").nth(19).wait_for()
    page.locator("#dj-alike a").first.click()
    page.wait_for_url(re.compile(r"dj=(?!" + re.escape(dj.key.replace(" ", r"\+")) + "$)"))
    page.go_back()
    shows(page, dj.name)
    page.click("#dj-seeds a")
    page.locator(".seed-card").wait_for()
    page.locator(".ag-center-cols-container .ag-row").first.wait_for()
