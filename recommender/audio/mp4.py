"""MP4 boxes (ISO/IEC 14496-12), as far as it takes to put a file's index before its sound.

Many programs write the index (`moov`) last, when they know how long the sound (`mdat`) became. A
reader that can't go back needs it first.
"""

from collections.abc import Iterator

import numpy as np

_HOLDERS = (b"trak", b"mdia", b"minf", b"stbl")
"""From the index down to the tables, each in the one before."""
_TABLES = {b"stco": ">u4", b"co64": ">u8"}
_MOST_BOXES = 10_000


def index_first(data: bytes) -> bytes:
    """The same file with `moov` right after `ftyp`; unchanged where it is not behind the sound."""
    boxes = list(_boxes(data, 0, len(data)))
    names = [name for name, _, _, _ in boxes]
    if b"moov" not in names or b"mdat" not in names[: names.index(b"moov")]:
        return data
    start, body, end = next(box[1:] for box in boxes if box[0] == b"moov")
    index = bytearray(data[start:end])
    _shift(index, body - start, len(index), by=len(index))
    after_type = boxes[0][3]
    return b"".join((data[:after_type], index, data[after_type:start], data[end:]))


def _boxes(data: bytes | bytearray, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, start, start of the content and end of every whole box; garbage ends the list."""
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        size, name, body = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:  # up to the end of the file
            size = end - at
        if size < body or at + size > end:
            return
        yield name, at, at + body, at + size
        at += size


def _shift(index: bytearray, at: int, end: int, by: int, depth: int = 0) -> None:
    """Add `by` to every place in the file that the tables `stco` and `co64` name."""
    for name, _, body, box_end in list(_boxes(index, at, end)):
        if name in _HOLDERS and depth < len(_HOLDERS):
            _shift(index, body, box_end, by, depth + 1)
        elif name in _TABLES and body + 8 <= box_end:
            told = int.from_bytes(index[body + 4 : body + 8], "big")
            number = np.dtype(_TABLES[name])
            count = min(told, (box_end - body - 8) // number.itemsize)
            places = np.frombuffer(index, number, count, offset=body + 8)
            places += number.type(by)
