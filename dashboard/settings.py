"""How the dashboard runs: read from the environment or `.env`."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class DashboardSettings(BaseSettings):
    """Where it listens and what it shows."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", validation_alias="SEGUE_HOST")
    port: int = Field(default=8050, ge=1, le=65_535, validation_alias="SEGUE_PORT")

    public_url: str | None = Field(default=None, validation_alias="SEGUE_URL")
    """The address that browsers use, where it is not http://127.0.0.1:PORT."""

    demo: Literal["auto", "on", "off"] = Field(default="auto", validation_alias="SEGUE_DEMO")
    """Invented music and a stand-in for Spotify. `auto`: as long as the catalogue is empty."""

    @field_validator("public_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "http://127.0.0.1")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("it should look like https://segue.example.org")
        return value

    @property
    def here_only(self) -> bool:
        """Whether only browsers on this computer reach the page, as far as the settings say."""
        return self.host in _HERE and not self.public_url

    @property
    def trusted_hosts(self) -> list[str] | None:
        """Names that the page answers to, IPv6 addresses without brackets; None: any.

        Any where it listens to other machines and nobody said under which name.

        On one's own machine a foreign name in the address bar is an attack (DNS rebinding).
        """
        named = urlsplit(self.url).hostname or ""
        if self.host in _HERE or self.public_url:
            return [named, "127.0.0.1", "localhost", "::1"]
        return None

    @property
    def url(self) -> str:
        """Where browsers find the page, without a slash at the end."""
        here = "[::1]" if self.host == "::1" else "127.0.0.1"
        return (self.public_url or f"http://{here}:{self.port}").rstrip("/")
