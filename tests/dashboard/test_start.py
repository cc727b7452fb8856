"""What opens when Segue starts: the demo, or the catalogue that is there."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.demo import sandbox_settings
from dashboard.settings import DashboardSettings
from dashboard.start import Dashboard, start
from recommender.catalogue.setlist import Play, SetList
from recommender.catalogue.store import Store
from recommender.errors import SegueError
from recommender.settings import DataSettings
from recommender.training import trained_version
from scrapers.sandbox.server import CLIENT_ID, Sandbox
from scrapers.settings import ServiceSettings
from tests.dashboard.connecting import NADIA, TOMAS, URL, agree

ROOT = Path(__file__).resolve().parents[2]


def a_set(number: int) -> SetList:
    plays = tuple(Play("Copper Cartel", title) for title in ("Magnetic River", "Low Tide"))
    return SetList("test", str(number), f"Night {number}", "2026-01-01", ("Nadia Kestrel",), plays)


def opened(
    folder: Path, demo: str = "auto", services: ServiceSettings | None = None, **settings: str
) -> Dashboard:
    return start(
        DashboardSettings.model_validate({"SEGUE_DEMO": demo} | settings),
        DataSettings.model_validate({"SEGUE_DATA": folder, "DATABASE_URL": None}),
        services or ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": None}),
    )


def connected(client: FlaskClient, sandbox: Sandbox, user: str = NADIA) -> None:
    asked = client.get("/login?next=/spotify", base_url=URL)
    assert asked.location
    client.get(agree(sandbox, asked.location, user=user), base_url=URL)


def account_page(client: FlaskClient) -> str:
    return client.get("/spotify", base_url=URL).text


def same_browser(client: FlaskClient, dashboard: Dashboard) -> FlaskClient:
    """The browser of `client` with its cookies, in front of another start of Segue."""
    other = dashboard.app.server.test_client()
    cookie = client.get_cookie("segue_session", domain="127.0.0.1")
    assert cookie
    other.set_cookie("segue_session", cookie.value, domain="127.0.0.1")
    return other


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
from dashboard.demo import sandbox_settings
from dashboard.settings import DashboardSettings
from dashboard.start import start
from recommender.errors import SegueError
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


@pytest.mark.parametrize("host", ["::1", "127.0.0.1"])
def test_each_way_to_name_this_computer_is_answered_and_nothing_that_looks_like_it(
    with_sets: Path, host: str
) -> None:
    dashboard = opened(with_sets, SEGUE_HOST=host)
    try:
        client = dashboard.app.server.test_client()
        for own in ("[::1]:8050", "127.0.0.1:8050", "localhost:8050", "[::1]"):
            assert client.get("/spotify", headers={"Host": own}).status_code == 200
        for other in ("[::2]:8050", "[", "[::1", "::1", "evil.example", "127.0.0.1.evil.example"):
            assert client.get("/spotify", headers={"Host": other}).status_code == 400, other
    finally:
        dashboard.close()


def test_a_damaged_model_is_trained_anew(with_sets: Path) -> None:
    opened(with_sets).close()
    (with_sets / "models" / "segue" / "current").write_text("nonsense")
    dashboard = opened(with_sets)
    dashboard.close()
    assert trained_version(with_sets / "models") != "nonsense"


def test_a_restart_keeps_who_is_connected_and_whose_is_whose(
    with_sets: Path, sandbox: Sandbox
) -> None:
    first = opened(with_sets, services=sandbox_settings(sandbox))
    try:
        hers, his = first.app.server.test_client(), first.app.server.test_client()
        connected(hers, sandbox, NADIA)
        connected(his, sandbox, TOMAS)
        assert "Connected as <b>Nadia Kestrel</b>" in account_page(hers)
        assert "Connected as" not in account_page(first.app.server.test_client())
    finally:
        first.close()
    second = opened(with_sets, services=sandbox_settings(sandbox))
    try:
        assert "Connected as <b>Nadia Kestrel</b>" in account_page(same_browser(hers, second))
        assert "Connected as <b>Tomas Brix</b>" in account_page(same_browser(his, second))
    finally:
        second.close()


def test_the_keys_are_private_and_a_damaged_one_is_one_sentence(with_sets: Path) -> None:
    opened(with_sets).close()
    for name in ("session.key", "tokens.key"):
        assert stat.S_IMODE((with_sets / name).stat().st_mode) == 0o600
    (with_sets / "tokens.key").write_text("half of")
    with pytest.raises(SegueError, match=r"Spotify logins .* is damaged"):
        opened(with_sets)


def test_a_pasted_client_id_is_there_after_a_restart(with_sets: Path) -> None:
    first = opened(with_sets)
    try:
        client = first.app.server.test_client()
        assert "Set up Spotify" in account_page(client)
        client.post("/spotify/client-id", data={"client_id": CLIENT_ID}, base_url=URL)
        assert "Connect Spotify" in account_page(client)
    finally:
        first.close()
    second = opened(with_sets)
    try:
        client = second.app.server.test_client()
        assert "Connect Spotify" in account_page(client)
        assert f"client_id={CLIENT_ID}" in str(client.get("/login", base_url=URL).location)
    finally:
        second.close()


def test_the_demo_keeps_a_pasted_client_id_for_the_real_spotify(tmp_path: Path) -> None:
    mine = "0123456789abcdef" * 2
    demo = opened(tmp_path)
    try:
        client = demo.app.server.test_client()
        assert "its Spotify is invented" in account_page(client)
        client.post("/spotify/client-id", data={"client_id": mine}, base_url=URL)
        assert mine in account_page(client)
        assert demo.sandbox
        connected(client, demo.sandbox)
        assert "Connected as <b>Nadia Kestrel</b>" in account_page(client)
    finally:
        demo.close()
    real = opened(tmp_path, demo="off")
    try:
        client = real.app.server.test_client()
        assert f"client_id={mine}" in str(client.get("/login", base_url=URL).location)
    finally:
        real.close()


def test_the_demo_forgets_logins_with_its_stand_in(tmp_path: Path) -> None:
    first = opened(tmp_path)
    try:
        client = first.app.server.test_client()
        assert first.sandbox
        connected(client, first.sandbox)
        assert "Connected as" in account_page(client)
    finally:
        first.close()
    second = opened(tmp_path)
    try:
        assert "Connected as" not in account_page(same_browser(client, second))
    finally:
        second.close()


@pytest.mark.parametrize(
    ("url", "secure"), [("https://segue.example.org", True), ("http://127.0.0.1:9000", False)]
)
def test_behind_https_the_cookie_goes_over_https_only(
    with_sets: Path, sandbox: Sandbox, url: str, secure: bool
) -> None:
    dashboard = opened(with_sets, services=sandbox_settings(sandbox), SEGUE_URL=url)
    try:
        answer = dashboard.app.server.test_client().get("/login", base_url=url)
        assert ("; Secure" in answer.headers["Set-Cookie"]) is secure
    finally:
        dashboard.close()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8050"),
        ("localhost", "http://127.0.0.1:8050"),
        ("::1", "http://[::1]:8050"),
    ],
)
def test_the_address_is_one_that_spotify_returns_to(host: str, url: str) -> None:
    settings = DashboardSettings.model_validate({"SEGUE_HOST": host, "SEGUE_URL": None})
    assert settings.url == url
    assert settings.here_only
