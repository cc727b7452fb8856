"""The key that signs session cookies: made once, kept in the data folder, for its owner's eyes."""

import os
import secrets
from pathlib import Path

from recommender.errors import SegueError

_NAME = "session.key"
_LENGTH = 32


def session_key(data_dir: Path) -> str:
    """The key of this data folder; made when there is none.

    Raises SegueError when the folder can't be written or the file is not ours.
    """
    path = data_dir / _NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        temporary = data_dir / f".{_NAME}-{secrets.token_hex(4)}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_LENGTH))
        try:
            # A link, not a rename: of two servers that start together, the first one's key stays.
            path.hardlink_to(temporary)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SegueError(f"The session key {path} can't be read or made: {error}.") from error
    if len(key) < 2 * _LENGTH:
        raise SegueError(f"The session key {path} is damaged. Delete it and start again.")
    return key
