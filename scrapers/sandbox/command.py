"""`python -m scrapers sandbox`: the world in a box at a port, or its set lists in a file."""

import argparse
import sys
import threading
from pathlib import Path

from scrapers.sandbox.server import CLIENT_ID, CLIENT_SECRET, Sandbox
from scrapers.sandbox.setlists import write_setlists
from scrapers.sandbox.world import SEED, build_world

PORT = 8051


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `sandbox` to a command line."""
    parser = subparsers.add_parser(
        "sandbox",
        help="an invented Spotify, MixesDB, Deezer and iTunes on this computer, to try Segue "
        "without accounts",
        description="Serve a stand-in for Spotify, MixesDB, Deezer and iTunes over an invented "
        "catalogue until you press Ctrl-C, or write that catalogue's set lists to a file.",
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=PORT,
        help="where to listen on 127.0.0.1 (default %(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=SEED,
        help="which invented world; the same number gives the same one (default %(default)s)",
    )
    parser.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help="write the set lists as JSON lines (packed when FILE ends in .gz) and exit",
    )
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is between 0 and 65535")
    return port


def run(args: argparse.Namespace) -> int:
    """Do what the command line asks. Raises SegueError when it can't be done."""
    world = build_world(args.seed)
    if args.export is not None:
        write_setlists(world.setlists(), args.export)
        _say(f"Wrote {len(world.sets)} set lists to {args.export}.")
        return 0
    with Sandbox(world, port=args.port) as sandbox:
        try:
            _say(_greeting(sandbox))
            threading.Event().wait()
        except KeyboardInterrupt:
            _say("Stopped.")
    return 0


def _greeting(sandbox: Sandbox) -> str:
    url = sandbox.url
    return f"""The sandbox is open at {url} (Ctrl-C stops it). To use it, set:

SPOTIFY_API_URL={url}
SPOTIFY_ACCOUNTS_URL={url}
SPOTIFY_CLIENT_ID={CLIENT_ID}
SPOTIFY_CLIENT_SECRET={CLIENT_SECRET}
MIXESDB_API_URL={sandbox.wiki_url}
DEEZER_API_URL={sandbox.deezer_url}
ITUNES_API_URL={sandbox.itunes_url}
"""


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
