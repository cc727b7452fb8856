"""The picture of styles over the years."""

from dashboard.figures.styles import BY_SOUND, MAX_STYLES, NO_GENRE, figure, in_words, picture
from recommender.catalogue.djs import HeardYear, StyleYear


def styles(*rows: tuple[int, str, int]) -> list[StyleYear]:
    return [StyleYear(*row) for row in rows]


def test_years_have_no_gap_and_the_most_frequent_style_comes_first() -> None:
    shown = picture(styles((2010, "House", 1), (2012, "Techno", 5), (2012, "House", 2)))
    assert shown is not None
    assert shown.years == (2010, 2011, 2012)
    assert [(s.name, s.colour, s.counts) for s in shown.series] == [
        ("Techno", "1", (0, 0, 5)),
        ("House", "2", (1, 0, 2)),
    ]


def test_after_eight_styles_the_rest_is_told_together_and_nothing_is_lost() -> None:
    rows = [(2000 + n % 3, f"Style {n:02}", 20 - n) for n in range(12)]
    shown = picture(styles(*rows, (2001, "", 4)))
    assert shown is not None
    assert [s.colour for s in shown.series] == [
        *map(str, range(1, MAX_STYLES + 1)),
        "other",
        "none",
    ]
    assert sum(sum(s.counts) for s in shown.series) == sum(n for _, _, n in rows) + 4
    assert sum(shown.series[-2].counts) == sum(n for _, _, n in rows[MAX_STYLES:])


def test_where_no_set_has_a_style_the_sets_themselves_are_shown() -> None:
    shown = picture(styles((1999, "", 3), (2001, "", 1)))
    assert shown is not None
    assert shown.title == "Sets over the years"
    assert [s.counts for s in shown.series] == [(3, 0, 1)]
    assert in_words(shown) == "Bars: 4 sets from 1999 to 2001."


def test_where_no_set_has_a_style_the_plays_are_shown_by_how_they_sound_and_that_is_said() -> None:
    heard = [HeardYear(1999, "Techno", 21), HeardYear(2001, "House", 9), HeardYear(2001, "", 1)]
    shown = picture(styles((1999, "", 3), (2001, "", 1)), heard)
    assert shown is not None
    assert (shown.caption, shown.counted) == (BY_SOUND, "play")
    assert [(s.name, s.colour, s.counts) for s in shown.series] == [
        ("Techno", "1", (21, 0, 0)),
        ("House", "2", (0, 0, 9)),
        (NO_GENRE, "none", (0, 0, 1)),
    ]
    assert in_words(shown).startswith("Stacked bars: plays by genre from 1999 to 2001. Techno 21,")
    assert figure(shown)["data"][0]["customdata"][0] == "1999: 21 plays"


def test_styles_that_sets_carry_go_before_how_the_plays_sound() -> None:
    shown = picture(styles((1999, "House", 1)), [HeardYear(1999, "Techno", 21)])
    assert shown is not None
    assert ([s.name for s in shown.series], shown.caption) == (["House"], "")


def test_where_nothing_was_listened_to_either_the_sets_are_shown() -> None:
    shown = picture(styles((1999, "", 3)), [HeardYear(1999, "", 21)])
    assert shown is not None
    assert shown.title == "Sets over the years"


def test_where_no_set_has_a_year_there_is_no_picture() -> None:
    assert picture([]) is None


def test_the_figure_stacks_every_number_and_takes_a_styles_name_as_text() -> None:
    shown = picture(styles((2010, "Drum & <b>", 2), (2011, "House", 1)))
    assert shown is not None
    made = figure(shown)
    assert made["layout"]["barmode"] == "stack"
    assert [bars["y"] for bars in made["data"]] == [[2, 0], [0, 1]]
    assert made["data"][0]["customdata"] == ["2010: 2 sets", "2011: 0 sets"]
    assert "Drum &amp; &lt;b&gt;" in made["data"][0]["hovertemplate"]


def test_below_the_bars_stand_seven_years_at_most() -> None:
    for years in range(1, 91):
        shown = picture(styles((1932, "", 1), (1931 + years, "", 1)))
        assert shown is not None
        assert years / figure(shown)["layout"]["xaxis"]["dtick"] <= 7


def test_a_year_that_can_not_be_makes_no_centuries() -> None:
    shown = picture(styles((1, "House", 1), (2010, "House", 1), (9999, "", 1)))
    assert shown is not None
    assert shown.years == (2010,)
    assert picture(styles((9999, "House", 1))) is None
