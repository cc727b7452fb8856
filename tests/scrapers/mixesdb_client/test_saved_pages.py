"""Saved pages come in by the same way: JSON lines, plain or gzip, and folders of .wiki files."""

import gzip
import json
from pathlib import Path

import pytest

from recommender.catalogue.pages import PageRecord
from recommender.catalogue.setlist import SetList
from recommender.catalogue.store import Store
from scrapers.importing import Summary, import_files
from scrapers.mixesdb.files import page_from_file, page_from_json, plain_title, read_pages
from scrapers.mixesdb.intake import RawPage
from tests.recommender.builders import content
from tests.scrapers.mixesdb_client.conftest import simple_parser, text_of

TITLES = ("2019-03-02 - Ada - Night 1", "2020-01-01 - Bo's @ A/B, C - Night 2")
TEXTS = (text_of("Ada - Rise", "Bo - Fall"), text_of("Bo - Fall") + "\n!!")


def lines() -> bytes:
    pages = [
        {"title": "2019-03-02_-_Ada_-_Night_1", "url": "https://x.example/1", "date": "2019-03-02"},
        {"title": "2020-01-01_-_Bo%27s_@_A%2FB,_C_-_Night_2", "url": "", "date": "2020-01-01"},
    ]
    texts = [page | {"wikitext": text} for page, text in zip(pages, TEXTS, strict=True)]
    return "".join(json.dumps(page) + "\n" for page in texts).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pages"
    (made / "more").mkdir(parents=True)
    (made / "2019-03-02_-_Ada_-_Night_1.wiki").write_text(TEXTS[0])
    name = "more/2020-01-01 - Bo%27s @ A%2FB, C - Night 2.wiki"
    (made / name).write_text(TEXTS[1], encoding="utf-8-sig")
    (made / "notes.txt").write_text("no page")
    return made


def load(store: Store, *paths: Path) -> Summary:
    return import_files(store, paths, parse=simple_parser)


@pytest.mark.parametrize("form", ["plain", "gzip", "folder"])
def test_all_forms_give_the_same_sets(
    store: Store, tmp_path: Path, folder: Path, form: str
) -> None:
    path = folder
    if form != "folder":
        path = tmp_path / "pages.jsonl"
        path.write_bytes(lines() if form == "plain" else gzip.compress(lines()))
    summary = load(store, path)
    assert (summary.new, summary.changed, summary.unchanged, summary.bad) == (2, 0, 0, 0)
    assert summary.to_json()["unparsed_lines"] == 1
    assert {row[2] for row in content(store)["set"]} == set(TITLES)
    again = load(store, path)
    assert (again.new, again.unchanged) == (0, 2)


def test_set_lists_and_pages_may_stand_in_one_file(store: Store, tmp_path: Path) -> None:
    setlist = {"source": "test", "id": "1", "title": "A set", "plays": [{"title": "x"}]}
    path = tmp_path / "mixed.jsonl"
    path.write_bytes(json.dumps(setlist).encode() + b"\n" + lines() + b'{"wikitext": 3}\n')
    summary = load(store, path)
    assert (summary.new, summary.bad) == (3, 1)
    assert "'title' or 'wikitext'" in summary.bad_lines[0][1].reason


def test_a_page_that_became_a_stub_loses_its_sets(store: Store, folder: Path) -> None:
    load(store, folder)
    (folder / "2019-03-02_-_Ada_-_Night_1.wiki").write_text("stub")
    summary = load(store, folder)
    assert summary.to_json()["skipped"] == {"stub": 1}
    assert store.counts().sets == 1


def test_a_saved_page_makes_the_wiki_s_revision_unknown(store: Store, folder: Path) -> None:
    # It may be older than what the wiki said: the next crawl has to ask again.
    store.writer().put_page("mixesdb", TITLES[0], [], PageRecord(7, 70, "skipped", "stub"))
    load(store, folder)
    assert store.known_pages("mixesdb") == {}


def test_files_that_can_not_be_read_are_told(store: Store, folder: Path) -> None:
    (folder / "bad.wiki").write_bytes(b"caf\xe9")
    (folder / f"{'long' * 60}.wiki").write_text(TEXTS[0])
    (folder / "nul.wiki").write_text("a\x00b")
    summary = load(store, folder)
    assert (summary.new, summary.bad) == (3, 2)
    reasons = [line.reason for _, line in summary.bad_lines]
    assert reasons == [
        "bad.wiki: not UTF-8 text",
        "nul.wiki: holds a character that can't be stored",
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", None, 3])
def test_an_address_that_is_none_is_made_from_the_title(url: object) -> None:
    page = page_from_json({"title": "2019 - A", "wikitext": "", "url": url})
    assert page.url == "https://www.mixesdb.com/w/2019_-_A"


def test_titles_are_as_mediawiki_shows_them(folder: Path) -> None:
    assert plain_title("1993-11-27_-_Junior_Boy%27s_Own") == "1993-11-27 - Junior Boy's Own"
    assert page_from_file(next(folder.glob("*.wiki"))).title == TITLES[0]


def test_a_report_reads_pages_only(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "pages.jsonl").write_bytes(b"rubbish\n" + lines())
    bad, *pages = read_pages(tmp_path / "pages.jsonl")
    assert str(bad).startswith(f"{tmp_path / 'pages.jsonl'}, line 1: not JSON")
    assert [page.title for page in pages if isinstance(page, RawPage)] == list(TITLES)
    read = {page.title for page in read_pages(folder) if isinstance(page, RawPage)}
    assert read == set(TITLES)
    (tmp_path / "none.jsonl").write_text("{}\n")
    (bad,) = read_pages(tmp_path / "none.jsonl")
    assert str(bad).startswith(f"{tmp_path / 'none.jsonl'}: holds no saved page")


def test_the_parser_s_page_name_does_not_matter(store: Store, folder: Path) -> None:
    def parse(title: str, *rest: str, **more: int | None) -> object:
        parsed = simple_parser(title, *rest, **more)
        odd = [SetList("mixesdb", s.source_id, s.title, "", (), s.plays) for s in parsed.sets]
        parsed.sets = tuple(odd)
        return parsed

    import_files(store, [folder], parse=parse)
    (folder / "2019-03-02_-_Ada_-_Night_1.wiki").write_text("stub")
    import_files(store, [folder], parse=parse)
    assert store.counts().sets == 1
