"""Which record labels a play names, across spellings."""

import re

from recommender.catalogue.identity import fold

_PARTED = re.compile(r"\s[/|;]\s|[|;]|(?<=[^\W\d_]{3})/(?=[^\W\d_]{3})")
"""Between labels: a stroke with blanks around it or between two words, for `20/20` is one name."""
_NUMBER = re.compile(r"\s-\s.*", re.DOTALL)
"""The catalogue number behind the name: `Label - ABC 123`."""
_BARE_NUMBER = re.compile(r"0\d+|\d{3,}", re.ASCII)
"""The same without its letters. A short one belongs to the name."""
_KIND = frozenset(
    (
        *("record", "records", "recording", "recordings", "rec", "recs"),
        *("music", "digital", "ltd", "limited", "inc"),
    )
)
"""What many labels are called beside their name, and people leave out."""
_PRESSING = frozenset(("test pressing", "white label", "promo", "acetate", "cdr", "cd r"))
"""What kind of copy it was."""
_NO_LABEL = _PRESSING | frozenset(
    (
        *("white", "whitelabel", "unreleased", "forthcoming", "bootleg", "dub", "dubplate"),
        *("dub plate", "cd", "mp3", "self released", "not on label", "no label", "unknown"),
        *("unknown label", "n a", "tba", "tbc", "free", "free download"),
    )
)
"""What stands in a label's place where there is none."""
_MAX = 300
"""Characters that are looked at; no name is so long."""


def label_keys(text: str) -> tuple[str, ...]:
    """The folded names of the labels in `text`, as a source writes it; none where it names none."""
    parts = (_name(fold(_NUMBER.sub("", part))[:_MAX]) for part in _PARTED.split(text[:_MAX]))
    return tuple(dict.fromkeys(name for name in parts if name))


def _name(folded: str) -> str:
    words = folded.split()
    while " ".join(words) not in _NO_LABEL and (last := _of_no_use(words)):
        words = words[:-last]
    name = " ".join(words)
    return "" if name in _NO_LABEL or not any(char.isalnum() for char in name) else name


def _of_no_use(words: list[str]) -> int:
    """How many words at the end are a number, what kind of thing a label is, or what kind of copy;
    some word is left."""
    if len(words) > 1 and (words[-1] in _KIND or _BARE_NUMBER.fullmatch(words[-1])):
        return 1
    return next((n for n in (1, 2) if len(words) > n and " ".join(words[-n:]) in _PRESSING), 0)
