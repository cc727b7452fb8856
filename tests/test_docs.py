"""The documents name what there is: every setting, every command, every link."""

import argparse
import re
from pathlib import Path

import pytest

from dashboard.settings import DashboardSettings
from recommender import cli as recommender_cli
from recommender.settings import DataSettings
from scrapers import cli as scrapers_cli
from scrapers.settings import ServiceSettings

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SETTINGS = [
    str(field.validation_alias)
    for kind in (DataSettings, ServiceSettings, DashboardSettings)
    for field in kind.model_fields.values()
]


def commands(parser: argparse.ArgumentParser) -> list[str]:
    """Names of a command line's commands."""
    return [
        name
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name in action.choices
    ]


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_stands_in_the_readme(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [f"python -m recommender {name}" for name in commands(recommender_cli._parser())]
    + [f"python -m scrapers {name}" for name in commands(scrapers_cli._parser())],
)
def test_every_command_has_a_section(command: str) -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert re.search(rf"^## `{re.escape(command)}\b", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text) + re.findall(r'src="([^":]+)"', text)
    for link in links:
        assert (page.parent / link).exists(), link
