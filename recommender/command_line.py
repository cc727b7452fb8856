"""What the command lines of all rooms share: errors as one line, and exit codes."""

import argparse
import os
import sys
from collections.abc import Callable

import sqlalchemy as sa

from recommender.catalogue.database import first_line
from recommender.errors import SegueError, WrongUsage


def run_command(name: str, command: Callable[[], int], when_stopped: str = "stopped.") -> int:
    """Run a command; the exit code is its own, or after one line on standard error 2 for wrong
    usage and 1 for everything else.

    Suggestions that come with an error follow, a line each.
    """
    try:
        code = command()
        sys.stdout.flush()
        return code
    except SegueError as error:
        _say(f"{name}: {error}")
        for suggestion in getattr(error, "suggestions", ()):
            _say(f"  {suggestion}")
        if isinstance(error, WrongUsage):
            return 2
    except sa.exc.DBAPIError as error:
        _say(f"{name}: the catalogue's database failed: {first_line(error)}")
    except BrokenPipeError:
        # Who reads us has seen enough; Python would complain once more when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _say(f"{name}: {error.strerror or error}.")
    except KeyboardInterrupt:
        _say(f"{name}: {when_stopped}")
    return 1


def number(text: str) -> int:
    """An argument that is a whole number from 1. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise argparse.ArgumentTypeError(f"expected a number from 1, got {text!r}")
    return int(text)


def random_seed(text: str) -> int:
    """An argument that is a random seed, 0 to 2³² - 1. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and int(text) < 2**32):
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {2**32 - 1}, got {text!r}")
    return int(text)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
