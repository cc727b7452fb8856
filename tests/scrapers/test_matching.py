"""Only the same recording fits: versions never stand in for each other, imitations for nothing."""

import pytest

from scrapers.matching import (
    THRESHOLD,
    Wanted,
    all_credited,
    best,
    findable,
    likeness,
    score,
)
from tests.scrapers.candidates import Candidate

ISRC = "GBAAA9900001"


def fits(wanted: tuple[str, str], offered: tuple[str | tuple[str, ...], str]) -> bool:
    artists = (offered[0],) if isinstance(offered[0], str) else offered[0]
    return score(Wanted(*wanted), Candidate(artists, offered[1])) >= THRESHOLD


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        (("Robert Hood", "Minus"), ("ROBERT HOOD", "minus")),
        (("Robert Hood", "Minus"), ("Robert Hood", "Minus (Original Mix)")),
        (("Robert Hood", "Minus (Extended Mix)"), ("Robert Hood", "Minus - Radio Edit")),
        (("Robert Hood", "Minus"), ("Robert Hood", "Minus - 2011 Remaster")),
        (("A & B", "Tune"), (("B", "A"), "Tune")),
        (("A feat. C", "Tune"), ("A", "Tune (feat. C)")),
        (("A feat. C", "Tune"), ("A", "Tune")),
        (("A", "Tune"), (("A", "C"), "Tune")),
        (("The Chemical Brothers", "Tune"), ("Chemical Brothers", "Tune")),
        (("Tyler, The Creator", "Tune"), ("Tyler, The Creator", "Tune")),
        (("Ricardo Villalobos", "Tune"), ("Riccardo Villalobos", "Tune")),
        (("Björk", "Jóga"), ("Bjork", "Joga")),
        (("Sigur Ros", "Svefn-g-englar"), ("Sigur Rós", "Svefn G Englar")),
        (("A", "You & Me"), ("A", "You and Me")),
        (("A", "Tune (B Remix)"), (("A", "B"), "Tune (B Remix)")),
        (("A", "Tune (B Remix)"), ("A", "Tune - B Remix")),
        (("A", "Tune (B Remix)"), ("A", "Tune (B Extended Remix)")),
        (("A", "Tune (B RMX)"), ("A", "Tune (B Remix)")),
        (("A", "Tune (B's Dub Mix)"), (("A", "B"), "Tune (B’s Dub)")),
        (("A", "The Long Way Homme Again"), ("A", "The Long Way Home Again")),
        (("Bruce", "Cover Me"), ("Bruce", "Cover Me")),
        (("Michael Mayer", "Mixed Up"), ("Michael Mayer", "Mixed Up")),
        (("A", "Tune (Karaoke Version)"), ("A", "Tune (Karaoke Version)")),
        (("A", "Insomnia (Monster Mix)"), ("A", "Insomnia - Monster Mix Radio Edit")),
        (("A", "Opus (Four Tet Remix)"), ("A", "Opus - Four Tet Remix Edit")),
        (("A", "Opus (Four Tet Remix)"), ("A", "Opus - Four Tet Remix Radio Edit")),
        (("A", "Tune (B VIP)"), ("A", "Tune - B VIP Mix")),
        (("A", "Tune"), ("A", "Tune - Single Version / Remastered")),
        (("A", "Tune"), ("A", "Tune - Mono / Remastered 2009")),
        (("A", "Tune"), ("A", "Tune (Mono / Remastered 2009)")),
        (("A", "Tune"), ("A", "Tune [Single Version - Remastered]")),
        (("A", "Tune"), ("A", "Tune - 2011 - Remaster")),
        (("A", "Tune"), ("A", "Tune - 2011 – Digital Remaster")),
        (("A", "Tune (B Remix)"), ("A", "Tune - B Remix / Remastered")),
        (("A", "Tune"), ("A", 'Tune (From "Film")')),
        (("A", "Tune"), ("A", "Tune - From “The Film”")),
        (("A", "Tune"), ("A", "Tune (From the Motion Picture 'Film')")),
        (("A", "Tune"), ("A", 'Tune (From "Film" Soundtrack)')),
        (("A", "Tune (B Remix)"), ("A", 'Tune - From "Film" - B Remix')),
        (("A", "Tune"), ("A", "Tune (Deluxe)")),
        (("A", "Tune"), ("A", "Tune [Deluxe Edition]")),
        (("A", "Tune"), ("A", "Tune - 25th Anniversary Edition")),
        (("A", "Tune, Pt. 2"), ("A", "Tune (Part II)")),
        (("A", "Tune Part Two"), ("A", "Tune - Pt.2")),
        (("A", "Tune Part I"), ("A", "Tune (Part One)")),
        (("A", "Symphony Vol. 3"), ("A", "Symphony Volume III")),
        (("A", "Rock & Roll"), ("A", "Rock 'n' Roll")),
        (("A", "Rock'n'Roll"), ("A", "Rock N Roll")),
        (("A", "Rock and Roll"), ("A", "Rock ’n’ Roll")),
        (("A", "Born in the U.S.A."), ("A", "Born in the USA")),
        (("A", "Take A Tune"), ("A", "Take Tune")),
        (("A", "Crispy Bacon (Part A)"), ("A", "Crispy Bacon - Pt. A")),
        (("A", "(Deluxe)"), ("A", "Deluxe")),
        (("A", "Tune"), ("A", "Tune - Remastered Original Mix")),
        (("A", "Tune"), ("A", "Tune (2011 Digital Remaster Single Version)")),
        (("A", "Tune (VIP)"), ("A", "Tune VIP")),
        (("A", "VIP"), ("A", "VIP")),
        (("A", "Nobody Hates U"), ("A", "Nobody Hates You")),
        (("A", "House Music All Night Long"), ("A", "House Musik All Night Long")),
        (("A", "Walking Thru It"), ("A", "Walking Through It")),
        (("A", "Hey Boy Hey Girl"), ("A", "Hey Girl Hey Boy")),
        (("Ada", "Tune"), (("Ada", "Bo", "Cy"), "Tune")),
        (("Ada & Bo", "Tune"), (("Bo", "Ada", "Cy"), "Tune")),
        (("Ada", "Tune (Bo Remix)"), (("Bo", "Ada", "Cy"), "Tune - Bo Remix")),
    ],
)
def test_spellings_of_one_recording_fit(
    wanted: tuple[str, str], offered: tuple[str | tuple[str, ...], str]
) -> None:
    assert fits(wanted, offered)


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        (("Robert Hood", "Minus"), ("Robert Hood", "Plus")),
        (("Robert Hood", "Minus"), ("Floorplan", "Minus")),
        (("Robert Hood", "Minus"), ("Robert Hood", "Minus (Len Faki Remix)")),
        (("Robert Hood", "Minus"), (("Robert Hood", "Len Faki"), "Minus - Len Faki Remix")),
        (("Robert Hood", "Minus (Len Faki Remix)"), ("Robert Hood", "Minus")),
        (("Robert Hood", "Minus (Len Faki Remix)"), (("Robert Hood", "Len Faki"), "Minus")),
        (("A", "Tune (B Remix)"), ("A", "Tune (C Remix)")),
        (("A", "Tune (B Remix)"), ("A", "Tune (B Dub)")),
        (("A", "Tune (B Remix)"), ("A", "Tune (B Remix 2)")),
        (("A", "Tune"), ("A", "Tune (Live)")),
        (("A", "Tune"), ("A", "Tune (Instrumental)")),
        (("A", "Tune"), ("A", "Tune (Acapella)")),
        (("A", "Part 1"), ("A", "Part 2")),
        (("A", "Symphony II"), ("A", "Symphony III")),
        (("Shadow", "Alive"), ("Shadow", "Alice")),
        (("A & B", "Tune"), (("A", "C"), "Tune")),
        (("Queen", "Radio Ga Ga"), ("Karaoke Kings", "Radio Ga Ga (In the Style of Queen)")),
        (("Queen", "Radio Ga Ga"), (("Queen", "Tribute"), "Radio Ga Ga")),
        (("Queen", "Radio Ga Ga"), ("Queen", "Radio Ga Ga (Karaoke Version)")),
        (("Queen", "Radio Ga Ga"), ("Queen", "Radio Ga Ga (Cover)")),
        (("Queen", "Radio Ga Ga"), ("Queen", "Radio Ga Ga - Sped Up")),
        (("Queen", "Radio Ga Ga"), ("Queen", "Radio Ga Ga [Mixed]")),
        (("A", "Crispy Bacon (Part A)"), ("A", "Crispy Bacon (Part B)")),
        (("A", "Crispy Bacon (Part A)"), ("A", "Crispy Bacon (Part)")),
        (("A", "Acid Tracks Side A"), ("A", "Acid Tracks Side B")),
        (("A", "Acid Tracks Side A Again"), ("A", "Acid Tracks Side B Again")),
        (("A", "Structure Part C"), ("A", "Structure Part D")),
        (("A", "Variation A minor"), ("A", "Variation B minor")),
        (("A", "The Long Variation I"), ("A", "The Long Variation X")),
        (("A", "A Very Long Tune Pt. 2"), ("A", "A Very Long Tune Part III")),
        (("A", "A Very Long Tune Part Two"), ("A", "A Very Long Tune Part Ten")),
        (("Robert Hood", "Minus"), ("Robert Wood", "Minus")),
        (("Chris Liebing", "Minus"), ("Chris Lieb", "Minus")),
        (("Michael Mayer", "Minus"), ("Michael Meyer", "Minus")),
        (("Carl Craig & Robert Hood", "Minus"), (("Carl Craig", "Robert Wood"), "Minus")),
        (("DJ Shadow", "Organ"), ("Shadow", "Organ")),
        (("Snake", "Tune"), ("DJ Snake", "Tune")),
        (("A", "Tune (B Remix)"), ("A", "Tune (B Edit)")),
        (("A", "Tune (B Mix / C Dub)"), ("A", "Tune (B Dub / C Mix)")),
        (("A", "Tune"), ("A", 'Tune (From "Film" B Remix)')),
        (("A", "Tune"), ("A", 'Tune - From "Film" - B Remix')),
        (("A", "Tune"), ("A", "Tune - Single Version / B Remix")),
        (("A", "Tune"), ("A", "Tune (From Afar)")),
        (("A", "Tune"), ("A", "Tune (Deluxe Dub)")),
        (("A", "Tune"), ("A", "Tune - 2011 - B Remix")),
        (("A", "Tune"), ("A", "Tune - Mix Cut")),
        (("A", "House Music All Night Long"), ("A", "House Music All Night Wrong")),
        (("A", "Tune"), ("A", "Tune VIP")),
        (("A", "Tune"), ("A", "Tune - Remastered B Mix")),
        (("A", "Push Pull"), ("A", "Pull Push")),
        (("Chicane", "Tune"), (("Somebody Else", "Chicane"), "Tune")),
        (("Chicane", "Tune"), (("Somebody Else", "Another", "Chicane"), "Tune")),
        (("Somebody Else & Chicane", "Tune"), ("Chicane", "Tune")),
        (("A", "?"), ("A", "?")),
        (("A", "Tune (ID Remix)"), ("A", "Tune (ID Remix)")),
        (("Various Artists", "Tune"), ("Various Artists", "Tune")),
        (("A", "Tune"), ("", "Tune")),
        (("A", "Tune"), ("A", "")),
    ],
)
def test_another_recording_does_not_fit(
    wanted: tuple[str, str], offered: tuple[str | tuple[str, ...], str]
) -> None:
    assert not fits(wanted, offered)


def test_an_equal_isrc_is_believed_where_the_names_allow_it() -> None:
    wanted = Wanted("The Artist Formerly Known As Prince", "Gold", ISRC)
    assert score(wanted, Candidate(("Prince",), "Gold", isrc="gb-aaa-99-00001")) == 1.0
    assert score(wanted, Candidate(("Prince",), "Gold")) < THRESHOLD
    japanese = Wanted("YOASOBI", "夜に駆ける", ISRC)
    assert score(japanese, Candidate(("YOASOBI",), "Yoru ni Kakeru", isrc=ISRC)) == 1.0


@pytest.mark.parametrize(
    ("artist", "title"),
    [
        ("Prince", "Something Else"),
        ("Somebody", "Gold"),
        ("Prince", "Gold (X Remix)"),
        ("Prince", "Gold 2"),
        ("Prince", "Gold (Karaoke)"),
    ],
)
def test_an_equal_isrc_does_not_outweigh_another_name(artist: str, title: str) -> None:
    wanted = Wanted("Prince", "Gold", ISRC)
    assert score(wanted, Candidate((artist,), title, isrc=ISRC)) < THRESHOLD


def test_an_equal_isrc_does_not_outweigh_another_part() -> None:
    wanted = Wanted("Prince", "Gold Part A", ISRC)
    assert score(wanted, Candidate(("Prince",), "Gold Part B", isrc=ISRC)) < THRESHOLD
    assert score(Wanted("A", "T-Rex", ISRC), Candidate(("A",), "TRex", isrc=ISRC)) == 1.0


def test_a_name_without_its_dj_is_believed_only_with_the_same_duration_or_isrc() -> None:
    wanted = Wanted("DJ Shadow", "Organ Donor", ISRC, 300)
    title = wanted.title
    assert score(wanted, Candidate(("Shadow",), title)) < THRESHOLD
    assert score(wanted, Candidate(("Shadow",), title, 330)) < THRESHOLD
    assert score(wanted, Candidate(("Shadow",), title, 302)) >= THRESHOLD
    assert score(wanted, Candidate(("Shadow",), title, 330, ISRC)) == 1.0
    named = Candidate(("DJ Shadow",), title, 900)
    assert best(wanted, [Candidate(("Shadow",), title, 300), named]) == named


def test_a_title_without_end_costs_no_more_than_a_title() -> None:
    blanks = " " * 200_000
    wanted = Wanted(f"A{blanks}B", f"Tune{blanks}(B Remix)")
    assert score(wanted, Candidate(("A B",), "Tune")) == 0.0
    assert score(wanted, Candidate((f"A {blanks}B",), f"Tune -{blanks}B Remix")) >= THRESHOLD


def test_what_is_no_isrc_is_no_identity() -> None:
    for isrc in ("", "x", "0"):
        wanted = Wanted("Prince", "Gold Experience Of Mine", isrc)
        assert score(wanted, Candidate(("Prince",), "Gold Experiences", isrc=isrc)) < THRESHOLD


def test_among_equals_the_nearest_duration_is_taken() -> None:
    wanted = Wanted("A", "Tune", duration_s=300)
    offered = [Candidate(("A",), "Tune", seconds) for seconds in (200.0, 380.0, 303.0, 299.0)]
    assert best(wanted, offered) == offered[2]


def test_a_length_that_the_title_explains_costs_less_than_one_that_it_does_not() -> None:
    wanted = Wanted("A", "Tune (Extended Mix)", duration_s=420)
    radio = Candidate(("A",), "Tune (Radio Edit)", 200)
    extended = Candidate(("A",), 'Tune (12")', 200)
    assert score(wanted, extended) < score(wanted, radio)
    near = Candidate(("A",), "Tune (Extended Mix)", 421)
    assert best(wanted, [radio, near]) == near


def test_a_slip_in_the_name_needs_a_duration_that_agrees() -> None:
    wanted = Wanted("A", "The Long Way Homme Again", duration_s=300)
    title = "The Long Way Home Again"
    assert score(wanted, Candidate(("A",), title, 302)) >= THRESHOLD
    assert score(wanted, Candidate(("A",), title, 500)) < THRESHOLD


@pytest.mark.parametrize(
    ("wanted", "credited", "everybody"),
    [
        ("Ada", ("Ada",), True),
        ("Ada & Bo", ("Bo", "Ada", "Cy"), True),
        ("Ada & Bo", ("Ada",), False),
        ("Ada vs Bo", ("Ada",), False),
        ("Ada feat. Bo", ("Ada",), True),
        ("Ada pres. Bo", ("Ada",), True),
        ("Ada & Cy feat. Bo", ("Ada", "Bo"), False),
        ("The Adas", ("Adas",), True),
    ],
)
def test_who_is_joined_as_an_equal_must_be_credited_and_guests_need_not(
    wanted: str, credited: tuple[str, ...], everybody: bool
) -> None:
    assert all_credited(Wanted(wanted, "Tune"), Candidate(credited, "Tune")) == everybody


def test_who_made_the_remix_need_not_be_credited() -> None:
    wanted = Wanted("Ada & Bo", "Tune (Bo Remix)")
    assert all_credited(wanted, Candidate(("Ada",), "Tune - Bo Remix"))


def test_without_durations_the_length_that_is_named_decides_between_equals() -> None:
    titles = ("Tune - Radio Edit", "Tune - Extended Mix", "Tune")
    radio, extended, plain = (Candidate(("A",), title) for title in titles)
    assert best(Wanted("A", "Tune"), [radio, extended, plain]) is plain
    assert best(Wanted("A", "Tune"), [radio, extended]) is extended
    assert best(Wanted("A", "Tune (Extended Mix)"), [radio, plain, extended]) is extended
    assert best(Wanted("A", "Tune"), [radio]) is radio


def test_another_remix_of_the_piece_looks_nearer_than_another_piece() -> None:
    wanted = Wanted("Ada", "Rise (Bo Remix)")
    offered = [("Rise - Bo Remix", 1), ("Rise - Cy Remix", 2), ("Rise", 3), ("Fall", 4)]
    alike = [likeness(wanted, Candidate(("Ada",), title)) for title, _ in offered]
    assert alike == sorted(alike, reverse=True)
    assert alike[0] == 1.0
    assert likeness(wanted, Candidate(("Zed",), "Rise - Bo Remix")) < alike[2]


def test_half_a_name_can_not_be_looked_for() -> None:
    assert findable(Wanted("A", "Tune (B Remix)"))
    for wanted in (Wanted("A", "?"), Wanted("", "Tune"), Wanted("A", "Tune (? Remix)")):
        assert not findable(wanted)
