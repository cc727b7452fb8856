"""The work behind the playlist window, called as plain functions over the fake service."""

from datetime import UTC, date, datetime

import pytest

from dashboard.callbacks import playlist
from dashboard.callbacks.playlist import Form, Page
from dashboard.components import playlist_plan, playlist_result
from dashboard.jobs import TooBusy, Work
from dashboard.playlist_service import Offer, Pause, PlannedTrack, PlaylistPlan, PlaylistResult
from recommender.errors import SegueError
from tests.dashboard.asking import as_json, text_of
from tests.dashboard.fake_playlists import uri
from tests.dashboard.fake_service import NASTY, FakeService

CRATE = [
    {"key": "a", "artist": "Marble Arcade", "title": "Glass Tide"},
    {"key": "b", "artist": "Kite Theory", "title": "Night Ferry (Tessel Remix)"},
    {"key": "c", "artist": "Nocturne 88", "title": NASTY},
]
SHOWN = {"seed": {"artist": "Mira Voss", "title": "Afterglow", "key": "k"}}
FORM = Form("Friday", "For the roof", "private", "new")


class Window:
    """Asks as assets/playlist/playlist.js does; jobs run through at once."""

    def __init__(self, service: FakeService) -> None:
        self.service = service
        self.keys: list[str] = []
        self.job: dict = {}

    def begin(self, key: str, work: Work) -> str:
        self.keys.append(key)
        try:
            self.job = {"result": work(lambda step, done=0, total=0: None) or ""}
        except SegueError as error:
            self.job = {"message": str(error)}
        return "job"

    def ask(self, act: str, form: Form = FORM, search: str = "", **more: object) -> dict:
        page = Page(CRATE, SHOWN, search)
        request = {"number": 4, "act": act, **more}
        return playlist.answer(self.service, self.begin, request, page, form)

    def through(self, act: str, form: Form = FORM, **more: object) -> dict:
        """What is shown when the job that this began is done."""
        begun = self.ask(act, form, **more)
        assert begun["job"] == "job"
        kind, operation = begun["kind"], begun.get("operation", "")
        return self.ask("ended", kind=kind, operation=operation, **self.job)

    def written(self, form: Form = FORM, picks: object = None) -> dict:
        operation = self.through("open")["operation"]
        return self.through("write", form, operation=operation, picks=picks)


@pytest.fixture
def service() -> FakeService:
    service = FakeService()
    service.connected = True
    return service


@pytest.fixture
def window(service: FakeService) -> Window:
    return Window(service)


def shown(answer: dict, part: str) -> str:
    return text_of(answer["parts"][part])


# open


def test_connect_comes_first_and_leads_back(window: Window) -> None:
    window.service.connected = False
    answer = window.ask("open", search="?seed=A+%26+B&n=20")
    assert answer["phase"] == "connect"
    assert answer["parts"]["opened"]
    connect = as_json(answer["parts"]["connect"])
    assert "/login?next=%2F%3Fseed%3DA%2B%2526%2BB%26n%3D20%26create%3D1" in connect
    assert '"href": "/spotify"' in connect
    assert window.keys == []


def test_the_way_back_keeps_the_whole_question(window: Window) -> None:
    window.service.connected = False
    search = "?seed=A&n=20&key=same&tempo=6&genre=other&file=1&x=1"
    href = as_json(window.ask("open", search=search)["parts"]["connect"])
    assert "key%3Dsame%26tempo%3D6%26genre%3Dother%26file%3D1%26create%3D1" in href
    assert "x%3D1" not in href


def test_without_a_client_id_it_leads_to_the_page_that_sets_it_up(window: Window) -> None:
    window.service.connected = window.service.can = False
    connect = window.ask("open")["parts"]["connect"]
    assert "Set up Spotify" in text_of(connect)
    assert '"href": "/spotify"' in as_json(connect)


def test_it_opens_with_the_form_while_the_tracks_are_looked_up(window: Window) -> None:
    answer = window.ask("open")
    assert (answer["number"], answer["phase"], answer["job"]) == (4, "looking", "job")
    assert answer["parts"]["opened"]
    assert answer["parts"]["name"] == "Segue: Mira Voss – Afterglow"
    assert "Demo DJ" in shown(answer, "account")
    assert (answer["parts"]["heading"], answer["lines"]) == ([], [])


def test_opening_twice_looks_the_same_crate_up_once(window: Window) -> None:
    window.ask("open")
    window.ask("open")
    assert len(set(window.keys)) == 1


def test_an_empty_crate_does_not_open(service: FakeService) -> None:
    request = {"number": 1, "act": "open"}
    answer = playlist.answer(service, Window(service).begin, request, Page([]), FORM)
    assert answer["parts"] == {"opened": False}


def test_a_limit_is_told_with_its_end(window: Window) -> None:
    until = datetime(2026, 11, 21, 20, 40, tzinfo=UTC)
    window.service.paused = Pause("Spotify's quota is used up.", until)
    assert window.ask("open")["pause"]["until"] == "2026-11-21T20:40:00+00:00"
    window.service.paused = None
    assert window.ask("open")["pause"] is None


def test_a_limit_that_the_look_up_met_is_told_beside_the_plan(window: Window) -> None:
    window.service.paused = Pause("Spotify's quota is used up.", None)
    met = window.ask("ended", kind="plan", result=window.through("open")["operation"])
    assert met["phase"] == "plan"
    assert met["pause"] == {"message": "Spotify's quota is used up.", "until": ""}


def test_with_no_room_for_a_job_the_window_says_so(service: FakeService) -> None:
    def begin(key: str, work: Work) -> str:
        raise TooBusy("Segue is busy.")

    request = {"number": 1, "act": "open"}
    answer = playlist.answer(service, begin, request, Page(CRATE), FORM)
    assert shown(answer, "error") == "Segue is busy."
    assert answer["parts"]["opened"]


# the plan


def test_the_plan_shows_what_goes_in_in_the_order_of_the_crate(window: Window) -> None:
    answer = window.through("open")
    assert answer["phase"] == "plan"
    lines = answer["lines"]
    assert [line["title"] for line in lines] == ["Glass Tide", "Night Ferry (Tessel Remix)", NASTY]
    assert [line["status"] for line in lines] == ["found", "missing", "found"]
    assert [line["uri"] for line in lines] == [
        uri("Marble Arcade - Glass Tide"),
        "",
        uri(f"Nocturne 88 - {NASTY}"),
    ]
    assert lines[0]["take"] == "Leave out Glass Tide"
    heading = shown(answer, "heading")
    assert "2 tracks found" in heading
    assert "1 not found: choose" in heading


def test_what_was_not_found_has_its_offers_to_pick_from(window: Window) -> None:
    pick = window.through("open")["lines"][1]["pick"]
    assert pick["question"] == "Not found. Is it one of these?"
    offers = window.service.operations["op-1"].plan.tracks[1].offers
    assert [(one["uri"], one["url"]) for one in pick["offers"]] == [(o.uri, o.url) for o in offers]
    assert [one["facts"] for one in pick["offers"]] == ["6:42 · 2020", "2021"]
    assert pick["offers"][0]["album"] == "Harbour EP"


def test_what_has_no_offers_says_why() -> None:
    nothing = PlannedTrack("Kite Theory", "Night Ferry", "missing", note="Only half a name.")
    assert playlist_plan.line(nothing)["pick"]["question"] == "Only half a name."


def test_an_offer_with_a_strange_address_is_no_link() -> None:
    strange = Offer("spotify:track:x", "Kite Theory", "Night Ferry", "javascript:alert(1)")
    missing = PlannedTrack("Kite Theory", "Night Ferry", "missing", offers=(strange,))
    (offer,) = playlist_plan.line(missing)["pick"]["offers"]
    assert (offer["uri"], offer["url"]) == ("spotify:track:x", None)


def test_another_spelling_on_spotify_is_noted_and_the_same_one_is_not(window: Window) -> None:
    window.service.spelt = "Marble Arcade - Glass Tide"
    notes = [line["note"] for line in window.through("open")["lines"]]
    assert notes == ["On Spotify: Marble Arcade – Glass Tide - Remastered", "", ""]


def test_doubles_and_what_could_not_be_asked_say_why() -> None:
    tracks = (
        PlannedTrack("Marble Arcade", "Glass Tide", "found", "spotify:track:x"),
        PlannedTrack("Marble Arcade", "Glass Tide (Extended)", "double", "spotify:track:x"),
        PlannedTrack("Kite Theory", "Night Ferry", "unasked", note="Spotify is busy."),
    )
    plan = PlaylistPlan("op", tracks, note="Spotify's limit ended the look-up.")
    _, double, unasked = map(playlist_plan.line, tracks)
    assert "goes in once" in double["note"]
    assert "pick" not in double
    assert unasked["note"] == "Spotify is busy."
    assert unasked["pick"]["paste"] == "Spotify link of Kite Theory - Night Ferry"
    words = text_of(playlist_plan.heading(plan))
    for expected in ("1 not looked up", "Look again", plan.note):
        assert expected in words


def test_own_playlists_can_be_chosen(window: Window) -> None:
    new, mine = window.through("open")["parts"]["targets"]
    assert new["label"] == "New playlist"
    labels = [item["label"] for item in mine["items"]]
    assert labels == ["Sunday roof · 41 tracks", "Warm-up"]


def test_a_look_up_that_fails_says_so_and_can_be_asked_again(window: Window) -> None:
    window.service.planning_fails = True
    answer = window.through("open")
    assert answer["phase"] == "stuck"
    assert "Spotify does not answer" in shown(answer, "error")
    assert '"data-playlist": "open"' in as_json(answer["parts"]["error"])


# write


def test_what_was_decided_is_what_is_ordered(window: Window) -> None:
    operation = window.through("open")["operation"]
    offer = window.service.operations[operation].plan.tracks[1].offers[0].uri
    form = Form(" Friday ", "For the roof", "public", "new")
    window.through("write", form, operation=operation, picks={"1": offer, "2": ""})
    order = window.service.operations[operation].order
    assert order
    assert (order.name, order.description, order.public) == ("Friday", "For the roof", True)
    assert order.target is None
    assert order.picks == {1: offer, 2: ""}


@pytest.mark.parametrize("picks", [None, [], "x", {"a": "b", "-1": "c"}])
def test_decisions_that_are_none_are_none(picks: object) -> None:
    assert playlist.read_order(FORM, picks).picks == {}


def test_adding_to_an_own_playlist_needs_no_name(window: Window) -> None:
    answer = window.written(Form("", "", "private", "own-1"))
    assert "Added 2 tracks" in shown(answer, "result")
    assert "Sunday roof" in shown(answer, "result")
    assert "1 track was in it already." in shown(answer, "result")


@pytest.mark.parametrize("name", ["  ", None])
def test_a_new_playlist_needs_a_name(window: Window, name: str | None) -> None:
    operation = window.through("open")["operation"]
    answer = window.ask("write", Form(name), operation=operation)
    assert shown(answer, "error") == "Give the playlist a name."
    assert "phase" not in answer
    assert window.service.write_calls == 0


def test_the_result_names_what_is_missing_and_leads_there(window: Window) -> None:
    answer = window.written()
    assert answer["phase"] == "done"
    result = shown(answer, "result")
    assert "Playlist written: 2 tracks" in result
    assert "1 track could not be found on Spotify" in result
    assert "Night Ferry" in result
    assert "noopener" in as_json(answer["parts"]["result"])


def test_writing_twice_is_one_job_and_one_playlist(window: Window) -> None:
    operation = window.through("open")["operation"]
    for _ in range(2):
        window.through("write", operation=operation)
    assert window.service.write_calls == 1
    assert len(set(window.keys)) == 2  # the plan's and the write's


def test_the_same_from_another_tab_is_told_as_such(window: Window) -> None:
    window.service.repeats = True
    assert "This was written a moment ago: here it is." in shown(window.written(), "result")


def test_what_failed_can_be_written_again(window: Window) -> None:
    window.service.failing = ["failed"]
    answer = window.written()
    assert (answer["phase"], answer["operation"]) == ("failed", "op-1")
    assert "Spotify does not answer" in shown(answer, "error")
    again = window.through("write", operation="op-1")
    assert "Playlist written" in shown(again, "result")


def test_what_was_interrupted_can_be_finished_or_taken_back(window: Window) -> None:
    window.service.failing = ["interrupted", "interrupted"]
    answer = window.written()
    assert "was interrupted" in shown(answer, "result")
    finished = window.through("finish", operation="op-1")
    assert "Playlist written: 2 tracks" in shown(finished, "result")
    window.written()
    assert "Taken back." in shown(window.through("undo", operation="op-2"), "result")


def test_what_another_window_is_still_writing_is_not_called_interrupted() -> None:
    writing = PlaylistResult("op", "writing", "Friday")
    parts = playlist_result.result(writing)
    assert "Segue is at work on Friday just now." in " ".join(text_of(parts).split())
    assert '"data-playlist": "look"' in as_json(parts)


def test_what_spotify_did_not_let_go_is_told_where_it_was_taken_back() -> None:
    left = PlaylistResult(
        "op", "undone", "Friday", message="It is empty now: delete it in Spotify."
    )
    assert "delete it in Spotify" in text_of(playlist_result.result(left))
    gone = PlaylistResult("op", "undone", "Friday")
    assert "“Friday” is out of your library." in text_of(playlist_result.result(gone))


def test_the_window_opens_with_what_was_interrupted(window: Window) -> None:
    window.service.failing = ["interrupted"]
    window.written()
    last = window.ask("open")["parts"]["last"]
    assert "was interrupted" in text_of(last)
    assert "Finish it" in text_of(last)
    assert '"data-operation": "op-1"' in as_json(last)


def test_the_last_write_can_be_undone_from_a_new_window(window: Window) -> None:
    window.written()
    last = window.ask("open")["parts"]["last"]
    assert "Last written: Friday" in " ".join(text_of(last).split())
    assert "Undo" in text_of(last)


def test_an_undo_that_fails_leaves_the_playlist_shown_with_the_reason(window: Window) -> None:
    window.written()
    window.service.undo_fails = True
    answer = window.through("undo", operation="op-1")
    assert "leaves it alone" in shown(answer, "error")
    assert "Playlist written" in shown(answer, "result")


def test_after_an_append_was_undone_the_playlist_is_still_there() -> None:
    undone = PlaylistResult("op", "undone", "Sunday roof", appended=True)
    assert "out of it again" in text_of(playlist_result.result(undone))


def test_a_run_out_login_asks_to_connect_again(window: Window) -> None:
    operation = window.through("open")["operation"]
    window.service.login_expired = True
    answer = window.through("write", operation=operation)
    assert answer["phase"] == "connect"
    assert "run out" in shown(answer, "error")
    assert "create%3D1" in as_json(answer["parts"]["connect"])
    assert window.through("open")["phase"] == "connect"


def test_an_operation_that_is_not_ours_is_a_sentence(window: Window) -> None:
    answer = window.ask("ended", kind="write", operation="other", result="")
    assert "does not know" in shown(answer, "error")


def test_disconnect_says_that_it_holds_for_all_browsers(window: Window) -> None:
    assert "Disconnect everywhere" in shown(window.ask("open"), "account")


# names


def test_a_recording_without_an_artist_names_the_playlist_by_its_title() -> None:
    seed = {"artist": "", "title": "Field tape", "key": "k"}
    assert playlist.default_name({"seed": seed}) == "Segue: Field tape"


def test_the_default_name_without_a_seed() -> None:
    assert playlist.default_name(None, date(2026, 3, 1)) == "Segue: crate of 2026-03-01"
