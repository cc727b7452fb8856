"""MediaWiki's API and readable pages over the sandbox's wiki: `/w/api.php` and `/w/TITLE`.

Only what reading needs, as the real one answers with `formatversion=2`: lists and generators with
`continue`, revisions with and without text, errors with status 200, warnings about what it does not
know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from scrapers.sandbox.mediawiki_wiki import Revised, Wiki
from scrapers.sandbox.pages import page as html_page
from scrapers.sandbox.state import current

mediawiki = Blueprint("mediawiki", __name__, url_prefix="/w")

MOST_LISTED = 500
MOST_TEXTS = 50
"""Texts in one answer, and titles or page IDs in one question."""

_PREFIXES = {"categorymembers": "cm", "allpages": "ap"}
_OF_LISTS = {
    "cm": {"title", "namespace", "type", "sort", "dir", "limit", "continue", "startsortkeyprefix"},
    "ap": {"namespace", "limit", "dir", "from", "to", "prefix", "filterredir", "continue"},
}
_ALWAYS = {
    *("action", "format", "formatversion", "maxlag", "continue", "list", "generator", "titles"),
    *("pageids", "redirects", "prop", "rvprop", "rvslots", "rvcontinue", "meta", "siprop"),
}


class _Refused(Exception):
    """An error as the API tells it: with status 200."""

    def __init__(self, code: str, info: str) -> None:
        super().__init__(info)
        self.code = code


@dataclass
class _Reply:
    query: dict[str, Any] = field(default_factory=dict)
    go_on: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, dict[str, str]] = field(default_factory=dict)
    complete: bool = True

    def to_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"batchcomplete": True} if self.complete else {}
        if self.go_on:
            answer["continue"] = self.go_on
        if self.warnings:
            answer["warnings"] = self.warnings
        return answer | {"query": self.query}


@mediawiki.get("/api.php")
def api() -> ResponseReturnValue:
    """The API."""
    asked = request.args
    try:
        if asked.get("action") != "query":
            raise _Refused("badvalue", 'Unrecognized value for parameter "action".')
        if (asked.get("format"), asked.get("formatversion")) != ("json", "2"):
            raise _Refused("badvalue", "The sandbox speaks format=json&formatversion=2 only.")
        return jsonify(_answer(current().wiki, asked).to_json())
    except _Refused as error:
        response = jsonify(error={"code": error.code, "info": str(error)}, servedby="sandbox")
        response.headers["MediaWiki-API-Error"] = error.code
        return response


@mediawiki.get("/<path:title>")
def readable(title: str) -> ResponseReturnValue:
    """A page as it is written."""
    found = current().wiki.by_title(title)
    if found is None:
        return html_page("There is no such page", Markup('<p><a href="/">Back</a></p>'), 404)
    body = Markup('<pre style="white-space: pre-wrap; overflow-wrap: anywhere">{}</pre>')
    return html_page(found.title, body.format(found.text))


def _answer(wiki: Wiki, asked: Mapping[str, str]) -> _Reply:
    reply = _Reply()
    _warn_of_unknown(reply, asked)
    if asked.get("meta") == "siteinfo":
        reply.query["statistics"] = {"articles": len(wiki.all_pages())}
    if "list" in asked:
        name = asked["list"]
        members = _listed(wiki, reply, name, asked, _prefix(name))
        reply.query[name] = [
            {"pageid": page.page_id, "ns": 0, "title": page.title} for page in members
        ]
    if "generator" in asked:
        name = asked["generator"]
        pages = _listed(wiki, reply, name, asked, "g" + _prefix(name))
        _put_pages(reply, asked, pages)
    elif "titles" in asked or "pageids" in asked:
        pages, rest = _named(wiki, reply, asked)
        _put_pages(reply, asked, pages)
        reply.query["pages"] = [*rest, *reply.query["pages"]]
    return reply


def _warn_of_unknown(reply: _Reply, asked: Mapping[str, str]) -> None:
    known = set(_ALWAYS)
    for which, extra in (("list", ""), ("generator", "g")):
        prefix = _PREFIXES.get(asked.get(which, ""))
        if prefix:
            known |= {extra + prefix + name for name in _OF_LISTS[prefix]}
    unknown = sorted(set(asked) - known)
    if unknown:
        reply.warnings["main"] = {"warnings": f"Unrecognized parameters: {', '.join(unknown)}."}


def _prefix(name: str) -> str:
    if name not in _PREFIXES:
        raise _Refused("badvalue", f'Unrecognized value for parameter "list": {name}.')
    return _PREFIXES[name]


def _listed(
    wiki: Wiki, reply: _Reply, name: str, asked: Mapping[str, str], prefix: str
) -> list[Revised]:
    """One page of a list; says in the reply how to get the next one."""
    if name == "categorymembers":
        title = asked.get(f"{prefix}title", "")
        if not title.startswith("Category:"):
            raise _Refused("invalidcategory", "The category name you entered is not valid.")
        found = wiki.members(title.removeprefix("Category:"))
    else:
        found = [(page.title, page) for page in wiki.all_pages()]
    down = asked.get(f"{prefix}dir") in ("desc", "descending", "older")
    keyed = [((key, page.page_id), page) for key, page in found]
    keyed = _within(keyed, asked, prefix, down)
    if down:
        keyed.reverse()
    start = asked.get(f"{prefix}continue")
    if start is not None:
        at = _read_token(start)
        keyed = [(key, page) for key, page in keyed if (key <= at if down else key >= at)]
    limit = _limit(reply, name, asked.get(f"{prefix}limit", "10"))
    if len(keyed) > limit:
        reply.go_on = {f"{prefix}continue": _token(keyed[limit][0]), "continue": f"{prefix}||"}
    return [page for _, page in keyed[:limit]]


_Keyed = list[tuple[tuple[str, int], Revised]]


def _within(keyed: _Keyed, asked: Mapping[str, str], prefix: str, down: bool) -> _Keyed:
    """The bounds of a list of all pages; `from` is where it begins, `to` where it ends."""
    first, last = asked.get(f"{prefix}from"), asked.get(f"{prefix}to")
    low, high = (last, first) if down else (first, last)
    start = asked.get(f"{prefix}prefix", "")
    return [
        (key, page)
        for key, page in keyed
        if (low is None or key[0] >= low)
        and (high is None or key[0] <= high)
        and key[0].startswith(start)
    ]


def _limit(reply: _Reply, name: str, text: str) -> int:
    limit = MOST_LISTED if text == "max" else int(text) if text.isdigit() else 0
    if not limit:
        raise _Refused("badinteger", "The limit is no number.")
    if limit > MOST_LISTED:
        said = f'The value "{limit}" for parameter "limit" must be no more than {MOST_LISTED}.'
        reply.warnings[name] = {"warnings": said}
    return min(limit, MOST_LISTED)


def _token(key: tuple[str, int]) -> str:
    return f"page|{key[0].encode().hex().upper()}|{key[1]}"


def _read_token(text: str) -> tuple[str, int]:
    kind, _, rest = text.partition("|")
    key, _, id_ = rest.partition("|")
    try:
        if kind != "page":
            raise ValueError(kind)
        return bytes.fromhex(key).decode(), int(id_)
    except ValueError:
        raise _Refused("badcontinue", "Invalid continue param.") from None


def _named(
    wiki: Wiki, reply: _Reply, asked: Mapping[str, str]
) -> tuple[list[Revised], list[dict[str, Any]]]:
    """The pages that were named, and what is said of those that are none."""
    name = "titles" if "titles" in asked else "pageids"
    values = list(dict.fromkeys(asked[name].split("|")))
    if len(values) > MOST_TEXTS:
        raise _Refused("toomanyvalues", f'Too many values supplied for parameter "{name}".')
    pages: dict[int, Revised] = {}
    rest: list[dict[str, Any]] = []
    for value in values:
        if name == "pageids" and not value.isdigit():
            raise _Refused("badinteger", "A page ID is no number.")
        found = wiki.by_id(int(value)) if name == "pageids" else wiki.by_title(value)
        target = found.redirects_to if found and "redirects" in asked else None
        if found and target:
            reply.query.setdefault("redirects", []).append({"from": found.title, "to": target})
            found = wiki.by_title(target)
        if found is not None:
            pages[found.page_id] = found
        elif value.startswith("Category:"):
            rest.append(_category(wiki, value))
        elif name == "pageids":
            rest.append({"pageid": int(value), "missing": True})
        else:
            rest.append({"ns": 0, "title": value.replace("_", " "), "missing": True})
    return list(pages.values()), rest


def _category(wiki: Wiki, title: str) -> dict[str, Any]:
    size = len(wiki.members(title.removeprefix("Category:")))
    page: dict[str, Any] = {"ns": 14, "title": title}
    if not size:
        return page | {"missing": True}
    return page | {"categoryinfo": {"size": size, "pages": size, "files": 0, "subcats": 0}}


def _put_pages(reply: _Reply, asked: Mapping[str, str], pages: Sequence[Revised]) -> None:
    """The pages of a batch, by number as MediaWiki orders them; texts in several answers."""
    pages = sorted(pages, key=lambda page: page.page_id)
    properties = set(asked.get("rvprop", "ids|timestamp").split("|"))
    shown = {page.page_id for page in pages} if "revisions" in asked.get("prop", "") else set()
    if shown and "content" in properties:
        at = int(asked["rvcontinue"].partition("|")[0]) if "rvcontinue" in asked else 0
        rest = [page.page_id for page in pages if page.page_id >= at]
        shown = set(rest[:MOST_TEXTS])
        if len(rest) > MOST_TEXTS:
            # The same batch again: the generator stays where it is.
            names = [name for name in asked if name in ("gcmcontinue", "gapcontinue")]
            reply.go_on = {"rvcontinue": f"{rest[MOST_TEXTS]}|0", "continue": "||"}
            reply.go_on |= {name: asked[name] for name in names}
            reply.complete = False
    reply.query["pages"] = [_page(page, properties, page.page_id in shown) for page in pages]


def _page(page: Revised, properties: set[str], with_revision: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"pageid": page.page_id, "ns": 0, "title": page.title}
    if not with_revision:
        return answer
    revision: dict[str, Any] = {}
    if "ids" in properties:
        revision |= {"revid": page.revision, "parentid": page.parent}
    if "timestamp" in properties:
        revision["timestamp"] = page.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if "content" in properties:
        main = {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": page.text}
        revision["slots"] = {"main": main}
    return answer | {"revisions": [revision]}
