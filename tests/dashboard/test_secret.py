"""The key that signs session cookies."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard.secret import session_key
from recommender.errors import SegueError


def test_the_key_is_made_once_and_then_kept(tmp_path: Path) -> None:
    key = session_key(tmp_path / "var")
    assert len(key) == 64
    assert session_key(tmp_path / "var") == key
    assert session_key(tmp_path / "other") != key


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    session_key(tmp_path)
    mode = stat.S_IMODE((tmp_path / "session.key").stat().st_mode)
    assert mode == 0o600


def test_servers_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: session_key(tmp_path), range(16)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["session.key"]


def test_a_file_system_without_hard_links_keeps_one_key_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_path: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuses)
    key = session_key(tmp_path)
    assert len(key) == 64
    assert session_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "session.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["session.key"]


def test_without_hard_links_the_key_of_the_server_that_was_quicker_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(path: Path, _target: Path) -> None:
        path.write_text("a" * 64, encoding="ascii")
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", too_late)
    assert session_key(tmp_path) == "a" * 64


def test_a_damaged_key_is_told_not_used(tmp_path: Path) -> None:
    (tmp_path / "session.key").write_text("short")
    with pytest.raises(SegueError, match="damaged"):
        session_key(tmp_path)


def test_a_folder_that_can_not_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SegueError, match="can't be read or made"):
        session_key(tmp_path / "file")


def test_a_key_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    key = session_key(tmp_path)
    (tmp_path / "session.key").chmod(0o644)
    assert session_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "session.key").stat().st_mode) == 0o600
