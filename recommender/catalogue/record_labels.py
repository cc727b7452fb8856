"""Which record labels a play names, across spellings."""

import re

from recommender.catalogue.identity import fold

_NUMBER = re.compile(r"\s-\s.*", re.DOTALL)
"""The catalogue number behind the name: `Label - ABC 123`."""
_PARTED = re.compile(r"[/|;]")
_KIND = frozenset(
    (
        *("record", "records", "recording", "recordings", "rec", "recs"),
        *("music", "digital", "ltd", "limited", "inc"),
    )
)
"""What many labels are called beside their name, and people leave out."""
_NO_LABEL = frozenset(
    (
        *("white", "white label", "promo", "unreleased", "forthcoming", "bootleg", "acetate"),
        *("test pressing", "dub", "dubplate", "cd", "cd r", "cdr", "mp3", "self released"),
        *("not on label", "no label", "unknown", "n a", "tba", "tbc", "free", "free download"),
    )
)
"""What stands in a label's place where there is none."""
_LONGEST = max(len(name.split()) for name in _NO_LABEL)


def label_keys(text: str) -> tuple[str, ...]:
    """The folded names of the labels in `text`, as a source writes it; none where it names none."""
    named = _NUMBER.sub("", text)
    if fold(named) in _NO_LABEL:  # N/A is no two labels
        return ()
    parts = (_name(fold(part)) for part in _PARTED.split(named))
    return tuple(dict.fromkeys(name for name in parts if name))


def _name(folded: str) -> str:
    words = folded.split()
    while words and " ".join(words) not in _NO_LABEL and (last := _of_no_use(words)):
        words = words[:-last]
    name = " ".join(words)
    return "" if name in _NO_LABEL else name


def _of_no_use(words: list[str]) -> int:
    """How many words at the end are a number, what kind of thing a label is, or no label; some
    word is left."""
    if len(words) > 1 and (words[-1] in _KIND or words[-1].isdecimal()):
        return 1
    lengths = range(1, min(len(words), _LONGEST + 1))
    return next((n for n in lengths if " ".join(words[-n:]) in _NO_LABEL), 0)
