"""Page title → when, who, where."""

import re
from dataclasses import dataclass
from datetime import date as day
from urllib.parse import unquote

from scrapers.mixesdb.markup import visible

_DATE = r"(?:19|20)[\dX?]{2}(?:-[\dX?]{2}(?:-[\dX?]{2})?)?"
_LEADING = re.compile(rf"(?P<date>{_DATE})\s*-\s+(?P<rest>\S.*)", re.IGNORECASE)
_TRAILING = re.compile(rf"\(\s*(?:(?P<series>[^()]*?),\s*)?(?P<date>{_DATE})\s*\)\s*$", re.I)
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*$")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_BOUNDARY = re.compile(r"\s+(?:-|@)\s+")


@dataclass(frozen=True, slots=True)
class PageTitle:
    """What a page title says; every part may be empty."""

    text: str
    """The title as a reader writes it."""
    date: str
    """Of the performance: `YYYY-MM-DD`, or as much of it as is sure."""
    artists: str
    rest: str
    """Venue, event, show and series, as written."""
    broadcast: str = ""
    """Date of the broadcast, where the title names one."""

    @property
    def places(self) -> tuple[str, ...]:
        """The parts of the rest, the likeliest name of a series first."""
        rest, parts = self.rest, []
        while bracket := _BRACKET.search(rest):
            parts += [part.strip() for part in bracket[1].split(",")]
            rest = rest[: bracket.start()]
        dashed = [part for part in re.split(r"\s+-\s+|\s*@\s+", rest) if part]
        parts += reversed(dashed)
        for part in reversed(dashed):
            parts += [piece.strip() for piece in part.split(",")]
        return tuple(dict.fromkeys(part for part in parts if part and not _is_date(part)))


def parse_title(title: str) -> PageTitle:
    """Read a title in either form, with blanks or as in an address."""
    text = readable_title(title)
    leading = _LEADING.fullmatch(text)
    date, body = (sure_date(leading["date"]), leading["rest"]) if leading else ("", text)
    broadcast = ""
    trailing = _TRAILING.search(body)
    if trailing:
        broadcast = sure_date(trailing["date"])
        series = f" ({trailing['series']})" if trailing["series"] else ""
        body = body[: trailing.start()].rstrip() + series
    boundary = _BOUNDARY.search(body)
    if boundary:
        artists, rest = body[: boundary.start()], body[boundary.end() :]
    else:
        bracket = _BRACKET.search(body)
        artists, rest = (body[: bracket.start()], bracket[0]) if bracket else (body, "")
    return PageTitle(text, date, artists.strip(), rest.strip(), broadcast)


def readable_title(title: str) -> str:
    """Underscores and percent signs of an address decoded; a wiki's titles hold neither."""
    if _PERCENT.search(title):
        title = unquote(title)
    return visible(title.replace("_", " "))


def sure_date(text: str) -> str:
    """`2016-06-2X` → `2016-06`, `199X` → nothing: only what is sure."""
    parts = text.upper().split("-")
    sure: list[str] = []
    for part in parts:
        if not (part.isascii() and part.isdigit()):
            break
        sure.append(part)
    if len(sure) > 1 and not 1 <= int(sure[1]) <= 12:
        sure = sure[:1]
    if len(sure) > 2 and not _is_day(*(int(part) for part in sure)):
        sure = sure[:2]
    return "-".join(sure)


def _is_day(year: int, month: int, number: int) -> bool:
    try:
        day(year, month, number)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(_DATE, text, re.IGNORECASE))
