"""The key that signs session cookies: made once, kept in the data folder, for its owner's eyes."""

import secrets
from functools import partial
from pathlib import Path

from dashboard.private_files import read_or_make
from recommender.errors import SegueError

_NAME = "session.key"
_LENGTH = 32


def session_key(data_dir: Path) -> str:
    """The key of this data folder; made when there is none.

    Raises SegueError when the folder can't be written or the file is not ours.
    """
    path = data_dir / _NAME
    key = read_or_make(path, partial(secrets.token_hex, _LENGTH), "The session key")
    if len(key) < 2 * _LENGTH:
        raise SegueError(f"The session key {path} is damaged. Delete it and start again.")
    return key
