"""The picture of sets by year."""

from dashboard.figures.years import sets_by_year


def test_years_without_sets_are_shown_as_noughts() -> None:
    shown = sets_by_year([(2010, 3), (2012, 1)])
    assert shown is not None
    assert (shown.years, shown.series[0].counts) == ((2010, 2011, 2012), (3, 0, 1))


def test_a_year_that_can_not_be_makes_no_centuries() -> None:
    shown = sets_by_year([(1, 1), (2010, 3), (9999, 1)])
    assert shown is not None
    assert shown.years == (2010,)
    assert sets_by_year([(9999, 1)]) is None
    assert sets_by_year([]) is None
