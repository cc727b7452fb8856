"""One line of a tracklist → what it says.

Nothing is lost: what is no track is an unknown track, a gap, a chapter, a note or blank, and a
line that makes no sense is Unparsed and reported.
"""

import re
from dataclasses import dataclass

from scrapers.mixesdb.labels import is_version, round_label, split_labels
from scrapers.mixesdb.markup import plain, scrub, visible, without_comments
from scrapers.mixesdb.records import (
    MAX_NAME,
    Blank,
    Chapter,
    Gap,
    Note,
    Record,
    Track,
    Unknown,
    Unparsed,
)

_LONGEST_LINE = 2_000
"""Characters. No real line comes near, and patterns that look back take long on longer ones."""
_MOST_BRACKETS = 60

_TAGS_ONLY = re.compile(r"(?:\s*</?(?:list|div|ol|ul|poem|center|small|pre)\b[^<>]*>)+\s*", re.I)
_LIST_TAG = re.compile(r"</?list\s*/?>", re.IGNORECASE)
_MARKER = re.compile(r"[#*:\s]+")
_HEADING = re.compile(r"(={1,6})(.+?)\1\s*")
_BOLD_LINE = re.compile(r"'''(?!')(?P<name>[^']+(?:'[^']+)*)'''(?!\s*:)(?P<rest>.*)")
_LINKS = re.compile(r"\[\[([^\[\]|]+)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)

_CUE = re.compile(
    r"\[\s*((?:\d|X|\?)+(?::(?:\d|X|\?){1,3}){0,3}|\d{1,3}[.'\u2019]\d\d)\s*(?:\]|\|\s)\s*"
    r"(?:[-\u2013]\s*(?=\[\s*[\dX?]))?",  # `[00:00] - [03:10]`, from and to
    re.IGNORECASE,
)
# Without square brackets; `20:20 Soundsystem` is a name.
_LONG_CUE = re.compile(
    r"(?:\((?=[\d:]+\)))?(\d{1,2}:\d\d:\d\d|\d{1,3}:[0-5]\d)(?:\)\s*|\s+)"
    r"(?!-|Sound ?system\b|Vision\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d{1,3}(?:\.(?=\s|\[)|\))\s*|\d{1,2}\s[-\u2013]\s(?=[^()\[\]]*\S\s[-\u2013]\s\S)"
)
_UNIT_SIGN = re.compile("[.'\u2019]")
_ON_TOP = re.compile(r"(?:\+\s*|w/\s*)(?=\S)", re.IGNORECASE)
_BOLD_LABEL = re.compile(r"'''([^']+?)\s*(?::\s*'''|'''\s*:)\s*")
_SPEECH_PLUS = re.compile(r"\(([^()]*)\)\s*\+\s+(?=\S)")

_DASHES = re.compile(r"\s(?:[\u2012-\u2015\u2212\uff0d]|--+)(?=\s)")
_FOREIGN_DASH = re.compile("[\u2012-\u2015\u2212\uff0d]|--")
_CLOSE_DASH = re.compile(r"(?<=\S)-\s+(?=\S)|\s-(?=\S)")
_DASH_BEFORE = re.compile(r"^(?:-+\s+)+")
_QUOTED = re.compile(r"(?P<artist>[^'\"?]+?) '(?P<title>.+)'(?: \((?P<label>[^()]+)\))?")
_DASH_LABEL = re.compile(r"(?P<title>.+?)\s-\s(?P<label>[^()\[\]]+)")
_SECOND = re.compile(r"\s(?:'''\+'''|(?:'')?\+|w/|(?<=\]\s)(?:/|vs\.?))\s+(?=\S)", re.IGNORECASE)

_MAY_BE_TWO = re.compile(r" (?:'')?\+|w/|\+'|\] (?:/|vs)", re.IGNORECASE)

_DOTS = re.compile(r"(?:[.\u2026]{2,}|\u2026|[-\u2013\u2014]{2,})")
_NOBODY = re.compile(
    r"(?:\?+|-|id|n/a|va|various|various artists|unknown|unknown artist|artist unknown)[\s.?]*",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:\?+|-|id|n/a|unknown|unknown (?:title|track)|(?:title|track) unknown)[\s.?]*",
    re.IGNORECASE,
)
_LYRICS = re.compile(r"(?:\?+|id)\s*[(\[\"\u201c]?\s*lyrics\b.*", re.IGNORECASE | re.DOTALL)
_TAIL = re.compile(r"(?<=\S)\s+-+(?:\s*\?+)?$")
_NO_TITLE_VERSION = re.compile(r"(?:\?+|id)\s*(?:\([^()]*\)\s*)+", re.IGNORECASE)
_UNTITLED = re.compile(r"untitled[\s.?]*", re.IGNORECASE)
_UNKNOWN_BODY = re.compile(
    r"(?:\?+|id|unknown|untitled|n/a|unknown track|id track)(?:[\s.?]*|\s*[-/]\s*(?:\?+|id))",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"(?:\?+|id)(?:\s+|(?=[(\"]))(?![-/]\s)(?P<words>.*)", re.I | re.DOTALL)
_SPEECH = re.compile(
    r"(?:.*\b)?(?:intro(?:duction)?|outro|jingles?|interview|news|speech|talking|announcement|"
    r"sweeper|weather)\b[\s:.!]*|(?:intro|outro)\b\W.*",
    re.IGNORECASE,
)
_ABOUT_THE_LIST = re.compile(r"\btrack\s?list(?:ing)?s?\b|\bsource\b", re.IGNORECASE)
_PROSE = re.compile(r".*[.:;,!]|.{150,}", re.DOTALL)


def parse_line(
    line: str, dash_labels: bool = False, round_labels: bool = False
) -> tuple[Record, ...]:
    """All that one line of wikitext holds, in order; never empty.

    What only the whole list can tell: `dash_labels`, it writes `Artist - Title - Label`;
    `round_labels`, it writes `Artist - Title (Label)`.
    """
    text = line.strip()
    if not text or _TAGS_ONLY.fullmatch(text):
        return (Blank(),)
    if "<" in text:
        bare = _LIST_TAG.sub("", without_comments(text)).strip()
        if not bare:
            return (Note(plain(re.sub(r"<!--|-->", " ", text))),)
    else:
        bare = text
    if len(bare) > _LONGEST_LINE or bare.count("[") > _MOST_BRACKETS:
        return (Unparsed(visible(bare)),)
    special = _special(bare)
    if special:
        return (special,)
    literal = "<" in text and ("actual title" in text or "<nowiki>" in text)
    records: list[Record] = []
    for part in _BREAK.split(bare) if "<" in bare else [bare]:
        records += _entries(part, literal, dash_labels, round_labels)
    return tuple(records) or (Unparsed(visible(text)),)


def _special(text: str) -> Record | None:
    """A chapter or a gap."""
    if text[0] == ";":
        return chapter(text.lstrip("; "))
    if text[0] == "=" and (heading := _HEADING.fullmatch(text)):
        return chapter(heading[2])
    if text.startswith("'''") and (bold := _BOLD_LINE.fullmatch(text)):
        rest = bold["rest"]
        # `'''Artist''' - Title` is a track in fancy dress, unless a link stands behind the dash.
        if not rest.lstrip().startswith(("-", "\u2013")) or "[[" in rest or "[http" in rest:
            return chapter(text)
    if text[-1] in ".\u2026-\u2013\u2014":
        bare = _CUE.sub("", _MARKER.sub("", text, count=1) if text[0] in "#*:" else text, count=1)
        if _DOTS.fullmatch(bare):
            return Gap()
    return None


def chapter(text: str) -> Chapter:
    """A chapter line's text."""
    return Chapter(
        scrub(plain(text)), tuple(visible(link.replace("_", " ")) for link in _LINKS.findall(text))
    )


@dataclass(frozen=True, slots=True)
class _Lead:
    """What stands before a track."""

    cue: str | None
    layered: bool
    note: str
    marker: str

    def unknown(self, label: str = "", note: str = "") -> Unknown:
        return Unknown(self.cue, label, self.layered, note or self.note)

    def track(self, artist: str, title: str, label: str) -> Record:
        artist, title = _bare(artist), _closed(_TAIL.sub("", _bare(title)))
        if title.endswith("]"):
            title, more = split_labels(title)
            label = label or more
        artist, title = _unquoted(
            _DASH_BEFORE.sub("", artist, count=1) if artist[:1] == "-" else artist,
            _TAIL.sub("", title),
        )
        artist = _bare(artist)
        if not artist and not title:
            return self.unknown(label)
        if max(len(artist), len(title)) > MAX_NAME:
            return Unparsed(f"{artist} - {title}")
        return Track(artist, title, self.cue, label, self.layered, self.note, self.marker)


def _entries(part: str, literal: bool, dash_labels: bool, round_labels: bool) -> list[Record]:
    part = part.strip()
    marker = ""
    if part and part[0] in "#*:" and (sign := _MARKER.match(part)):
        marker, part = sign[0].strip(), part[sign.end() :]
    if not part:
        return [Unparsed(marker)] if marker else []
    lead, part = _lead(part, marker)
    first, *others = _parts(part)
    records = [_entry(first, lead, literal, dash_labels, round_labels)]
    for other in others:
        lead, other = _lead(other, marker, layered=True)
        records.append(_entry(other, lead, literal, dash_labels, round_labels))
    return records


def _lead(part: str, marker: str, layered: bool = False) -> tuple[_Lead, str]:
    """Cue, on top or not, bold label or speech; and the rest, still with its markup."""
    cue: str | None = None
    note, italic = "", ""
    while True:
        if part.startswith("'''") and (bold := _BOLD_LABEL.match(part)):
            note, part = plain(bold[1]), part[bold.end() :]
            continue
        if part.startswith("''") and part[2:3] in ("[", "+", "("):
            italic, part = "''", part[2:]  # the italics begin before the cue
        for pattern in (_CUE, _LONG_CUE, _NUMBER, _ON_TOP, _SPEECH_PLUS):
            match = pattern.match(part)
            if not match or (pattern in (_LONG_CUE, _NUMBER) and cue):
                continue
            if pattern in (_CUE, _LONG_CUE):
                # Of two, `[0??] + [009]`, the one that is known.
                if cue is None or not cue.replace(":", "").isdigit():
                    cue = _UNIT_SIGN.sub(":", match[1])
            elif pattern is _ON_TOP:
                layered = True
            elif pattern is _SPEECH_PLUS:
                note = plain(match[1])
            part = part[match.end() :]
            break
        else:
            return _Lead(cue, layered, note, marker), italic + part


def _parts(part: str) -> list[str]:
    """`A - X + B - Y` is two tracks, the second on top of the first; `A + B - X` is one."""
    if not _MAY_BE_TWO.search(part):
        return [part]
    for sign in _SECOND.finditer(part):
        left, right = part[: sign.start()], part[sign.end() :]
        if left.count("(") > left.count(")") or left.count("[") > left.count("]"):
            continue
        bare = plain(right)
        if " - " in left and (
            _dash(split_labels(bare)[0]) >= 0
            or _UNKNOWN_BODY.fullmatch(bare)
            or _NO_TITLE_VERSION.fullmatch(bare)
        ):
            return [left, *_parts(right)]
    return [part]


def _entry(part: str, lead: _Lead, literal: bool, dash_labels: bool, round_labels: bool) -> Record:
    """One track, or what stands in its place."""
    text = plain(part)
    marked = bool(lead.marker or lead.cue)
    if not text:
        return _nothing(part, lead)
    if _ABOUT_THE_LIST.search(text) and (not marked or " - " not in text):
        return Note(text)
    if _FOREIGN_DASH.search(text):
        text = _DASHES.sub(" -", text)
    body, label = split_labels(text)
    if not body or _UNKNOWN_BODY.fullmatch(body):
        return lead.unknown(label)
    described = _DESCRIBED.fullmatch(body)
    if described:
        words = described["words"].strip()
        lyrics = "''" in part[1:] or words[:1] in "\"'([\u201c\u2018" or " - " in words
        return (
            lead.unknown(label, words) if lyrics or body[0] != "?" else lead.track("", words, label)
        )
    place = _dash(body)
    if not marked and _PROSE.fullmatch(body) and (place < 0 or body[-1] in ".:;,"):
        return Note(text)
    if place < 0:
        return _undivided(body, label, lead)
    artist, title = _mended(body[:place].strip(), body[place + 1 :].strip())
    if not label:
        title, label = _dashed_label(title, dash_labels)
    if round_labels and not label:
        title, label = round_label(title)
    artist, title = _known(artist, title, literal, bool(label))
    return lead.track(artist, title, label)


def _mended(artist: str, title: str) -> tuple[str, str]:
    """`A (X Remix - T` has lost the end of a bracket, and the version is on the wrong side."""
    start = artist.rfind("(")
    version = artist[start + 1 :].strip()
    if start > 0 and ")" not in version and ")" not in title and is_version(version):
        return artist[:start].strip(), f"{title} ({version})"
    return artist, title


def _nothing(part: str, lead: _Lead) -> Record:
    """A line of which nothing is to be seen: a bare address, a cue without a track."""
    if "//" in part:
        return Note(visible(part))
    return lead.unknown() if lead.cue else Unparsed(visible(part) or lead.marker)


def _undivided(body: str, label: str, lead: _Lead) -> Record:
    """A line without a dash: `Artist 'Title' (Label)`, speech, or a title alone."""
    if (body[0] == "(" and body.find(")") == len(body) - 1) or _SPEECH.fullmatch(body):
        return lead.unknown(label, body)
    quoted = _QUOTED.fullmatch(body)
    if quoted and not is_version(quoted["label"] or ""):
        return lead.track(quoted["artist"], quoted["title"], label or quoted["label"] or "")
    return lead.track("", body, label)


def _bare(name: str) -> str:
    """A name without what is left of markup and cues in broken lines."""
    name = scrub(name.strip())
    while cue := _CUE.match(name):
        name = scrub(name[cue.end() :])
    return name


def _unquoted(artist: str, title: str) -> tuple[str, str]:
    """Both sides without the quotation mark that opens in one and closes in the other."""
    if artist.startswith('"') and artist.count('"') == 1:
        artist = artist[1:].lstrip()
        if title.count('"') == 1:
            title = visible(title.replace('"', ""))
    return artist, title


def _closed(title: str) -> str:
    """The round bracket that somebody forgot to close or to open."""
    if title.count("(") == title.count(")"):
        return title
    if title.rfind("(") > title.rfind(")"):
        return f"{title})"
    return title[:-1].rstrip() if title.endswith(")") and "(" not in title else title


def _dash(body: str) -> int:
    """Where the dash between artist and title stands: the first outside brackets; -1 if none."""
    place = body.find(" - ")
    if place < 0:
        if body.startswith("- ") or body.endswith(" -"):
            return 0 if body[0] == "-" else len(body) - 1
        return _close_dash(body) if "-" in body else -1
    first = place
    while place >= 0 and _open_bracket(body, place):
        place = body.find(" - ", place + 1)
    if place < 0:
        # A bracket that never closes hides nothing.
        closed = body.count("(") == body.count(")") and body.count("[") == body.count("]")
        return -1 if closed else first + 1
    return place + 1


def _close_dash(body: str) -> int:
    """`Artist- Title` and `Artist -Title`."""
    for dash in _CLOSE_DASH.finditer(body):
        place = body.index("-", dash.start())
        if place and not _open_bracket(body, place):
            return place
    return -1


def _open_bracket(body: str, place: int) -> bool:
    before = body[:place]
    return before.count("(") > before.count(")") or before.count("[") > before.count("]")


def _dashed_label(title: str, dash_labels: bool) -> tuple[str, str]:
    """`Title (X Remix) - Label`, and `Title - Label` where the whole list writes so."""
    if " - " not in title:
        return title, ""
    match = _DASH_LABEL.fullmatch(title)
    if match and (dash_labels or (match["title"].endswith(")") and not match["label"].isdigit())):
        return match["title"], match["label"]
    return title, ""


def _known(artist: str, title: str, literal: bool, labelled: bool) -> tuple[str, str]:
    """Both sides, empty where they only say that nobody knows."""
    if _NOBODY.fullmatch(artist):
        artist = ""
    if literal:
        return artist, title
    if (
        _NO_TITLE.fullmatch(title)
        or _NO_TITLE_VERSION.fullmatch(title)
        or _LYRICS.fullmatch(title)
        or (_UNTITLED.fullmatch(title) and not labelled)
    ):
        title = ""
    return artist, title
