"""What opens when Segue starts: the demo, or the catalogue that is there."""

import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.settings import DashboardSettings
from dashboard.start import Dashboard, start
from recommender.catalogue.setlist import Play, SetList
from recommender.catalogue.store import Store
from recommender.settings import DataSettings
from recommender.training import trained_version
from scrapers.settings import ServiceSettings

ROOT = Path(__file__).resolve().parents[2]


def a_set(number: int) -> SetList:
    plays = tuple(Play("Copper Cartel", title) for title in ("Magnetic River", "Low Tide"))
    return SetList("test", str(number), f"Night {number}", "2026-01-01", ("Nadia Kestrel",), plays)


def opened(folder: Path, demo: str = "auto") -> Dashboard:
    return start(
        DashboardSettings.model_validate({"SEGUE_DEMO": demo}),
        DataSettings.model_validate({"SEGUE_DATA": folder, "DATABASE_URL": None}),
        ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": None}),
    )


@pytest.fixture
def with_sets(tmp_path: Path) -> Path:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    for number in range(3):
        store.writer().put_set(a_set(number))
    store.close()
    return tmp_path


def test_an_empty_catalogue_opens_the_demo_in_a_folder_of_its_own(tmp_path: Path) -> None:
    dashboard = opened(tmp_path)
    try:
        assert dashboard.sandbox
        assert dashboard.store.counts().sets == 600
        real = Store(f"sqlite:///{tmp_path / 'segue.db'}")
        assert real.counts().sets == 0
        real.close()
    finally:
        dashboard.close()


def test_a_catalogue_with_sets_opens_as_it_is_and_is_trained_when_it_was_not(
    with_sets: Path,
) -> None:
    dashboard = opened(with_sets)
    try:
        assert dashboard.sandbox is None
        assert dashboard.store.counts().sets == 3
        assert trained_version(with_sets / "models")
    finally:
        dashboard.close()


def test_the_demo_can_be_asked_for_beside_real_sets(with_sets: Path) -> None:
    dashboard = opened(with_sets, demo="on")
    try:
        assert dashboard.sandbox
        assert dashboard.store.counts().sets == 600
    finally:
        dashboard.close()


def test_without_demo_an_empty_catalogue_says_what_to_do(tmp_path: Path) -> None:
    dashboard = opened(tmp_path, demo="off")
    try:
        page = dashboard.app.server.test_client().get("/_dash-layout").text
        assert "python -m scrapers import" in page or "recommender train" in page
    finally:
        dashboard.close()


OPEN_THE_DEMO = """
import sys
from pathlib import Path
from dashboard.settings import DashboardSettings
from dashboard.start import start
from recommender.settings import DataSettings
import app
data = DataSettings.model_validate({"SEGUE_DATA": Path(sys.argv[1]), "DATABASE_URL": None})
dashboard = start(DashboardSettings.model_validate({"SEGUE_DEMO": "on"}), data)
assert dashboard.app.server.test_client().get("/_dash-layout").status_code == 200
dashboard.close()
heavy = {"tensorflow", "keras", "librosa", "numba", "matplotlib", "pydub"}
print("loaded:", sorted(heavy & sys.modules.keys()))
"""


def test_starting_and_showing_the_page_loads_nothing_that_only_listening_needs(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN_THE_DEMO, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "loaded: []"


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, str(ROOT / "app.py")],
            env={"SEGUE_DATA": str(tmp_path), "SEGUE_PORT": str(port), "SEGUE_DEMO": "off"},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert "SEGUE_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_page_answers_to_its_own_names_only(with_sets: Path) -> None:
    dashboard = opened(with_sets)
    try:
        client = dashboard.app.server.test_client()
        assert client.get("/", base_url="http://127.0.0.1:8050").status_code == 200
        assert client.get("/", base_url="http://localhost:8050").status_code == 200
        assert client.get("/", base_url="http://evil.example").status_code == 400
        assert client.get("/nope", base_url="http://127.0.0.1:8050").status_code == 404
        large = client.post(
            "/_dash-update-component",
            data=b"[" + b"0," * 1_500_000 + b"0]",
            content_type="application/json",
            base_url="http://127.0.0.1:8050",
        )
        assert large.status_code == 413
    finally:
        dashboard.close()


def test_a_damaged_model_is_trained_anew(with_sets: Path) -> None:
    opened(with_sets).close()
    (with_sets / "models" / "segue" / "current").write_text("nonsense")
    dashboard = opened(with_sets)
    dashboard.close()
    assert trained_version(with_sets / "models") != "nonsense"
