"""Sets by year, of a whole catalogue: bars, drawn as the DJs' are."""

from collections.abc import Sequence

from dashboard.figures.styles import SETS, Picture, Series


def sets_by_year(years: Sequence[tuple[int, int]]) -> Picture | None:
    """The picture of (year, sets); None where no set has a year."""
    if not years:
        return None
    counted = dict(years)
    shown = tuple(range(min(counted), max(counted) + 1))
    bars = Series(SETS, "1", tuple(counted.get(year, 0) for year in shown))
    return Picture("Sets by year", shown, (bars,))
