"""The first real shows go in, and their evidence equals a direct count."""

import gzip
import json
import os
import random
from itertools import islice
from pathlib import Path

import pytest

from recommender.catalogue.setlist import SetList, parse_setlist
from recommender.catalogue.store import Store
from recommender.engine import Engine
from recommender.training import train
from scrapers.importing import import_files
from tests.recommender.builders import seed_of
from tests.recommender.direct import DirectCount

SHOWS = 300
BESIDE = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    """The first shows, as they stand in the file."""
    path = Path(os.environ.get("SEGUE_STUDY_DATA") or BESIDE) / "wfmu" / "setlists.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"the study data is not there ({path}); set SEGUE_STUDY_DATA to its folder")
    with gzip.open(path) as file:
        return list(islice(file, SHOWS))


@pytest.fixture(scope="module")
def shows(lines: list[bytes]) -> list[SetList]:
    """The first shows as set lists."""
    return [parse_setlist(json.loads(line)) for line in lines]


def test_the_first_shows_go_in_and_their_evidence_is_true(
    lines: list[bytes], shows: list[SetList], tmp_path: Path
) -> None:
    (tmp_path / "shows.jsonl").write_bytes(b"".join(lines))
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    first = import_files(store, [tmp_path / "shows.jsonl"])
    again = import_files(store, [tmp_path / "shows.jsonl"])
    assert (first.new, first.bad, again.unchanged) == (SHOWS, 0, SHOWS)
    direct = DirectCount(shows)
    counts = store.counts()
    assert (counts.sets, counts.tracks) == (SHOWS, len(direct.places))
    assert counts.plays == sum(len(show.plays) for show in shows)
    engine = Engine(store, train(store, tmp_path / "models"))
    asked = 0
    for key in random.Random(1).sample(direct.in_sets(2), 200):
        if store.track_by_key(key) is None:  # only the artist or only the title is known
            continue
        answer = engine.recommend([seed_of(store, key)], 20)
        assert len(answer.items) == 20
        for item in answer.items:
            direct.check(item.evidence, [key], item.track.key)
        asked += 1
    assert asked > 100
    store.close()
