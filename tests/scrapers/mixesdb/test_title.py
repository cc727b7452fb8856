import pytest

from scrapers.mixesdb.title import parse_title, sure_date


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "2018-02-17 - Len Faki - Essential Mix",
            ("2018-02-17", "Len Faki", "Essential Mix", ""),
        ),
        (
            "2013-07-24 - tINI @ Paradise, DC10, Ibiza (Essential Mix, 2013-08-03)",
            ("2013-07-24", "tINI", "Paradise, DC10, Ibiza (Essential Mix)", "2013-08-03"),
        ),
        (
            "2005-07-10 - DJ Sneak, Richie Hawtin vs Ricardo Villalobos @ T In The Park "
            "(Essential Mix)",
            (
                "2005-07-10",
                "DJ Sneak, Richie Hawtin vs Ricardo Villalobos",
                "T In The Park (Essential Mix)",
                "",
            ),
        ),
        ("2016-12-31 - Âme X Dixon - Essential Mix", ("2016-12-31", "Âme X Dixon", None, "")),
        (
            "2007-01 - Danny Howells - EM Playaround Ideas (Essential Mix Try Out)",
            ("2007-01", "Danny Howells", "EM Playaround Ideas (Essential Mix Try Out)", ""),
        ),
        (
            "199X - Cassius @ The End, London (Essential Mix, 1999-01-31)",
            ("", "Cassius", "The End, London (Essential Mix)", "1999-01-31"),
        ),
        (
            "2022-11-24 - Narcostica - DJ Sets Special 076 (Ravers United Germany)",
            ("2022-11-24", "Narcostica", "DJ Sets Special 076 (Ravers United Germany)", ""),
        ),
        ("2016-06-2X - Ana Ko @ The Barn", ("2016-06", "Ana Ko", "The Barn", "")),
        ("2011 - Ana Ko (Show)", ("2011", "Ana Ko", "(Show)", "")),
        ("Ana Ko", ("", "Ana Ko", "", "")),
        ("2011-12-18_-_Ana_%26_Bo_-_Show", ("2011-12-18", "Ana & Bo", "Show", "")),
        ("", ("", "", "", "")),
    ],
)
def test_titles(title: str, expected: tuple[str, str, str | None, str]) -> None:
    read = parse_title(title)
    date, artists, rest, broadcast = expected
    assert (read.date, read.artists, read.broadcast) == (date, artists, broadcast)
    assert rest is None or read.rest == rest


@pytest.mark.parametrize(
    ("text", "date"),
    [
        *(("199X", ""), ("2011-0X", "2011"), ("2011-1X-02", "2011"), ("2011-02-3X", "2011-02")),
        *(("2011-13-01", "2011"), ("2011-02-30", "2011-02"), ("2012-02-29", "2012-02-29")),
    ],
)
def test_only_what_is_sure_of_a_date(text: str, date: str) -> None:
    assert sure_date(text) == date


def test_the_show_comes_before_the_venue() -> None:
    read = parse_title("2013-07-24 - Ana @ Paradise, DC10, Ibiza (Essential Mix, 2013-08-03)")
    assert read.places[0] == "Essential Mix"
    assert {"Paradise", "DC10", "Ibiza"} <= set(read.places)
