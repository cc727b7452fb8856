"""From what was typed to the table.

The address holds what is shown (`/?seed=…&seed=…&not=…&n=20&key=harmonic`; seeds and what to move
away from repeat). assets/find/search.js turns it into a numbered request, `answer` answers it
(find_routes.py), and the script shows the answer unless a newer request was made meanwhile. Where
the seed has to be listened to first, the answer is a job to wait for: assets/find/listening.js asks
again when it is done.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components import filters as filter_bar
from dashboard.components.attributes import attributes
from dashboard.components.results import heading_text, rows
from dashboard.components.seed_card import seed_card, spoken
from dashboard.filtering import read_filters
from dashboard.pages.find import COUNTS, DEFAULT_COUNT
from dashboard.service import FindService
from recommender.errors import NeedsListening, NoPreview, SegueError, UnknownTrack
from recommender.filters import Filters
from recommender.recommendations import Recommendations, Seed

Begin = Callable[[Seed, str], str]
"""Begins to listen to a seed, which was asked for by a text; gives the job's ID."""

MAX_TEXT = 500
MOST = 10
"""Seeds in one question, and as many disliked tracks (assets/find/address.js)."""
MIN_SUGGEST = 2
FORGOTTEN = (
    "This is the address of an uploaded recording. Segue forgets those after an hour, and answers "
    "only the browser that sent them: upload it again."
)
_DASHES = re.compile(r"\s+[-–—]\s+")
_LINKS = ("http:", "https:", "spotify:", "open.spotify.com", "www.")


def answer(service: FindService, begin: Begin, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one numbered request, ready for the page; errors are answers too."""
    number, text = request["number"], str(request["text"]).strip()
    if not text:
        return failure(number, "Paste a Spotify link or type artist – title first.")
    also, disliked = read_texts(request.get("also"), MOST - 1), read_texts(request.get("disliked"))
    if any(len(one) > MAX_TEXT for one in (text, *also, *disliked)):
        return failure(number, "That is too long. Paste one Spotify link or type artist – title.")
    wanted: Any = request.get("count")
    count = wanted if wanted in COUNTS else DEFAULT_COUNT
    filters = read_filters(request.get("filters"))
    unknown: list[UnknownTrack] = []
    try:
        found, unknown = _found(service, text, count, filters, also, disliked)
        picture = service.spectrogram(found.seeds[0].key) if found.heard else None
    except NeedsListening as error:
        if request.get("heard"):
            return failure(number, "What was heard is gone already; please ask again.")
        return _listening(number, text, error.seed, begin)
    except NoPreview as error:
        return {"request": number, "unheard": str(error), "suggestions": error.suggestions}
    except UnknownTrack as error:
        if request.get("file"):  # its name need not be a track's
            return {"request": number, "unheard": FORGOTTEN, "suggestions": ()}
        wrong = culprit(str(error), (text, *also, *disliked))
        return failure(number, str(error), error.suggestions, wrong)
    except SegueError as error:
        return failure(number, str(error), wrong=culprit(str(error), (text, *also, *disliked)))
    unheard_of = [error.text for error in unknown]
    also, disliked = ([one for one in some if one not in unheard_of] for some in (also, disliked))
    return {
        **_success(number, text, found, filters, picture),
        "names": names((text, *also), found.seeds) + names(disliked, found.disliked),
        "warning": _left_out(unknown),
        "wrong": unheard_of,
    }


def _found(
    service: FindService,
    text: str,
    count: int,
    filters: Filters,
    also: Sequence[str],
    disliked: Sequence[str],
) -> tuple[Recommendations, list[UnknownTrack]]:
    """The answer, and what of the further seeds and the disliked tracks it goes without, for
    nobody knows them. Raises what the service raises about the first seed."""
    unknown: list[UnknownTrack] = []
    while True:
        wrong = [error.text for error in unknown]
        left = [[one for one in some if one not in wrong] for some in (also, disliked)]
        try:
            found = service.recommend(text, count, filters, *left)
        except UnknownTrack as error:
            error.text = error.text or culprit(str(error), (text, *left[0], *left[1]))
            if error.text == text or error.text not in (*left[0], *left[1]):
                raise
            unknown.append(error)
            continue
        if not found.seeds:
            raise SegueError("Nothing was found. Try another track.")
        return found, unknown


def _left_out(unknown: Sequence[UnknownTrack]) -> list[Component] | None:
    """The sentence about the first of them, and its names to try."""
    if not unknown:
        return None
    more = f" {len(unknown) - 1} more left out." if len(unknown) > 1 else ""
    return error_line(f"Left out: {unknown[0]}{more}", unknown[0].suggestions)


def read_texts(given: Any, most: int = MOST) -> list[str]:
    """Further seeds of a request. They come from outside: what is no text is left out."""
    listed = given if isinstance(given, list) else []
    texts = [text.strip() for text in listed if isinstance(text, str)]
    return list(dict.fromkeys(text for text in texts if text))[:most]


def _listening(number: int, text: str, seed: Seed, begin: Begin) -> dict[str, Any]:
    try:
        job = begin(seed, text)
    except SegueError as error:
        return failure(number, str(error))
    return {
        "request": number,
        "job": job,
        "text": text,
        "seed": {"key": seed.key, "artist": seed.artist, "title": seed.title},
    }


def names(texts: Sequence[str], seeds: Sequence[Seed]) -> list[dict[str, str]]:
    """What each text turned out to be, for the chips; a name at least says itself."""
    if len(texts) != len(seeds):
        return []
    return [
        {"text": text, "artist": seed.artist, "title": seed.title}
        for text, seed in zip(texts, seeds, strict=True)
    ]


def culprit(message: str, texts: Sequence[str]) -> str:
    """Which of several texts an error is about: the one that its sentence names."""
    said = _plain(message)
    return next((text for text in texts if len(texts) > 1 and _plain(text) in said), "")


def _plain(text: str) -> str:
    return _DASHES.sub(" - ", text).casefold()


def _success(
    number: int, text: str, found: Recommendations, filters: Filters, picture: str | None
) -> dict[str, Any]:
    seed = found.seeds[0]
    return {
        "request": number,
        "card": seed_card(found, picture),
        "filters": filter_bar.told(found, filters),
        "rows": rows(found),
        "heading": heading_text(found),
        "columns": {
            "key": any(item.track.camelot for item in found.items),
            "tempo": any(item.track.tempo_bpm for item in found.items),
        },
        "seed": seed_record(seed),
        "seeds": [seed_record(each) for each in found.seeds],
        "disliked": [seed_record(each) for each in found.disliked],
        "spoken": spoken(found, filters),
        "text": text,
    }


def seed_record(seed: Seed) -> dict[str, str]:
    """A seed as the browser keeps it."""
    return {"key": seed.key, "artist": seed.artist, "title": seed.title}


def failure(
    number: int, message: str, suggestions: Sequence[str] = (), wrong: str = ""
) -> dict[str, Any]:
    """An answer that is one sentence, with names to try where there are any; `wrong` is the one of
    several seeds that it is about."""
    marked = [wrong] if wrong else []
    return {"request": number, "error": error_line(message, suggestions), "wrong": marked}


def error_line(message: str, suggestions: Sequence[str] = ()) -> list[Component]:
    """What stands below the seed box."""
    parts: list[Component] = [html.P(message)]
    if suggestions:
        buttons = [
            html.Button(name, type="button", className="chip", **attributes(data_seed=name))
            for name in suggestions
        ]
        parts.append(html.Div(buttons, className="chips"))
    return parts


def suggestions(service: FindService, text: str | None) -> list[str]:
    """Names for the list below the box; none for links and for a single letter."""
    typed = (text or "").strip()
    if len(typed) < MIN_SUGGEST or len(typed) > MAX_TEXT or typed.lower().startswith(_LINKS):
        return []
    try:
        found = service.suggest(typed)
    except SegueError:
        return []  # the search itself will say what is wrong
    # Two tracks may have one name; the list must not hold it twice.
    return list(dict.fromkeys(track.name for track in found))
