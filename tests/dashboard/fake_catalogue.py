"""The page Catalogue's service with invented figures."""

from datetime import UTC, datetime, timedelta

from dashboard.catalogue_service import CatalogueState, Training
from recommender.catalogue.overview import Coverage, Overview, Pages, Source
from recommender.catalogue.runs import Outcome, Run
from recommender.errors import SegueError

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)

OVERVIEW = Overview(
    sets=4_812,
    tracks=61_204,
    djs=1_087,
    plays=84_390,
    newest_set="2026-11-14",
    years=tuple((year, 20 + (year * 37) % 310) for year in range(1998, 2027) if year != 2003),
    undated=31,
    sources=(Source("mixesdb", 4_210, "2026-11-14"), Source("old-tapes", 602, "2011")),
    half_names=912,
    everything=Coverage(60_292, 8_020, 1_930, 61, 11_450, 120, 2_301, 11_002, 11_391),
    shared=Coverage(9_640, 5_310, 877, 0, 7_204, 31, 802, 6_990, 7_177),
    pages=Pages(
        4_010, 622, (("there is no track list", 401), ("it is no mix", 154), ("a <b>", 67))
    ),
)


def a_run(
    number: int,
    command: str,
    outcome: Outcome = "done",
    note: str = "",
    hours_ago: float = 1.0,
    minutes: float = 4.0,
) -> Run:
    """A run that began so long before NOW and took so long."""
    began = NOW - timedelta(hours=hours_ago)
    ended = None if outcome == "running" else began + timedelta(minutes=minutes)
    return Run(number, command, began, ended, outcome, note, {})


RUNS = (
    a_run(31, "previews", "running", hours_ago=0.2),
    a_run(30, "update", "failed", "MixesDB does not answer just now; try again later.", 26, 1),
    a_run(29, "resolve", "done", "Found 1,204 tracks on Spotify; 210 are not there.", 30, 64),
    a_run(28, "previews", "lost", hours_ago=51, minutes=122),
    a_run(27, "train", "done", "Trained on 4,800 sets and 9,640 tracks.", 70, 0.3),
    a_run(26, "import", "done", "<i>tapes</i>.jsonl.gz: 602 new, 0 changed, 0 unchanged.", 71, 1),
    a_run(25, "mixesdb", "stopped", "", 80, 12),
    *(
        a_run(n, "update", "done", "12 new, 1 changed, 40 skipped.", 2000 - 24 * n)
        for n in range(4)
    ),
)


class FakeCatalogue:
    """Implements dashboard.catalogue_service.CatalogueService."""

    def __init__(self) -> None:
        self.shown = CatalogueState(
            OVERVIEW, Training(NOW - timedelta(days=3), 12), RUNS, NOW, demo=False
        )
        self.fails = ""
        """A sentence to fail with."""
        self.asked = 0

    def state(self) -> CatalogueState:
        self.asked += 1
        if self.fails:
            raise SegueError(self.fails)
        return self.shown
