import json

from scrapers.mixesdb.check import check_pages
from scrapers.mixesdb.page import parse_page


def test_a_report() -> None:
    texts = {
        "2011 - Ana - Show": "== Tracklist ==\n# A - One\n# B - (Two\n#\n# ?\n;Part 2\n# C - D",
        "2012 - Ana - Show": "{{Fake|Original=x}}",
        "2013 - Ana - Show": "",
    }
    report = check_pages(parse_page(title, text, "") for title, text in texts.items())
    assert (report.pages, report.pages_with_sets, report.sets) == (3, 1, 1)
    assert report.skipped == {"fake": 1, "no tracklist": 1}
    assert (report.plays, report.known) == (5, 3)
    assert report.lines.tracks == 3
    assert report.unparsed_share == 1 / 6
    assert [page.title for page in report.worst_pages] == ["2011 - Ana - Show"]
    text = report.text()
    assert "16.67% of the lines could not be read" in text
    assert "1  fake" in text
    data = json.loads(report.json())
    assert data["lines"]["unparsed"] == 1
    assert data["unparsed_lines"] == ["#"]


def test_nothing_to_check() -> None:
    report = check_pages([])
    assert report.unparsed_share == 0
    assert report.text().startswith("0 pages")
