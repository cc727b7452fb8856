"""Keeps Spotify's tokens unreadable in the database: encrypted with a key that lies in a file.

Who has a copy of the database has no tokens. Who has both has them, as has whoever may read this
process's memory.
"""

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from dashboard.private_files import read_or_make
from recommender.errors import SegueError

_NAME = "tokens.key"


class Vault:
    """Seals texts and opens them again, with one key."""

    def __init__(self, key: str) -> None:
        """Raises ValueError for what is no key of Fernet's (32 bytes as URL-safe base64)."""
        self._fernet = Fernet(key)

    def seal(self, text: str) -> bytes:
        """The text encrypted and authenticated; another result each time."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str | None:
        """The text; None where it was sealed with another key, or changed since."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except (InvalidToken, UnicodeDecodeError):
            return None


def open_vault(data_dir: Path) -> Vault:
    """The vault of this data folder; its key is made when there is none.

    Raises SegueError when the key can't be read or made, or is damaged.
    """
    path = data_dir / _NAME
    what = "The key of the Spotify logins"
    key = read_or_make(path, lambda: Fernet.generate_key().decode(), what)
    try:
        return Vault(key)
    except ValueError as error:
        raise SegueError(
            f"{what} {path} is damaged. Put the right one back, or delete it and start again: "
            "then everybody connects to Spotify again."
        ) from error
