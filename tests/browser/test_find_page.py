"""The Find page over the fake service, in a real browser."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.dashboard.fake_service import NASTY, FakeService

pytestmark = pytest.mark.browser

ROWS = ".ag-center-cols-container .ag-row"
SEED = "Mira Voss - Afterglow"


def search(page, text: str) -> None:
    page.fill("#seed", text)
    page.keyboard.press("Enter")


def seed_is(page, title: str) -> None:
    page.locator(".seed-card h1", has_text=title).wait_for()


def test_from_a_name_to_a_playlist(page, url: str, service: FakeService) -> None:
    page.goto(url)
    page.locator("#seed").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("ines", delay=20)
    page.locator(".seed-option", has_text="Afterimage").click()
    seed_is(page, "Afterimage")
    assert page.locator(ROWS).count() == 20
    assert "n=20" in page.url

    for row in (0, 2, 4):
        page.locator(".add-button").nth(row).click()
    page.locator("#crate-list li").nth(2).hover()
    page.locator('#crate-list li:nth-child(3) [data-crate="up"]').click()
    wanted = page.locator("#crate-list b").all_text_contents()
    assert len(wanted) == 3

    page.reload()
    seed_is(page, "Afterimage")
    page.locator("#crate-list li").nth(2).wait_for()
    page.click("#create")
    page.click("#connect-link")  # away and back: the modal is open again, the crate still there
    page.locator("#playlist-write:not([disabled])").wait_for()
    assert "create=1" not in page.url
    assert page.input_value("#playlist-name") == "Segue: Inès Kált – Afterimage"
    assert page.locator("#playlist-tracks .plan-name b").all_text_contents() == wanted
    page.dblclick("#playlist-write")
    page.locator("#playlist-link").wait_for()
    assert service.write_calls == 1
    assert page.get_attribute("#playlist-link", "rel") == "noopener noreferrer"


def test_text_from_outside_stays_text(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(ROWS, has_text=NASTY).wait_for()
    page.locator(ROWS, has_text=NASTY).locator(".add-button").click()
    page.locator("#crate-list b", has_text=NASTY).wait_for()
    page.locator(ROWS, has_text="Glass Tide").locator(".why >> visible=true").click()
    page.locator(".set-title", has_text=NASTY).wait_for()
    assert page.locator("img").count() == 0
    assert page.locator('a[href^="javascript"]').count() == 0


def test_a_late_answer_never_replaces_a_newer_one(page, url: str) -> None:
    page.goto(url)
    page.locator("#seed").wait_for()
    search(page, "slow")  # two seconds, and another seed than the next
    page.locator(".is-busy").wait_for()
    search(page, SEED)
    seed_is(page, "Afterglow")
    page.wait_for_timeout(2500)
    seed_is(page, "Afterglow")
    assert page.locator(".is-busy").count() == 0


@pytest.mark.parametrize("picked", [False, True])
def test_after_enter_the_focus_is_at_the_answer(page, url: str, picked: bool) -> None:
    page.goto(url)
    page.locator("#seed").wait_for()
    page.locator("#seed").focus()
    if picked:
        page.keyboard.type("ines", delay=20)
        page.locator(".seed-option", has_text="Afterimage").wait_for()
        page.keyboard.press("ArrowDown")
    else:
        page.keyboard.type(SEED)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'results-region'")
    page.keyboard.press(" ")
    page.wait_for_function("() => window.segue.player.state().track !== null")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "seed"


def test_errors_leave_everything_as_it_was(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    seed_is(page, "Afterglow")
    search(page, "nothing")
    page.locator("#seed-error", has_text="No DJ in the catalogue").wait_for()
    expect(page.locator("#seed")).to_have_value("nothing")
    assert page.locator(ROWS).count() == 10
    page.locator("#seed-error .chip", has_text="Glass Tide").click()
    seed_is(page, "Glass Tide")
    assert page.locator("#seed-error p").count() == 0
    page.go_back()
    page.go_back()
    seed_is(page, "Afterglow")


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_on_a_phone(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(ROWS).first.wait_for()
    page.locator(".track-folded .track-artist").first.wait_for()
    page.locator(".add-button").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.click("#crate-bar")
    page.locator("#crate-list [data-crate=remove]").click()
    page.locator("#crate-reason", has_text="Put tracks in").wait_for()
    page.keyboard.press("Escape")
    page.locator("#create").wait_for(state="hidden")


SERVER = (
    "import sys\n"
    "from waitress import create_server\n"
    "from tests.dashboard.fake_service import FakeService, make_server\n"
    "server = create_server(make_server(FakeService()), host='127.0.0.1', port=0)\n"
    "print(server.effective_port, flush=True)\n"
    "server.run()\n"
)


def test_when_segue_has_stopped_every_question_says_so(chromium) -> None:
    # A process of its own, for only a process that ends lets go of the browser's connections.
    segue = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert segue.stdout
    port = segue.stdout.readline().strip()
    # A page of our own: its console may complain about the server that is gone.
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/?seed={SEED}&n=10")
    page.locator(".add-button").first.click()
    page.locator("#crate-list li").first.wait_for()
    segue.kill()
    segue.wait(timeout=10)
    segue.stdout.close()

    search(page, "Glass Tide")
    page.locator("#seed-error p", has_text="does not answer").wait_for()
    assert page.locator(ROWS).count() == 10
    page.locator(f"{ROWS} .why >> visible=true").first.click()
    page.locator("#evidence-body p", has_text="does not answer").wait_for()
    page.keyboard.press("Escape")
    page.locator("#evidence-body p").wait_for(state="hidden")
    page.click("#create")
    page.locator("#playlist-error p", has_text="does not answer").wait_for()
    context.close()
