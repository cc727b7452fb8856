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
SIZES = (50_000, 100_000, 200_000)


@pytest.mark.parametrize(("head", "again", "tail"), PARTS.values(), ids=PARTS.keys())
def test_time_grows_with_the_page_alone(head: str, again: str, tail: str) -> None:
    start = time.perf_counter()
    for size in SIZES:
        many = "".join(again.replace("{n}", str(n)) for n in range(size // len(again)))
        piece = f"{head}{many}{tail}"
        for text in (f"{piece}\n== Tracklist ==\n# A - B\n", f"== Tracklist ==\n{piece}\n# A - B"):
            parse_page("2011-04-09 - Ana Ko - The Show", text, "https://wiki.example/page")
    assert time.perf_counter() - start < 2
