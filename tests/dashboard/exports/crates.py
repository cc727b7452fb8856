"""Crates with any names, and some that would hurt."""

from hypothesis import strategies as st

from dashboard.exports.record import ExportTrack
from recommender.audio.camelot import KEYS

# Halves of characters and control characters too.
NAMES = st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(
    [
        "=HYPERLINK(1)",
        "'=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        'a "quoted", name',
        "#EXTM3U",
        "AC/DC",
        "two\r\nlines",
        "\x00",
        "&<>]]>",
        "nan",
    ]
)
TRACKS = st.builds(
    ExportTrack,
    artist=NAMES,
    title=NAMES,
    camelot=st.none() | st.sampled_from(KEYS),
    tempo_bpm=st.none() | st.floats(20, 400),
    played_s=st.none() | st.floats(1, 10_000),
)
CRATES = st.lists(TRACKS, min_size=1, max_size=6)
FOLDERS = NAMES | st.sampled_from(["C:\\Music", "/Users/dj/My Music/", "Müsik", ""])

AFTERGLOW = ExportTrack("Mira Voss", "Afterglow", "8A", 126.0, 330.4)
NIGHT_FERRY = ExportTrack("Kite Theory", "Night Ferry (Tessel Remix)")
