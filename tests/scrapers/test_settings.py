"""Settings that would make us impolite are refused by name."""

import pytest

from recommender.errors import BadInput
from recommender.settings import read_settings
from scrapers.settings import ServiceSettings


@pytest.mark.parametrize("pause", ["0.99", "0", "-1", "nan", "often"])
def test_mixesdb_is_not_called_more_than_once_a_second(
    monkeypatch: pytest.MonkeyPatch, pause: str
) -> None:
    monkeypatch.delenv("MIXESDB_API_URL", raising=False)
    monkeypatch.setenv("SEGUE_MIXESDB_PAUSE_S", pause)
    with pytest.raises(BadInput, match="SEGUE_MIXESDB_PAUSE_S") as told:
        read_settings(ServiceSettings)
    assert len(str(told.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("http://127.0.0.1:8051/w/api.php", True),
        ("http://[::1]:8051/w/api.php", True),
        ("http://localhost:8051/w/api.php", True),
        ("http://127.0.0.1.example.com/w/api.php", False),
        ("http://localhost@example.com/w/api.php", False),
        ("http://192.168.0.2/w/api.php", False),
    ],
)
def test_only_a_stand_in_on_this_computer_may_be_called_faster(
    monkeypatch: pytest.MonkeyPatch, url: str, fine: bool
) -> None:
    monkeypatch.setenv("MIXESDB_API_URL", url)
    monkeypatch.setenv("SEGUE_MIXESDB_PAUSE_S", "0.05")
    if fine:
        assert read_settings(ServiceSettings).mixesdb_pause_s == 0.05
    else:
        with pytest.raises(BadInput, match="small site"):
            read_settings(ServiceSettings)


@pytest.mark.parametrize(
    "name",
    [
        "MIXESDB_API_URL",
        "SPOTIFY_API_URL",
        "SPOTIFY_ACCOUNTS_URL",
        "DEEZER_API_URL",
        "ITUNES_API_URL",
    ],
)
@pytest.mark.parametrize(
    "url",
    [
        "notaurl",
        "ftp://x/y",
        "http://127.0.0.1:99999/x",
        "http://127.0.0.1:0/x",
        "http://[::1/x",
        "http://",
        "https:///w/api.php",
        "http://*.example/",
        "http://a b/",
    ],
)
def test_an_impossible_address_is_told_by_the_name_of_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, url: str
) -> None:
    monkeypatch.setenv(name, url)
    with pytest.raises(BadInput, match=f"{name} can't be used: expected an address") as told:
        read_settings(ServiceSettings)
    assert len(str(told.value).splitlines()) == 1


@pytest.mark.parametrize("url", ["http://localhost:8051", "https://[::1]:8051/w", "HTTPS://a.b"])
def test_a_possible_address_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SPOTIFY_API_URL", url)
    assert read_settings(ServiceSettings).spotify_api_url == url


@pytest.mark.parametrize(
    ("text", "on"), [("", True), ("on", True), ("1", True), ("off", False), ("0", False)]
)
def test_one_word_turns_previews_off(monkeypatch: pytest.MonkeyPatch, text: str, on: bool) -> None:
    monkeypatch.setenv("SEGUE_PREVIEWS", text)
    assert read_settings(ServiceSettings).previews is on


def test_another_word_is_refused_by_the_name_of_the_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SEGUE_PREVIEWS", "sometimes")
    with pytest.raises(BadInput, match="SEGUE_PREVIEWS can't be used"):
        read_settings(ServiceSettings)
