"""What the study data shows: `python -m benchmarks.study [FILE]`.

Imports a real file of set lists by the command line, again, and once more killed half-way; trains;
asks for every track that is in two sets, and checks every piece of evidence against a direct count
over the file. Prints times, peak memory and what was wrong (nothing should be).
"""

import hashlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from benchmarks.study_data import STUDY_DATA
from benchmarks.timing import show, timed
from recommender.catalogue import schema as db
from recommender.catalogue.identity import track_name
from recommender.catalogue.setlist import SetList
from recommender.catalogue.store import Store
from recommender.engine import Engine
from recommender.recommendations import Evidence, Seed
from recommender.training import load_trained
from scrapers.setlist_files import read_setlists

_TABLES = (db.dj, db.dj_set, db.set_dj, db.track, db.play)


def main(file: Path) -> int:
    """Measure one file; the exit code says whether all held."""
    with tempfile.TemporaryDirectory() as folder:
        whole, killed = Path(folder) / "whole", Path(folder) / "killed"
        seconds, _ = timed(lambda: command(whole, "scrapers", "import", str(file)))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"import: {seconds:.1f} s, peak memory {peak:.0f} MB")
        seconds, _ = timed(lambda: command(whole, "scrapers", "import", str(file)))
        print(f"import again: {seconds:.1f} s")
        same = killed_half_way(killed, file) == content(whole)
        print(f"killed half-way and started again ends the same: {same}")
        seconds, _ = timed(lambda: command(whole, "recommender", "train"))
        print(f"train, start of Python included: {seconds:.1f} s")
        half_names(whole)
        wrong = every_track(whole, file)
    return 0 if same and not wrong else 1


def environment(data_dir: Path) -> dict[str, str]:
    """Settings that keep a command in its own folder."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return kept | {"SEGUE_DATA": str(data_dir)}


def command(data_dir: Path, room: str, *words: str) -> None:
    """Run a command as a maintainer would."""
    line = [sys.executable, "-m", room, *words]
    done = subprocess.run(
        line, env=environment(data_dir), check=True, capture_output=True, text=True
    )
    print("  " + done.stdout.strip().replace("\n", "\n  "))


def killed_half_way(data_dir: Path, file: Path) -> str:
    """Import, kill with half of the sets in, import again; what the catalogue holds then."""
    half = sum(1 for line in read_setlists(file) if isinstance(line.content, SetList)) // 2
    line = [sys.executable, "-m", "scrapers", "import", str(file)]
    running = subprocess.Popen(
        line, env=environment(data_dir), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    store = Store(f"sqlite:///{data_dir.resolve() / 'segue.db'}")
    while running.poll() is None and store.counts().sets < half:
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    print(f"  killed with {store.counts().sets:,} sets in")
    store.close()
    command(data_dir, "scrapers", "import", str(file))
    return content(data_dir)


def content(data_dir: Path) -> str:
    """A fingerprint of all tables, numbers of rows included."""
    store = Store(f"sqlite:///{data_dir.resolve() / 'segue.db'}")
    digest = hashlib.sha256()
    with store.engine.connect() as connection:
        for table in _TABLES:
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
                digest.update(repr(tuple(row)).encode())
    store.close()
    return digest.hexdigest()


def half_names(data_dir: Path) -> None:
    """How many plays name only an artist or only a title."""
    store = Store(f"sqlite:///{data_dir.resolve() / 'segue.db'}")
    plays = sa.select(sa.func.count()).select_from(db.play.join(db.track)).where(~db.track.c.whole)
    with store.engine.connect() as connection:
        half = connection.scalar(plays) or 0
    all_plays = store.counts().plays
    print(f"half a name only: {half:,} of {all_plays:,} plays ({half / all_plays:.1%})")
    store.close()


def every_track(data_dir: Path, file: Path) -> int:
    """Ask for each track that is in two sets; how many pieces of evidence were wrong."""
    store = Store(f"sqlite:///{data_dir.resolve() / 'segue.db'}")
    trained = load_trained(store, data_dir / "models")
    engine = Engine(store, trained)
    direct = Direct(file)
    fair = np.setdiff1d(np.arange(len(trained.track_ids)), trained.hidden)
    ids = [int(id_) for id_ in trained.track_ids[fair]]
    tracks = {
        id_: t
        for at in range(0, len(ids), 500)
        for id_, t in store.tracks(ids[at : at + 500]).items()
    }
    seconds, pieces, wrong = [], 0, 0
    for track in tracks.values():
        seed = Seed(track.artist, track.title, track.key, track)
        took, answer = timed(lambda seed=seed: engine.recommend([seed], 20))
        seconds.append(took)
        wrong += len(answer.items) != 20
        for item in answer.items:
            pieces += 1
            wrong += direct.count(track.key, item.track.key) != counted(item.evidence)
    print(f"{len(seconds):,} tracks asked, {pieces:,} pieces of evidence, {wrong} wrong")
    show("answer, with evidence", seconds)
    store.close()
    return wrong


def counted(evidence: Evidence) -> tuple[int, int, int]:
    """What the engine says."""
    return evidence.sets, evidence.djs, evidence.adjacent


class Direct:
    """The same counts in plain Python, straight from the file."""

    def __init__(self, file: Path) -> None:
        self._places: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._djs: list[tuple[str, ...]] = []
        for line in read_setlists(file):
            if isinstance(line.content, SetList):
                self._add(line.content)

    def _add(self, setlist: SetList) -> None:
        number = len(self._djs)
        self._djs.append(setlist.djs)
        for place, play in enumerate(setlist.plays):
            self._places[track_name(play.artist, play.title).key][number].append(place)

    def count(self, one: str, other: str) -> tuple[int, int, int]:
        """Sets with both, their DJs, and how often they stand side by side."""
        here, there = self._places[one], self._places[other]
        shared = here.keys() & there.keys()
        djs = {dj for number in shared for dj in self._djs[number]}
        adjacent = sum(
            any(abs(a - b) == 1 for a in here[number] for b in there[number]) for number in shared
        )
        return len(shared), len(djs), adjacent


if __name__ == "__main__":
    default = STUDY_DATA / "wfmu" / "setlists.jsonl.gz"
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    if not chosen.exists():
        sys.exit(f"{chosen} is not here.")
    sys.exit(main(chosen))
