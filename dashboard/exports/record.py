"""What an export holds of a track, and how names become text that every format can bear."""

import unicodedata
from dataclasses import dataclass

from recommender.recommendations import Named

_UNBEARABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of characters, line breaks."""


@dataclass(frozen=True, slots=True)
class ExportTrack(Named):
    """A track of the crate, as it is written into a file."""

    artist: str
    title: str
    camelot: str | None = None
    tempo_bpm: float | None = None
    played_s: float | None = None
    """How long DJs let it play; None where no set says."""


def one_line(text: str) -> str:
    """A name on one line, without what XML can't hold and nobody can see.

    Blanks in a row become one; U+FFFE and U+FFFF are no characters.
    """
    if text.isprintable():  # nearly all are, and a library has many
        return " ".join(text.split())
    kept = (
        " " if unicodedata.category(letter) in _UNBEARABLE else letter
        for letter in text
        if letter not in "\ufffe\uffff"
    )
    return " ".join("".join(kept).split())
