"""How the dashboard runs: read from the environment or `.env`."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DashboardSettings(BaseSettings):
    """Where it listens and what it shows."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", validation_alias="SEGUE_HOST")
    port: int = Field(default=8050, ge=1, le=65_535, validation_alias="SEGUE_PORT")

    public_url: str | None = Field(default=None, validation_alias="SEGUE_URL")
    """The address that browsers use, where it is not http://127.0.0.1:PORT."""

    demo: Literal["auto", "on", "off"] = Field(default="auto", validation_alias="SEGUE_DEMO")
    """Invented music and a stand-in for Spotify. `auto`: as long as the catalogue is empty."""

    @property
    def url(self) -> str:
        """Where browsers find the page, without a slash at the end."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")
