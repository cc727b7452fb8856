"""Labelled recordings to learn genres from, and how they are divided: never within a recording."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.errors import BadInput

FEWEST_RECORDINGS = 4
"""Of each genre: some to learn from, and at least one to be asked about."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledClip:
    """A piece of a recording, and what it is."""

    log_mel: np.ndarray
    """(n_mels, n_frames) decibels; float16 is enough and halves the memory."""
    label: str
    recording: str
    """Clips of one recording, and of no other, have the same name; no split comes between them."""


def labels_of(clips: Sequence[LabelledClip]) -> tuple[str, ...]:
    """The labels there are, in alphabetical order: the order of the network's outputs."""
    return tuple(sorted({clip.label for clip in clips}))


def split_recordings(
    clips: Sequence[LabelledClip], share: float, seed: int
) -> tuple[list[LabelledClip], list[LabelledClip]]:
    """(clips to learn from, clips held out): about `share` of every label's recordings held out.

    Every label is learned from, and held out as well where it has recordings enough. A recording
    may have clips of several labels.
    """
    rng = np.random.default_rng(seed)
    learned = _by_label((clip.label, clip.recording) for clip in clips)
    wanted = {label: max(round(share * len(found)), 1) for label, found in learned.items()}
    held: set[str] = set()
    # The rarest first: they have the least choice.
    for label in sorted(learned, key=lambda name: (len(learned[name]), name)):
        for name in rng.permutation(sorted(learned[label])):
            of = [found for found in learned.values() if name in found]
            if wanted[label] <= 0 or any(len(found) < 2 for found in of):
                continue
            held.add(str(name))
            for other, found in learned.items():
                if name in found:
                    found.remove(name)
                    wanted[other] -= 1
    return (
        [clip for clip in clips if clip.recording not in held],
        [clip for clip in clips if clip.recording in held],
    )


def check_enough(labelled: Iterable[tuple[str, str]]) -> None:
    """Raises BadInput where (label, recording) pairs are too few to learn genres from."""
    by_label = _by_label(labelled)
    if len(by_label) < 2:
        found = f"of {next(iter(by_label))!r} only" if by_label else "none"
        raise BadInput(
            f"Recordings of at least two genres are needed to learn from; there are {found}."
        )
    poor = sorted(name for name, found in by_label.items() if len(found) < FEWEST_RECORDINGS)
    if poor:
        raise BadInput(
            f"At least {FEWEST_RECORDINGS} recordings of each genre are needed to learn from; "
            f"there are fewer of {', '.join(map(repr, poor))}."
        )


def _by_label(labelled: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    recordings: dict[str, set[str]] = defaultdict(set)
    for label, recording in labelled:
        recordings[label].add(recording)
    return recordings
