import pytest

from scrapers.mixesdb.djs import STYLES, Roster, parse_categories, split_djs


def test_categories_by_what_they_are() -> None:
    read = parse_categories(
        "[[Category:2011]] [[Category:Ana Ko]]\n[[category:The_Show|2011-02-03]]\n"
        "[[Category:Deep House]][[Category:Various]][[Category:Promo Mix]]\n"
        "[[Category:Tracklist:incomplete]]{{Repeated|Bo Li}} {{Repeated|Bo Li}}[[:Category:No]]"
    )
    assert read.years == ("2011",)
    assert read.names == ("Ana Ko", "The Show")
    assert read.styles == ("Deep House",)
    assert read.completeness == "incomplete"
    assert read.repeated == ("Bo Li",)


def test_the_styles_of_the_wiki() -> None:
    assert {"House", "2 Step", "R&B", "Electronica (Synthesizer)", "World Music"} <= STYLES
    assert "Melodic Techno" not in STYLES
    assert not {style for style in STYLES if style != style.strip() or not style}


@pytest.mark.parametrize(
    ("text", "names", "djs"),
    [
        ("Ana Ko", ["Ana Ko"], ["Ana Ko"]),
        ("ANA KÓ", ["Ana Ko"], ["Ana Ko"]),
        ("The Ana Ko", ["Ana Ko"], ["Ana Ko"]),
        ("Ana", ["DJ Ana"], ["DJ Ana"]),
        ("Switch", ["Switch (Ana Ko)"], ["Switch (Ana Ko)"]),
        ("Ana Ko (Live PA)", ["Ana Ko"], ["Ana Ko"]),
        ("Ana & Bo", ["Ana", "Bo"], ["Ana", "Bo"]),
        ("Ana & Bo", ["Ana & Bo"], ["Ana & Bo"]),
        ("Ana & Bo!", ["Ana & Bo"], ["Ana & Bo"]),
        ("Ana & Bo", [], ["Ana & Bo"]),
        ("Ana & Bo", ["Ana"], ["Ana", "Bo"]),
        ("Ana, Bo", [], ["Ana", "Bo"]),
        ("Ana b2b Bo b2b2b Cy", [], ["Ana", "Bo", "Cy"]),
        ("Ana X Bo", ["Ana", "Bo"], ["Ana", "Bo"]),
        ("Ana vs Bo & Cy", ["Bo & Cy"], ["Ana", "Bo & Cy"]),
        ("Ana Pres. Nachtlicht", ["Ana"], ["Ana"]),
        ("Ana feat. MC Bo", ["Ana", "MC Bo"], ["Ana", "MC Bo"]),
        ("Anna Kovarik", ["Ana Kovarik"], ["Ana Kovarik"]),
        ("Ana Kovarik", ["Ana Kolinsky"], ["Ana Kovarik"]),
        ("Bo Kovarik", ["Kovarik"], ["Kovarik"]),
        ("Ana, Ana", ["Ana"], ["Ana"]),
        ("VA", ["Ana"], []),
        ("Various Artists", [], []),
        ("Ana, VA", ["Ana"], ["Ana"]),
        ("", ["Ana"], []),
        ("& , vs", [], ["&", "vs"]),
    ],
)
def test_who_played(text: str, names: list[str], djs: list[str]) -> None:
    assert list(split_djs(text, Roster(names))) == djs


def test_names_inside_a_text() -> None:
    roster = Roster(["Ana Ko", "Bo", "Ana"])
    assert roster.within("12:30 - Bo and then Ana Ko live") == ("Bo", "Ana Ko")
    assert roster.within("Bob and Anaconda") == ()
