"""The client asks politely, follows `continue` to the end, and says who it is."""

import gzip
import json
from pathlib import Path

import pytest

from recommender.errors import BadInput
from scrapers.errors import NotAllowed, NotFound, ServiceError, Unavailable
from scrapers.http import VERSION
from scrapers.mixesdb.client import BadToken, MixesDB, Section, page_url, user_agent
from scrapers.sandbox.server import Sandbox
from tests.scrapers.mixesdb_client.conftest import CONTACT, Clock, settings_of, title_of
from tests.scrapers.spotify.stub import Answer, Stub

EMPTY = Answer(200, {"batchcomplete": True, "query": {"pages": []}})


@pytest.mark.parametrize("contact", [None, "", "  ", "nobody", "a@b\nX: y", "Zoë@example.org"])
def test_without_a_contact_there_is_no_client(contact: str | None) -> None:
    settings = settings_of("http://127.0.0.1:1/w/api.php").model_copy(update={"contact": contact})
    with pytest.raises(BadInput, match="SEGUE_CONTACT") as told:
        MixesDB(settings)
    assert len(str(told.value).splitlines()) == 1


def test_the_version_in_the_user_agent_is_the_project_s() -> None:
    project = (Path(__file__).parents[3] / "pyproject.toml").read_text()
    assert f'version = "{VERSION}"' in project
    assert user_agent("https://segue.example/me") == f"Segue/{VERSION} (https://segue.example/me)"


def test_what_is_asked_and_how() -> None:
    body = gzip.compress(json.dumps(EMPTY.body).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    with Stub(Answer(200, body, headers)) as stub:
        with MixesDB(settings_of(stub.url + "/w/api.php")) as client:
            client.texts_of(Section("Essential Mix"))
        (asked,) = stub.asked
    assert (asked.method, asked.path) == ("GET", "/w/api.php")
    assert asked.headers["User-Agent"] == f"Segue/{VERSION} ({CONTACT})"
    assert asked.headers["Accept-Encoding"] == "gzip"
    assert "Cookie" not in asked.headers
    values = {name: value for name, (value,) in asked.query.items()}
    expected = {"action": "query", "format": "json", "formatversion": "2", "maxlag": "5"}
    expected |= {"generator": "categorymembers", "gcmtitle": "Category:Essential Mix"}
    expected |= {"gcmlimit": "50", "gcmnamespace": "0", "prop": "revisions", "rvslots": "main"}
    assert values.items() >= expected.items()


@pytest.mark.parametrize("section", [Section("Nights"), Section()])
def test_batches_of_fifty_with_text_until_the_list_ends(client: MixesDB, section: Section) -> None:
    batches = [client.texts_of(section)]
    while batches[-1].token:
        batches.append(client.texts_of(section, batches[-1].token))
    assert [len(batch.pages) for batch in batches] == [50, 50, 30]
    pages = [page for batch in batches for page in batch.pages]
    assert {page.title for page in pages} == {title_of(number) for number in range(130)}
    assert all(page.text and page.revision and not page.missing for page in pages)
    newest = {page.title for page in batches[0].pages}
    assert newest == {title_of(number) for number in range(80, 130)}
    assert client.warnings == []


def test_names_come_five_hundred_at_a_time_without_text(client: MixesDB, wiki: Sandbox) -> None:
    wiki.forget_requests()
    batch = client.names(Section("Nights"))
    assert (len(batch.pages), batch.token, len(wiki.requests)) == (130, None, 1)
    assert {page.text for page in batch.pages} == {None}
    revisions = {page.page_id: page.revision for page in batch.pages}
    texts = client.texts(list(revisions))
    assert {page.page_id: page.revision for page in texts} == revisions
    assert len(wiki.requests) == 4


def test_a_batch_that_comes_in_several_answers_is_put_together(
    client: MixesDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrapers.sandbox.mediawiki.MOST_TEXTS", 20)
    first = client.texts_of(Section("Nights"))
    second = client.texts_of(Section("Nights"), first.token)
    for batch in (first, second):
        assert len(batch.pages) == 50
        assert all(page.text for page in batch.pages)
    assert not {p.page_id for p in first.pages} & {p.page_id for p in second.pages}


def test_since_ends_the_list_of_all_pages_at_a_date(client: MixesDB) -> None:
    section = Section(since="2020-06")
    batch = client.names(section)
    assert {page.title for page in batch.pages} == {title_of(n) for n in range(125, 130)}
    assert section.holds("2020-06-01 - A")
    assert section.holds("2021 - A")
    assert not section.holds("2020 - A")
    assert not section.holds("Unknown night")


def test_titles_lead_through_redirects_and_those_there_are_not_are_left_out(
    client: MixesDB, wiki: Sandbox
) -> None:
    wiki.wiki.edit("Old name", f"#REDIRECT [[{title_of(3)}]]")
    pages = client.texts_by_title(["Old name", "Nothing of this kind", *map(title_of, range(90))])
    assert {page.title for page in pages} == {title_of(number) for number in range(90)}
    assert "Old name" not in {page.title for page in client.names(Section()).pages}


def test_a_deleted_page_is_missing(client: MixesDB, wiki: Sandbox) -> None:
    page = wiki.wiki.by_title(title_of(1))
    assert page is not None
    wiki.wiki.delete(page.title)
    (found,) = client.texts([page.page_id])
    assert (found.page_id, found.missing, found.text) == (page.page_id, True, None)


def test_sizes_are_known_before_the_list_is_read(client: MixesDB) -> None:
    assert client.size(Section("Nights")) == client.size(Section()) == 130
    assert client.size(Section("Nonsense")) is None


def test_a_token_that_is_no_longer_known(client: MixesDB) -> None:
    with pytest.raises(BadToken):
        client.texts_of(Section("Nights"), {"gcmcontinue": "rubbish", "continue": "gcm||"})


def test_warnings_are_kept_once() -> None:
    said = {"main": {"warnings": "Unrecognized parameter: maxlag.\n"}}
    answer = Answer(200, {**EMPTY.body, "warnings": said})
    with Stub(answer) as stub, MixesDB(settings_of(stub.url)) as client:
        client.names(Section())
        client.names(Section())
        assert client.warnings == ["main: Unrecognized parameter: maxlag."]


def test_calls_are_a_pause_apart(wiki: Sandbox, clock: Clock) -> None:
    with MixesDB(settings_of(wiki.wiki_url, pause_s=1.0), clock, clock.sleep) as client:
        for _ in range(4):
            client.size(Section())
        clock.now += 0.4
        client.size(Section())
    assert clock.slept == pytest.approx([1.0, 1.0, 1.0, 0.6])


@pytest.mark.parametrize("place", ["https://elsewhere.example/w/api.php", "/elsewhere"])
def test_a_redirect_is_told_and_not_followed(place: str) -> None:
    with Stub(Answer(302, b"", {"Location": place})) as stub:
        with MixesDB(settings_of(stub.url)) as client, pytest.raises(NotFound, match="has moved"):
            client.names(Section())
        assert len(stub.asked) == 1


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (Answer(404), NotFound, "MIXESDB_API_URL"),
        (Answer(403), NotAllowed, "import"),
        (Answer(400), ServiceError, "status 400"),
        (Answer(200, {"error": {"code": "toobad", "info": "No\nway"}}), ServiceError, "toobad: No"),
    ],
)
def test_other_refusals_are_one_sentence_at_once(
    answer: Answer, kind: type[ServiceError], words: str
) -> None:
    with Stub(answer) as stub:
        with MixesDB(settings_of(stub.url)) as client, pytest.raises(kind, match=words) as told:
            client.names(Section())
        assert len(stub.asked) == 1
    assert len(str(told.value).splitlines()) == 1


@pytest.mark.parametrize(
    "body", [{}, {"query": 3}, {"hello": "world"}, {"error": "no"}, {"continue": "x"}]
)
def test_json_that_is_no_answer_of_mediawiki_is_told_at_once(body: object) -> None:
    with Stub(Answer(200, body)) as stub, MixesDB(settings_of(stub.url)) as client:
        with pytest.raises(Unavailable, match="does not look like MediaWiki's API"):
            client.names(Section())
        assert len(stub.asked) == 1


@pytest.mark.parametrize(
    "page",
    [
        {"pageid": "x", "title": None, "revisions": [None]},
        {"pageid": [1], "title": "A"},
        {"pageid": 1, "title": None},
        {"pageid": 1},
        {"pageid": 1, "title": "A", "revisions": [None]},
        {"pageid": 1, "title": "A", "revisions": {"a": 1}},
        {"pageid": 1, "title": "A", "revisions": [{"revid": "x"}]},
        {"pageid": 1, "title": "A", "revisions": [{"revid": 1, "slots": []}]},
        {"pageid": 1, "title": "A", "revisions": [{"revid": 1, "slots": {"main": 3}}]},
    ],
)
def test_a_page_that_is_none_is_an_error(page: object) -> None:
    answer = Answer(200, {"batchcomplete": True, "query": {"pages": [page]}})
    raises = pytest.raises(ServiceError, match="page that can't be read")
    with Stub(answer) as stub, MixesDB(settings_of(stub.url)) as client, raises:
        client.names(Section())


@pytest.mark.parametrize("complete", [True, False])
def test_a_list_that_does_not_go_on_ends(complete: bool) -> None:
    token = {"gapcontinue": "A", "continue": "gap||"}
    body = {"query": {"pages": []}, "continue": token, "batchcomplete": complete}
    with Stub(Answer(200, body)) as stub, MixesDB(settings_of(stub.url)) as client:
        with pytest.raises(Unavailable, match="does not go on"):
            client.names(Section(), client.names(Section()).token)
        assert len(stub.asked) == 2


@pytest.mark.parametrize("url", ["notaurl", "ftp://x/y", "http://127.0.0.1:99999/x", "http://[x/"])
def test_an_impossible_address_is_not_tried_again(url: str, clock: Clock) -> None:
    raises = pytest.raises(ServiceError, match="MIXESDB_API_URL")
    with MixesDB(settings_of(url), clock, clock.sleep) as client, raises:
        client.names(Section())
    assert clock.slept == []


def test_addresses_of_pages() -> None:
    base = "https://www.mixesdb.com/w/api.php"
    assert page_url("2018 - Len Faki @ A, B", base).endswith("/w/2018_-_Len_Faki_@_A,_B")
    assert page_url("A: 50/50? #1", base) == "https://www.mixesdb.com/w/A%3A_50%2F50%3F_%231"
