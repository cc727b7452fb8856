"""The brackets at the end of a track line: labels, versions, lengths."""

import re

_VERSION = re.compile(
    r"(?:^|\W)(?:re-?mix|mix|re-?edit|edit|tool|dub|rmx|minirmx|rework|refix|remake|vip|"
    r"acap+ell?a|instrumental|live)(?: \d{1,2})?$|"
    r"\S\W+(?:version|bootleg|mash-?up|cut|reprise|re-?rub|re-?hex|re-?shuffle|re-?beef|"
    r"variation|flip|blend|mixes)$|^(?:part|pt\.?) ?\d+$",
    re.IGNORECASE,
)
# Beside those above, where round brackets may hold labels.
_ROUND_VERSION = re.compile(
    r"^(?:feat\b|ft\b|featuring\b|with\b|live\b|original\b|looped\b|version\b|side\b|"
    r"acap+ella\b|instrumental\b|part\b|pt\b|[a-d]\d?$)|"
    r"\b(?:re-?mix|mix|mixes|re-?mixes|version|vers|edit|dub|dubs|vocal|vox|loop|looped|beats|"
    r"bonus|instrumental|acap+ella|live|reprise|intro|outro|interlude|extended|original|rerub|"
    r"re-?hex|re-?shuffle|re-?beef|flip|blend|variation|cut|excerpt|snippet|sample|cover)"
    r"(?: (?:\d{1,2}|i+|[a-d]))?[?!.]*$",
    re.IGNORECASE,
)
_ROUND_END = re.compile(r"(?P<title>.*\S)\s*\((?P<label>[^()\[\]]+)\)", re.DOTALL)
_SHELF = re.compile(
    r"\b(?:EP|LP|CDR?|album|white(?: label)?|unreleased|promo|bootleg|test pressing|forthcoming|"
    r"dub ?plate|not on label|free download|acetate)\b|\s-\s",
    re.IGNORECASE,
)
_NO_VERSION = frozenset({"in the mix"})
_LENGTH = re.compile(r"\s*\((?:\d{1,2}:)?\d{1,3}:\d\d\)$")
_CUE_BEHIND = re.compile(r"\s*[\[(]?(?:(?:\d|X|\?)+:)?(?:\d|X|\?)+:(?:\d|X|\?)+[\])]?$")
_REMARK = re.compile(
    r"^(?P<body>.*\S)\s*(?P<label>\[[^\[\]]+\])\s+(?:\+\s+)?\((?P<remark>[^()]*)\)$"
)
_DOUBT = re.compile(r"(?<=\])\s*\?+$")
_DASHED_REST = re.compile(r"\s-\s(?P<label>[^\[\]]+)\]$")
_TAIL_REST = re.compile(r"(?<=[)\]])\s*(?P<label>[^\[\]()]+)\]$")
_NEVER_CLOSED = re.compile(r"\s?\[(?P<label>[^\[\]]*?)[)}]?$")
_GLUE = " )]."


def split_labels(body: str) -> tuple[str, str]:
    """What a line says about its track, and the label text behind it; either may be empty.

    Brackets that end in a version stay with the title, in round form.
    """
    labels: list[str] = []
    versions: list[str] = []
    body = _ending(_broken(_ending(body)))
    joined = False
    while body.endswith("]"):
        start = _opening(body)
        inside, before = body[start + 1 : -1].strip(), body[:start].rstrip()
        if start < 0 or not _is_at_the_end(body, start, inside):
            break
        if inside and (is_version(inside) or (labels and not joined and _subtitle(inside))):
            # Written twice, `(X Remix) [X Remix]`, it is one version.
            if before and not before.lower().endswith(f"({inside.lower()})"):
                versions.insert(0, inside)
        elif inside:
            labels.insert(0, inside)
        body = before.rstrip(" /,;")
        joined = body != before
        body = body.removesuffix(" -")
        body = _ending(_broken(_ending(body)))
    body = " ".join([body, *(f"({version})" for version in versions)]).strip()
    return body, " / ".join(labels)


def _ending(body: str) -> str:
    """Lengths such as `(4:12)`, asterisks and remarks behind a label go."""
    while True:
        short = _LENGTH.sub("", body).rstrip(" *")
        if short.endswith(("]", ")")) and ":" in short[-9:] and " - " in short:
            short = _CUE_BEHIND.sub("", short).rstrip()
        if short.endswith("?"):
            short = _DOUBT.sub("", short)
        remark = _REMARK.match(short) if short.endswith(")") and "] " in short else None
        if remark and not is_version(remark["remark"]):
            short = f"{remark['body']} {remark['label']}"
        elif remark:
            # `Title [Label] (X Remix)`, the two the wrong way round
            if is_version(remark["label"][1:-1]):
                return f"{remark['body']} ({remark['label'][1:-1]}) ({remark['remark']})"
            return f"{remark['body']} ({remark['remark']}) {remark['label']}"
        if short == body:
            return short
        body = short


def _broken(body: str) -> str:
    """Mend a last bracket of which one half is missing or of another kind."""
    if body.endswith("]") and _opening(body) < 0:
        for broken in (_DASHED_REST, _TAIL_REST):
            match = broken.search(body)
            # The first dash stands between artist and title.
            if match and " - " in body[: match.start()]:
                return f"{body[: match.start()]} [{match['label']}]"
        return body[:-1].rstrip()
    if body.count("[") > body.count("]"):
        match = _NEVER_CLOSED.search(body)
        if match and match.start():
            return f"{body[: match.start()]} [{match['label']}]"
    return body


def _opening(body: str) -> int:
    """Where the bracket that closes at the end of the text opens; -1 where it never did."""
    depth = 0
    for place in range(len(body) - 1, -1, -1):
        if body[place] == "]":
            depth += 1
        elif body[place] == "[":
            depth -= 1
            if not depth:
                return place
    return -1


def _is_at_the_end(body: str, start: int, inside: str) -> bool:
    if not start or body[start - 1] in _GLUE:
        return True
    # `Title[Label]`, the blank forgotten; but `Movin[g]` is a word.
    return len(inside) > 2 and inside[0].isupper()


def _subtitle(inside: str) -> bool:
    return not _SHELF.search(inside)


def is_version(text: str) -> bool:
    """Whether what stands in a bracket names a version of the track."""
    text = text.strip()
    # `Kiln - Remix 10` is a label with its number, `In The Mix` a label.
    return " - " not in text and text.lower() not in _NO_VERSION and bool(_VERSION.search(text))


def round_label(title: str) -> tuple[str, str]:
    """Title and label of `Title (X Mix) (Label)`; no label where the last bracket is a version."""
    match = _ROUND_END.fullmatch(title) if title.endswith(")") else None
    if not match or not (label := match["label"].strip()):
        return title, ""
    if is_version(label) or _ROUND_VERSION.search(label) or not label.strip("?. "):
        return title, ""
    return match["title"], label
