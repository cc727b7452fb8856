"""Evidence in plain words."""

from dataclasses import replace

import pytest

from dashboard import wording
from recommender.plural import count
from recommender.recommendations import (
    Bridge,
    Evidence,
    Recommendation,
    Recommendations,
    Route,
    Seed,
    SharedSet,
    Track,
)

SEED = Seed("Mira Voss", "Afterglow", "mira voss|afterglow")
TRACK = Track(2, "Tessel", "Undertow", "tessel|undertow")


def recommendation(evidence: Evidence, route: Route = "played") -> Recommendation:
    return Recommendation(1, TRACK, 0.5, 1.0, route, evidence)


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [(0, "set", "0 sets"), (1, "set", "1 set"), (2, "DJ", "2 DJs"), (1234, "set", "1,234 sets")],
)
def test_count(number: int, noun: str, words: str) -> None:
    assert count(number, noun) == words


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence(14, 9, 3), "14 sets · 9 DJs · 3× back to back"),
        (Evidence(1, 1, 1), "1 set · 1 DJ · 1× back to back"),
        (Evidence(9, 7, 0), "9 sets · 7 DJs"),
        (Evidence(2, 0, 0), "2 sets"),
        (Evidence(), "turns up in sets like these"),
        (Evidence(bridge=Bridge(TRACK, 2, 1)), "both played with Undertow"),
    ],
)
def test_why(evidence: Evidence, words: str) -> None:
    assert wording.why(recommendation(evidence), SEED) == words


def test_why_by_artist_and_by_sound() -> None:
    by_artist = wording.why(recommendation(Evidence(3, 2, 0), "artist"), SEED)
    assert by_artist == "3 sets · 2 DJs with Mira Voss' other tracks"
    unproven = wording.why(recommendation(Evidence(), "artist"), SEED)
    assert unproven == "fits Mira Voss' other tracks"
    assert wording.why(recommendation(Evidence(), "sound"), SEED) == "sounds like it"


def test_why_names_a_genre_only_where_both_have_it() -> None:
    disco = replace(recommendation(Evidence(), "sound"), track=replace(TRACK, genre="disco"))
    assert wording.why(disco, SEED, "disco") == "sounds like it · same genre"
    assert wording.why(disco, SEED, "house") == "sounds like it"
    unknown = recommendation(Evidence(), "sound")
    assert wording.why(unknown, SEED, None) == "sounds like it"


def test_why_of_a_blend_tells_both_reasons() -> None:
    both = recommendation(Evidence(2, 1, 0), "blend")
    assert wording.why(both, SEED) == "sounds like it · 2 sets · 1 DJ"
    assert wording.why(recommendation(Evidence(), "blend"), SEED) == "sounds like it"
    full = wording.why_in_full("blend", Evidence(2, 1, 0), SEED.name, SEED.artist, "disco")
    assert full == "2 sets by 1 DJ hold both. The two sound alike: disco."


def test_why_by_sound_in_full() -> None:
    full = wording.why_in_full("sound", Evidence(), SEED.name, SEED.artist)
    assert full == "No set tells enough about Mira Voss - Afterglow. The two sound alike."


def test_why_in_full_counts_right() -> None:
    one = wording.why_in_full("played", Evidence(1, 1, 1), SEED.name, SEED.artist)
    assert one == "1 set by 1 DJ holds both. Once they were mixed straight into each other."
    many = wording.why_in_full("played", Evidence(4, 3, 2), SEED.name, SEED.artist)
    assert many == "4 sets by 3 DJs hold both. Twice they were mixed straight into each other."


def test_bridge_is_explained() -> None:
    sentence = wording.bridge_sentence(Bridge(TRACK, 5, 1), SEED.name)
    assert sentence == (
        "No set holds both. Tessel - Undertow joins them: 5 sets hold it and Mira Voss - "
        "Afterglow, 1 set holds it and this track."
    )


def test_route_is_said_only_where_it_matters() -> None:
    assert wording.route_sentence(Recommendations((SEED,), "played", ())) == ""
    assert "Mira Voss'" in wording.route_sentence(Recommendations((SEED,), "artist", ()))
    assert "sound" in wording.route_sentence(Recommendations((SEED,), "sound", ()))
    assert "sound counted" in wording.route_sentence(Recommendations((SEED,), "blend", ()))
    assert wording.route_sentence(Recommendations((), "sound", ())) == ""


@pytest.mark.parametrize(
    ("seed", "bpm", "answer"),
    [
        (126.0, 126.0, ("+0.0%", "good")),
        (126.0, 125.98, ("+0.0%", "good")),
        (126.0, 63.2, ("½× +0.3%", "good")),
        (63.0, 126.0, ("2× +0.0%", "good")),
        (126.0, 120.0, ("−4.8%", "fair")),
        (126.0, 140.0, ("+11.1%", "far")),
        (None, 126.0, ("", "")),
        (126.0, None, ("", "")),
    ],
)
def test_tempo_relation(seed: float | None, bpm: float | None, answer: tuple[str, str]) -> None:
    assert wording.tempo_relation(seed, bpm) == answer


@pytest.mark.parametrize(
    ("seed", "other", "words"),
    [
        ("8A", "8A", "same key as the seed"),
        ("8A", "8B", "relative key of the seed"),
        ("12A", "1A", "next to the seed's key on the wheel"),
        ("8A", "9B", "not next to the seed's key"),
        ("8A", "13A", ""),
        (None, "8A", ""),
    ],
)
def test_key_relation(seed: str | None, other: str | None, words: str) -> None:
    assert wording.key_relation(seed, other) == words


def test_distance_and_played_in() -> None:
    assert wording.distance(0) == "on top of each other"
    assert wording.distance(1) == "back to back"
    assert wording.distance(4) == "4 tracks apart"
    assert wording.played_in(42, 31) == "played in 42 sets by 31 DJs"
    assert wording.played_in(1, 1) == "played in 1 set by 1 DJ"
    assert wording.played_in(0, 0) == ""


def test_newest_first_with_undated_last() -> None:
    sets = [SharedSet(d, d, (), None, 1) for d in ("2007-01", "", "2019-05-01", "2018-12-31")]
    dates = [shared.date for shared in wording.newest_first(sets)]
    assert dates == ["2019-05-01", "2018-12-31", "2007-01", ""]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://", "http://[", "", None],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert wording.web_link(url) is None


def test_web_addresses_are_links() -> None:
    assert wording.web_link("https://a.example/x?y=1") == "https://a.example/x?y=1"


def test_a_set_is_named_without_the_date_that_stands_beside_it() -> None:
    dated = SharedSet("2019-03-02 - Nadia Kestrel @ Silvane", "2019-03-02", (), None, 1)
    assert wording.set_name(dated) == "Nadia Kestrel @ Silvane"
    other = SharedSet("2019-03-02 - Nadia Kestrel @ Silvane", "2019-03-03", (), None, 1)
    assert wording.set_name(other) == other.title
    undated = SharedSet("A night", "", (), None, 1)
    assert wording.set_name(undated) == "A night"


@pytest.mark.parametrize(("seconds", "shown"), [(None, ""), (59.6, "1:00"), (402.0, "6:42")])
def test_lengths_are_minutes_and_seconds(seconds: float | None, shown: str) -> None:
    assert wording.length(seconds) == shown


@pytest.mark.parametrize(
    ("bpm", "words"),
    [
        (126.0, "the seed's tempo, easy to match"),
        (126.5, "0.4% faster than the seed, easy to match"),
        (120.0, "4.8% slower than the seed, a stretch to match"),
        (140.0, "11.1% faster than the seed, hard to match"),
        (63.2, "half time, 0.3% faster than the seed, easy to match"),
        (252.0, "double time, the seed's tempo, easy to match"),
        (None, ""),
    ],
)
def test_the_tempo_in_words(bpm: float | None, words: str) -> None:
    assert wording.tempo_sentence(126.0, bpm) == words


def test_the_reason_where_several_seeds_were_asked_about() -> None:
    def full(route: str, evidence: Evidence, genre: str | None = None) -> str:
        return wording.why_in_full(route, evidence, SEED.name, SEED.artist, genre, seeds=3)

    assert full("played", Evidence(4, 3, 2)) == (
        "4 sets by 3 DJs hold this track and at least one of your 3 seeds. "
        "Twice they were mixed straight into each other."
    )
    assert full("sound", Evidence(), "disco") == (
        "No set holds this track and one of your 3 seeds. It sounds like them: disco."
    )
    assert "other tracks by the artists of your 3 seeds" in full("artist", Evidence(1, 1, 0))
    bridge = Bridge(TRACK, 5, 3)
    assert f"{TRACK.name} joins them: 5 sets hold it and a seed" in full(
        "played", Evidence(bridge=bridge)
    )
    found = recommendation(Evidence(3, 2, 0), "artist")
    assert wording.why(found, SEED, seeds=2) == "3 sets · 2 DJs with these artists' other tracks"
