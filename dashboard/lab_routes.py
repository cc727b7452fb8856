"""What assets/lab/ asks: the figures of all evaluations, the models' answers about a track, and
what the model in use learned.

A comparison for which models have to learn first is answered with a job to wait for; when it is
done, the page asks again.
"""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from dashboard.components.results import crate_track
from dashboard.figures.curve import curve_json
from dashboard.figures.lengths import lengths_json
from dashboard.finding import suggestions
from dashboard.jobs import Jobs, TooBusy
from dashboard.lab_results import results_json
from dashboard.lab_service import Comparison, Inside, LabService, NeedsTraining
from dashboard.lab_words import model_words
from dashboard.outside_text import NONSENSE, checked
from dashboard.progress import begin
from dashboard.routes import asked, json_routes, refused
from dashboard.service import FindService
from recommender.collaborative import DEFAULT
from recommender.errors import BadInput, CatalogueEmpty, NotTrained, UnknownTrack
from recommender.recommendations import Track

MOST_MODELS = 6
"""Columns beside each other."""
TOP = 20
EXAMPLES = 4
FIRST = ("segue", "item-knn-cosine", "prod2vec", "original", "popularity")
"""The models that stand there first: four of these that can learn."""
_WEIGHED = {"djs": "DJs", "follows": "what follows", "like sets": "sets alike"}


def create_lab(service: LabService, find: FindService, jobs: Jobs) -> Blueprint:
    """The routes below `/lab`; none changes anything."""
    routes = json_routes("lab")

    @routes.get("/lab/results")
    def results() -> ResponseReturnValue:
        return jsonify(results_json(service.figures()))

    @routes.get("/lab/models")
    def models() -> dict[str, Any]:
        return models_json(service)

    @routes.get("/lab/suggest")
    def suggest() -> dict[str, Any]:
        return {"names": suggestions(find, checked(request.args.get("text", "")))}

    @routes.post("/lab/compare")
    def compare() -> ResponseReturnValue:
        text, names = wanted(asked())
        try:
            found = service.compare(text, names, TOP)
        except UnknownTrack as error:
            return jsonify(unknown=str(error), names=list(error.suggestions))
        except NeedsTraining:
            return _begin(names)
        return jsonify(comparison_json(found))

    def _begin(names: list[str]) -> ResponseReturnValue:
        try:
            job = begin(
                jobs,
                f"lab|{'|'.join(sorted(names))}",
                lambda progress: service.prepare(names, progress),
            )
        except TooBusy as error:
            return refused(str(error), 429)
        return jsonify(job=job), 202

    @routes.get("/lab/inside")
    def inside() -> dict[str, Any]:
        try:
            found = service.inside()
        except NotTrained as error:
            return {"nothing": str(error)}
        return inside_json(found) if found else {"nothing": ""}

    return routes


def wanted(sent: dict[str, Any]) -> tuple[str, list[str]]:
    """The track as it was typed, and the models. Raises BadInput."""
    text, names = checked(sent.get("seed")).strip(), sent.get("models")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadInput(NONSENSE)
    if not text:
        raise BadInput("Type the name of a track first.")
    chosen = list(dict.fromkeys(names))
    if not 0 < len(chosen) <= MOST_MODELS:
        raise BadInput(f"Choose between one model and {MOST_MODELS}.")
    return text, chosen


def models_json(service: LabService) -> dict[str, Any]:
    """The models that can be compared, and tracks to try; `empty` is why there are none."""
    try:
        candidates = service.candidates()
    except (CatalogueEmpty, NotTrained) as error:
        return {"empty": str(error), "models": [], "first": [], "examples": []}
    possible = [one.name for one in candidates if not one.too_large]
    likely = [name for name in FIRST if name in possible][:4] or possible[:4]
    first = [name for name in possible if name in likely]
    return {
        "models": [{**model_json(one.name), "too_large": one.too_large} for one in candidates],
        "first": first,
        "most": MOST_MODELS,
        "examples": [track.name for track in service.examples(EXAMPLES)],
    }


def model_json(name: str) -> dict[str, Any]:
    """A model by its name, as it is called and in a sentence."""
    words = model_words(name)
    return {"id": name, "name": words.name, "about": words.about, "ours": name == DEFAULT}


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Each track once, and the columns as lists of keys."""
    tracks = {track.key: _track(track) for answer in found.answers for track in answer.tracks}
    return {
        "seed": _track(found.seed),
        "tracks": tracks,
        "answers": [
            {"model": answer.model, "keys": [track.key for track in answer.tracks]}
            for answer in found.answers
        ],
    }


def _track(track: Track) -> dict[str, Any]:
    return {**crate_track(track), "name": track.name, "sets": track.sets}


def inside_json(found: Inside) -> dict[str, Any]:
    """The picture of what the model in use learned, with its words."""
    return {
        "model": model_json(found.model),
        "settings": [[_setting(name), value] for name, value in found.settings.items()],
        **lengths_json(found.sets, found.lengths, found.learned_sets),
        "curve": curve_json(found.losses),
    }


def _setting(name: str) -> str:
    """`artist_weight` → `artist weight`, `w_months` → `weight of months`."""
    words = name.replace("_", " ")
    if not words.startswith("w "):
        return words
    what = words.removeprefix("w ")
    return f"weight of {_WEIGHED.get(what, what)}"
