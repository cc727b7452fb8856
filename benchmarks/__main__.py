"""`make bench`: every figure beside what it should be compared with, measured in the same run."""

import gzip
import json
import platform
import tempfile
from pathlib import Path

import mwparserfromhell
import numpy as np

from benchmarks import answering, ordering, page, sound
from benchmarks import map as track_map
from benchmarks.answering import ask_raw, fit_raw
from benchmarks.mixesdb_sample import pages_per_second
from benchmarks.study_data import STUDY_DATA
from benchmarks.timing import show, timed
from recommender.catalogue.store import Store
from recommender.engine import Engine
from recommender.interactions import load_interactions
from recommender.recommendations import Seed
from recommender.training import MIN_SETS, train
from scrapers.importing import import_files
from scrapers.sandbox.setlists import write_setlists
from scrapers.sandbox.world import build_world

_ASKED = 500


def main() -> None:
    """Run on the invented catalogue, and on the study data where that lies beside the checkout."""
    print(f"Python {platform.python_version()}, {platform.machine()}, seed 0")
    with tempfile.TemporaryDirectory() as folder:
        invented = Path(folder) / "sandbox.jsonl.gz"
        write_setlists(build_world().setlists(), invented)
        files = {"sandbox": invented, "WFMU": STUDY_DATA / "wfmu" / "setlists.jsonl.gz"}
        for name, file in files.items():
            if file.exists():
                measure(name, file, Path(folder) / name)
            else:
                print(f"\n{name}: skipped, the study data is not here")
    pages = STUDY_DATA / "mixesdb" / "essential_mix.jsonl.gz"
    if pages.exists():
        measure_pages(pages)
    else:
        print("\nMixesDB: skipped, the study data is not here")
    sound.main()
    print()
    ordering.main([])
    print()
    track_map.main([])
    page.main()


def measure_pages(file: Path) -> None:
    """How quickly pages are read, beside a general parser that only takes markup apart."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    ours = pages_per_second(pages)
    some = pages[:100]
    seconds, _ = timed(lambda: [mwparserfromhell.parse(page["wikitext"]) for page in some])
    print(f"\nMixesDB: {len(pages):,} pages")
    print(f"  read                   {ours:8,.0f} pages/s on one core")
    print(f"  mwparserfromhell alone {len(some) / seconds:8,.0f} pages/s, on the first {len(some)}")


def measure(name: str, file: Path, data_dir: Path) -> None:
    """Import, train and ask, each beside its yardstick."""
    store = Store(f"sqlite:///{data_dir / 'segue.db'}")
    import_s, summary = timed(lambda: import_files(store, [file]))
    again_s, _ = timed(lambda: import_files(store, [file]))
    print(f"\n{name}: {summary.new:,} sets")
    print(f"  import                 {import_s:8.2f} s  ({summary.new / import_s:,.0f} sets/s)")
    print(f"  the same again         {again_s:8.2f} s  ({again_s / import_s:.2f} of the first)")
    train_s, trained = timed(lambda: train(store, data_dir / "models"))
    interactions = load_interactions(store, MIN_SETS)
    raw_s, raw = timed(lambda: fit_raw(interactions))
    print(f"  train, load and save   {train_s:8.2f} s")
    print(
        f"  implicit's fit alone   {raw_s:8.2f} s  (train takes {train_s / raw_s:.1f} times that)"
    )
    engine = Engine(store, trained)
    rng = np.random.default_rng(0)
    fair = np.setdiff1d(np.arange(len(trained.track_ids)), trained.hidden)
    columns = rng.choice(fair, size=min(_ASKED, len(fair)), replace=False)
    tracks = store.tracks(trained.track_ids[columns])
    ours = [
        timed(
            lambda track=track: engine.recommend(
                [Seed(track.artist, track.title, track.key, track)]
            )
        )[0]
        for track in tracks.values()
    ]
    theirs = [
        timed(lambda column=column: ask_raw(raw, interactions.n_tracks, column))[0]
        for column in columns
    ]
    show("answer, with evidence", ours)
    show("implicit's recommend", theirs)
    print(f"  ratio of the medians   {np.median(ours) / np.median(theirs):8.1f}")
    answering.measure(interactions)
    store.close()


if __name__ == "__main__":
    main()
