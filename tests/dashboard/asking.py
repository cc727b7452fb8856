"""Asks the page's work as the page does, and reads what it would show."""

import json

from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from dashboard import finding
from recommender.recommendations import Seed
from tests.dashboard.fake_service import FakeService


def text_of(parts: object) -> str:
    """All that a component shows, as one text."""
    if isinstance(parts, Component):
        return text_of(getattr(parts, "children", None))
    if isinstance(parts, list | tuple):
        return " ".join(text_of(part) for part in parts)
    return "" if parts is None else str(parts)


def as_json(parts: object) -> str:
    return json.dumps(parts, cls=PlotlyJSONEncoder)


def ask(service: FakeService, text: str, count: int = 20, **more: object) -> dict:
    return finding.answer(service, no_job, {"number": 7, "text": text, "count": count, **more})


def no_job(seed: Seed, text: str) -> str:
    raise AssertionError(f"nobody asked to listen to {text}")
