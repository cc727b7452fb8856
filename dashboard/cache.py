"""The cache of answers: made with the app, reached from the service through the running app."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app
from flask_caching import Cache

DEFAULT: Mapping[str, Any] = {
    "CACHE_TYPE": "SimpleCache",
    "CACHE_THRESHOLD": 500,
    "CACHE_DEFAULT_TIMEOUT": 3600,
}
_EXTENSION = "segue_cache"


def create_cache(server: Flask, config: Mapping[str, Any] | None = None) -> Cache:
    """A cache that lives as long as the server (in memory unless `config` says otherwise)."""
    cache = Cache()
    cache.init_app(server, config=dict(config or DEFAULT))
    server.extensions[_EXTENSION] = cache
    return cache


def current_cache() -> Cache:
    """The cache of the app that answers the present request."""
    cache: Cache = current_app.extensions[_EXTENSION]
    return cache
