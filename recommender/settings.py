"""Where the data lives: read from the environment or `.env`."""

from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from recommender.errors import BadInput

S = TypeVar("S", bound=BaseSettings)


def read_settings(kind: type[S]) -> S:
    """Settings of a kind from the environment and `.env`.

    Raises BadInput that names the setting; never its value, which may be a secret.
    """
    try:
        return kind()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"The setting {name} can't be used: {first['msg']}.") from None


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
