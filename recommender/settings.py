"""Where the data lives: read from the environment or `.env`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DataSettings(BaseSettings):
    """The data folder and the database in it."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(default=Path("var"), validation_alias="SEGUE_DATA")
    """Folder of database, trained models and caches."""

    database_override: str | None = Field(default=None, validation_alias="DATABASE_URL")
    """A database elsewhere, as an SQLAlchemy URL; without it, SQLite in the data folder."""

    @property
    def database_url(self) -> str:
        """The URL of the catalogue's database."""
        if self.database_override:
            return self.database_override
        return f"sqlite:///{self.data_dir.resolve() / 'segue.db'}"

    @property
    def models_dir(self) -> Path:
        """Folder of what was trained on this catalogue."""
        return self.data_dir / "models"
