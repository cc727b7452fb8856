"""Where the services are and how we call them: read from the environment or `.env`."""

from pydantic import Field
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
    timeout_s: float = Field(default=5.0, gt=0, validation_alias="SEGUE_HTTP_TIMEOUT_S")
    """Seconds to wait for an answer from a service."""
