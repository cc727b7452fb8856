"""What the genre network heard in the tracks of the demo's world, ready made.

Listening to the whole world takes a core some minutes, so the result ships in models/demo. It is
made anew, after the network or the world has changed, by

    python -m dashboard.demo_sounds

which plays every preview that the sandbox would serve to the analyser that the dashboard uses.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from recommender.artefacts import current_version, load_artefact, save_artefact
from recommender.audio.analysis import Analysis, Key, Tempo
from recommender.audio.camelot import KEYS
from recommender.content.shelf import SHIPPED
from recommender.errors import SegueError
from recommender.filters import key_number
from scrapers.previews.workers import hear, prepare_process
from scrapers.sandbox.previews.encode import preview_mp3
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World, build_world

FOLDER = Path(__file__).resolve().parent.parent / "models" / "demo"
_UNKNOWN = float("nan")


@dataclass(frozen=True)
class DemoSounds:
    """Analyses by the identity of their track."""

    model_version: str
    by_identity: dict[str, Analysis]


def load_demo_sounds(world: World, folder: Path = FOLDER) -> DemoSounds | None:
    """The analyses of a world; None where they were not made, or for another world.

    Raises ArtefactDamaged.
    """
    if current_version(folder) is None:
        return None
    artefact = load_artefact(folder)
    tracks = _audible(world)
    if artefact.manifest["tracks"] != _digest(tracks):
        return None
    version, labels = artefact.manifest["model_version"], artefact.manifest["genres"]
    values = zip(*(artefact.arrays[name] for name in _ARRAYS), strict=True)
    return DemoSounds(
        version,
        {
            track.identity: _unpack(row, labels, version)
            for track, row in zip(tracks, values, strict=True)
        },
    )


_ARRAYS = ("numbers", "key", "genres", "embeddings")


def _unpack(row: tuple[np.ndarray, ...], labels: list[str], version: str) -> Analysis:
    (tempo, tempo_confidence, key_confidence, loudness), key, shares, embedding = row
    order = np.argsort(-shares, kind="stable")
    return Analysis(
        tempo=Tempo(float(tempo) if np.isfinite(tempo) else None, float(tempo_confidence)),
        key=Key(KEYS[key] if key >= 0 else None, float(key_confidence)),
        loudness_db=float(loudness) if np.isfinite(loudness) else None,
        genres={labels[at]: float(shares[at]) for at in order},
        embedding=embedding.astype(np.float32),
        model_version=version,
    )


def save_demo_sounds(
    world: World, analyses: list[Analysis], labels: list[str], folder: Path
) -> str:
    """Write down the analyses of `_audible` tracks, in their order; gives the version."""
    numbers = [
        (
            heard.tempo.bpm or _UNKNOWN,
            heard.tempo.confidence,
            heard.key.confidence,
            _UNKNOWN if heard.loudness_db is None else heard.loudness_db,
        )
        for heard in analyses
    ]
    shares = [[heard.genres[label] for label in labels] for heard in analyses]
    manifest = {
        "what": "analyses of the sandbox's invented tracks; see dashboard/demo_sounds.py",
        "tracks": _digest(_audible(world)),
        "world_seed": world.seed,
        "model_version": analyses[0].model_version,
        "genres": labels,
    }
    arrays: dict[str, np.ndarray] = {
        "numbers": np.array(numbers, dtype=np.float32),
        "key": np.array([key_number(heard.key.camelot) for heard in analyses], dtype=np.int8),
        "genres": np.array(shares, dtype=np.float16),
        "embeddings": np.array([heard.embedding for heard in analyses], dtype=np.float16),
    }
    return save_artefact(folder, manifest, arrays)


def _audible(world: World) -> list[Track]:
    """Tracks of the demo's catalogue that somebody has a preview of."""
    nowhere = set(world.shelves.nowhere)
    return [track for track in world.tracks if not track.cold and track not in nowhere]


def _digest(tracks: list[Track]) -> str:
    """Changes with everything that is heard."""
    told = "\n".join(f"{t.identity}|{t.genre}|{t.tempo_bpm}|{t.key}|{t.isrc}" for t in tracks)
    return sha256(told.encode()).hexdigest()


# -- making them ------------------------------------------------------------------------------


def _listen(track: Track) -> Analysis:
    heard = hear(SHIPPED.parent, preview_mp3(track))
    if heard is None:
        raise SegueError(f"The sandbox's own preview of “{track.identity}” can't be listened to.")
    return heard


def main() -> int:
    """Listen to the demo's world with the shipped network, and keep what was heard."""
    from tqdm import tqdm

    world = build_world()
    tracks = _audible(world)
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=prepare_process) as pool:
        heard = pool.map(_listen, tracks, chunksize=8)
        analyses = list(tqdm(heard, total=len(tracks), unit="track", desc="Listening"))
    version = save_demo_sounds(world, analyses, sorted(analyses[0].genres), FOLDER)
    sys.stdout.write(f"Listened to {len(tracks):,} tracks (version {version}).\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
