"""The sandbox's wiki answers as MediaWiki does, and its pages hold the world's sets."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from recommender.catalogue.identity import track_name
from scrapers.mixesdb.page import parse_page
from scrapers.sandbox.control import PREFIX
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.mediawiki_pages import write_pages
from scrapers.sandbox.state import State
from scrapers.sandbox.world import World

ASKED = {"action": "query", "format": "json", "formatversion": "2"}
ALL = {"generator": "allpages", "gapnamespace": "0"}
TEXT = {"prop": "revisions", "rvprop": "ids|timestamp|content", "rvslots": "main"}


def ask(client: FlaskClient, **question: str) -> dict[str, Any]:
    answer = client.get("/w/api.php", query_string=ASKED | question)
    assert answer.status_code == 200
    return answer.json


def test_every_set_is_a_page_that_says_the_same(world: World) -> None:
    sets = {dj_set.title: dj_set for dj_set in world.sets}
    skipped = set()
    for page in write_pages(world.sets):
        parsed = parse_page(page.title, page.text, "https://wiki.example/")
        assert not parsed.report.unparsed
        if parsed.skipped:
            skipped.add(parsed.skipped)
            continue
        dj_set = sets.pop(page.title)
        plays = [play for found in parsed.sets for play in found.plays]
        keys = [track_name(p.artist, p.title).key for p in plays if p.artist and p.title]
        assert keys == [track.identity for track in dj_set.tracks if track]
        assert {dj for found in parsed.sets for dj in found.djs} == set(dj_set.djs)
        assert {found.date for found in parsed.sets} == {dj_set.date}
    assert sets == {}
    assert len(skipped) == 3


def test_the_same_world_has_the_same_pages(world: World) -> None:
    assert list(write_pages(world.sets)) == list(write_pages(world.sets))


def test_a_list_is_read_to_its_end_by_continue(client: FlaskClient, state: State) -> None:
    seen: list[int] = []
    token: dict[str, str] = {}
    while True:
        reply = ask(client, **ALL, gaplimit="50", **TEXT, **token)
        assert reply["batchcomplete"] is True
        seen += [page["pageid"] for page in reply["query"]["pages"]]
        if "continue" not in reply:
            break
        token = reply["continue"]
    pages = state.wiki.all_pages()
    assert sorted(seen) == sorted(page.page_id for page in pages)
    assert len(seen) > len(state.world.sets)


def test_more_texts_than_one_answer_holds_come_in_several(client: FlaskClient) -> None:
    first = ask(client, **ALL, gaplimit="80", **TEXT)
    assert "batchcomplete" not in first
    second = ask(client, **ALL, gaplimit="80", **TEXT, **first["continue"])
    assert second["batchcomplete"] is True
    ids = [[page["pageid"] for page in reply["query"]["pages"]] for reply in (first, second)]
    assert ids[0] == ids[1] == sorted(ids[0])
    texts = [
        {p["pageid"] for p in r["query"]["pages"] if "revisions" in p} for r in (first, second)
    ]
    assert [len(found) for found in texts] == [50, 30]
    assert texts[0] | texts[1] == set(ids[0])


def test_members_of_a_category_newest_first(client: FlaskClient, world: World) -> None:
    dj = world.sets[-1].djs[0]
    reply = ask(client, list="categorymembers", cmtitle=f"Category:{dj}", cmlimit="500",
                cmdir="desc")  # fmt: skip
    titles = [page["title"] for page in reply["query"]["categorymembers"]]
    assert titles == sorted(titles, reverse=True)
    assert {s.title for s in world.sets if dj in s.djs} <= set(titles)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"generator": "categorymembers", "gcmtitle": "Techno"}, "invalidcategory"),
        (ALL | {"gapcontinue": "x"}, "badcontinue"),
        ({"titles": "|".join(map(str, range(51)))}, "toomanyvalues"),
        ({"formatversion": "1"}, "badvalue"),
        ({"action": "edit"}, "badvalue"),
    ],
)
def test_errors_come_with_status_200(client: FlaskClient, question: dict, code: str) -> None:
    assert ask(client, **question)["error"]["code"] == code


def test_what_it_does_not_know_is_a_warning(client: FlaskClient) -> None:
    reply = ask(client, **ALL, gaplimit="501", magic="1")
    assert "magic" in reply["warnings"]["main"]["warnings"]
    assert "500" in reply["warnings"]["allpages"]["warnings"]


def test_a_page_can_be_read_in_a_browser(client: FlaskClient, world: World) -> None:
    title = world.sets[0].title
    answer = client.get(f"/w/{title.replace(' ', '_')}")
    assert answer.status_code == 200
    assert "== File details ==" in answer.text
    assert client.get("/w/None_of_this").status_code == 404


def test_pages_are_edited_and_deleted_from_outside(client: FlaskClient, state: State) -> None:
    def control(**body: object) -> Any:
        return client.post(f"{PREFIX}/wiki", json=body)

    page = state.wiki.all_pages()[0]
    edited = control(title=page.title, text="<b>new</b> [[Category:Fresh|key]]")
    assert (edited.status_code, edited.json["pageid"]) == (200, page.page_id)
    assert edited.json["revision"] > page.revision
    (found,) = ask(client, titles=page.title, **TEXT)["query"]["pages"]
    assert found["revisions"][0]["slots"]["main"]["content"].startswith("<b>new</b>")
    assert [key for key, _ in state.wiki.members("Fresh")] == ["key"]
    assert "&lt;b&gt;new" in client.get(f"/w/{page.title}").text
    assert control(title=page.title, text=None).status_code == 200
    assert control(title=page.title, text=None).status_code == 404
    assert ask(client, titles=page.title)["query"]["pages"][0]["missing"] is True
    assert state.wiki.members("Fresh") == []
    for body in ({"title": 3, "text": "x"}, {"title": "x", "text": 3}, {"title": " ", "text": ""}):
        assert control(**body).status_code == 400


@pytest.mark.parametrize(("kind", "wait"), [("maxlag", "5"), ("ratelimited", None)])
def test_a_wiki_s_own_refusals_are_json_with_status_200(
    client: FlaskClient, state: State, kind: str, wait: str | None
) -> None:
    state.faults.add(Fault(kind))
    answer = client.get("/w/api.php", query_string=ASKED | ALL)
    assert (answer.status_code, answer.json["error"]["code"]) == (200, kind)
    assert answer.headers.get("Retry-After") == wait
    assert answer.headers["MediaWiki-API-Error"] == kind
    assert "error" not in ask(client, **ALL)


def test_a_challenge_is_a_web_page(client: FlaskClient, state: State) -> None:
    state.faults.add(Fault("challenge"))
    answer = client.get("/w/api.php", query_string=ASKED | ALL)
    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    assert "Just a moment" in answer.text
