"""Files of set lists: every line is read or told why not; a broken file gives what it holds."""

import gzip
import json
import random
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.catalogue.setlist import SetList, parse_setlist
from recommender.errors import BadInput
from scrapers import setlist_files
from scrapers.setlist_files import BadLine, read_setlists


def line(number: int, title: str = "Friday") -> dict[str, object]:
    plays = [{"artist": "Ada", "title": f"Rise {number}"}]
    return {"source": "test", "id": str(number), "title": title, "plays": plays}


def lines(n: int, filler: int = 0) -> bytes:
    """JSON lines; `filler` characters a line that no packer makes shorter."""
    rng = random.Random(n)
    titles = ("".join(rng.choices("0123456789abcdef", k=filler)) or "Friday" for _ in range(n))
    return "".join(json.dumps(line(at, title)) + "\n" for at, title in enumerate(titles)).encode()


def read(path: Path, content: bytes) -> list[SetList | BadLine]:
    path.write_bytes(content)
    return [one.content for one in read_setlists(path)]


def test_plain_and_packed_files_read_alike_whatever_their_name(tmp_path: Path) -> None:
    expected = [parse_setlist(line(at)) for at in range(3)]
    for name in ("a.jsonl", "a.jsonl.gz", "a"):
        assert read(tmp_path / name, lines(3)) == expected
        assert read(tmp_path / name, gzip.compress(lines(3))) == expected


def test_several_packed_parts_are_one_file(tmp_path: Path) -> None:
    content = gzip.compress(lines(2)) + gzip.compress(lines(1))
    assert len(read(tmp_path / "a.gz", content)) == 3


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blank_lines_are_passed_over_and_still_counted(tmp_path: Path, end: str) -> None:
    text = end.join(["", json.dumps(line(1)), "   ", "nonsense", json.dumps(line(2))])
    found = read(tmp_path / "a", text.encode())
    assert found == [
        parse_setlist(line(1)),
        BadLine(4, "not JSON: Expecting value at column 1"),
        parse_setlist(line(2)),
    ]


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "a", b"") == []
    assert read(tmp_path / "a", gzip.compress(b"")) == []


BAD = {
    "not JSON": (b"{'id': 1}", "not JSON"),
    "half a line": (json.dumps(line(1)).encode()[:40], "not JSON"),
    "a list": (b"[]", "not a JSON object"),
    "wrong types": (json.dumps(line(1) | {"plays": 3}).encode(), "'plays'"),
    "not UTF-8": (json.dumps(line(1, "Caf\u00e9"), ensure_ascii=False).encode("latin-1"), "UTF-8"),
    "a huge number": (b'{"plays": [{"cue_s": 1' + b"0" * 400 + b"}]}", "cue_s"),
    "a number too long": (b'{"id": ' + b"9" * 5000 + b"}", "number that is too long"),
    "an infinite cue": (b'{"plays": [{"cue_s": 1e999}]}', "cue_s"),
    "nested too deeply": (b"[" * 200_000, "nested too deeply"),
    "half a letter": (b'{"source": "a", "id": "\\ud800", "title": "b", "plays": []}', "'id'"),
    "a NUL": (b'{"source": "a", "id": "\\u0000", "title": "b", "plays": []}', "'id'"),
    "binary": (bytes(range(128, 256)), "UTF-8"),
}


@pytest.mark.parametrize(("bad", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_told_by_number_and_reason_and_the_rest_is_read(
    tmp_path: Path, bad: bytes, reason: str
) -> None:
    bad = bad.replace(b'{"plays"', b'{"source": "a", "id": "1", "title": "b", "plays"')
    content = lines(2) + bad + b"\n" + lines(1)
    for packed in (content, gzip.compress(content)):
        one, two, told, last = read(tmp_path / "a", packed)
        assert [one, two, last] == [parse_setlist(line(at)) for at in (0, 1, 0)]
        assert isinstance(told, BadLine)
        assert told.number == 3
        assert reason in told.reason
        assert len(told.reason) < 200


def broken_off(packed: bytes) -> bytes:
    return packed[: len(packed) // 2]


def damaged(packed: bytes) -> bytes:
    """Damaged in the middle so that it can't be unpacked from there on."""
    for seed in range(100):
        content = bytearray(packed)
        rng = random.Random(seed)
        for at in range(len(content) // 2, len(content) // 2 + 40):
            content[at] = rng.randrange(256)
        try:
            zlib.decompress(bytes(content), wbits=31)
        except zlib.error as error:
            if "incorrect data check" not in str(error):
                return bytes(content)
    raise AssertionError("no damage found")


@pytest.mark.parametrize(
    "spoil", [broken_off, damaged, lambda packed: packed + b"rubbish"],
    ids=["broken off", "damaged", "rubbish behind"],
)  # fmt: skip
def test_a_broken_gzip_gives_what_came_before_and_one_bad_line(tmp_path: Path, spoil) -> None:
    found = read(tmp_path / "a.gz", spoil(gzip.compress(lines(3000, filler=80))))
    *good, last = found
    assert isinstance(last, BadLine)
    assert "damaged from here on" in last.reason
    assert "\n" not in last.reason
    assert last.number == len(found)
    sets = [one for one in good if isinstance(one, SetList)]
    assert [one.source_id for one in sets] == [str(at) for at in range(len(sets))]
    assert len(sets) > 1000


def test_a_line_without_end_is_not_read_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setlist_files, "_MAX_LINE_BYTES", 1000)
    *good, last = read(tmp_path / "a", lines(2) + b'"' + b"x" * 5000 + b'"\n' + lines(1))
    assert len(good) == 2
    assert isinstance(last, BadLine)
    assert last.number == 3


def test_the_offset_rises_to_the_length_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    for content in (lines(500, filler=50), gzip.compress(lines(500, filler=50))):
        path.write_bytes(content)
        offsets = [one.offset for one in read_setlists(path)]
        assert offsets == sorted(offsets)
        assert offsets[-1] == len(content)


def test_a_file_that_can_not_be_opened_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(BadInput, match="can't be read"):
            list(read_setlists(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | st.binary().map(gzip.compress) | st.binary().map(lambda b: b"\x1f\x8b" + b))
def test_any_bytes_are_read_without_a_crash(tmp_path: Path, content: bytes) -> None:
    for one in read(tmp_path / "a", content):
        assert isinstance(one, SetList | BadLine)
