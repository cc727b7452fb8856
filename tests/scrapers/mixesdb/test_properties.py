"""Whatever a page holds: the parser never raises, loses no line, leaves no markup in a name."""

import json
import re
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.catalogue.setlist import SetList, parse_setlist
from scrapers.mixesdb.cues import cue_seconds
from scrapers.mixesdb.lines import parse_line
from scrapers.mixesdb.page import parse_page
from scrapers.mixesdb.reading import tracklist_lines
from scrapers.mixesdb.records import Track
from scrapers.mixesdb.title import parse_title

PIECES = st.sampled_from(
    [
        *("# ", "#", "* ", "[00]", "[0??] ", "[1:02:03]", "+ ", "w/ ", " - ", "- ", " -", " – "),
        *("''", "'''", "'''Intro:''' ", "[[", "]]", "{{", "}}", "{{Sample|a|", "|", "<!--", "-->"),
        *("<br>", "<nowiki>", "</nowiki>", "<list>", "</list>", "<ref>", "[http://a.example/b "),
        *("http://a.example", "http", "]", "[", "(", ")", " [Kiln]", " [Bo Remix]", "(4:12)"),
        *("?", "ID", "Unknown", "VA", "Untitled", "...", ";", "&amp;", "&lt;!--", "&#39;&#39;"),
        *(
            "Ana",
            "Bo Li",
            " Rivers",
            " ",
            "\u00ad",
            "\u200b",
            "\u00a0",
            ":",
            "/",
            " vs ",
            "=",
            "12",
        ),
        *("\x00", "\ud800", "\x85", "[[Category:Ana]]", "{{Repeated|Bo}}", "== Tracklist ==", "\r"),
    ]
)
LINES = st.one_of(
    st.lists(PIECES, max_size=14).map("".join),
    st.text(st.characters(), max_size=60),
).map(lambda line: line.replace("\n", " "))
MARKUP = re.compile(r"''|\[\[|\]\]|\{\{|\}\}|<!--|-->|http")
CUE = re.compile(r"\[(?:\d|X|\?)+(?::(?:\d|X|\?){1,2}){0,2}\]")
LABEL = re.compile(r"\s\[[^\[\]]+\]$")


def assert_clean(artist: str, title: str) -> None:
    for name in (artist, title):
        assert not MARKUP.search(name)
        assert not CUE.match(name)
        assert name == name.strip()
        assert len(name) <= 300
    assert not LABEL.search(title)


@settings(max_examples=1500)
@given(LINES, st.booleans())
def test_a_line_gives_clean_names(line: str, dash_labels: bool) -> None:
    records = parse_line(line, dash_labels)
    assert records
    for record in records:
        if isinstance(record, Track):
            assert record.artist or record.title
            assert_clean(record.artist, record.title)


@settings(max_examples=400)
@given(st.text(max_size=80), st.lists(LINES, max_size=12), LINES, st.booleans())
def test_a_page_loses_no_line(title: str, lines: list[str], foot: str, list_tag: bool) -> None:
    body = "\n".join(["<list>", *lines, "</list>"] if list_tag else lines)
    text = f"== Tracklist ==\n{body}\n{foot}"
    parsed = parse_page(title, text, "https://wiki.example/a")
    section = tracklist_lines(text)
    assert bool(parsed.sets) != bool(parsed.skipped)
    if parsed.title:
        assert parsed.report.total == len(section or [])
        assert parsed.report.unparsed == len(parsed.report.unparsed_lines)
    for found in parsed.sets:
        assert_storable(found)


def assert_storable(found: SetList) -> None:
    data = asdict(found) | {"id": found.source_id}
    assert parse_setlist(json.loads(json.dumps(data))) == found
    for play in found.plays:
        assert_clean(play.artist, play.title)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(["# A - One", "# ?", "...", ";Part 2", "words", "#", ""])))
def test_every_plain_line_is_in_the_section(lines: list[str]) -> None:
    parsed = parse_page("2011 - Ana", "== Tracklist ==\n" + "\n".join(lines), "")
    assert parsed.report.total == max(len(lines), 1)
    assert parsed.report.tracks == lines.count("# A - One")
    assert parsed.report.chapters == lines.count(";Part 2")
    assert parsed.report.gaps == lines.count("...")


@settings(max_examples=300)
@given(
    st.lists(st.one_of(st.none(), st.text("0123456789:X?", max_size=9))),
    st.one_of(st.none(), st.floats(0, 1e6)),
)
def test_cues_never_go_back_but_to_the_start(
    cues: list[str | None], duration: float | None
) -> None:
    seconds = cue_seconds(cues, duration)
    assert len(seconds) == len(cues)
    latest = 0.0
    for cue in seconds:
        if cue is not None:
            assert cue >= latest or cue == 0
            latest = cue


@given(st.text())
def test_titles_never_raise(title: str) -> None:
    read = parse_title(title)
    assert re.fullmatch(r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?)?", read.date, re.ASCII)
    assert isinstance(read.places, tuple)
