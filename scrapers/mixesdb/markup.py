"""Wiki markup of one line → the text that a reader sees."""

import html
import re
from collections.abc import Callable

import mwparserfromhell
from mwparserfromhell.nodes import Template

_NOWIKI = re.compile(r"</?nowiki\s*/?>", re.IGNORECASE)
# Written in names too, so only what opens or closes like a tag.
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
_EXTERNAL = re.compile(r"\[(?:https?:|ftp:)?//[^\s\[\]|]*[\s|]*([^\[\]]*)\]", re.IGNORECASE)
_WIKILINK = re.compile(r"\[\[(?:[^\[\]|]*\|)*([^\[\]|]*)\]\]")
_NAMESPACE = re.compile(r"^:?(?:category|file|image):\s*", re.IGNORECASE)
_URL = re.compile(r"https?:\S*", re.IGNORECASE)
_INCHES = re.compile(
    r"\b(7|10|12)''(?!')(?=\s(?:mix|version|edit|remix|dub|vocal|club|single|extended)\b)",
    re.IGNORECASE,
)
# "Dancin'" in italics: the first of the three apostrophes belongs to the word.
_CLIPPED = re.compile(r"(?<=[a-z]in)'''(?!')")
_QUOTES = re.compile(r"'{2,}")
_BLANKS = re.compile(r"\s+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u00ad\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_TELLING = re.compile(r"''|\[\[|\]\]|\{\{|[<>]|&[#\w]|//|http", re.IGNORECASE)
_LEFT = re.compile(r"''+|\[\[|\]\]|\{\{|\}\}|<!--|-->|https?:\S*|http", re.IGNORECASE)


_HALF_OPENED = re.compile(r"(^|\s)'(?!')([^']*)''\s*$")


def replace_comments(text: str, put: Callable[[str], str], opening: str = "<!--") -> str:
    """The text with each closed comment, over any number of lines, replaced by what `put` says."""
    pieces: list[str] = []
    place = 0
    # No pattern: those look for the end again from each opening, which takes long without one.
    while (start := text.find(opening, place)) >= 0:
        end = text.find("-->", start + len(opening)) + 3
        if end < 3:
            break
        pieces += [text[place:start], put(text[start:end])]
        place = end
    return "".join([*pieces, text[place:]])


def without_closed_comments(text: str) -> str:
    """As the wiki reads it: a comment that never ends is none."""
    return replace_comments(text, lambda comment: "")


def without_comments(text: str) -> str:
    """A line without comments, those that never end or lack their `!` included."""
    text = without_closed_comments(text).partition("<!--")[0]
    return replace_comments(text, lambda comment: "", opening="<--")


def visible(text: str) -> str:
    """Blanks collapsed, characters that nobody sees taken out."""
    if not text.isascii() or not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def plain(text: str) -> str:
    """One line without its markup: links, templates and italics give their text."""
    if _TELLING.search(text):
        text = without_comments(text)
        text = _NOWIKI.sub("", text)
        if "{{" in text:
            text = _templates(text)
        text = _EXTERNAL.sub(r"\1", text)
        text = _WIKILINK.sub(lambda link: _NAMESPACE.sub("", link[1]), text)
        text = _quotes(text)
        text = html.unescape(_TAG.sub("", text))
        text = _URL.sub("", text)
    return visible(text)


def scrub(name: str) -> str:
    """A name without the pieces of markup that broken wikitext left in it."""
    while _LEFT.search(name):
        name = visible(_LEFT.sub(" ", name))
    return name


def _quotes(text: str) -> str:
    if "''" not in text:
        return text
    text = _INCHES.sub(r'\1"', text)
    if text.count("''") == 1:  # `'Untitled''` opens with one sign too few
        text = _HALF_OPENED.sub(r"\1\2", text)
    if text.count("'''") % 2:
        text = _CLIPPED.sub("'", text)
    return _QUOTES.sub("", text)


def _templates(text: str) -> str:
    # {{Sample|file|TEXT}} and its like: the last unnamed value is what the page shows.
    code = mwparserfromhell.parse(text, skip_style_tags=True)
    for template in code.filter(forcetype=Template, recursive=False):
        values = [str(value.value) for value in template.params if not value.showkey]
        code.replace(template, values[-1] if values else "")
    return str(code)
