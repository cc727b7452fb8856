"""How well the genre network tells real music: `python -m benchmarks.genre [FOLDER]`.

FOLDER holds `long` and `short`, files `genre.NNNNN.flac` (see docs/models.md). Two splits, and on
the very same clips the usual baseline: MFCC statistics and a support vector machine. Takes about
a quarter of an hour on two cores.

    by recording   five-fold on `long`; learned from all clips of the other folds' recordings, and
                   from the recordings that are in `short` alone
    by block       learned from numbers up to 30 of both folders, asked about `short` 31 to 39:
                   neighbouring numbers often share the artist, so this is the honest one
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.fft import dct
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from tqdm import tqdm

from benchmarks.study_data import STUDY_DATA
from recommender.content.genre_audio import find_labelled_files, read_labelled_files
from recommender.content.genre_clips import LabelledClip, labels_of
from recommender.content.genre_evaluation import (
    confusion,
    neighbours_alike,
    top_k,
    with_interval,
)
from recommender.content.genre_pictures import save_confusion
from recommender.content.genre_training import TrainingSettings, learn, predict

FOLDS = 5
BLOCK_LEARNED, BLOCK_ASKED = range(1, 31), range(31, 40)
NEIGHBOURS = 5
COEFFICIENTS = 13
SVM_C = 3.0

Clips = list[LabelledClip]
Part = tuple[Clips, Clips]
"""Clips to learn from, clips to be asked about."""


def read(folder: Path) -> tuple[Clips, Clips]:
    """The clips of `long` and of `short`."""
    long, short = (
        read_labelled_files(find_labelled_files([folder / name])) for name in ("long", "short")
    )
    return long, short


def number_of(clip: LabelledClip) -> int:
    """`blues.00007` → 7."""
    return int(clip.recording.rpartition(".")[2])


def by_recording(long: Clips, short: Clips, seed: int = 0) -> Iterator[Part]:
    """Five folds of the recordings in `long`, every label spread over them."""
    rng = np.random.default_rng(seed)
    fold: dict[str, int] = {}
    for place, label in enumerate(labels_of(long)):
        names = sorted({clip.recording for clip in long if clip.label == label})
        for turn, name in enumerate(rng.permutation(names)):
            fold[str(name)] = (turn + place) % FOLDS
    for number in range(FOLDS):
        yield (
            [clip for clip in long + short if fold.get(clip.recording) != number],
            [clip for clip in long if fold[clip.recording] == number],
        )


def by_block(long: Clips, short: Clips) -> Iterator[Part]:
    """One part: early numbers learned, late ones asked."""
    yield (
        [clip for clip in long + short if number_of(clip) in BLOCK_LEARNED],
        [clip for clip in short if number_of(clip) in BLOCK_ASKED],
    )


def cepstral_statistics(clip: LabelledClip) -> np.ndarray:
    """Mean and deviation of the MFCCs, deviation of their change: (3 * COEFFICIENTS,)."""
    cepstrum = dct(clip.log_mel.astype(np.float32), axis=0, norm="ortho")[:COEFFICIENTS]
    change = np.diff(cepstrum, axis=1)
    return np.concatenate([cepstrum.mean(axis=1), cepstrum.std(axis=1), change.std(axis=1)])


def ask_baseline(part: Part, labels: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """(scores (n, n_labels), features (n, d)) of the asked clips by MFCC statistics and SVM."""
    learned, asked = part
    features = np.stack([cepstral_statistics(clip) for clip in learned])
    machine = make_pipeline(StandardScaler(), SVC(C=SVM_C))
    machine.fit(features, [labels.index(clip.label) for clip in learned])
    new = np.stack([cepstral_statistics(clip) for clip in asked])
    return machine.decision_function(new), machine[0].transform(new)


def ask_network(part: Part, seed: int, settings: TrainingSettings) -> tuple[np.ndarray, np.ndarray]:
    """(probabilities, embeddings) of the asked clips by a network that learned the others."""
    learned, asked = part
    return predict(learn(learned, settings=settings, seed=seed).network, asked)


def main() -> int:
    """Measure and print a table; `--json` for the manifest."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.genre", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=STUDY_DATA / "gtzan")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="of the network (0)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="confusion on the block split")
    args = parser.parse_args()
    if not args.folder.is_dir():
        print(f"skipped: the study data is not here ({args.folder})")
        return 0
    long, short = read(args.folder)
    settings = TrainingSettings()
    figures = {}
    for split, parts in (
        ("by recording", list(by_recording(long, short))),
        ("by block", list(by_block(long, short))),
    ):
        figures[split] = measure(split, parts, args.seeds, settings, args.picture)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(
    split: str,
    parts: Sequence[Part],
    seeds: Sequence[int],
    settings: TrainingSettings,
    picture: Path | None,
) -> dict[str, object]:
    """Ask both methods over all parts of a split and print their figures."""
    labels = labels_of(parts[0][0])
    asked = [clip for part in parts for clip in part[1]]
    truth = np.array([labels.index(clip.label) for clip in asked])
    names = [clip.recording for clip in asked]
    methods = {"MFCC statistics + SVM": [ask_baseline(part, labels) for part in parts]}
    for seed in seeds:
        methods[f"genre network, seed {seed}"] = [
            ask_network(part, seed, settings)
            for part in tqdm(parts, desc=f"{split}, seed {seed}", file=sys.stderr)
        ]
    print(f"\nSplit {split}: {len(asked)} clips of {len(set(names))} recordings asked")
    told: dict[str, object] = {}
    for method, answers in methods.items():
        scores = np.concatenate([scores for scores, _ in answers])
        top1, top3 = (with_interval(top_k(scores, truth, k), names) for k in (1, 3))
        # Neighbours are looked for among the asked clips of one part: one network, none learned.
        shares, chances = zip(
            *(
                neighbours_alike(
                    vectors,
                    np.array([labels.index(clip.label) for clip in part[1]]),
                    NEIGHBOURS,
                    [clip.recording for clip in part[1]],
                )
                for part, (_, vectors) in zip(parts, answers, strict=True)
            ),
            strict=True,
        )
        alike = float(np.concatenate(shares).mean())
        chance = float(np.mean(chances))
        print(
            f"  {method:24} top-1 {top1}   top-3 {top3}   "
            f"{NEIGHBOURS} neighbours alike {alike:.2f}, {alike / chance:.1f} times chance"
        )
        told[method] = {
            "top1": top1.to_json(),
            "top3": top3.to_json(),
            "neighbours_alike": round(alike, 4),
            "times_chance": round(alike / chance, 2),
        }
    if picture and len(parts) == 1:
        table = confusion(scores.argmax(axis=1), truth, len(labels))
        save_confusion(picture, table, labels, f"Split {split}")
    return told


if __name__ == "__main__":
    sys.exit(main())
