"""A line of the interchange form becomes a set list, or a reason that names what is wrong."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.catalogue.setlist import Play, SetList, parse_setlist
from recommender.errors import BadInput

GOOD = {
    "source": "wiki",
    "id": "42",
    "title": "Friday",
    "date": "2019-03-02",
    "djs": ["Nadia"],
    "url": "https://sets.example/42",
    "plays": [
        {
            "artist": "Ada",
            "title": "Rise",
            "cue_s": 12.5,
            "spotify_uri": "spotify:track:x",
            "label": "Hexal",
        }
    ],
}


def test_a_whole_line_is_read_field_by_field() -> None:
    assert parse_setlist(GOOD) == SetList(
        source="wiki",
        source_id="42",
        title="Friday",
        date="2019-03-02",
        djs=("Nadia",),
        plays=(Play("Ada", "Rise", 12.5, "spotify:track:x", label="Hexal"),),
        url="https://sets.example/42",
    )


def test_what_may_be_missing_may_be_missing() -> None:
    line = {"source": "wiki", "id": "1", "title": "Friday", "plays": [{}, {"artist": None}]}
    assert parse_setlist(line) == SetList("wiki", "1", "Friday", "", (), (Play(), Play()))
    assert parse_setlist(line | {"url": "", "date": None}).url is None


def test_blanks_around_are_dropped_and_empty_djs_left_out() -> None:
    line = GOOD | {"title": "  Friday ", "djs": [" Nadia ", "", "  "], "plays": []}
    parsed = parse_setlist(line)
    assert (parsed.title, parsed.djs, parsed.plays) == ("Friday", ("Nadia",), ())


@pytest.mark.parametrize("date", ["", "2019", "2019-03", "2019-03-31"])
def test_a_date_may_be_as_precise_as_is_known(date: str) -> None:
    assert parse_setlist(GOOD | {"date": date}).date == date


PLAY = GOOD["plays"][0]
BAD = [
    ([], "not a JSON object"),
    (None, "not a JSON object"),
    ("Friday", "not a JSON object"),
    (GOOD | {"plays": None}, "'plays'"),
    (GOOD | {"plays": {}}, "'plays'"),
    (GOOD | {"plays": "Ada - Rise"}, "'plays'"),
    (GOOD | {"plays": [PLAY, "Ada - Rise"]}, "play 2"),
    (GOOD | {"plays": [PLAY, PLAY, PLAY | {"artist": 3}]}, "play 3: 'artist'"),
    (GOOD | {"plays": [PLAY | {"title": ["Rise"]}]}, "play 1: 'title'"),
    (GOOD | {"plays": [PLAY | {"title": "Ri\x00se"}]}, "play 1: 'title'"),
    (GOOD | {"plays": [PLAY | {"title": "R" * 100_000}]}, "play 1: 'title'"),
    (GOOD | {"plays": [PLAY | {"spotify_uri": 5}]}, "play 1: 'spotify_uri'"),
    (GOOD | {"plays": [PLAY | {"label": ["Hexal"]}]}, "play 1: 'label'"),
    (GOOD | {"plays": [PLAY | {"label": "H" * 100_000}]}, "play 1: 'label'"),
    (GOOD | {"plays": [PLAY | {"cue_s": "12"}]}, "play 1: 'cue_s'"),
    (GOOD | {"plays": [PLAY | {"cue_s": True}]}, "play 1: 'cue_s'"),
    (GOOD | {"plays": [PLAY | {"cue_s": -1}]}, "play 1: 'cue_s'"),
    (GOOD | {"plays": [PLAY | {"cue_s": float("nan")}]}, "play 1: 'cue_s'"),
    (GOOD | {"plays": [PLAY | {"cue_s": float("inf")}]}, "play 1: 'cue_s'"),
    (GOOD | {"plays": [PLAY | {"cue_s": 10**400}]}, "play 1: 'cue_s'"),
    (GOOD | {"plays": [PLAY | {"cue_s": 10**5000}]}, "play 1: 'cue_s'"),
    (GOOD | {"djs": "Nadia"}, "'djs'"),
    (GOOD | {"djs": None}, "'djs'"),
    (GOOD | {"djs": ["Nadia", 7]}, "'djs'"),
    (GOOD | {"djs": ["Na\x00dia"]}, "'djs'"),
    (GOOD | {"djs": ["Na\ud800dia"]}, "'djs'"),
    (GOOD | {"djs": ["N" * 100_000]}, "'djs'"),
    (GOOD | {"date": 2019}, "'date'"),
    (GOOD | {"date": "2 March 2019"}, "'date'"),
    (GOOD | {"date": "2019-3-2"}, "'date'"),
    (GOOD | {"date": "2019-13"}, "'date'"),
    (GOOD | {"date": "2019-03-32"}, "'date'"),
    (GOOD | {"date": "２０１９"}, "'date'"),
    (GOOD | {"date": "2019-03-02T10:00:00"}, "'date'"),
    (GOOD | {"source": ""}, "'source'"),
    (GOOD | {"source": "w" * 41}, "'source'"),
    (GOOD | {"source": 1}, "'source'"),
    (GOOD | {"id": None}, "'id'"),
    (GOOD | {"id": 42}, "'id'"),
    (GOOD | {"id": "  "}, "'id'"),
    (GOOD | {"title": ""}, "'title'"),
    (GOOD | {"title": "Fri\udfffday"}, "'title'"),
    (GOOD | {"url": ["https://sets.example"]}, "'url'"),
]


@pytest.mark.parametrize(("line", "reason"), BAD, ids=range(len(BAD)))
def test_a_bad_line_is_refused_with_a_short_reason_that_names_the_field(
    line: object, reason: str
) -> None:
    with pytest.raises(BadInput) as refused:
        parse_setlist(line)
    assert reason in str(refused.value)
    assert len(str(refused.value)) < 200
    assert "\n" not in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
LINES = st.fixed_dictionaries(
    {},
    optional={
        "source": st.text(max_size=50) | JSON,
        "id": st.text() | JSON,
        "title": st.text() | JSON,
        "date": st.sampled_from(["2019", "2019-02-30", "0000-00"]) | JSON,
        "djs": st.lists(st.text(), max_size=3) | JSON,
        "url": JSON,
        "plays": JSON
        | st.lists(
            st.fixed_dictionaries({}, optional={name: st.text(max_size=5) | JSON for name in PLAY}),
            max_size=3,
        ),
    },
)


@given(JSON | LINES)
@example(GOOD)
def test_whatever_is_in_a_line_it_is_read_or_refused(line: object) -> None:
    try:
        parsed = parse_setlist(line)
    except BadInput:
        return
    assert parsed.source
    assert parsed.source_id
    assert len(parsed.digest()) == 64
    for text in (parsed.title, *parsed.djs, *(p.title for p in parsed.plays)):
        text.encode()  # can be stored: no lone surrogates


def test_equal_digests_mean_equal_content() -> None:
    one = parse_setlist(GOOD)
    assert one.digest() == parse_setlist(dict(reversed(GOOD.items()))).digest()
    for change in (
        {"title": "Saturday"},
        {"djs": ["Tomas"]},
        {"date": "2019"},
        {"url": None},
        {"plays": [PLAY, PLAY]},
        {"plays": [PLAY | {"cue_s": 12.6}]},
        {"plays": [PLAY | {"spotify_uri": None}]},
        {"plays": [PLAY | {"label": "Moth"}]},
        {"plays": [PLAY | {"label": ""}]},
    ):
        assert parse_setlist(GOOD | change).digest() != one.digest()


def test_the_digest_of_a_set_without_labels_is_what_it_was_before_labels_were_known() -> None:
    """Else every set that is in a catalogue would be written again at the next import."""
    bare = {name: value for name, value in PLAY.items() if name != "label"}
    digest = parse_setlist(GOOD | {"plays": [bare, {}]}).digest()
    assert digest == "3f911e60ed99d46ad2cfa683f2ea6bff9340fdb1aeaf8f9c93f4eb6fd6233630"
