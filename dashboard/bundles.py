"""Our scripts and styles, joined, and the icon: one file of each for what every page needs, and one
of each for every page that is fetched when it is first looked at.

A browser asks for few files at once, so seventy small ones would take longer than their bytes. In
assets/, a folder with a page's name belongs to that page alone; everything else is the shell's.
They are read once, when the dashboard starts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, request

SHELL = "segue"
"""What is loaded with the page itself; the others have their page's name."""
ICON = "icon.svg"
"""As it is. A browser asks for it again whenever the address changes: it is to keep it."""
PREFIX = "/bundles/"
KEEP = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_JOINED = (".js", ".css")
SEPARATE = frozenset({"theme-first.js", "setup.css"})
"""theme-first.js stands in the head; setup.css belongs to pages that are not Dash's."""


@dataclass(frozen=True, slots=True)
class Bundles:
    """The joined files, and a mark that changes with any of them."""

    files: dict[str, bytes]
    """`segue.js` → its text."""
    version: str

    def address(self, name: str) -> str:
        """Where a file is, for good."""
        return f"{PREFIX}{name}?m={self.version}"


def read_bundles(assets: Path, pages: Iterable[str]) -> Bundles:
    """Join what is in a folder; `pages` have their own."""
    lazy = frozenset(pages)
    joined: dict[str, list[str]] = {}
    # First what lies at the top, then the folders, each by name: a file may use what stands before
    # it while it is read, and everything afterwards.
    found = (path for kind in _JOINED for path in assets.rglob(f"*{kind}"))
    for path in sorted(found, key=lambda one: (one.parent != assets, one.relative_to(assets))):
        folder = path.relative_to(assets).parts[0]
        if path.name in SEPARATE and path.parent == assets:
            continue
        name = (folder if folder in lazy else SHELL) + path.suffix
        text = path.read_text(encoding="utf-8")
        joined.setdefault(name, []).append(f"/* {path.relative_to(assets).as_posix()} */\n{text}")
    files = {name: "\n".join(texts).encode() for name, texts in joined.items()}
    files[ICON] = (assets / ICON).read_bytes()
    whole = sha256(b"\0".join(files[name] for name in sorted(files)))
    return Bundles(files, whole.hexdigest()[:12])


def create_bundles(server: Flask, bundles: Bundles) -> None:
    """Serve them, and let templates name them: `{{ bundle("icon.svg") }}`."""
    server.jinja_env.globals["bundle"] = bundles.address

    @server.get(f"{PREFIX}<name>")
    def bundle(name: str) -> Response:
        if name not in bundles.files:
            abort(404)
        answer = Response(bundles.files[name], mimetype=TYPES[Path(name).suffix])
        answer.set_etag(bundles.version)
        # A page from before an upgrade asks with another mark: that address keeps nothing.
        is_current = request.args.get("m") == bundles.version
        answer.headers["Cache-Control"] = KEEP if is_current else "no-cache"
        return answer
