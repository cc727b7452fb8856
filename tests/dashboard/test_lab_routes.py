"""What the page Lab fetches: figures in order, answers of models, and jobs for those that learn."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.jobs import Jobs
from dashboard.lab_service import Figures
from tests.dashboard.fake_lab import MODELS, results
from tests.dashboard.fake_service import FakeService, make_server

SEED = "Mira Voss - Afterglow"


def ask(client: FlaskClient, **changes: Any) -> Any:
    return client.post("/lab/compare", json={"seed": SEED, "models": ["segue", "als"], **changes})


def test_figures_come_by_data_then_split_then_question(client: FlaskClient) -> None:
    told = client.get("/lab/results").json
    assert told
    assert [one["id"] for one in told["data"]] == ["wfmu", "essential-mix", "own.mine"]
    wfmu, _, own = told["data"]
    assert [split["id"] for split in wfmu["splits"]] == ["random", "time"]
    tasks = wfmu["splits"][0]["tasks"]
    assert [task["id"] for task in tasks] == [
        "one-seed", "five-seeds", "next-track", "new-track", "head", "tail",
    ]  # fmt: skip
    assert [metric["id"] for metric in tasks[0]["metrics"]][:2] == ["ndcg@100", "mrr"]
    assert (own["name"], own["about"]) == ("mine", "catalogue, measured on this machine")


def test_figures_come_as_they_were_saved_with_the_difference_in_words(client: FlaskClient) -> None:
    told = client.get("/lab/results").json
    assert told
    task = told["data"][0]["splits"][0]["tasks"][0]
    models = {model["id"]: model for model in task["models"]}
    value, low, high = models["segue"]["metrics"]["ndcg@100"]
    assert value == pytest.approx(0.171)
    assert low < value < high
    assert models["segue"]["against"] == {}
    assert models["als"]["against"]["ndcg@100"][0] == "even"
    side, words = models["original"]["against"]["ndcg@100"]
    assert (side, words[:15]) == ("behind", "Behind by 0.086")
    assert told["models"]["original"]["about"]
    assert told["default"] == "segue"


def test_five_tracks_are_told_as_a_multiple_of_one(client: FlaskClient) -> None:
    told = client.get("/lab/results").json
    assert told
    one, five = told["data"][0]["splits"][0]["tasks"][:2]
    assert one["models"][0]["multiples"] == {}
    assert five["models"][0]["multiples"]["mrr"].startswith("1.53 times")


def test_a_damaged_file_is_told_beside_the_others(
    client: FlaskClient, service: FakeService
) -> None:
    service.lab.saved = replace(service.lab.saved, damaged=("A file is damaged. Remove it.",))
    told = client.get("/lab/results").json
    assert told
    assert told["damaged"] == ["A file is damaged. Remove it."]
    assert len(told["data"]) == 3


def test_data_without_figures_are_left_out(client: FlaskClient, service: FakeService) -> None:
    empty = replace(results("wfmu-random", "WFMU"), tables=())
    service.lab.saved = Figures(shipped=(empty,))
    told = client.get("/lab/results").json
    assert told
    assert told["data"] == []


def test_models_come_with_what_they_are_and_which_stand_there_first(client: FlaskClient) -> None:
    told = client.get("/lab/models").json
    assert told
    assert [model["id"] for model in told["models"]] == list(MODELS)
    assert [model["id"] for model in told["models"] if model["ours"]] == ["segue"]
    large = next(model for model in told["models"] if model["too_large"])
    assert large["id"] == "ease"
    assert "ease" not in told["first"]
    assert told["first"] == ["segue", "popularity", "item-knn-cosine", "original"]
    assert told["examples"][0] == SEED


def test_an_empty_catalogue_is_an_answer(client: FlaskClient, service: FakeService) -> None:
    service.lab.empty = True
    told = client.get("/lab/models").json
    assert told
    assert "holds no plays yet" in told["empty"]
    inside = client.get("/lab/inside").json
    assert inside == {"nothing": "Nothing is trained yet. Run: python -m recommender train."}


def test_the_answers_come_as_columns_over_tracks_that_the_crate_takes(client: FlaskClient) -> None:
    told = ask(client).json
    assert [answer["model"] for answer in told["answers"]] == ["segue", "als"]
    for answer in told["answers"]:
        assert len(answer["keys"]) == 20
        assert set(answer["keys"]) <= set(told["tracks"])
    assert told["seed"]["title"] == "Afterglow"
    one = told["tracks"][told["answers"][0]["keys"][0]]
    assert one.keys() >= {"key", "artist", "title", "camelot", "tempo_bpm", "h1", "h2", "name"}


def test_an_unknown_track_is_an_answer_with_names_to_try(client: FlaskClient) -> None:
    answer = ask(client, seed="nothing")
    assert answer.status_code == 200
    assert answer.json["names"][0] == SEED
    assert "Did you mean" in answer.json["unknown"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"seed": " "}, "Type the name"),
        ({"seed": None}, "reload"),
        ({"models": []}, "between one model and 6"),
        ({"models": [str(n) for n in range(7)]}, "between one model and 6"),
        ({"models": "segue"}, "reload"),
        ({"models": [1]}, "reload"),
        ({"seed": "a\x00"}, "nobody can read"),
    ],
)
def test_what_makes_no_question_is_refused(
    client: FlaskClient, sent: dict[str, Any], words: str
) -> None:
    answer = ask(client, **sent)
    assert answer.status_code == 400
    assert words in answer.json["error"]


def test_what_fails_is_one_sentence(client: FlaskClient, service: FakeService) -> None:
    service.lab.fails = "The catalogue's database does not answer."
    for path in ("/lab/results", "/lab/models", "/lab/inside"):
        answer = client.get(path)
        assert (answer.status_code, answer.json) == (400, {"error": service.lab.fails})
        assert answer.headers["Cache-Control"] == "no-store"


def test_models_that_have_to_learn_are_a_job_and_answer_afterwards(service: FakeService) -> None:
    jobs = Jobs()
    client = make_server(service, jobs).test_client()
    service.lab.untrained = {"als", "original"}
    began, go_on = threading.Event(), threading.Event()
    learned = []

    def learn(model: str) -> None:
        learned.append(model)
        began.set()
        assert go_on.wait(10)

    service.lab.learn = learn
    first = ask(client)
    assert first.status_code == 202
    assert began.wait(10)
    job = first.json["job"]
    state = client.get(f"/jobs/{job}").json
    assert state
    assert (state["state"], state["step"], state["done"], state["total"]) == (
        "running", "als", 0, 1,
    )  # fmt: skip
    assert ask(client).json["job"] == job, "the same models are waited for together"
    go_on.set()
    jobs.close()
    jobs._pool.shutdown(wait=True)
    assert learned == ["als"]
    assert len(ask(client).json["answers"]) == 2


def test_the_names_that_find_suggests_are_suggested(client: FlaskClient) -> None:
    names = client.get("/lab/suggest?text=afterglow").json
    assert names
    assert SEED in names["names"]
    assert client.get("/lab/suggest?text=a").json == {"names": []}


def test_what_the_model_learned_comes_with_its_settings(client: FlaskClient) -> None:
    told = client.get("/lab/inside").json
    assert told
    assert told["model"]["name"] == "Segue"
    assert told["settings"] == [
        ["factors", 64],
        ["weight of artists", 0.6],
        ["weight of sets alike", 0.5],
    ]
    assert len(told["curve"]["taken"]) == 15
    assert told["curve"]["words"].startswith("14 more rounds after the first took ")
    assert told["tracks"] == 3_000
    assert told["groups"]
    assert told["words"].startswith("The vectors of tracks in ")


def test_other_sites_are_refused(client: FlaskClient) -> None:
    answer = client.get("/lab/results", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
