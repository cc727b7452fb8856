"""Random track lines of real MixesDB pages, for checking by eye, and the speed of the parser.

python -m benchmarks.mixesdb_sample [FILE] [--seed N] [--lines N]
"""

import argparse
import gzip
import json
import random
import time
from pathlib import Path

from scrapers.mixesdb.page import parse_page
from scrapers.mixesdb.reading import read_lines, tracklist_lines
from scrapers.mixesdb.records import Track

_FILE = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "mixesdb" / "essential_mix.jsonl.gz"
)
_RUNS = 3


def main() -> None:
    """Print the sample, then pages per second."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", nargs="?", type=Path, default=_FILE)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--lines", type=int, default=200)
    asked = arguments.parse_args()
    with gzip.open(asked.file, "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    rows = [row for page in pages for row in track_rows(page["wikitext"])]
    drawn = random.Random(asked.seed).sample(rows, min(asked.lines, len(rows)))
    for number, (raw, tracks) in enumerate(drawn, start=1):
        print(f"{number:>3}  {raw}")
        for track in tracks:
            print(f"     → {describe(track)}")
    print(f"\n{len(rows):,} track lines on {len(pages):,} pages, seed {asked.seed}")
    print(f"{pages_per_second(pages):,.0f} pages a second on one core")


def track_rows(wikitext: str) -> list[tuple[str, list[Track]]]:
    """The lines of a page that hold tracks, with what was read in them."""
    rows = []
    for line in read_lines(tracklist_lines(wikitext) or [], lambda name: False):
        tracks = [record for record in line.records if isinstance(record, Track)]
        if tracks:
            rows.append((line.text.strip(), tracks))
    return rows


def describe(track: Track) -> str:
    """`artist | title | label | cue | flags`."""
    flags = " ".join(filter(None, ["layered" if track.layered else "", track.note]))
    return " | ".join([track.artist, track.title, track.label, track.cue or "", flags])


def pages_per_second(pages: list[dict[str, str]]) -> float:
    """The best of a few runs."""
    best = float("inf")
    for _ in range(_RUNS):
        start = time.perf_counter()
        for page in pages:
            parse_page(page["title"], page["wikitext"], page["url"])
        best = min(best, time.perf_counter() - start)
    return len(pages) / best


if __name__ == "__main__":
    main()
