"""Reading the catalogue: by key, by URI, by name, and nothing that only looks like it."""

import pytest
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.identity import track_name
from recommender.catalogue.setlist import Play
from recommender.catalogue.store import Counts, Store
from recommender.errors import SegueError
from tests.recommender.builders import a_set, at_once, content, fill


def keys(tracks: list) -> list[str]:
    return [track.key for track in tracks]


def test_an_empty_catalogue_answers_everything_with_nothing(store: Store) -> None:
    assert store.counts() == Counts(0, 0, 0, 0)
    assert store.revision() == 0
    assert store.tracks([]) == store.tracks([1, 2]) == {}
    assert store.track_by_key("ada - rise") is None
    assert store.track_by_uri("spotify:track:6rqhFgbbKwnb9MLmUQDhG6") is None
    assert store.search("ada") == store.alike("ada") == store.artist_tracks(["ada"]) == []
    assert store.near(track_name("Ada", "Rise"), 80) is None


def test_a_track_knows_how_often_and_by_how_many_it_was_played(store: Store) -> None:
    fill(
        store,
        [
            a_set(1, "Ada - Rise", "Bo - Fall", "Ada - Rise", djs=("Nadia", "Tomas")),
            a_set(2, "Ada - Rise", djs=("Nadia",)),
            a_set(3, "Ada - Rise", djs=()),
        ],
    )
    track = store.track_by_key("ada - rise")
    assert track is not None
    assert (track.sets, track.djs, track.name) == (3, 2, "Ada - Rise")
    assert store.tracks([track.id, 10**6]) == {track.id: track}


def test_only_a_usable_analysis_is_shown(store: Store) -> None:
    fill(store, [a_set(1, "Ada - Rise", "Bo - Fall")])
    ids = [store.search(name)[0].id for name in ("ada", "bo")]
    row = {"source": "test", "model_version": "1", "tempo_bpm": 124.0, "camelot": "8A"}
    with store.engine.begin() as connection:
        now = sa.func.current_timestamp()
        for id_, usable in zip(ids, (True, False), strict=True):
            values = row | {"track_id": id_, "usable": usable, "analysed_at": now}
            connection.execute(db.analysis.insert().values(**values))
    good, bad = (store.tracks(ids)[id_] for id_ in ids)
    assert (good.tempo_bpm, good.camelot) == (124.0, "8A")
    assert (bad.tempo_bpm, bad.camelot) == (None, None)


def test_search_finds_every_word_in_any_spelling_most_played_first(store: Store) -> None:
    fill(
        store,
        [
            a_set(1, "Röyksopp - Eple", "Röyksopp - Sått", "Bo - Eple"),
            a_set(2, "Bo - Eple"),
            a_set(3, "Röyksopp - Eple", "Bo - Eple"),
        ],
    )
    assert keys(store.search("eple")) == ["bo - eple", "royksopp - eple"]
    for text in ("royksopp eple", "EPLE RÖYKSOPP", "Röyk epl", "  Röyksopp — Eple! "):
        assert keys(store.search(text)) == ["royksopp - eple"], text
    assert keys(store.search("SATT")) == ["royksopp - satt"]
    assert store.search("royksopp nothing") == []
    assert len(store.search("e", limit=2)) == 2


@pytest.mark.parametrize("text", ["%", "_", "%%", "\\", "'", "'; DROP TABLE track; --"])
def test_signs_that_sql_gives_a_meaning_have_none_in_a_search(store: Store, text: str) -> None:
    fill(store, [a_set(1, "Ada - Rise", "Bo - 100 Pure")])
    assert store.search(text) == []
    assert store.counts().tracks == 2


def test_a_name_of_signs_alone_is_found_by_them(store: Store) -> None:
    fill(store, [a_set(1, "%% - __", "!!! - Rise", "Ada - Rise")])
    assert keys(store.search("%")) == keys(store.search("_")) == ["%% - __"]
    assert keys(store.search("!!!")) == ["!!! - rise"]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\ud800", "\u200b", "\x00 \udfff"])
def test_what_holds_no_word_finds_nothing(store: Store, text: str) -> None:
    fill(store, [a_set(1, "Ada - Rise")])
    assert store.search(text) == store.alike(text) == []


def test_alike_suggests_what_a_slip_meant_best_first(store: Store) -> None:
    fill(store, [a_set(1, "Boards of Canada - Roygbiv", "Bonobo - Kiara", "Autechre - Rae")])
    found = keys(store.alike("bords of canda roygbiv"))
    assert found[0] == "boards of canada - roygbiv"
    assert "autechre - rae" not in found


def test_near_finds_a_slip_in_the_title_by_one_of_the_artists(store: Store) -> None:
    fill(store, [a_set(1, "Ada & Bo - Strings of Light", "Cy - Strings of Light")])
    for artist, title in (("Ada", "String of Light"), ("Bo & Dee", "Strings Of Ligth")):
        found = store.near(track_name(artist, title), 80)
        assert found is not None
        assert found.key == "ada & bo - strings of light"
    assert store.near(track_name("Ada", "Something Else"), 80) is None
    assert store.near(track_name("Eve", "Strings of Light"), 80) is None
    assert store.near(track_name("", "Strings of Light"), 80) is None


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Ada - Strings of Light (Bo Remix)", "Strings of Light"),
        ("Ada - Strings of Light", "Strings of Light (Bo Remix)"),
        ("Ada - Strings of Light (Bo Remix)", "Strings of Light (Bob Remix)"),
        ("Ada - Strings of Light (ID Remix)", "Strings of Light"),
        ("Ada - Strings of Light (Part 1)", "Strings of Light (Part 2)"),
        ("Ada - Strings of Light Pt. 1", "Strings of Light"),
        ("Ada - Strings of Light II", "Strings of Light III"),
        ("Ada - Strings of Light I", "Strings of Light II"),
        ("Ada - Strings of Light Part One", "Strings of Light Part Two"),
        ("Ada - Strings of Light 2019", "Strings of Light 2018"),
    ],
)
def test_near_never_gives_another_version_or_part(store: Store, known: str, asked: str) -> None:
    fill(store, [a_set(1, known)])
    assert store.near(track_name("Ada", asked), 80) is None
    # The same slip within the same version and part is forgiven.
    slip = known.removeprefix("Ada - ").replace("Strings", "String")
    assert store.near(track_name("Ada", slip), 80) is not None


def test_near_prefers_the_most_alike(store: Store) -> None:
    fill(store, [a_set(1, "Ada - Strings of Night", "Ada - Strings of Light", "Ada - Strings")])
    found = store.near(track_name("Ada", "Strings of Lihgt"), 80)
    assert found is not None
    assert found.title == "Strings of Light"


def test_artist_tracks_are_not_fooled_by_names_in_names(store: Store) -> None:
    lines = ["Ann - 1", "Ann & Bo - 2", "Bo feat. Ann - 3", "Aa & Ann & Zed - 4"]
    others = [
        "Joann - 5",
        "Ann Lee - 6",
        "Mary Ann - 7",
        "Bo - Ann",
        "Lee & Ann Lee - 8",
        "Ann - ?",
    ]
    fill(store, [a_set(1, *lines, *others)])
    found = store.tracks(store.artist_tracks(["ann"])).values()
    assert {track.title for track in found} == {"1", "2", "3", "4"}
    both = store.tracks(store.artist_tracks(["ann lee", "mary ann"])).values()
    assert {track.title for track in both} == {"6", "7", "8"}
    assert len(store.artist_tracks(["ann"], limit=2)) == 2
    assert store.artist_tracks([]) == store.artist_tracks(["%"]) == store.artist_tracks([""]) == []


def test_a_uri_that_two_tracks_claim_gives_one_and_the_same_each_time(store: Store) -> None:
    uri = "spotify:track:6rqhFgbbKwnb9MLmUQDhG6"
    fill(store, [a_set(1, Play("Ada", "Rise", None, uri), Play("Bo", "Fall", None, uri))])
    found = {store.track_by_uri(uri).key for _ in range(5)}
    assert len(found) == 1


def test_a_uri_never_finds_half_a_track(store: Store) -> None:
    uri = "spotify:track:6rqhFgbbKwnb9MLmUQDhG6"
    fill(store, [a_set(1, "Ada - ?")])
    with store.engine.connect() as connection:
        half = connection.scalar(sa.select(db.track.c.id))
    store.writer().put_resolution(half, "spotify", uri)
    assert store.track_by_uri(uri) is None


def test_opening_again_finds_everything_and_changes_nothing(database_url: str) -> None:
    first = Store(database_url)
    fill(first, [a_set(1, "Ada - Rise")])
    before, name = content(first), first.catalogue_id()
    first.close()
    again = Store(database_url)
    assert (content(again), again.catalogue_id(), again.revision()) == (before, name, 1)
    again.close()


def test_several_programs_may_open_a_fresh_database_at_once(database_url: str) -> None:
    opened = at_once(*[lambda: Store(database_url)] * 4)
    assert len({store.catalogue_id() for store in opened}) == 1
    for store in opened:
        store.close()


def test_two_catalogues_have_two_ids(store: Store, small: Store) -> None:
    assert store.catalogue_id() != small.catalogue_id()


def test_tables_of_another_version_are_refused_in_one_line_and_left_alone(
    database_url: str,
) -> None:
    first = Store(database_url)
    fill(first, [a_set(1, "Ada - Rise")])
    with first.engine.begin() as connection:
        old = db.scrape_state.update().where(db.scrape_state.c.name == "schema").values(value="0")
        connection.execute(old)
        db.analysis.drop(connection)
    before = content(first)
    with pytest.raises(SegueError, match=r"another version of Segue") as refused:
        Store(database_url)
    assert "\n" not in str(refused.value)
    assert content(first) == before
    assert not sa.inspect(first.engine).has_table("analysis")
    first.close()


@pytest.mark.parametrize(
    "url", ["nonsense", "", "oracle://x", "sqlite:////proc/none/here.db", "mysql+none://x/y"]
)
def test_a_database_that_can_not_be_opened_is_told_in_one_line(url: str) -> None:
    with pytest.raises(SegueError) as refused:
        Store(url)
    assert "\n" not in str(refused.value)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(SegueError) as refused:
        Store("postgresql://segue:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path) -> None:
    path = tmp_path / "segue.db"
    path.write_text("This is a letter, and no database at all.\n" * 50)
    with pytest.raises(SegueError, match="can't be opened"):
        Store(f"sqlite:///{path}")
    assert path.read_text().startswith("This is a letter")


def test_ids_of_many_tracks_are_found_at_once(store: Store) -> None:
    names = [f"Ada - Part {number}" for number in range(1_200)]
    fill(store, [a_set(1, *names, "Ada - ")])
    ids = store.track_ids([name.lower() for name in names] + ["nobody - nothing", "ada - "])
    assert ids.keys() == {name.lower() for name in names}
    assert store.tracks([ids["ada - part 7"]])[ids["ada - part 7"]].title == "Part 7"
