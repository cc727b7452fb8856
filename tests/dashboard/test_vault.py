"""Tokens are sealed with a key that lies in a private file."""

import logging
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from dashboard.vault import Vault, open_vault
from recommender.errors import SegueError

TEXT = "a token that nobody else may read"


def test_what_was_sealed_opens_again_also_after_a_restart(tmp_path: Path) -> None:
    sealed = open_vault(tmp_path / "var").seal(TEXT)
    assert TEXT.encode() not in sealed
    assert open_vault(tmp_path / "var").open(sealed) == TEXT


def test_sealing_twice_gives_two_results(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    assert vault.seal(TEXT) != vault.seal(TEXT)


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    sealed = open_vault(tmp_path / "ours").seal(TEXT)
    assert open_vault(tmp_path / "theirs").open(sealed) is None


@pytest.mark.parametrize("place", [0, 20, -1])
def test_what_was_changed_does_not_open(tmp_path: Path, place: int) -> None:
    vault = open_vault(tmp_path)
    sealed = bytearray(vault.seal(TEXT))
    sealed[place] ^= 1
    assert vault.open(bytes(sealed)) is None
    assert vault.open(b"") is None


def test_the_key_is_its_owners_alone_from_the_first_moment(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = os.umask(0)
    try:
        open_vault(tmp_path)
    finally:
        os.umask(before)
    assert "could be read by others" not in caplog.text
    assert [path.name for path in tmp_path.iterdir()] == ["tokens.key"]
    assert stat.S_IMODE((tmp_path / "tokens.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o622])
def test_a_key_that_others_could_read_is_closed_to_them_and_told(
    tmp_path: Path, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    sealed = open_vault(tmp_path).seal(TEXT)
    path = tmp_path / "tokens.key"
    path.chmod(mode)
    with caplog.at_level(logging.WARNING):
        assert open_vault(tmp_path).open(sealed) == TEXT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "could be read by others" in caplog.text
    assert path.read_text() not in caplog.text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file that is somebody else's")
def test_a_key_of_somebody_else_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_vault(tmp_path)
    path = tmp_path / "tokens.key"
    path.chmod(0o644)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o777)
    os.seteuid(65_534)
    try:
        with pytest.raises(SegueError, match="read by others on this computer"):
            open_vault(tmp_path)
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("key", ["", "short", "ü", "A" * 40])
def test_a_damaged_key_is_one_sentence_that_does_not_show_it(tmp_path: Path, key: str) -> None:
    path = tmp_path / "tokens.key"
    path.write_text(key, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(SegueError, match="The key of the Spotify logins") as told:
        open_vault(tmp_path)
    assert str(path) in str(told.value)
    assert not key or key not in str(told.value).replace(str(path), "")
    assert path.read_text(encoding="utf-8") == key


def test_servers_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(lambda _: open_vault(tmp_path), range(16)))
    sealed = vaults[0].seal(TEXT)
    assert {vault.open(sealed) for vault in vaults} == {TEXT}


def test_a_key_stays_out_of_repr() -> None:
    key = Fernet.generate_key().decode()
    assert key not in repr(Vault(key))
