"""Other sites stay out."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.security import SAFE_METHODS
from dashboard.settings import DashboardSettings
from dashboard.start import start
from recommender.settings import DataSettings
from scrapers.settings import ServiceSettings

HERE = "http://localhost"
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """All that Segue serves, with nothing in it."""
    dashboard = start(
        DashboardSettings.model_validate({"SEGUE_DEMO": "off"}),
        DataSettings.model_validate(
            {"SEGUE_DATA": tmp_path_factory.mktemp("var"), "DATABASE_URL": None}
        ),
        ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": None}),
    )
    yield dashboard.app.server
    dashboard.close()


def routes(server: Flask, changing: bool) -> list[tuple[str, str]]:
    """Method and address of everything that is served, and that changes something or not."""
    found = []
    for rule in server.url_map.iter_rules():
        address = str(rule)
        for name in rule.arguments:
            kind = address[: address.index(f"{name}>")].rpartition("<")[2]
            address = address.replace(f"<{kind}{name}>", "x")
        found += [
            (method, address)
            for method in sorted(rule.methods or ())
            if (method not in SAFE_METHODS) is changing
        ]
    return found


def test_every_answer_has_the_headers(client: FlaskClient) -> None:
    for path in ("/", "/_dash-layout", "/assets/segue.css", "/_dash-nowhere", "/jobs/x"):
        with client.get(path) as response:
            headers = response.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "Permissions-Policy" in headers


def test_the_policy_lets_no_foreign_or_inline_script_run(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "'unsafe-inline'" not in script
    assert "'unsafe-eval'" not in script
    assert "'sha256-" in script
    assert "http" not in policy


def test_the_policy_lets_sound_come_from_here_only(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "media-src 'self'" in policy.split("; ")


def test_transport_security_only_over_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    assert "Strict-Transport-Security" in client.get("/", base_url="https://localhost").headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": HERE},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:8051"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
@pytest.mark.parametrize("path", ["/logout", "/_dash-update-component", "/listen?seed=cold"])
def test_posts_from_elsewhere_are_refused(
    client: FlaskClient, headers: dict[str, str], path: str
) -> None:
    assert client.post(path, headers=headers, json={}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": HERE}, {}],
)
def test_posts_from_here_are_allowed(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/logout", headers=headers).status_code == 302


def test_nobody_else_may_end_a_job(client: FlaskClient) -> None:
    assert client.delete("/jobs/x", headers=ELSEWHERE).status_code == 403


def test_nothing_that_changes_anything_listens_to_other_sites(whole: Flask) -> None:
    found = routes(whole, changing=True)
    assert {"/logout", "/spotify/client-id", "/listen", "/jobs/x"} <= {path for _, path in found}
    for method, path in found:
        for headers in (ELSEWHERE, {"Origin": "https://evil.example"}, {"Origin": "null"}):
            client = whole.test_client()
            with client.open(path, method=method, headers=headers) as answer:
                assert answer.status_code == 403, (method, path, headers)


def test_every_address_answers_with_the_policy_also_where_it_refuses(whole: Flask) -> None:
    found = routes(whole, changing=False)
    assert {"/spotify", "/login", "/callback", "/jobs/x"} <= {path for _, path in found}
    wrong = [("GET", "/nowhere/at/all"), ("PUT", "/spotify"), ("POST", "/callback")]
    for method, path in found + wrong:
        with whole.test_client().open(path, method=method) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "'unsafe-eval'" not in policy
            assert "default-src 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff", (method, path)
            assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
            assert answer.headers["X-Frame-Options"] == "DENY"


def test_only_a_recording_may_be_larger_than_two_megabytes(client: FlaskClient) -> None:
    large = b"RIFF" + bytes(3 * 1024 * 1024)
    json = {"Content-Type": "application/json"}
    assert client.post("/_dash-update-component", data=large, headers=json).status_code == 413
    assert client.post("/listen?name=a.wav", data=large).status_code == 202


def test_following_a_link_from_elsewhere_is_allowed(client: FlaskClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_cookie_is_for_this_site_only(client: FlaskClient) -> None:
    cookie = client.get("/login?next=/").headers["Set-Cookie"]
    assert cookie.startswith("segue_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_nothing_on_the_page_comes_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert "https://" not in page.split("_dash-config")[0]
    assert 'src="http' not in page
