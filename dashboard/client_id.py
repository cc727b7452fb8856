"""Whose Spotify app Segue uses: the settings', or the one whose client ID was pasted into /spotify.

A client ID is no secret, and yet whoever could change it would lead logins to their own app: it is
kept in a private file, and setup_page.py lets only this computer's own user write it.
"""

import re
from pathlib import Path

from dashboard.private_files import read_if_there, write_whole
from recommender.errors import BadInput, SegueError
from scrapers.settings import ServiceSettings

_NAME = "spotify-client-id"
_WHAT = "The stored client ID"
_CLIENT_ID = re.compile(r"[0-9a-f]{32}")


class SpotifyApp:
    """The client ID in use, in `services` for everybody who has that object."""

    def __init__(self, services: ServiceSettings, data_dir: Path) -> None:
        """Put a stored client ID into `services` where the settings have none.

        Raises SegueError when the file can't be read or holds something else.
        """
        self._services = services
        self._path = data_dir / _NAME
        self.from_settings = services.spotify_client_id is not None
        """Then it is changed there, and not here."""
        if not self.from_settings:
            services.spotify_client_id = self._stored()

    @property
    def client_id(self) -> str | None:
        """The client ID in use; None as long as Spotify is not set up."""
        return self._services.spotify_client_id

    def store(self, text: str) -> None:
        """Use what was pasted, from now on. Raises BadInput for what is none, SegueError."""
        client_id = text.strip().lower()
        if not _CLIENT_ID.fullmatch(client_id):
            raise BadInput(
                "That is no client ID: it has 32 characters, digits and the letters a to f. Copy "
                "it from your app's page in Spotify's developer dashboard."
            )
        write_whole(self._path, client_id, _WHAT)
        self._services.spotify_client_id = client_id

    def remove(self) -> None:
        """Use none any more. Raises SegueError when the file can't be removed."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise SegueError(f"{_WHAT} {self._path} can't be removed: {error}.") from error
        self._services.spotify_client_id = None

    def _stored(self) -> str | None:
        text = read_if_there(self._path, _WHAT)
        if text is None or _CLIENT_ID.fullmatch(text):
            return text
        raise SegueError(f"{_WHAT} {self._path} is damaged. Delete it and start again.")
