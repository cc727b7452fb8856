"""Find's questions: `POST /find` for the tracks, `/find/evidence` for the sets behind one of them.

The answers show by scripts (assets/find/): as Dash's callbacks, the way from the address to the
table took several times as long as the answer itself.
"""

from flask import Blueprint, Response
from plotly.io.json import to_json_plotly

from dashboard.drawer import drawer_answer
from dashboard.finding import answer
from dashboard.jobs import Jobs
from dashboard.outside_text import NONSENSE
from dashboard.progress import begin_listening
from dashboard.routes import asked, json_routes
from dashboard.service import FindService
from recommender.errors import BadInput
from recommender.recommendations import Seed


def create_find(service: FindService, jobs: Jobs) -> Blueprint:
    """The blueprint; `jobs` are where Segue listens."""
    routes = json_routes("find")

    def begin(seed: Seed, text: str) -> str:
        return begin_listening(service, jobs, seed.key, text)

    @routes.post("/find")
    def find() -> Response:
        request = asked()
        if not isinstance(request.get("number"), int) or not isinstance(request.get("text"), str):
            raise BadInput(NONSENSE)
        return json_response(answer(service, begin, request))

    @routes.post("/find/evidence")
    def evidence() -> Response:
        return json_response(drawer_answer(service, asked()))

    return routes


def json_response(data: object) -> Response:
    """As JSON, Dash's components included."""
    return Response(to_json_plotly(data), mimetype="application/json")
