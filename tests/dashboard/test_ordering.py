"""What the DJ decides, and what comes of it."""

import pytest

from dashboard.ordering import Order, read_order
from dashboard.playlist_service import (
    Offer,
    OwnPlaylist,
    PlannedTrack,
    PlaylistOrder,
    PlaylistPlan,
)
from recommender.errors import BadInput

A, B, C, D = (f"spotify:track:{letter * 22}" for letter in "abcd")
PLAN = PlaylistPlan(
    "one",
    (
        PlannedTrack("Mira Voss", "Afterglow", "found", A),
        PlannedTrack("Nobody", "Nothing", "missing", offers=(Offer(B, "N", "N", "https://x"),)),
        PlannedTrack("Mira Voss", "Afterglow (Original Mix)", "double", A),
        PlannedTrack("Kàlt", "Ночь", "unasked", note="Spotify's quota is used up."),
        PlannedTrack("Kàlt", "夜", "found", C),
    ),
    (OwnPlaylist("p1", "Warm up", 12, True),),
)


def ordered(name: str = "Night", **decided: object) -> Order:
    return read_order(PLAN, PlaylistOrder(name, **decided))  # type: ignore[arg-type]


def test_what_was_found_goes_in_once_and_in_order_and_the_rest_is_named() -> None:
    order = ordered()
    assert order.uris == (A, C)
    assert order.missing == ("Nobody - Nothing", "Kàlt - Ночь")
    assert (order.public, order.target) == (False, None)


def test_an_offer_and_a_pasted_link_stand_where_the_track_stood() -> None:
    link = f"https://open.spotify.com/intl-de/track/{'d' * 22}?si=x"
    order = ordered(picks={1: B, 3: link})
    assert order.uris == (A, B, D, C)
    assert order.picks == ((1, B), (3, D))
    assert order.missing == ()


def test_a_track_that_is_left_out_is_not_missing() -> None:
    assert ordered(picks={4: ""}).uris == (A,)
    assert ordered(picks={4: ""}).missing == ("Nobody - Nothing", "Kàlt - Ночь")


def test_a_double_goes_the_way_of_the_line_that_it_repeats() -> None:
    assert ordered(picks={0: ""}).uris == (C,)
    assert ordered(picks={2: ""}).uris == (A, C)
    # Another track for the first line leaves this one to the second.
    assert ordered(picks={0: B}).uris == (B, A, C)
    assert ordered(picks={0: "", 2: A}).uris == (A, C)


def test_a_track_that_is_picked_twice_goes_in_once() -> None:
    assert ordered(picks={1: A, 3: C}).uris == (A, C)


@pytest.mark.parametrize(
    ("picks", "words"),
    [
        ({5: A}, "planned anew"),
        ({-1: A}, "planned anew"),
        ({"1": B}, "planned anew"),
        ({1: "https://open.spotify.com/album/" + "d" * 22}, "Nobody - Nothing: This is a link to"),
        ({1: "https://evil.example/track/" + "d" * 22}, "Nobody - Nothing"),
        ({1: "javascript:alert(1)"}, "paste the Spotify link"),
        ({1: "spotify:track:short"}, "22 plain letters"),
        ({0: "", 4: ""}, "No track is left"),
    ],
)
def test_a_pick_that_is_no_track_is_refused_in_one_sentence(
    picks: dict[int, str], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        ordered(picks=picks)


@pytest.mark.parametrize(
    ("decided", "words"),
    [
        ({"name": " \n\t "}, "1 to 100 characters"),
        ({"name": "x" * 101}, "1 to 100 characters"),
        ({"description": "x" * 301}, "300 characters"),
        ({"target": "somebody else's"}, "not among yours"),
    ],
)
def test_an_order_that_spotify_would_not_take_is_refused(
    decided: dict[str, str], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        ordered(**decided)  # type: ignore[arg-type]


def test_names_stay_as_they_were_typed_but_for_what_can_not_be_seen() -> None:
    nasty = '<script>alert("1")</script> & 👩‍🎤 夜'
    order = ordered(f"  {nasty}\r\n", description="Line\x00one\u2028two \ud800")
    assert order.name == nasty
    assert order.description == "Line one two"


def test_a_playlist_that_is_added_to_keeps_its_own_name() -> None:
    order = ordered("", description="x" * 400, target="p1")
    assert (order.name, order.description, order.target) == ("Warm up", "", "p1")
