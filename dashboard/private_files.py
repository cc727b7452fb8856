"""Files in the data folder that are for their owner's eyes only: keys, and what setup was told."""

import logging
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from recommender.errors import SegueError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

log = logging.getLogger(__name__)


def read_or_make(path: Path, make: Callable[[], str], what: str) -> str:
    """The text of a private file; made when there is none.

    Of two servers that start together, the first one's text stays. `what` names the file in the
    sentence of the SegueError that is raised when it can't be read, made or closed to others.
    """
    try:
        if not path.exists():
            _make_once(path, make())
        return _read(path, what)
    except (OSError, UnicodeDecodeError) as error:
        raise SegueError(f"{what} {path} can't be read or made: {error}.") from error


def read_if_there(path: Path, what: str) -> str | None:
    """The text of a private file; None when there is none. Raises SegueError as above."""
    try:
        return _read(path, what)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SegueError(f"{what} {path} can't be read: {error}.") from error


def write_whole(path: Path, text: str, what: str) -> None:
    """Write or replace a private file, whole or not at all. Raises SegueError."""
    try:
        temporary = _write_beside(path, text)
        try:
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SegueError(f"{what} {path} can't be written: {error}.") from error


def _make_once(path: Path, text: str) -> None:
    temporary = _write_beside(path, text)
    try:
        # A link, not a rename: it does not replace what another server has made meanwhile.
        path.hardlink_to(temporary)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links, such as exFAT or a network share
        _write_new(path, text)
    finally:
        temporary.unlink()


def _write_beside(path: Path, text: str) -> Path:
    """The text in a file of its own in the same folder, on the disk, closed to others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    _write(temporary, text)
    return temporary


def _write_new(path: Path, text: str) -> None:
    """The text in a file that is not there yet; nothing where another server was quicker."""
    try:
        _write(path, text)
    except FileExistsError:
        pass
    except OSError:
        path.unlink(missing_ok=True)  # half a key would be taken for a damaged one
        raise


def _write(path: Path, text: str) -> None:
    """Raises FileExistsError, and changes nothing, where there is such a file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path, what: str) -> str:
    # Windows has no such bits: there the folder decides.
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        try:
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        except PermissionError as error:
            raise SegueError(
                f"{what} {path} can be read by others on this computer. Let only the user that "
                "runs Segue own and read it (chmod 600)."
            ) from error
        log.warning("%s could be read by others on this computer; it was closed to them", path)
    return path.read_text(encoding="ascii").strip()
