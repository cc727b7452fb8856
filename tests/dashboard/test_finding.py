"""From what was typed to the answer, called as plain functions."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard import finding
from dashboard.jobs import TooBusy
from recommender.errors import UnknownTrack
from recommender.recommendations import Recommendations, Seed, Track
from scrapers.errors import Unavailable
from tests.dashboard.asking import as_json, ask, text_of
from tests.dashboard.fake_service import NASTY, FakeService


def test_an_answer_carries_its_request_number(service: FakeService) -> None:
    for text in ("Mira Voss - Afterglow", "nothing", "", "x" * 600):
        assert ask(service, text)["request"] == 7


def test_a_search_gives_rows_with_reasons(service: FakeService) -> None:
    found = ask(service, "Mira Voss - Afterglow")
    assert len(found["rows"]) == 20
    assert found["heading"] == "20 tracks"
    assert found["rows"][0]["why"] == "14 sets · 13 DJs · 3× back to back"
    assert found["rows"][5]["why"].startswith("both played with")
    assert found["columns"] == {"key": True, "tempo": True}
    assert found["seed"]["title"] == "Afterglow"
    assert "played in 42 sets by 31 DJs" in text_of(found["card"])
    as_json(found)


def test_columns_without_anything_to_say_are_left_out(service: FakeService) -> None:
    found = ask(service, "plain")
    assert found["columns"] == {"key": False, "tempo": False}
    assert "Only the first 20 minutes" in text_of(found["card"])


def test_other_routes_are_said_in_a_sentence(service: FakeService) -> None:
    card = ask(service, "artist")["card"]
    assert "Mira Voss' other tracks" in text_of(card)
    assert '"data-listening": "choose"' in as_json(card)
    assert "its sound counted too" in text_of(ask(service, "blend")["card"])
    service.listen("cold", lambda step: None)
    card = text_of(ask(service, "cold")["card"])
    assert "found by sound" in card
    assert "not played in any set" in card


def test_a_seed_that_was_heard_shows_what_was_heard(service: FakeService) -> None:
    service.listen("cold", lambda step: None)
    found = ask(service, "cold")
    card, shown = as_json(found["card"]), text_of(found["card"])
    assert '"src": "data:image/png;base64,' in card
    assert "A minor (8A on the Camelot wheel)" in card
    assert "8A 124.0 BPM not played" in shown
    assert "Deep house" in shown
    assert "71 %" in shown
    assert found["rows"][0]["why"] == "sounds like it · same genre"
    assert found["rows"][0]["tempo_note"] == "+1.6%"
    assert found["rows"][1]["key_note"] == "same key as the seed"


def test_what_was_not_heard_clearly_is_shown_as_such(service: FakeService) -> None:
    service.listen("cold hazy", lambda step: None)
    found = ask(service, "cold hazy")
    assert "≈ 87.5 BPM" in text_of(found["card"])
    assert found["filters"]["resting"] == {"key": True, "tempo": False, "genre": False}
    assert found["filters"]["hint"] == "Key of this track is not known, so that filter rests."


def test_a_known_track_shows_its_genre_where_it_was_analysed(service: FakeService) -> None:
    assert "sounds like deep house" in text_of(ask(service, "Mira Voss - Afterglow")["card"])


def test_a_cold_seed_begins_a_job_under_its_own_name(service: FakeService) -> None:
    begun = []

    def begin(seed: Seed, text: str) -> str:
        begun.append((seed.key, text))
        return "job"

    request = {"number": 3, "text": " Cold one ", "count": 20}
    found = finding.answer(service, begin, request)
    assert begun == [("wren|cold one", "Cold one")]
    assert (found["request"], found["job"], found["text"]) == (3, "job", "Cold one")
    assert found["seed"]["artist"] == "Wren Halloway"


def test_with_no_room_for_a_job_the_answer_is_a_sentence(service: FakeService) -> None:
    def begin(seed: Seed, text: str) -> str:
        raise TooBusy("Segue is busy.")

    found = finding.answer(service, begin, {"number": 3, "text": "cold", "count": 20})
    assert text_of(found["error"]) == "Segue is busy."


def test_what_was_heard_and_is_gone_again_does_not_go_round_in_circles(
    service: FakeService,
) -> None:
    assert "ask again" in text_of(ask(service, "cold", heard=True)["error"])


def test_nothing_to_listen_to_is_told_so_that_the_page_can_offer_an_upload(
    service: FakeService,
) -> None:
    assert ask(service, "unheard")["unheard"] == "Nobody offers a preview of “unheard”."


def test_filters_change_the_rows_and_say_what_they_left_out(service: FakeService) -> None:
    filters = {"key": "harmonic", "tempo": "3", "genre": "other"}
    found = ask(service, "Mira Voss - Afterglow", filters=filters)
    known = [row for row in found["rows"] if row["camelot"]]
    assert {row["camelot"] for row in known} <= {"8A", "7A", "9A", "8B"}
    assert "deep house" not in {row["genre"] for row in found["rows"]}
    assert len(known) < len(found["rows"])  # what is not known stays
    removed = found["filters"]["removed"]
    assert removed["key"]["words"] == "−60"
    assert removed["genre"]["title"].startswith("Other genres: 21 tracks left out")
    assert "122.3 to 129.9 BPM, half and double time too" in removed["tempo"]["title"]
    assert "60 by harmonic key" in found["spoken"]


def test_an_empty_answer_names_the_filter_and_offers_to_lift_it(service: FakeService) -> None:
    found = ask(service, "lonely", filters={"key": "same", "tempo": "3"})
    assert found["rows"] == []
    empty = found["filters"]["empty"]
    assert text_of(empty).startswith("No track is left: “same key” left out 106 and “tempo ±3 %”")
    assert re.findall(r'"data-lift": "(\w+)"', as_json(empty)) == ["key", "tempo", "all"]


@pytest.mark.parametrize(
    ("filters", "name", "words"),
    [
        ({"from": "1999", "to": "2010"}, "years", "First played 1999 to 2010"),
        ({"artist": "1"}, "artist", "1 track an artist"),
        ({"played": ["marble arcade|glass tide"]}, "played", "Played already: 1 track left out"),
    ],
)
def test_each_new_filter_says_what_it_left_out(
    service: FakeService, filters: dict, name: str, words: str
) -> None:
    told = ask(service, "Mira Voss - Afterglow", filters=filters)["filters"]["removed"]
    assert list(told) == [name]
    assert told[name]["words"].startswith("−")
    assert told[name]["title"].startswith(words)


def test_a_filter_that_left_out_nothing_says_so(service: FakeService) -> None:
    told = ask(service, "Mira Voss - Afterglow", filters={"from": "1900"})["filters"]["removed"]
    assert told["years"]["words"] == "−0"
    assert "none left out" in told["years"]["title"]


@pytest.mark.parametrize("filters", [None, "x", {"key": "x", "tempo": 99, "genre": 1}, {"key": {}}])
def test_filters_that_are_none_are_none(service: FakeService, filters: object) -> None:
    found = ask(service, "Mira Voss - Afterglow", filters=filters)
    assert found["filters"]["removed"] == {}
    assert len(found["rows"]) == 20


AFTERGLOW, TIDE, BLOOM, CINDER = (
    "Mira Voss - Afterglow",
    "Marble Arcade - Glass Tide",
    "Sola Verde - Concrete Bloom",
    "Rotunda - Cinder",
)


def test_several_seeds_and_what_is_disliked_are_asked_with_together(service: FakeService) -> None:
    found = ask(service, AFTERGLOW, also=[TIDE, BLOOM], disliked=[CINDER])
    assert [seed["title"] for seed in found["seeds"]] == [
        "Afterglow",
        "Glass Tide",
        "Concrete Bloom",
    ]
    assert [seed["title"] for seed in found["disliked"]] == ["Cinder"]
    assert found["seed"] == found["seeds"][0]
    assert found["spoken"] == "20 tracks for 3 seeds, without 1"
    assert [name["text"] for name in found["names"]] == [AFTERGLOW, TIDE, BLOOM, CINDER]
    card = text_of(found["card"])
    for words in ("3 seeds", "Glass Tide Marble Arcade", "less like", "Rotunda – Cinder"):
        assert words in card
    assert card.count("filters compare with this one") == 1


def test_one_seed_keeps_its_card_and_names_what_it_moves_away_from(service: FakeService) -> None:
    found = ask(service, AFTERGLOW, disliked=[CINDER])
    assert "less like Rotunda – Cinder" in " ".join(text_of(found["card"]).split())
    assert found["spoken"] == "20 tracks for Mira Voss, Afterglow, without 1"


def test_the_answer_goes_without_what_nobody_knows_and_names_it(service: FakeService) -> None:
    found = ask(service, AFTERGLOW, also=["Nobody – Nothing", TIDE], disliked=["No - No", CINDER])
    assert len(found["rows"]) == 20
    assert found["wrong"] == ["Nobody – Nothing", "No - No"]
    told = text_of(found["warning"])
    assert told.startswith("Left out: No set holds “Nobody – Nothing”")
    assert "1 more left out" in told
    assert "data-seed" in as_json(found["warning"])
    assert [seed["title"] for seed in found["seeds"]] == ["Afterglow", "Glass Tide"]
    assert [seed["title"] for seed in found["disliked"]] == ["Cinder"]
    assert [name["text"] for name in found["names"]] == [AFTERGLOW, TIDE, CINDER]
    plain = ask(service, AFTERGLOW, also=[TIDE])
    assert (plain["warning"], plain["wrong"]) == (None, [])


def test_only_the_first_seed_is_needed_for_an_answer(service: FakeService) -> None:
    found = ask(service, "nothing", also=[TIDE])
    assert "No DJ in the catalogue" in text_of(found["error"])
    assert "rows" not in found


def test_what_is_left_out_is_known_by_the_error_where_its_sentence_does_not_say(
    service: FakeService,
) -> None:
    recommend = service.recommend

    def several(text: str, *more: Any) -> Recommendations:
        if "Mira" in more[2]:
            error = UnknownTrack("Several tracks match. Choose one.", ("Mira Voss - Afterglow",))
            error.text = "Mira"
            raise error
        return recommend(text, *more)

    service.recommend = several  # type: ignore[method-assign]
    found = ask(service, TIDE, also=["Mira"])
    assert found["wrong"] == ["Mira"]
    assert text_of(found["warning"]).startswith("Left out: Several tracks match.")


def test_the_one_that_an_error_is_about_is_found_with_any_dash() -> None:
    texts = ("Mira Voss - Afterglow", "Nobody – Nothing")
    assert finding.culprit("No set holds “Nobody - Nothing”.", texts) == "Nobody – Nothing"
    assert finding.culprit("Spotify does not answer.", texts) == ""


@pytest.mark.parametrize("odd", [None, [], "", [1, None, {}, "  "], 5, True, {"a": 1}])
def test_further_seeds_that_are_none_are_left_out(service: FakeService, odd: object) -> None:
    found = ask(service, AFTERGLOW, also=odd, disliked=odd)
    assert len(found["seeds"]) == 1
    assert found["disliked"] == []


def test_no_more_than_ten_seeds_are_asked_with(service: FakeService) -> None:
    more = [track.name for track in service.tracks[1:40]]
    found = ask(service, AFTERGLOW, also=more, disliked=more[20:])
    assert len(found["seeds"]) == len(found["disliked"]) == finding.MOST


def test_a_further_seed_that_is_too_long_is_refused(service: FakeService) -> None:
    assert "too long" in text_of(ask(service, AFTERGLOW, also=["x" * 600])["error"])


def test_an_unknown_track_offers_names(service: FakeService) -> None:
    found = ask(service, "nothing")
    assert "rows" not in found
    assert "No DJ in the catalogue" in text_of(found["error"])
    assert '"data-seed": "Mira Voss - Afterglow"' in as_json(found["error"])


@pytest.mark.parametrize("text", ["down", "album", "x" * 600])
def test_errors_are_one_sentence(service: FakeService, text: str) -> None:
    assert len(ask(service, text)["error"]) == 1


def test_an_odd_count_becomes_the_default(service: FakeService) -> None:
    assert len(ask(service, "Mira Voss - Afterglow", count=99999)["rows"]) == 20


def test_markup_in_names_stays_text(service: FakeService) -> None:
    row = ask(service, "Mira Voss - Afterglow")["rows"][4]
    assert row["title"] == NASTY


def test_suggestions_fold_accents_and_hold_no_name_twice(service: FakeService) -> None:
    found = finding.suggestions(service, "ines")
    assert "Inès Kált - Afterimage" in found
    service.suggest = lambda text, limit=8: [  # type: ignore[method-assign]
        Track(1, "A", "B", "a|b"), Track(2, "A", "B", "a|b 2")
    ]  # fmt: skip
    assert finding.suggestions(service, "ab") == ["A - B"]


@pytest.mark.parametrize("text", [None, "", "a", "https://open.spotify.com/track/x", "spotify:x"])
def test_no_suggestions_for_links_and_single_letters(
    service: FakeService, text: str | None
) -> None:
    assert finding.suggestions(service, text) == []


def test_suggestions_that_fail_are_silent(service: FakeService) -> None:
    def fail(text: str, limit: int = 8) -> list[Track]:
        raise Unavailable("down")

    service.suggest = fail  # type: ignore[method-assign]
    assert finding.suggestions(service, "mira") == []


def test_an_unforeseen_fault_is_a_sentence_for_the_page(client: FlaskClient) -> None:
    answer = client.post("/find", json={"number": 3, "text": "crash", "count": 20})
    assert answer.status_code == 500
    assert "Something went wrong" in answer.get_json()["error"]


def test_an_answer_over_http_is_the_same_with_its_components_as_json(
    client: FlaskClient, service: FakeService
) -> None:
    question = {"number": 7, "text": AFTERGLOW, "count": 20}
    answer = client.post("/find", json=question)
    assert answer.status_code == 200
    assert answer.get_json() == json.loads(as_json(ask(service, AFTERGLOW)))


@pytest.mark.parametrize(
    "question", [{}, [], {"number": "7", "text": "x"}, {"number": 7}, {"text": "x"}]
)
@pytest.mark.parametrize("path", ["/find", "/find/evidence"])
def test_what_is_no_question_is_refused_in_a_sentence(
    client: FlaskClient, path: str, question: object
) -> None:
    answer = client.post(path, json=question)
    assert answer.status_code == 400
    assert "reload it" in answer.get_json()["error"]
