"""Processes that listen end with whoever started them, however that ended."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scrapers.previews.workers import Workers, default_workers
from tests.scrapers.previews.ears import NOISE, VERSION, hear

ROOT = Path(__file__).parents[3]

# Listens for ever in another process, and says so in the file that it is given.
PROGRAM = """
import sys
from pathlib import Path
from scrapers.previews.workers import Workers
from tests.scrapers.previews.ears import dying_slowly

workers = Workers(Path(), 1, dying_slowly)
workers.submit(sys.argv[1].encode()).result()
"""


def test_others_listen() -> None:
    workers = Workers(Path(), 1, hear)
    try:
        good, bad = workers.submit(b"ID3 x"), workers.submit(NOISE)
        analysis = good.result(timeout=60)
        assert bad.result(timeout=60) is None
    finally:
        workers.close()
    assert analysis is not None
    assert analysis.model_version == VERSION


def test_one_core_is_left_where_there_are_several(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, workers in ((8, 7), (2, 1), (1, 1), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        assert default_workers() == workers


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL elsewhere")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_listener_outlives_a_run_that_was_killed(tmp_path: Path, how: signal.Signals) -> None:
    said = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", PROGRAM, str(said)], cwd=ROOT)
    try:
        assert eventually(lambda: said.exists() and said.read_text().isdigit())
        listener = int(said.read_text())
        assert running(listener)
    finally:
        parent.send_signal(how)
        parent.wait(timeout=30)
    assert eventually(lambda: not running(listener))


def eventually(true: object, seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
