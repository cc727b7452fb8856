"""What the running sandbox holds; each app has its own."""

from dataclasses import dataclass

from flask import current_app

from scrapers.sandbox.faults import Faults
from scrapers.sandbox.mediawiki_wiki import Wiki
from scrapers.sandbox.preview_shops import Shops
from scrapers.sandbox.spotify_playlists import Playlists
from scrapers.sandbox.spotify_rules import SpotifyRules
from scrapers.sandbox.spotify_search import SearchIndex
from scrapers.sandbox.spotify_tokens import Accounts
from scrapers.sandbox.world import World

_KEY = "segue_sandbox"


@dataclass(frozen=True, slots=True)
class State:
    """The world and what has happened in it since the start."""

    world: World
    accounts: Accounts
    playlists: Playlists
    search: SearchIndex
    faults: Faults
    wiki: Wiki
    shops: Shops
    rules: SpotifyRules

    def keep_in(self, extensions: dict[str, object]) -> None:
        """Put it where `current` finds it."""
        extensions[_KEY] = self


def current() -> State:
    """The state of the app that answers the request."""
    state = current_app.extensions[_KEY]
    if not isinstance(state, State):
        raise TypeError("the app was not made by create_app")
    return state
