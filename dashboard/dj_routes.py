"""What assets/djs/ asks: a DJ's profile, the company the DJ keeps, and what the DJ would like.

Three questions, for the first is answered in milliseconds, and the others may have to wait for
what they are worked out from. A name that nobody knows is an answer too, with names to try.
"""

from typing import Any

from flask import Blueprint, request

from dashboard.components.results import crate_track
from dashboard.dj_service import AlikeDj, Company, DjService
from dashboard.figures import styles as pictures
from dashboard.outside_text import checked
from dashboard.routes import json_routes
from dashboard.wording import set_name, web_link
from recommender.catalogue.djs import Dj, DjName, DjProfile, DjSet, PlayedTrack
from recommender.errors import BadInput, CatalogueEmpty, UnknownDj
from recommender.plural import count
from recommender.recommendations import SharedSet, Track

MAX_NAME = 500
MOST = 24
"""DJs that stand there before anything is typed."""
ALIKE, TYPICAL, LIKED = 12, 5, 20


def create_djs(service: DjService) -> Blueprint:
    """The routes below `/djs`; all only read."""
    routes = json_routes("djs")

    @routes.get("/djs/most")
    def most() -> dict[str, Any]:
        return {"djs": [_dj(dj) for dj in service.search("", MOST)]}

    @routes.get("/djs/profile")
    def profile() -> dict[str, Any]:
        try:
            return profile_json(service.profile(_wanted()))
        except UnknownDj as error:
            return {"unknown": str(error), "names": list(error.suggestions)}
        except CatalogueEmpty as error:
            return {"unknown": str(error), "names": []}

    @routes.get("/djs/company")
    def company() -> dict[str, Any]:
        return company_json(service.company(_wanted(), ALIKE, TYPICAL))

    @routes.get("/djs/liked")
    def liked() -> dict[str, Any]:
        tracks = service.would_like(_wanted(), LIKED)
        return {"tracks": [crate_track(track) for track in tracks]}

    return routes


def _wanted() -> str:
    text = request.args.get("dj", "").strip()
    if not text:
        raise BadInput("Type the name of a DJ first.")
    if len(text) > MAX_NAME:
        raise BadInput("That is too long for a DJ's name.")
    return checked(text)


def profile_json(profile: DjProfile) -> dict[str, Any]:
    """A profile as assets/djs/djs.js draws it.

    The tracks are rows of `columns`: of thousands, names in each would be most of the answer.
    """
    shown = pictures.picture(profile.styles, profile.heard)
    return {
        "dj": _dj(profile.dj),
        "facts": facts(profile),
        "columns": [*_COLUMNS, "plays", "first", "last"],
        "tracks": [_track_row(track) for track in profile.tracks],
        "sets": [_set(dj_set) for dj_set in profile.sets],
        "picture": shown and _picture(shown),
    }


def facts(profile: DjProfile) -> str:
    """`312 sets, 1993 to 2019, 1,204 tracks`."""
    first, last = profile.first[:4], profile.last[:4]
    years = [first if first == last else f"{first} to {last}"] if first else []
    sets, tracks = count(profile.dj.sets, "set"), count(len(profile.tracks), "track")
    return ", ".join([sets, *years, tracks])


def company_json(company: Company) -> dict[str, Any]:
    """Who plays alike, and the tracks to start from in Find."""
    return {
        "alike": [_alike(other) for other in company.alike],
        "typical": [{"name": track.name, **_names(track)} for track in company.typical],
    }


_COLUMNS = ("key", "artist", "title", "camelot", "tempo_bpm", "h1", "h2")


def _track_row(played: PlayedTrack) -> list[Any]:
    track = crate_track(played.track)
    return [*(track[name] for name in _COLUMNS), played.plays, played.first, played.last]


def _names(track: Track) -> dict[str, str]:
    return {"artist": track.artist, "title": track.title}


def _dj(dj: DjName) -> dict[str, Any]:
    return {"key": dj.key, "name": dj.name, "sets": dj.sets}


def _alike(other: AlikeDj) -> dict[str, Any]:
    return {**_dj(other.dj), "shared": other.shared, "likeness": round(other.likeness, 4)}


def _set(dj_set: DjSet) -> dict[str, Any]:
    named = SharedSet(dj_set.title, dj_set.date, (), dj_set.url, 0)
    return {
        "title": set_name(named),
        "date": dj_set.date,
        "url": web_link(dj_set.url),
        "tracks": dj_set.tracks,
        "others": [_other(dj) for dj in dj_set.others],
    }


def _other(dj: Dj) -> dict[str, str]:
    return {"key": dj.key, "name": dj.name}


def _picture(shown: pictures.Picture) -> dict[str, Any]:
    return {
        "title": shown.title,
        "caption": shown.caption,
        "counted": shown.counted.capitalize() + "s",
        "words": pictures.in_words(shown),
        "years": list(shown.years),
        "series": [
            {"name": series.name, "colour": series.colour, "counts": list(series.counts)}
            for series in shown.series
        ],
        "figure": pictures.figure(shown),
    }
