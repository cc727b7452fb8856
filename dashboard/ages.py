"""How long ago something was, as one says it."""

from datetime import datetime, timedelta

from recommender.plural import count

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UNITS = ((365 * _DAY, "year"), (30 * _DAY, "month"), (_DAY, "day"), (_HOUR, "hour"),
          (_MINUTE, "minute"))  # fmt: skip


def ago(moment: datetime, now: datetime) -> str:
    """`just now`, `3 days ago`."""
    seconds = (now - moment).total_seconds()
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{count(int(seconds // size), unit)} ago"
    return "just now"


def lasted(span: timedelta) -> str:
    """`12 s`, `4 min`, `2 h 05 min`."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE:02} min"
