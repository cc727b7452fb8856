from typing import Any

from recommender.catalogue.setlist import Play, SetList
from scrapers.mixesdb.page import ParsedPage, parse_page

TITLE = "2011-04-09 - Ana Ko - The Show"
FOOT = "[[Category:2011]]\n[[Category:Ana Ko]]\n[[Category:The Show]]\n[[Category:Deep House]]\n"


def page(*lines: str, title: str = TITLE, foot: str = FOOT, head: str = "") -> ParsedPage:
    text = f"{head}\n== Tracklist ==\n\n" + "\n".join(lines) + f"\n\n{foot}"
    return parse_page(title, text, "https://wiki.example/page")


def only(parsed: ParsedPage) -> SetList:
    (found,) = parsed.sets
    return found


def names(found: SetList) -> list[str]:
    return [f"{play.artist} - {play.title}" if play != Play() else "?" for play in found.plays]


def by_dj(parsed: ParsedPage) -> dict[tuple[str, ...], list[str]]:
    return {found.djs: names(found) for found in parsed.sets}


def test_a_page() -> None:
    parsed = page(
        "# [00] A - One [Kiln]",
        "# [05] + B - Two",
        "# [09] ?",
        "...",
        "# [2?] C - ?",
        foot=FOOT + "[[Category:Tracklist: incomplete]]",
        head="{{StandardShow2h}}",
    )
    assert only(parsed) == SetList(
        source="mixesdb",
        source_id=TITLE,
        title=TITLE,
        date="2011-04-09",
        djs=("Ana Ko",),
        plays=(
            Play("A", "One", 0.0, label="Kiln"),
            Play("B", "Two", 300.0, layered=True),
            Play(cue_s=540.0),
            Play(),
            Play("C", ""),
        ),
        url="https://wiki.example/page",
        styles=("Deep House",),
        series="The Show",
        page=TITLE,
    )
    assert parsed.skipped is None
    assert parsed.completeness == "incomplete"
    report = parsed.report
    assert (report.tracks, report.unknowns, report.gaps, report.blanks) == (3, 1, 1, 2)


def test_a_title_as_in_an_address_is_the_same_page() -> None:
    written = page("# A - One", title="2011-04-09_-_Ana_Ko_%26_Bo_-_The_Show")
    assert only(written).source_id == "2011-04-09 - Ana Ko & Bo - The Show"


def test_a_track_that_comes_again_counts_once_and_keeps_its_place() -> None:
    assert names(only(page("# A - One", "# B - Two", "# a - ONE", "# C - Three"))) == [
        *("A - One", "B - Two", "?", "C - Three"),
    ]
    assert names(only(page("# A - One", "# A - One", "# B - Two", "# + A - One"))) == [
        *("A - One", "B - Two"),
    ]


def test_chapters_of_several_djs_are_several_sets() -> None:
    foot = "[[Category:Ana Ko]][[Category:Bo Li]][[Category:The Barn (Town)]]"
    parsed = page(
        *(";Ana Ko (Live PA)", "# A - One", "", ";Bo Lí @ Room 2", "# [03] B - Two"),
        *(";7.00pm - 8.00pm", "# C - Three", ";Ana Ko", "# D - Four", ";The Unlisted", "# E - X"),
        title="2011-04-09 - VA @ The Barn, Town",
        foot=foot,
    )
    assert by_dj(parsed) == {
        ("Ana Ko",): ["A - One", "?", "D - Four"],
        ("Bo Li",): ["B - Two", "C - Three"],
        ("The Unlisted",): ["E - X"],
    }
    base = "2011-04-09 - VA @ The Barn, Town"
    assert [found.source_id for found in parsed.sets] == [
        *(f"{base}#Ana Ko", f"{base}#Bo Li", f"{base}#The Unlisted"),
    ]
    assert {found.page for found in parsed.sets} == {base}
    assert {found.series for found in parsed.sets} == {"The Barn (Town)"}


def test_va_without_chapters_is_nobody() -> None:
    assert only(page("# A - One", title="2011 - VA @ The Barn")).djs == ()


def test_bold_and_bare_names_above_a_list_are_chapters() -> None:
    parsed = page(
        *("'''Ana Ko''' @ The Barn", "# A - One", "Bo Li", "# B - Two", "Some words", "# C - X"),
        title="2011 - Ana Ko, Bo Li - Show",
        foot="[[Category:Ana Ko]][[Category:Bo Li]]",
    )
    assert by_dj(parsed) == {("Ana Ko",): ["A - One"], ("Bo Li",): ["B - Two", "C - X"]}
    assert parsed.report.notes == 1


def test_parts_of_one_recording_are_one_set() -> None:
    parsed = page(";Part 1", "# A - One", ";Part 2", "...", "# B - Two", ";House Set", "# C - X")
    assert names(only(parsed)) == ["A - One", "?", "B - Two", "C - X"]
    assert only(parsed).source_id == TITLE


def test_the_longest_of_several_versions_is_taken() -> None:
    parsed = page(
        *(";Version 1", ";Part 1", "# A - One", ";Part 2", "# B - Two", ";Version 2"),
        *("# A - One", "# B - Two", "# C - Three"),
    )
    assert names(only(parsed)) == ["A - One", "B - Two", "C - Three"]
    broadcast = page(
        *(";Set 1", "# A - One", ";Set 2", "# B - Two", ";The Show, 2011-05-01", "# A - One"),
    )
    assert names(only(broadcast)) == ["A - One", "B - Two"]


def test_parts_with_their_own_page_are_left_to_it() -> None:
    other = "2010-01-02 - Bo Li - The Show"
    parsed = page(
        *(f";[[{other}|Bo Li]]", "# B - Two", ";Ana Ko", "# A - One"),
        *(";Cy = [[2010-01-03 - Cy @ The Barn]]", "--", ";Di Mo", "# D - Four"),
        title="2011 - VA - The Show",
        foot="[[Category:2011]]\n[[Category:Ana Ko]]\n{{Repeated|Di Mo}}\n{{Repeated|Bo Li}}",
    )
    assert by_dj(parsed) == {("Ana Ko",): ["A - One"]}
    assert parsed.links == (other, "2010-01-03 - Cy @ The Barn")
    whole = page(f";[[{other}|Bo Li]]", "# B - Two", title="2011 - VA - The Show")
    assert (whole.sets, whole.skipped) == ((), "all parts have their own pages")


def test_see_also_beside_a_list_of_its_own() -> None:
    parsed = page("'''Ana Ko''' - See also [[2010-01-02 - Ana Ko @ The Barn|all]]", "# A - One")
    assert names(only(parsed)) == ["A - One"]
    assert parsed.links == ("2010-01-02 - Ana Ko @ The Barn",)


def test_a_chapter_may_have_its_own_date() -> None:
    parsed = page(
        *(";2011-04-07 - Ana Ko @ The Barn", "# A - One", ";2011-04-08 - Bo @ The Barn", "# B - C"),
        title="2011-04 - VA @ The Barn",
        foot="[[Category:Ana Ko]][[Category:Bo]]",
    )
    assert {found.djs: found.date for found in parsed.sets} == {
        ("Ana Ko",): "2011-04-07",
        ("Bo",): "2011-04-08",
    }


def test_dates_fall_back_to_the_broadcast_then_the_year() -> None:
    title = "199X - Ana Ko @ The Barn (The Show, 1999-01-31)"
    assert only(page("# A - One", title=title)).date == "1999-01-31"
    assert only(page("# A - One", title="199X - Ana Ko")).date == "2011"
    assert only(page("# A - One", title="Ana Ko", foot="")).date == ""


def test_the_djs_are_whom_the_categories_name() -> None:
    foot = "[[Category:Cy Do]]\n[[Category:The Show]]"
    assert only(page("# A - One", foot=foot)).djs == ("Cy Do",)
    assert only(page("# A - One", foot="[[Category:The Show]]")).djs == ("Ana Ko",)


def test_pages_without_a_list_of_their_own() -> None:
    def skipped(text: str) -> tuple[str | None, tuple[str, ...]]:
        parsed = parse_page(TITLE, text, "")
        assert not parsed.sets
        return parsed.skipped, parsed.links

    stub = "{{%s\n |Original  =2010-01-02 - Bo - Show\n |Link =\n}}\n== Tracklist ==\n# A - One"
    assert skipped(stub % "Repeat") == ("repeat", ("2010-01-02 - Bo - Show",))
    assert skipped(stub % "Fake") == ("fake", ("2010-01-02 - Bo - Show",))
    assert skipped("#REDIRECT [[Some_Page]]") == ("redirect", ("Some Page",))
    assert skipped("== Notes ==\n# A - One") == ("no tracklist", ())
    assert skipped("== Tracklist ==\n# ?\n...\n--") == ("empty tracklist", ())
    assert parse_page(" ", "== Tracklist ==\n# A - One", "").skipped == "no title"


def test_older_headings_and_sub_headings() -> None:
    text = (
        "== Notes & Tracklist ==\nRecorded somewhere\n# A - One\n=== Part 2 ===\n# B - Two\n"
        "== Comments ==\n# C - Three\n"
    )
    parsed = parse_page(TITLE, text, "")
    assert names(only(parsed)) == ["A - One", "B - Two"]
    assert (parsed.report.notes, parsed.report.chapters) == (1, 1)


def test_comments_over_several_lines_hide_what_they_hold() -> None:
    parsed = page("# A - One", "<!-- # B - Two", "# C - Three", "-->", "# D - Four")
    assert names(only(parsed)) == ["A - One", "D - Four"]
    assert parsed.report.notes == 2


def test_acapellas_listed_behind_the_mix_lie_on_top() -> None:
    found = only(page("# A - One", "Includes these:", "* B - Two", "* C - Three", "# D - Four"))
    assert [play.layered for play in found.plays] == [False, True, True, False]


def test_labels_behind_a_second_dash_are_told_from_the_whole_list() -> None:
    found = only(page("# A - One - Kiln", "# B - Two - Kiln", "# C - Three - Oven", "# D - Four"))
    assert names(found) == ["A - One", "B - Two", "C - Three", "D - Four"]
    assert [play.label for play in found.plays] == ["Kiln", "Kiln", "Oven", ""]
    assert names(only(page("# A - One - Two", "# B - C"))) == ["A - One - Two", "B - C"]


def test_what_can_not_be_read_keeps_its_place() -> None:
    parsed = page("# A - One", "#", "# B - Two")
    assert names(only(parsed)) == ["A - One", "?", "B - Two"]
    assert parsed.report.unparsed_lines == ("#",)


def test_long_names_fit_and_stay_apart() -> None:
    long: list[Any] = [
        only(page("# A - One", title=f"2011 - {'x' * 400}{number}")) for number in (1, 2)
    ]
    assert all(len(found.source_id) <= 300 for found in long)
    assert long[0].source_id != long[1].source_id
    (play,) = only(page(f"# A - One [{'k' * 400}]")).plays
    assert len(play.label) == 300


def test_labels_in_round_brackets_are_told_from_the_whole_list() -> None:
    labelled = [f"# A{n} - B{n} (Kiln)" for n in range(5)]
    plain = [f"# C{n} - D{n}" for n in range(7)]
    assert names(only(page(*labelled, *plain)))[0] == "A0 - B0"
    assert names(only(page(*labelled, *plain, "# E - F")))[0] == "A0 - B0 (Kiln)"
    assert names(only(page(*labelled[:4])))[0] == "A0 - B0 (Kiln)"


def test_odd_artists_are_reported() -> None:
    parsed = page("# [00] 4:20 - One", "# (2) A - Two", "# 4 Hands - Three")
    assert parsed.report.suspicious_lines == ("# [00] 4:20 - One", "# (2) A - Two")


def test_an_event_behind_the_dj_is_no_dj() -> None:
    title = "2011-04-09 - VA - The Show"
    parsed = page(";Paul X, Eventname @ Code", "# A - B", title=title, foot="[[Category:Y]]")
    assert only(parsed).djs == ("Paul X",)
    foot = "[[Category:Paul X]]\n[[Category:Eventname]]"
    assert by_dj(page(";Paul X, Eventname @ Code", "# A - B", title=title, foot=foot)) == {
        ("Paul X",): ["A - B"]
    }
