"""What the page asks of the house behind it: one small seam, so that the page can be built and
tested without models, database or network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from recommender.filters import ANY, Filters
from recommender.recommendations import Recommendations, SharedSet, Track


class Progress(Protocol):
    """Called as each step of a job begins, and within a step as it gets on."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None: ...


@dataclass(frozen=True, slots=True)
class Example:
    """A seed that is worth trying, for the empty page."""

    label: str
    """What the chip says."""
    text: str
    """What goes into the seed box."""


@dataclass(frozen=True, slots=True)
class Status:
    """What there is to search in."""

    demo: bool
    """Invented music and a stand-in for Spotify."""
    sets: int
    tracks: int
    djs: int
    ready: bool
    """False: nothing can be searched yet, and `message` says what to do about it."""
    message: str = ""
    examples: tuple[Example, ...] = ()


class FindService(Protocol):
    """What the Find page needs. Everything that fails raises SegueError with one sentence for
    the page."""

    def status(self) -> Status:
        """What there is to search in; called once a page load, so keep it cheap."""
        ...

    def suggest(self, text: str, limit: int = 8) -> list[Track]:
        """Tracks whose name matches what was typed so far, best first."""
        ...

    def recommend(
        self,
        text: str,
        count: int,
        filters: Filters = ANY,
        also: Sequence[str] = (),
        disliked: Sequence[str] = (),
    ) -> Recommendations:
        """The answer to whatever was typed or pasted; UnknownTrack carries suggestions.

        `text` is the first seed, which filters compare with, `also` names more seeds, `disliked`
        tracks to move away from; none of them is in the answer. What of those two is no known track
        is told by UnknownTrack with its text. Raises NeedsListening where no set tells about any of
        the seeds and the first one was not listened to yet.
        """
        ...

    def listen(self, text: str, progress: Progress) -> None:
        """Fetch a preview of the seed and listen to it; afterwards `recommend` answers.

        Takes seconds, so it runs outside of the callbacks. Raises NoPreview when nobody has one,
        another SegueError when a preview could not be had or listened to.
        """
        ...

    def listen_to(self, data: bytes, text: str, progress: Progress) -> None:
        """Listen to the DJ's own recording; afterwards `recommend(text, …)` answers.

        `text` is what the seed box holds or, where it is empty, the file's name without its
        ending: it need not name anything that the catalogue or Spotify knows. Nothing of `data` is
        kept. Raises BadAudio when it can't be listened to.
        """
        ...

    def spectrogram(self, seed_key: str) -> str | None:
        """What was heard, as a picture: a PNG in a data URI; None where it is not at hand."""
        ...

    def shared_sets(
        self,
        seed_key: str,
        track_key: str,
        also: Sequence[str] = (),
        disliked: Sequence[str] = (),
    ) -> list[SharedSet]:
        """All sets that hold the track and the seed, or any of the seeds where there are more of
        them (`also`: their keys); `disliked`: the keys of the disliked tracks of the answer, which
        are no evidence in it."""
        ...
