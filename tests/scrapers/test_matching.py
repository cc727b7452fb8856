"""Only the same recording fits: versions never stand in for each other, imitations for nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.identity import fold, track_name
from scrapers.matching import THRESHOLD, Candidate, Wanted, best, findable, score

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
        (("DJ Koze", "Pick Up"), ("Koze", "Pick Up")),
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


def test_half_a_name_can_not_be_looked_for() -> None:
    assert findable(Wanted("A", "Tune (B Remix)"))
    for wanted in (Wanted("A", "?"), Wanted("", "Tune"), Wanted("A", "Tune (? Remix)")):
        assert not findable(wanted)


NAMES = "Robert Hood|Len Faki|Björk|The The|A & B|DJ X|X feat. Y|!!!|夜|"
TITLES = "Minus|Part 1|Part 2|Alive|You & Me|?|夜に駆ける|II"
VERSIONS = (
    "|Original Mix|Radio Edit|Extended Mix|Len Faki Remix|Björk Dub|Live|Karaoke|Cover|ID Remix|"
    "feat. Y|Mixed|2011 Remaster|Remix"
)
names, titles, versions = (st.sampled_from(t.split("|")) for t in (NAMES, TITLES, VERSIONS))
durations = st.none() | st.floats(0, 1000, allow_nan=False)
isrcs = st.sampled_from([None, "", ISRC, "GBAAA9900002"])


@st.composite
def titled(draw: st.DrawFn) -> str:
    version = draw(versions)
    return draw(titles) + (f" ({version})" if version else "")


wanteds = st.builds(Wanted, names, titled(), isrcs, durations)
candidates = st.builds(
    Candidate, st.lists(names, max_size=3).map(tuple), titled(), durations, isrcs
)


@given(wanteds, candidates)
def test_a_score_is_a_share_and_the_same_from_both_sides(
    wanted: Wanted, candidate: Candidate
) -> None:
    there = score(wanted, candidate)
    back = score(
        Wanted(
            " & ".join(candidate.artists), candidate.title, candidate.isrc, candidate.duration_s
        ),
        Candidate((wanted.artist,), wanted.title, wanted.duration_s, wanted.isrc),
    )
    assert 0.0 <= there <= 1.0
    assert there == pytest.approx(back)


@given(wanteds)
def test_what_can_be_looked_for_fits_itself(wanted: Wanted) -> None:
    itself = Candidate((wanted.artist,), wanted.title, wanted.duration_s, wanted.isrc)
    assert (score(wanted, itself) >= 0.99) == findable(wanted)


@given(wanteds, st.lists(candidates, max_size=6), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_only_takes_away(
    wanted: Wanted, offered: list[Candidate], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    strict, lenient = best(wanted, offered, high), best(wanted, offered, low)
    assert strict is None or strict is lenient
    if strict is not None:
        assert score(wanted, strict) == max(score(wanted, candidate) for candidate in offered)


word = st.text(st.characters(whitelist_categories=("Lu", "Ll")), min_size=2, max_size=12)


@given(word, word, word, word, isrcs, durations)
def test_a_named_remix_never_fits_the_original_or_another_remix(
    artist: str, title: str, remixer: str, other: str, isrc: str | None, length: float | None
) -> None:
    original = Wanted(artist, title, isrc, length)
    remix = Candidate((artist,), f"{title} ({remixer} Remix)", length, isrc)
    with_credit = Candidate((artist, remixer), remix.title, length, isrc)
    assume_named = findable(original) and findable(Wanted(artist, remix.title))
    if not assume_named or _says_nothing(remixer):
        return
    assert score(original, remix) == 0.0
    assert score(original, with_credit) == 0.0
    wanted = Wanted(artist, remix.title, isrc, length)
    assert score(wanted, remix) > THRESHOLD
    if remixer.casefold() != other.casefold():
        another = Candidate((artist,), f"{title} ({other} Remix)", length, isrc)
        assert score(wanted, another) < THRESHOLD or _same_name(remixer, other)


def _says_nothing(remixer: str) -> bool:
    return track_name("A", f"Tune ({remixer} Remix)").version in ("", "remix")


def _same_name(one: str, other: str) -> bool:
    return fold(one) == fold(other)
