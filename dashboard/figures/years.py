"""Sets by year, of a whole catalogue: bars, drawn as the DJs' are."""

from collections.abc import Sequence

from dashboard.figures.styles import SETS, Picture, Series
from recommender.years import likely


def sets_by_year(years: Sequence[tuple[int, int]]) -> Picture | None:
    """The picture of (year, sets); None where no set has a year."""
    counted = {year: sets for year, sets in years if likely(year)}
    if not counted:
        return None
    shown = tuple(range(min(counted), max(counted) + 1))
    bars = Series(SETS, "1", tuple(counted.get(year, 0) for year in shown))
    return Picture("Sets by year", shown, (bars,))
