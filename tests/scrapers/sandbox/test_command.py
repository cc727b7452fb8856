"""`python -m scrapers sandbox` serves or exports."""

import argparse
import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from recommender.catalogue.setlist import parse_setlist
from recommender.errors import SegueError
from scrapers.sandbox.command import add_parser
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.setlists import write_setlists
from scrapers.sandbox.world import World

PATIENCE_S = 60.0
_PROGRAM = """
import argparse, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background has it ignored
from scrapers.sandbox.command import add_parser
parser = argparse.ArgumentParser()
add_parser(parser.add_subparsers())
args = parser.parse_args()
sys.exit(args.run(args))
"""


def parse(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    return parser.parse_args(["sandbox", *words])


def test_the_export_holds_every_set_list(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = parse("--export", str(tmp_path / "sets.jsonl.gz"))
    assert args.run(args) == 0
    lines = gzip.decompress(args.export.read_bytes()).decode().splitlines()
    assert [parse_setlist(json.loads(line)) for line in lines] == world.setlists()
    assert "600 set lists" in capsys.readouterr().out


def test_the_same_world_gives_the_same_file_plain_or_packed(world: World, tmp_path: Path) -> None:
    setlists = world.setlists()[:5]
    for name in ("a.jsonl", "b.jsonl", "a.jsonl.gz", "b.jsonl.gz"):
        write_setlists(setlists, tmp_path / name)
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == (
        (tmp_path / "b.jsonl").read_bytes()
    )


def test_an_export_that_fails_leaves_nothing_behind(world: World, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    for path in (tmp_path / "taken", tmp_path / "missing" / "sets.jsonl"):
        with pytest.raises(SegueError, match="Can't write"):
            write_setlists(world.setlists()[:1], path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("port", ["-1", "65536", "many"])
def test_a_port_that_can_be_none_is_wrong_usage(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse("--port", port)
    assert stopped.value.code == 2
    assert "--port" in capsys.readouterr().err


def test_a_taken_port_raises_one_sentence(sandbox: Sandbox) -> None:
    args = parse("--port", str(sandbox.port))
    with pytest.raises(SegueError, match="--port"):
        args.run(args)


@pytest.mark.skipif(os.name != "posix", reason="sends Ctrl-C as a signal")
def test_it_serves_until_interrupted_and_says_what_to_set() -> None:
    command = [sys.executable, "-c", _PROGRAM, "sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        late = threading.Timer(PATIENCE_S, process.kill)  # a test that fails is not to hang
        late.start()
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(9)]
        values = dict(line.split("=", 1) for line in lines if "=" in line)
        assert values.keys() == {
            "SPOTIFY_API_URL",
            "SPOTIFY_ACCOUNTS_URL",
            "SPOTIFY_CLIENT_ID",
            "SPOTIFY_CLIENT_SECRET",
            "MIXESDB_API_URL",
            "DEEZER_API_URL",
            "ITUNES_API_URL",
        }
        url = values["SPOTIFY_API_URL"]
        assert requests.get(f"{url}/_sandbox/health", timeout=5).json()["status"] == "ok"
        deezer = requests.get(f"{values['DEEZER_API_URL']}/track/1", timeout=5)
        assert deezer.json()["error"]["code"] == 800
        songs = requests.get(f"{values['ITUNES_API_URL']}/lookup?id=1", timeout=5)
        assert songs.json()["resultCount"] == 0
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
        late.cancel()
