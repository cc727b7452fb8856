"""Where the services are and how we call them: read from the environment or `.env`."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Addresses are settings so that a stand-in can serve (see scrapers/sandbox)."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    spotify_client_id: str | None = Field(default=None, validation_alias="SPOTIFY_CLIENT_ID")
    """The client ID of your own Spotify app; without it Segue can't reach Spotify."""

    spotify_client_secret: str | None = Field(
        default=None, validation_alias="SPOTIFY_CLIENT_SECRET", repr=False
    )
    """Optional: lets Segue look up pasted links before anybody has logged in."""

    spotify_api_url: str = Field(
        default="https://api.spotify.com", validation_alias="SPOTIFY_API_URL"
    )
    spotify_accounts_url: str = Field(
        default="https://accounts.spotify.com", validation_alias="SPOTIFY_ACCOUNTS_URL"
    )
    spotify_searches: int = Field(default=400, ge=0, validation_alias="SEGUE_SPOTIFY_SEARCHES")
    """Searches that Segue allows itself at Spotify on one day; Spotify grants some hundreds."""

    timeout_s: float = Field(default=5.0, gt=0, validation_alias="SEGUE_HTTP_TIMEOUT_S")
    """Seconds to wait for an answer from a service."""

    contact: str | None = Field(default=None, validation_alias="SEGUE_CONTACT")
    """Your e-mail address or web page, told to MixesDB with every call; none is made without."""

    mixesdb_api_url: str = Field(
        default="https://www.mixesdb.com/w/api.php", validation_alias="MIXESDB_API_URL"
    )
    mixesdb_pause_s: float = Field(
        default=1.0, ge=0, le=3600, validation_alias="SEGUE_MIXESDB_PAUSE_S"
    )
    """Seconds from one call to the next; less than one only for a stand-in on this computer."""

    mixesdb_categories: str = Field(default="", validation_alias="SEGUE_MIXESDB_CATEGORIES")
    """What `scrapers update` reads: names of categories with | between them, or * for all pages."""

    previews: bool = Field(default=True, validation_alias="SEGUE_PREVIEWS")
    """Whether 30-second previews are fetched from Deezer and iTunes and listened to."""

    deezer_api_url: str = Field(default="https://api.deezer.com", validation_alias="DEEZER_API_URL")
    itunes_api_url: str = Field(
        default="https://itunes.apple.com", validation_alias="ITUNES_API_URL"
    )

    @field_validator(
        "spotify_api_url",
        "spotify_accounts_url",
        "mixesdb_api_url",
        "deezer_api_url",
        "itunes_api_url",
    )
    @classmethod
    def _callable(cls, url: str) -> str:
        if not _is_address(url):
            raise PydanticCustomError(
                "address", "expected an address such as https://host or http://host:port"
            )
        return url

    @field_validator("mixesdb_pause_s")
    @classmethod
    def _polite(cls, pause_s: float, info: ValidationInfo) -> float:
        if pause_s < 1 and not _is_here(info.data.get("mixesdb_api_url", "")):
            raise PydanticCustomError("pause", "MixesDB is a small site: 1 second or more")
        return pause_s


def _is_address(url: str) -> bool:
    """Whether a URL is one that can be called over HTTP."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        # Knows more about hosts than urlsplit does; calls nobody.
        requests.Request("GET", url).prepare()
    except ValueError:  # that of requests and of urllib3 too
        return False
    return fine and not any(character.isspace() for character in url)


def _is_here(url: str) -> bool:
    """Whether a URL leads to this computer."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
