"""The page over the fake service."""

import pytest
from flask.testing import FlaskClient

from tests.dashboard.fake_service import FakeService, make_server


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> FlaskClient:
    return make_server(service).test_client()
