"""Pages written to keep the parser busy."""

import time

import pytest

from scrapers.mixesdb.page import parse_page

PARTS = {
    "category": ("[[Category:", " ", ""),
    "categories": ("", "[[Category:", ""),
    "named categories": ("", "[[Category:{n}]]", ""),
    "repeated": ("{{Repeated|", " ", ""),
    "repeated again": ("", "{{Repeated|", ""),
    "comments": ("", "<!--", ""),
    "comments in a line": ("# ", "<--", ""),
    "redirect": ("#REDIRECT", " ", ""),
    "redirect word": ("#REDIRECT", "x", ""),
    "stubs": ("", "{{Repeat", ""),
    "stub": ("{{Repeat", "\n", "x"),
    "original": ("{{Repeat|", "|Original=\n", ""),
    "show": ("", "{{StandardShow", ""),
    "long show": ("{{StandardShow", "9", "h}}"),
    "headings": ("", "=" + " " * 490 + "x\n", ""),
    "brackets": ("# A - B", "[", ""),
    "quotes": ("# A - B", "'", ""),
    "tags": ("", "<list", ""),
}
SMALL, LARGE = 25_000, 200_000
FLOOR_S = 0.005
"""Below this the clock says little."""


def effort(head: str, again: str, tail: str, size: int) -> float:
    """Processor time for a page that repeats a piece up to a size."""
    many = "".join(again.replace("{n}", str(n)) for n in range(size // len(again)))
    piece = f"{head}{many}{tail}"
    start = time.thread_time()  # other tests' threads may still be at work
    for text in (f"{piece}\n== Tracklist ==\n# A - B\n", f"== Tracklist ==\n{piece}\n# A - B"):
        parse_page("2011-04-09 - Ana Ko - The Show", text, "https://wiki.example/page")
    return time.thread_time() - start


@pytest.mark.parametrize(("head", "again", "tail"), PARTS.values(), ids=PARTS.keys())
def test_effort_grows_with_the_page_and_not_with_its_square(
    head: str, again: str, tail: str
) -> None:
    small = max(FLOOR_S, *(effort(head, again, tail, SMALL) for _ in range(2)))
    # Eight times the page: 8 times the effort, or 64 times if it grew with the square.
    assert min(effort(head, again, tail, LARGE) for _ in range(2)) < 30 * small
