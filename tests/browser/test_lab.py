"""The page Lab in a real browser, over the fake service and over the demo."""

import threading
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from dashboard.lab_service import Figures
from dashboard.start import Dashboard
from tests.browser.playlist_window import PHONE, SEED
from tests.dashboard.fake_service import NASTY, FakeService

pytestmark = pytest.mark.browser

SLOW_MS = 60_000
"""Models learn from the demo's catalogue meanwhile, on a busy machine."""


def pressed(page, name: str) -> list[str]:
    """What is chosen of Data, Kept back, Question or Measure."""
    group = page.get_by_role("group", name=name, exact=True)
    return group.locator('[aria-pressed="true"]').all_inner_texts()


def first_model(page) -> str:
    return page.locator(".lab-row .lab-name").first.inner_text()


def columns(page) -> list[str]:
    return page.locator(".lab-column h3").all_inner_texts()


# -- results


def test_the_models_stand_in_order_with_intervals_and_differences_in_words(page, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="Lab", exact=True).click()
    rows = page.locator(".lab-row")
    expect(rows).to_have_count(7)
    expect(rows.first).to_have_class("lab-row is-default")
    expect(rows.first).to_contain_text("0.171 0.150 to 0.192")
    expect(rows.nth(1)).to_contain_text("No clear difference: −0.007")
    expect(rows.last).to_contain_text("Behind by 0.113")
    expect(page.locator("#lab-about")).to_contain_text("find the other tracks of that set")
    expect(page.locator("#lab-about")).to_contain_text("among the first 100 answers")
    expect(page.locator(".lab-measured")).to_contain_text("1,890 questions")
    values = [float(text.split()[0]) for text in page.locator(".lab-value").all_inner_texts()]
    assert values == sorted(values, reverse=True)
    dots = [box["x"] for dot in page.locator(".lab-dot").all() if (box := dot.bounding_box())]
    assert dots == sorted(dots, reverse=True)


def test_another_choice_shows_at_once_and_stands_in_the_address(page, url: str) -> None:
    page.goto(f"{url}/lab")
    page.get_by_role("button", name="Coverage").click()
    expect(page.locator(".lab-name").first).to_have_text("Item-kNN, BM25")
    expect(page.locator(".lab-table th.is-chosen")).to_have_text("Coverage")
    assert page.evaluate("document.activeElement.textContent") == "Coverage"
    page.get_by_role("button", name="Five tracks").click()
    expect(page.locator(".lab-multiple")).to_contain_text("1.53 times the figure of one track")
    page.get_by_role("button", name="Newest sets").click()
    page.wait_for_url("**/lab?data=wfmu&split=time&task=five-seeds&metric=coverage")
    page.get_by_role("button", name="mine", exact=True).click()
    expect(page.locator("#lab-about")).to_contain_text("Catalogue, measured on this machine.")
    assert pressed(page, "Kept back") == ["Any sets"]
    assert pressed(page, "Question") == ["One track"]


def test_a_shared_link_shows_the_same_figures(page, url: str) -> None:
    page.goto(f"{url}/lab?data=wfmu&split=time&task=next-track&metric=recall@10")
    expect(page.locator(".lab-row")).to_have_count(7)
    assert pressed(page, "Data") == ["WFMU"]
    assert pressed(page, "Kept back") == ["Newest sets"]
    assert pressed(page, "Question") == ["Mixed next"]
    assert pressed(page, "Measure") == ["Recall@10"]
    page.goto(f"{url}/lab?data=gone&split=gone&task=gone&metric=gone")
    expect(page.locator(".lab-row")).to_have_count(7)
    assert pressed(page, "Measure") == ["NDCG@100"]


def test_all_figures_stand_in_a_table(page, url: str) -> None:
    page.goto(f"{url}/lab")
    row = page.get_by_role("row", name="Item-kNN, cosine")
    expect(row.get_by_role("cell")).to_have_count(8)
    expect(row.get_by_role("cell").first).to_have_text("0.0980.086–0.110")
    expect(page.get_by_role("row", name="EASE").get_by_role("cell").last).to_have_text("24 s")


def test_nothing_measured_says_what_to_run(page, url: str, service: FakeService) -> None:
    service.lab.saved = Figures()
    page.goto(f"{url}/lab")
    expect(page.locator("#lab-results-message")).to_contain_text("recommender evaluate --save NAME")
    expect(page.locator("#lab-controls")).to_be_hidden()


def test_new_figures_show_when_one_comes_back(page, url: str, service: FakeService) -> None:
    service.lab.saved, saved = Figures(), service.lab.saved
    page.goto(f"{url}/lab")
    page.locator("#lab-results-message code").wait_for()
    page.get_by_role("link", name="Catalogue", exact=True).click()
    service.lab.saved = saved
    page.get_by_role("link", name="Lab", exact=True).click()
    expect(page.locator(".lab-row")).to_have_count(7)
    expect(page.locator("#lab-results-message")).to_be_empty()


# -- side by side


def test_from_a_few_letters_to_the_models_answers(page, url: str) -> None:
    page.goto(f"{url}/lab")
    page.get_by_role("button", name="Side by side").click()
    page.locator(".lab-start .chip").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.type("glass ti", delay=20)
    page.locator("#lab-found li", has_text="Glass Tide").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".lab-column")).to_have_count(4)
    assert columns(page) == ["Segue", "Popularity", "Item-kNN, cosine", "Original"]
    expect(page.locator("#lab-seed-title")).to_have_text("Glass Tide")
    assert page.url.endswith("/lab?seed=Marble+Arcade+-+Glass+Tide")
    expect(page.locator(".lab-column").first.locator("li")).to_have_count(20)
    page.reload()
    expect(page.locator("#lab-seed-title")).to_have_text("Glass Tide")
    assert page.input_value("#lab-box") == "Marble Arcade - Glass Tide"
    page.go_back()
    page.locator(".lab-start .chip").first.wait_for()
    expect(page.locator(".lab-column")).to_have_count(0)


def test_what_the_models_agree_on_is_marked_and_lights_up_in_every_column(page, url: str) -> None:
    page.goto(f"{url}/lab?seed={SEED}")
    expect(page.locator(".lab-agreement")).to_contain_text("3 tracks are in all 4 answers.")
    everywhere = page.locator(".lab-track.is-all")
    expect(everywhere).to_have_count(12)
    expect(everywhere.first.locator(".lab-all")).to_have_text("all 4")
    expect(everywhere.first).to_contain_text("In 4 of 4 answers: Segue 1, Popularity 1")
    everywhere.first.hover()
    expect(page.locator(".lab-track.is-lit")).to_have_count(4)
    some = page.locator(".lab-track:not(.is-all):has(.lab-pips)").first
    some.locator("a").focus()
    key = some.get_attribute("data-lab-key")
    lit = page.locator(".lab-track.is-lit")
    assert {one.get_attribute("data-lab-key") for one in lit.all()} == {key}
    assert lit.count() == some.locator(".lab-pips .is-on").count()


def test_models_are_chosen_and_the_choice_is_shared(page, url: str) -> None:
    page.goto(f"{url}/lab?seed={SEED}")
    expect(page.locator(".lab-column")).to_have_count(4)
    page.locator("[data-lab-model=als]").click()
    expect(page.locator(".lab-column")).to_have_count(5)
    page.locator("[data-lab-model=popularity]").click()
    expect(page.locator(".lab-column")).to_have_count(4)
    assert page.url.endswith("&models=segue,item-knn-cosine,als,original")
    assert page.evaluate("document.activeElement.dataset.labModel") == "popularity"
    page.locator("[data-lab-model=ease]").dispatch_event("click")
    expect(page.locator(".lab-models .lab-hint")).to_contain_text("EASE is left out")
    assert columns(page) == ["Segue", "Item-kNN, cosine", "ALS", "Original"]
    page.goto(f"{url}/lab?seed={SEED}&models=als,ease,unheard-of")
    expect(page.locator(".lab-column")).to_have_count(1)
    assert columns(page) == ["ALS"]
    page.locator("[data-lab-model=als]").dispatch_event("click")  # one model at least stays
    expect(page.locator("[data-lab-model=als]")).to_have_attribute("aria-pressed", "true")


def test_tracks_go_into_the_crate_and_lead_to_find(page, url: str) -> None:
    page.goto(f"{url}/lab?seed={SEED}")
    page.locator(".lab-track .add-button").first.click()
    expect(page.locator("#crate-list li")).to_have_count(1)
    expect(page.locator(".lab-track .add-button[aria-pressed=true]")).to_have_count(4)
    page.get_by_role("link", name="Find with this").first.click()
    expect(page.locator(".seed-card")).to_contain_text("Afterglow")
    page.go_back()
    page.locator(".lab-track a", has_text="Glass Tide").first.click()
    expect(page.locator(".seed-card")).to_contain_text("Glass Tide")


def test_models_that_learn_first_show_how_far_they_are(
    page, url: str, service: FakeService
) -> None:
    go_on = threading.Event()
    service.lab.untrained = {"segue", "original"}
    service.lab.learn = lambda model: go_on.wait(10) and None
    page.goto(f"{url}/lab?seed={SEED}")
    expect(page.locator("#lab-work")).to_contain_text("Segue learns from your catalogue, 1 of 2.")
    expect(page.locator("#lab-work progress")).to_be_visible()
    go_on.set()
    expect(page.locator(".lab-column")).to_have_count(4)
    expect(page.locator("#lab-work")).to_be_hidden()


def test_a_late_answer_never_replaces_a_newer_one(page, url: str, service: FakeService) -> None:
    go_on = threading.Event()
    service.lab.pause = lambda: go_on.wait(8) and None
    page.goto(f"{url}/lab?seed=slow")
    page.locator(".lab-view.is-busy").wait_for()
    page.fill("#lab-box", SEED)
    page.keyboard.press("Enter")
    expect(page.locator("#lab-seed-title")).to_have_text("Afterglow")
    go_on.set()
    page.wait_for_timeout(500)
    expect(page.locator("#lab-seed-title")).to_have_text("Afterglow")


def test_who_no_longer_waits_for_models_gets_no_answer_of_theirs(
    page, url: str, service: FakeService
) -> None:
    go_on = threading.Event()
    service.lab.untrained = {"original"}
    service.lab.learn = lambda model: go_on.wait(10) and None
    page.goto(f"{url}/lab?seed={SEED}")
    page.locator("#lab-work progress").wait_for()
    page.locator("[data-lab-model=original]").click()
    expect(page.locator(".lab-column")).to_have_count(3)
    go_on.set()
    page.wait_for_timeout(600)
    expect(page.locator(".lab-column")).to_have_count(3)
    expect(page.locator("#lab-work")).to_be_hidden()


def test_an_unknown_track_gets_names_to_try(page, url: str) -> None:
    page.goto(f"{url}/lab?seed=nothing")
    message = page.locator("#lab-compare-message")
    expect(message.get_by_role("alert")).to_contain_text("Did you mean one of these?")
    message.locator(".chip").first.click()
    expect(page.locator("#lab-seed-title")).to_have_text("Afterglow")
    expect(message).to_be_empty()


def test_a_track_that_the_sets_say_too_little_about_leads_to_find(page, url: str) -> None:
    page.goto(f"{url}/lab?seed=once")
    message = page.locator("#lab-compare-message")
    expect(message.get_by_role("alert")).to_contain_text("fewer than two sets")
    message.get_by_role("link", name="Find with this").click()
    page.locator(".seed-card").wait_for()
    assert page.url == f"{url}/?seed=once"


def test_an_empty_catalogue_says_what_to_do_in_every_view(
    page, url: str, service: FakeService
) -> None:
    service.lab.empty = True
    page.goto(f"{url}/lab?view=compare")
    expect(page.locator("#lab-compare-message")).to_contain_text("Bring in set lists first")
    expect(page.locator("#lab-box-host")).to_be_hidden()
    service.lab.empty = False
    page.get_by_role("button", name="Results").click()
    page.get_by_role("button", name="Side by side").click()
    page.locator(".lab-start .chip").first.wait_for()
    service.lab.empty = True
    page.get_by_role("button", name="Inside").click()
    expect(page.locator("#lab-inside-body")).to_contain_text("python -m recommender train")


def test_text_from_outside_stays_text(page, url: str) -> None:
    page.goto(f"{url}/lab?seed={SEED}")
    page.locator(".lab-track", has_text=NASTY).first.wait_for()
    assert page.locator("img").count() == 0


# -- inside


def test_inside_draws_what_the_model_learned_and_tells_it_in_words(page, url: str) -> None:
    page.goto(f"{url}/lab?view=inside")
    page.locator(".lab-points").wait_for(state="attached")
    told = page.get_by_role("img", name="Dots: ").get_attribute("aria-label")
    assert "times as long as those of tracks in 2 sets at most" in told
    assert page.locator(".lab-points").get_attribute("d").count("h0") > 500
    expect(page.locator(".lab-facts").first).to_contain_text("4,812 sets")
    page.get_by_text("How the model is set").click()
    expect(page.locator(".lab-settings")).to_contain_text("weight of artists")
    page.get_by_text("As a table").first.click()
    assert page.locator(".lab-table.is-small").first.locator("tbody tr").count() > 5
    paint = "node => getComputedStyle(node).stroke"
    middle = page.locator(".lab-points + .lab-middle")
    dark = middle.evaluate(paint)
    page.click("#theme-toggle")
    page.locator(':root[data-mantine-color-scheme="light"]').wait_for(state="attached")
    assert middle.evaluate(paint) != dark


def test_inside_draws_how_the_model_learned(page, url: str) -> None:
    page.goto(f"{url}/lab?view=inside")
    page.locator(".lab-rounds").wait_for(state="attached")
    assert page.locator(".lab-rounds").get_attribute("d").count("h0") == 15
    told = page.get_by_role("img", name="Line: ").get_attribute("aria-label")
    assert "More rounds would change little." in told
    page.get_by_text("As a table").nth(1).click()
    rows = page.locator(".lab-table.is-small").nth(1).locator("tbody tr")
    assert rows.first.inner_text().split("\t") == ["1", "0.00 %"]
    assert rows.count() == 15


def test_inside_of_a_model_without_rounds_has_no_curve(
    page, url: str, service: FakeService
) -> None:
    found = service.lab.inside()
    service.lab.inside = lambda: replace(found, losses=())
    page.goto(f"{url}/lab?view=inside")
    page.locator(".lab-settings").wait_for()
    assert page.locator(".is-curve").count() == 0


# -- what fails: the console tells of every answer that is none


@pytest.mark.parametrize("view", ["results", "compare", "inside"])
def test_a_service_that_fails_is_a_sentence_and_can_be_tried_again(
    troubled, url: str, service: FakeService, view: str
) -> None:
    service.lab.fails = "The catalogue's database does not answer."
    troubled.goto(f"{url}/lab?view={view}")
    message = troubled.locator(f"#lab-{view}-message")
    expect(message.get_by_role("alert")).to_contain_text("database does not answer")
    service.lab.fails = ""
    message.get_by_role("button", name="Try again").click()
    expect(message).to_be_empty()
    shown = {"results": ".lab-row", "compare": ".lab-start .chip", "inside": ".lab-scatter"}
    expect(troubled.locator(shown[view]).first).to_be_visible()


def test_a_question_that_fails_can_be_asked_again_or_another_one(troubled, url: str) -> None:
    for seed, words in (("down", "database does not answer"), ("crash", "Something went wrong")):
        troubled.goto(f"{url}/lab?seed={seed}")
        expect(troubled.locator("#lab-compare-message")).to_contain_text(words)
        expect(troubled.locator(".lab-column")).to_have_count(0)
    troubled.get_by_role("button", name="Try again").click()
    expect(troubled.locator("#lab-compare-message")).to_contain_text("Something went wrong")
    troubled.fill("#lab-box", SEED)
    troubled.keyboard.press("Enter")
    expect(troubled.locator(".lab-column")).to_have_count(4)


# -- small and large screens, and the real thing


@pytest.mark.parametrize("viewport", [PHONE, {"width": 2560, "height": 1300}], ids=str)
@pytest.mark.parametrize("view", ["results", "compare", "inside"])
def test_nothing_stands_out_at_the_side(page, url: str, view: str) -> None:
    page.goto(f"{url}/lab?view={view}&seed={SEED}")
    shown = {"results": ".lab-table", "compare": ".lab-track", "inside": ".lab-scatter"}
    page.locator(shown[view]).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport", [PHONE], ids=str)
def test_on_a_phone_the_columns_are_swiped_and_everything_can_be_touched(page, url: str) -> None:
    page.goto(f"{url}/lab?seed={SEED}&models=segue,original")
    page.locator(".lab-track").first.wait_for()
    second = page.locator(".lab-column").nth(1)
    before = second.bounding_box()["x"]
    page.locator(".lab-columns").evaluate("node => node.scrollTo(9999, 0)")
    page.wait_for_function(
        "x => document.querySelectorAll('.lab-column')[1].getBoundingClientRect().x < x", arg=before
    )
    for name in (".lab-track .add-button", ".lab-model", ".lab-views button"):
        box = page.locator(name).first.bounding_box()
        assert min(box["width"], box["height"]) >= 40, name
    rail = page.get_by_role("navigation", name="Pages").locator("li")
    ends = [box["x"] + box["width"] for one in rail.all() if (box := one.bounding_box())]
    assert len(ends) == 6
    assert max(ends) <= PHONE["width"]


def test_over_the_demo_the_models_learn_once_and_answer(
    page, demo: Dashboard, demo_port: int
) -> None:
    page.goto(f"http://127.0.0.1:{demo_port}/lab?view=compare&models=segue,popularity,original")
    page.locator(".lab-start .chip").first.click()
    expect(page.locator(".lab-column")).to_have_count(3, timeout=SLOW_MS)
    for column in page.locator(".lab-column").all():
        expect(column.locator("li")).to_have_count(20)
    seed = page.locator("#lab-seed-title").inner_text()
    popular = page.get_by_role("region", name="Popularity")
    answered = popular.locator(".track-name a").all_inner_texts()
    assert seed not in answered
    most = [track.title for track in demo.store.most_played(21) if track.title != seed]
    assert answered[:5] == most[:5]
    page.get_by_role("button", name="Inside").click()
    page.locator(".lab-points").wait_for(state="attached")
    expect(page.locator(".lab-prose").first).to_contain_text("as long as those of tracks in")
