"""How commands end: one line, and an exit code."""

import subprocess
import sys

import pytest

from recommender.command_line import run_command
from recommender.errors import BadInput, UnknownTrack, WrongUsage


def test_a_command_that_works_gives_its_own_code() -> None:
    assert run_command("segue", lambda: 0) == 0


def test_a_person_s_mistake_is_one_line_and_its_suggestions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> int:
        raise UnknownTrack("No such track.", ("A - B",))

    assert run_command("segue", fail) == 1
    assert capsys.readouterr().err == "segue: No such track.\n  A - B\n"


@pytest.mark.parametrize(
    "error", [BadInput("No."), OSError(28, "No space left"), KeyboardInterrupt]
)
def test_nothing_ends_with_a_traceback(
    capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    def fail() -> int:
        raise error

    assert run_command("segue", fail) == 1
    said = capsys.readouterr().err
    assert said.startswith("segue: ")
    assert said.count("\n") == 1


def test_wrong_usage_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise WrongUsage("--category needs a name.")

    assert run_command("segue", fail) == 2
    assert capsys.readouterr().err == "segue: --category needs a name.\n"


def test_a_reader_that_has_seen_enough_is_no_failure_to_talk_about() -> None:
    code = (
        "from recommender.command_line import run_command\n"
        "run_command('segue', lambda: [print('x' * 1000) for _ in range(10_000)] and 0)"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writer.stdout
    assert writer.stderr
    writer.stdout.readline()
    writer.stdout.close()
    said = writer.stderr.read()
    writer.stderr.close()
    writer.wait(timeout=30)
    assert said == b""
