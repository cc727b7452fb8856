"""What is in the user's library of playlists, as far as Spotify shows it."""

from scrapers.spotify.client import MAX_PLAYLISTS, Spotify
from scrapers.spotify.objects import PlaylistDetails
from scrapers.spotify.steps import LOOKS, Steps

_NEARLY_ALL = MAX_PLAYLISTS - 50


def find(spotify: Spotify, playlist_id: str) -> tuple[PlaylistDetails | None, bool]:
    """A playlist of the library, and whether a missing one is certainly not in it: not all of a
    very large library is looked through."""
    seen = 0
    for details in spotify.my_playlists():
        if details.id == playlist_id:
            return details, True
        seen += 1
    return None, seen < _NEARLY_ALL


def holds(steps: Steps, playlist_id: str) -> bool:
    """Whether a playlist is in the library, as far as that can be told."""
    for look in range(LOOKS):
        steps.rest(look)
        details, certain = steps.again(lambda: find(steps.spotify, playlist_id))
        if details is not None or not certain:
            return True
    return False
