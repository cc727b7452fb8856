"""A crawl killed at any point, again and again, ends like one that nobody disturbed."""

import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from recommender.catalogue.store import Store
from scrapers.mixesdb.positions import read_positions
from scrapers.sandbox.server import Sandbox
from tests.recommender.builders import content
from tests.scrapers.mixesdb_client.conftest import CONTACT, text_of

ROOT = Path(__file__).parents[3]
KILLS = 10
PAGES = 130

# Ends the process by SIGKILL before the nth statement of any kind.
PROGRAM = """
import os, signal, sys
import sqlalchemy as sa
from scrapers.mixesdb import command
from scrapers.cli import main
from tests.scrapers.mixesdb_client.conftest import simple_parser

command.parse_page = simple_parser
left = int(sys.argv[1])

@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def on_execute(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

sys.exit(main(["mixesdb", "--category", "Nights", "--json"]))
"""


def crawl(wiki: Sandbox, data: Path, kill_at: int = 0) -> int:
    """Run the real command line; the exit code is negative when it was killed."""
    ours = {"SEGUE_DATA": str(data), "DATABASE_URL": "", "SEGUE_CONTACT": CONTACT}
    ours |= {"MIXESDB_API_URL": wiki.wiki_url, "SEGUE_MIXESDB_PAUSE_S": "0"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(kill_at)],
        cwd=ROOT,
        env=os.environ | ours,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode


def tables(data: Path) -> dict[str, object]:
    """Everything but the times."""
    store = Store(f"sqlite:///{data / 'segue.db'}")
    try:
        (position,) = read_positions(store)
        state = {"revision": store.revision(), "position": replace(position, finished=None)}
        return content(store) | {"pages": store.known_pages("mixesdb"), "state": state}
    finally:
        store.close()


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL elsewhere")
def test_ten_kills_change_nothing_in_the_end(wiki: Sandbox, tmp_path: Path) -> None:
    # Some pages share tracks, some lead to others, some hold nothing: all of it must survive.
    for page in wiki.wiki.all_pages():
        if page.page_id % 7 == 0:
            text = text_of("Shared - Tune", "Artist 1 - Tune 1") + "\n-> 2009-01-01 - A - Part"
            wiki.wiki.edit(page.title, text)
        elif page.page_id % 11 == 0:
            wiki.wiki.edit(page.title, "stub [[Category:Nights]]")
    wiki.wiki.edit("2009-01-01 - A - Part", "# Part - One")
    assert crawl(wiki, tmp_path / "whole") == 0
    rng = random.Random(3)
    kills = 0
    for _ in range(KILLS):
        # A whole run takes some 1,600 statements; 25 open the catalogue.
        kills += crawl(wiki, tmp_path / "killed", rng.randint(26, 220)) == -signal.SIGKILL
    assert kills == KILLS
    assert len(tables(tmp_path / "killed")["pages"]) < PAGES  # they did stop it half-way
    assert crawl(wiki, tmp_path / "killed") == 0
    assert tables(tmp_path / "killed") == tables(tmp_path / "whole")
