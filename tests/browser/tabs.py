"""One tab of a browser for many tests: what is compiled once costs each test a second less.

What a test leaves behind (storage, cookies, sizes, the page itself) is wiped off. Where that
can not be done (a script for every page, another tab, a second server), the next test gets a new
tab.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from scrapers.sandbox.wsgi_server import WsgiServer

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

LASTING = frozenset(
    {
        "add_init_script",
        "add_locator_handler",
        "clock",
        "close",
        "context",
        "expose_binding",
        "expose_function",
        "on",
        "once",
        "route",
        "route_from_har",
        "route_web_socket",
        "set_default_navigation_timeout",
        "set_default_timeout",
        "set_extra_http_headers",
    }
)
"""What of a page outlives the test, or may."""
QUIET = "/assets/segue.css"
"""An address of every server of ours without a script in it."""
STORES = "cookies,local_storage,indexeddb,cache_storage,service_workers,file_systems"


class Tab(playwright.Page):
    """A page that knows whether somebody did with it what can't be undone."""

    spent: bool

    def __getattribute__(self, name: str) -> object:
        if name in LASTING:
            super().__setattr__("spent", True)
        return super().__getattribute__(name)

    @contextmanager
    def heard(self, **listeners: Callable[[Any], None]) -> Iterator[None]:
        """Call these, by the name of their event, within the block."""
        for name, listener in listeners.items():
            playwright.Page.on(self, name, listener)
        yield
        for name, listener in listeners.items():
            playwright.Page.remove_listener(self, name, listener)


class Tabs:
    """Lends a tab of `browser`, to one test at a time."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._tab: Tab | None = None
        self._tools: Any = None
        self._origins: set[str] = set()

    def lend(self, viewport: dict[str, int], scheme: str) -> Tab:
        """A tab that is as good as new. Nothing was opened in it since it was wiped."""
        tab = self._tab or self._open()
        self._tab = None  # a test that breaks off gives nothing back
        self._origins.clear()
        tab.set_viewport_size(viewport)
        tab.emulate_media(
            color_scheme=scheme,
            media="null",
            reduced_motion="null",
            forced_colors="null",
            contrast="null",
        )
        return tab

    def take_back(self, tab: Tab) -> None:
        """Wipe it, or close it with all that it holds."""
        if tab.spent or len(self._origins) != 1 or not self._wipe(tab, *self._origins):
            playwright.Page.__getattribute__(tab, "context").close()
        else:
            self._tab = tab

    def _open(self) -> Tab:
        context = self._browser.new_context()
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("request", self._note)
        self._tools = context.new_cdp_session(page)
        page.__class__ = Tab
        page.spent = False
        return page

    def _note(self, asked: Any) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme in {"http", "https"}:
            self._origins.add(f"{parts.scheme}://{parts.netloc}")

    def _wipe(self, tab: Tab, origin: str) -> bool:
        try:
            # Not about:blank: the browser would put the next page into a new process.
            answer = tab.goto(origin + QUIET)
            tab.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            self._tools.send(
                "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORES}
            )
            playwright.Page.__getattribute__(tab, "context").clear_cookies()
        except playwright.Error:  # a server that is gone, a page that hangs
            return False
        return answer is not None and answer.ok


def in_memory(app: object, threads: int = 8) -> WsgiServer:
    """A server of `app` at a port of its own."""
    # A large script that is still on its way at the end would leave a file open.
    return WsgiServer(app, host="127.0.0.1", port=0, threads=threads, outbuf_overflow=2**24)


class Front:
    """One server at one address for many tests: the browser keeps the scripts that it got there."""

    def __init__(self) -> None:
        self.app: Any = None
        """Who answers; None between two tests."""
        # A test may leave threads behind that still wait for something.
        self._server = in_memory(self._answer, threads=16)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    def stop(self) -> None:
        self._server.stop()

    def _answer(self, environ: Any, start: Any) -> Any:
        if self.app is None:
            start("503 Service Unavailable", [("Content-Length", "0")])
            return []
        return self.app(environ, start)
