"""What holds for every pair of names: shares, symmetry, and no remix for another recording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.identity import fold, track_name
from scrapers.matching import THRESHOLD, Wanted, best, findable, score
from tests.scrapers.candidates import Candidate

ISRC = "GBAAA9900001"

NAMES = "Robert Hood|Robert Wood|Len Faki|X|Björk|The The|A & B|DJ X|X feat. Y|!!!|夜|"
TITLES = (
    "Minus|Part 1|Part 2|Pt. II|Side A|Side B|A Tune|Rock 'n' Roll|Rock & Roll|Alive|You & Me|?|"
    "夜に駆ける|II"
)
VERSIONS = (
    "|Original Mix|Radio Edit|Extended Mix|Len Faki Remix|Björk Dub|Live|Karaoke|Cover|ID Remix|"
    "feat. Y|Mixed|2011 Remaster|Remix|Mono / Remastered|Len Faki Remix Edit|Deluxe|From 'Film'"
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
    for form in SHOP_FORMS:
        assert score(original, Candidate((artist,), form.format(title, remixer), length)) == 0.0
    wanted = Wanted(artist, remix.title, isrc, length)
    assert score(wanted, remix) > THRESHOLD
    if remixer.casefold() != other.casefold():
        another = Candidate((artist,), f"{title} ({other} Remix)", length, isrc)
        assert score(wanted, another) < THRESHOLD or _same_name(remixer, other)


SHOP_FORMS = (
    "{} - {} Remix Radio Edit",
    "{} - {} Remix Edit",
    "{} - {} Remix / Remastered",
    "{} - Single Version / {} Remix",
    "{} - 2011 - {} Remix",
    '{} (From "Film") [{} Remix]',
    '{} - From "Film" - {} Remix',
    "{} (Deluxe) ({} Remix)",
)


def _says_nothing(remixer: str) -> bool:
    return track_name("A", f"Tune ({remixer} Remix)").version in ("", "remix")


def _same_name(one: str, other: str) -> bool:
    return fold(one) == fold(other)
