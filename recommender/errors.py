"""The errors a person may meet.

    SegueError                   anything below; its text is one clear sentence that says what to do
    ├── BadInput                 what was typed, pasted or passed can't be used
    ├── UnknownTrack             a seed that nothing in the catalogue stands for
    ├── CatalogueEmpty           there is nothing to learn from yet
    ├── NotTrained               a trained model is asked for and there is none
    └── ArtefactDamaged          a trained file is not what its manifest says

The doors to the outside hang their own tree below SegueError (scrapers/errors.py).
"""


class SegueError(Exception):
    """Base of every error that is shown to a person as it stands."""


class BadInput(SegueError):
    """What was typed, pasted or passed can't be used."""


class UnknownTrack(SegueError):
    """A seed that nothing in the catalogue stands for."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class CatalogueEmpty(SegueError):
    """There is nothing to learn from yet."""


class NotTrained(SegueError):
    """A trained model is asked for and there is none."""


class ArtefactDamaged(SegueError):
    """A trained file is not what its manifest says."""
