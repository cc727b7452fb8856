"""Settings from the environment."""

from pathlib import Path

import pytest

from dashboard.settings import DashboardSettings
from recommender.errors import BadInput
from recommender.settings import DataSettings, read_settings
from scrapers.settings import ServiceSettings


def test_without_settings_all_lies_in_var() -> None:
    settings = read_settings(DataSettings)
    assert settings.data_dir == Path("var")
    assert settings.database_url == f"sqlite:///{Path('var').resolve() / 'segue.db'}"


def test_a_database_elsewhere_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_DATA", "/srv/segue")
    assert read_settings(DataSettings).database_url == "sqlite:////srv/segue/segue.db"
    monkeypatch.setenv("DATABASE_URL", "postgresql://host/segue")
    assert read_settings(DataSettings).database_url == "postgresql://host/segue"


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPOTIFY_CLIENT_ID", "")
    assert read_settings(ServiceSettings).spotify_client_id is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("SEGUE_PORT", "abc"), ("SEGUE_PORT", "70000"), ("SEGUE_DEMO", "maybe")],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput, match=name) as caught:
        read_settings(DashboardSettings)
    assert "\n" not in str(caught.value)


def test_the_client_secret_is_in_no_repr() -> None:
    settings = ServiceSettings.model_validate({"SPOTIFY_CLIENT_SECRET": "hush"})
    assert settings.spotify_client_secret == "hush"
    assert "hush" not in repr(settings)
