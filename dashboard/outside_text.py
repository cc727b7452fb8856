"""Texts that a page sends, before the catalogue is asked for them: they come from outside."""

from typing import Any

from recommender.errors import BadInput

NONSENSE = "Segue's page sent something that Segue does not understand; reload it."
_MAX_TEXT = 1_000


def checked(value: Any) -> str:
    """The text, if a database can look for it. Raises BadInput."""
    if not isinstance(value, str):
        raise BadInput(NONSENSE)
    # What none can look for: a zero, and halves of characters.
    if len(value) > _MAX_TEXT or "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise BadInput("A name is too long or holds characters that nobody can read.")
    return value
