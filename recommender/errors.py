"""The errors a person may meet.

    SegueError                   anything below; its text is one clear sentence that says what to do
    ├── BadInput                 what was typed, pasted or passed can't be used
    │   ├── BadAudio             a file that can't be listened to
    │   └── WrongUsage           a command line that asks for nothing that could be done
    ├── UnknownTrack             a seed that nothing in the catalogue stands for
    ├── UnknownDj                a DJ that no set of the catalogue is by
    ├── NeedsListening           no set tells about the seed; hand in what was heard in it
    ├── NoPreview                there is nothing to listen to
    ├── CatalogueEmpty           there is nothing to learn from yet
    ├── NotTrained               a trained model is asked for and there is none
    └── ArtefactDamaged          a trained file is not what its manifest says

The doors to the outside hang their own tree below SegueError (scrapers/errors.py).
"""

from recommender.recommendations import Seed


class SegueError(Exception):
    """Base of every error that is shown to a person as it stands."""


class BadInput(SegueError):
    """What was typed, pasted or passed can't be used."""


class BadAudio(BadInput):
    """A file, or a preview, that can't be listened to."""


class WrongUsage(BadInput):
    """A command line that asks for nothing that could be done."""


class UnknownTrack(SegueError):
    """A seed that nothing in the catalogue stands for."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions
        self.text = ""
        """Which of several texts this is about, as it was typed; empty where nobody said."""


class UnknownDj(SegueError):
    """A DJ that no set of the catalogue is by."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class NeedsListening(SegueError):
    """No set tells about the seed: it can only be answered by its sound."""

    def __init__(self, seed: Seed) -> None:
        super().__init__(
            f"No set tells enough about “{seed.name}”. Give a recording of it to go by its sound."
        )
        self.seed = seed


class NoPreview(SegueError):
    """There is nothing to listen to."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class CatalogueEmpty(SegueError):
    """There is nothing to learn from yet."""


class NotTrained(SegueError):
    """A trained model is asked for and there is none."""


class ArtefactDamaged(SegueError):
    """A trained file is not what its manifest says."""
