"""Ways to write one title, made one: to compare what services offer, not for the catalogue's keys.

Services write one recording as `Pt. 2` and as `Part II`, with `Single Version / Remastered` and
without. What tells recordings apart stays as it is.
"""

import re

from recommender.catalogue.identity import track_name

MAX_LENGTH = 500
"""Of a title or a credit; what is longer is cut."""

_PARTS_OF = frozenset({"part", "volume", "side", "chapter", "act", "phase", "episode"})
"""Behind these a single letter counts: `Part I` is the first, `Side A` is not `a side`."""

_ROMAN = (
    *("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    *("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"),
)
_SPELLED = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_DIGITS = {word: str(n) for words in (_ROMAN, _SPELLED) for n, word in enumerate(words, 1)}
_SLANG = {"u": "you", "thru": "through", "tha": "the"}
_FILLERS = frozenset({"and", "the"})
_FILLING_LETTERS = frozenset({"a", "n"})
"""An article, and what is left of `'n'`."""

_DASH = re.compile(r"\s[-–—]\s")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BETWEEN = re.compile(r"\s(?:/|[-–—])\s")
_YEAR_APART = re.compile(
    r"\s[-–—]\s((?:19|20)\d\d)\s[-–—]\s(?=(?:digital )?remaster)", re.IGNORECASE
)
_VIP = re.compile(r"(?<=[^\s\-–—]) VIP$")
"""Drum and bass writes a producer's own remix so, with and without brackets."""
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_AND = re.compile("\\s?['’‘`´]n['’‘`´]\\s?", re.IGNORECASE)
_PART = re.compile(r"\b(?:pt|part)s?\s?(?=\d|\b)")
_VOLUME = re.compile(r"\bvol(?:ume)?s?\s?(?=\d|\b)")

_SHELF = (
    # Up to the end of the bracket or to the next dash: what else stands there may name a remix.
    r"(?:(?:19|20)\d\d )?(?:digital(?:ly)? )?remaster(?:ed)? "
    r"(?:(?:original|album|single|extended) )+(?:mix|version)|"
    r"(?:super )?deluxe(?: (?:edition|version))?|expanded(?: edition)?|bonus track version|"
    r"(?:\d+(?:st|nd|rd|th) )?anniversary edition|"
    r"(?:music |theme |taken )?from (?:the )?"
    r"(?:(?:original|motion|picture|film|movie|series|tv|netflix|game|soundtrack|musical|of|to) )*"
    r"(?:[\"“”„«»][^\"“”„«»()\[\]]+[\"“”„«»]|['‘’][^'‘’()\[\]]+['‘’])"
    r"(?: (?:original )?(?:motion picture )?(?:soundtrack|score|ost))?"
)
_ON_WHICH_SHELF = re.compile(
    rf"\s?[(\[]\s?(?:{_SHELF})\s?[)\]]|\s[-–—]\s(?:{_SHELF})(?=\s[-–—]\s|\s?[(\[]|$)",
    re.IGNORECASE,
)


def squeezed(text: str) -> str:
    """On one line, with single blanks, and no longer than any name is."""
    return " ".join(text.split())[:MAX_LENGTH].strip()


def plain_title(title: str) -> str:
    """A title as written → without notes about its shelf, and with its other notes one by one."""
    plain = squeezed(title)
    plain = _ON_WHICH_SHELF.sub("", plain).strip() or plain
    plain = _VIP.sub(" (VIP)", plain)
    plain = _YEAR_APART.sub(r" - \1 ", plain)
    plain = _ACRONYM.sub(lambda found: found[0].replace(".", ""), plain)
    plain = _AND.sub(" n ", plain)
    if " / " not in plain and not _BRACKET.search(plain):
        return plain
    plain = _BRACKET.sub(lambda found: _one_by_one(found[1], "({})", " ") or found[0], plain)
    head, *notes = _DASH.split(plain)
    return " - ".join([head, *(_one_by_one(note, "{}", " - ") or note for note in notes)])


def _one_by_one(notes: str, form: str, joiner: str) -> str:
    """Several notes in one; empty where that is not what they are."""
    parts = [part.strip() for part in _BETWEEN.split(notes)]
    if len(parts) < 2 or not all(_is_version(part) for part in parts):
        return ""
    return joiner.join(form.format(part) for part in parts)


def _is_version(note: str) -> bool:
    # As the identity sees it: a version is taken out of the title.
    return track_name("a", f"a ({note})").title == "a"


def telling_words(title: str) -> list[str]:
    """The words of a folded title, without those that come and go, and numbers in digits."""
    written = _VOLUME.sub("volume ", _PART.sub("part ", title)).split()
    words = [_SLANG.get(word, word) for word in written]
    telling = []
    for before, word, last in zip(["", *words], words, [*words[1:], ""], strict=False):
        if len(word) == 1 and word in _DIGITS and before not in _PARTS_OF:
            telling.append(word)
        elif word in _FILLERS or (word in _FILLING_LETTERS and last and before not in _PARTS_OF):
            continue
        else:
            telling.append(_DIGITS.get(word, word))
    return telling or words


def numbers(words: list[str]) -> list[str]:
    """The numbers of a title, as digits."""
    return re.findall(r"\d+", " ".join(words))


def letters(words: list[str]) -> list[str]:
    """The single letters of a title: `Side A` and `Side B` are two recordings."""
    return [word for word in words if len(word) == 1 and word.upper() != word]
