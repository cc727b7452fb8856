"""Every form of a track's link is read; everything else is refused with a way on."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.catalogue.links import MAX_LENGTH, track_id, track_uri, track_url
from recommender.errors import BadInput

ID = "6rqhFgbbKwnb9MLmUQDhG6"

TRACKS = [
    "{id}",
    "  {id}\n",
    "{id}\u200b",
    "\ufeff{id}",
    "spotify:track:{id}",
    "Spotify:Track:{id}",
    "spotify:track:{id}?si=0123456789abcdef",
    "spotify://track/{id}",
    "spotify%3Atrack%3A{id}",
    "https://open.spotify.com/track/{id}",
    "http://open.spotify.com/track/{id}",
    "HTTPS://OPEN.SPOTIFY.COM/track/{id}",
    "https://Open.Spotify.com:443/track/{id}",
    "open.spotify.com/track/{id}",
    "//open.spotify.com/track/{id}",
    "https://open.spotify.com/track/{id}/",
    "https://open.spotify.com//track/{id}",
    "https://open.spotify.com/track/{id}#login",
    "https://open.spotify.com/track/{id}?si=abc&utm_source=copy-link&nd=1&context=spotify%3Aalbum",
    "https://open.spotify.com/track/{id}?utm_campaign=two%20words",
    "https://open.spotify.com/track/{id}/?si=abc#x",
    "https://open.spotify.com/track/{id}%3Fsi%3Dabc",
    "https://open.spotify.com/track/{id}%E2%80%8B",
    "https%3A%2F%2Fopen.spotify.com%2Ftrack%2F{id}%3Fsi%3Dabc",
    "https://open.spotify.com/intl-de/track/{id}",
    "https://open.spotify.com/intl-pt-BR/track/{id}?si=abc",
    "https://open.spotify.com/intl-es-419/track/{id}",
    "https://open.spotify.com/embed/track/{id}?utm_source=generator&theme=0",
    "https://open.spotify.com/intl-fr/embed/track/{id}",
    "https://play.spotify.com/track/{id}",
    "play.spotify.com/track/{id}",
    "<https://open.spotify.com/track/{id}>",
    '"https://open.spotify.com/track/{id}"',
    "“https://open.spotify.com/track/{id}”",
    "'spotify:track:{id}'",
    "«{id}»",
    "\u00a0<https://open.spotify.com/track/{id}?si=1> \u200b",
    "https://open.spotify.com/\u200btrack/\u200b{id}",
]

NOT_SPOTIFY = [
    "",
    "   ",
    "Aphex Twin - Xtal",
    "Burial",
    "6rqhFgbbKwnb9MLmUQDhG",  # 21: a word like any other
    "6rqhFgbbKwnb9MLmUQDhG6a",
    "Spotify - Some Song",
    "spotify:",
    "spotify: a love story",
    "100% Pure Love",
    "50%",
    "A/B",
    "//",
    "<>",
    "mailto:someone@example.com",
    "gopher://example.com/track",
    "é" * 22,
    "٠" * 22,  # digits of another script
]

REFUSED = [
    (f"https://open.spotify.com/album/{ID}", "album"),
    (f"spotify:album:{ID}", "album"),
    (f"https://open.spotify.com/intl-de/album/{ID}?highlight=spotify:track:{ID}", "album"),
    (f"https://open.spotify.com/playlist/{ID}", "playlist"),
    (f"spotify:user:someone:playlist:{ID}", "playlist"),
    (f"https://open.spotify.com/user/someone/playlist/{ID}", "playlist"),
    (f"https://open.spotify.com/embed/playlist/{ID}", "playlist"),
    (f"open.spotify.com/artist/{ID}", "artist"),
    (f"spotify:artist:{ID}", "artist"),
    (f"https://open.spotify.com/episode/{ID}", "episode"),
    (f"spotify:show:{ID}", "podcast"),
    (f"https://open.spotify.com/audiobook/{ID}", "audiobook"),
    ("https://open.spotify.com/user/someone", "profile"),
    ("spotify:user:someone", "profile"),
    ("spotify:local:Artist:Album:Title:215", "Type the artist"),
    ("spotify:local:Some Artist:Album:Title:215", "Type the artist"),
    ("spotify%3Alocal%3AArtist:Album", "Type the artist"),
    ("spotify:search:techno", "names no track"),
    ("https://open.spotify.com/", "names no track"),
    ("open.spotify.com", "names no track"),
    ("https://open.spotify.com/track", "names no track"),
    ("https://open.spotify.com/search/techno", "names no track"),
    ("https://open.spotify.com/collection/tracks", "names no track"),
    (f"https://open.spotify.com/track/{ID}/more", "names no track"),
    (f"https://open.spotify.com/track/{ID[:-1]}", "this one has 21"),
    (f"https://open.spotify.com/track/{ID}x", "this one has 23"),
    (f"spotify:track:{ID[:-1]}", "this one has 21"),
    (f"spotify:track:{ID[:-1]}-", "this one holds others"),
    (f"https://open.spotify.com/track/{ID[:-1]}_", "this one holds others"),
    (f"https://open.spotify.com/track/{ID[:-1]}é", "this one holds others"),
    ("https://spotify.link/aBcDeF", "full link"),
    ("spotify.link/aBcDeF", "full link"),
    ("https://open.spotify.com/s/aBcDeF", "full link"),
    ("https://link.tospotify.com/aBcDeF", "full link"),
    ("https://spotify.app.link/aBcDeF?_p=c", "full link"),
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "Segue reads Spotify track links"),
    ("www.youtube.com/watch", "Segue reads Spotify track links"),
    ("http://example.com", "Segue reads Spotify track links"),
    ("https://exa mple.com/", "Segue reads Spotify track links"),
    ("https://", "Segue reads Spotify track links"),
    ("https://[::1", "Segue reads Spotify track links"),
    (f"https://open.spotify.com.evil.example/track/{ID}", "leads elsewhere"),
    (f"https://evil.example/open.spotify.com/track/{ID}", "leads elsewhere"),
    (f"evil.example/open.spotify.com/track/{ID}", "leads elsewhere"),
    (f"https://notopen.spotify.com/track/{ID}", "leads elsewhere"),
    (f"https://open.spotify.com@evil.example/track/{ID}", "leads elsewhere"),
    (f"https://someone@open.spotify.com/track/{ID}", "leads elsewhere"),
    (f"https://open.spotify.com:8080/track/{ID}", "leads elsewhere"),
    (f"https://open.spotify.com:99999/track/{ID}", "leads elsewhere"),
    (f"https://open.spotify.com\\@evil.example/track/{ID}", "leads elsewhere"),
    (f"https://evil.example/?u=https://open.spotify.com/track/{ID}", "leads elsewhere"),
    (f"ftp://open.spotify.com/track/{ID}", "leads elsewhere"),
    (f"Listen: https://open.spotify.com/track/{ID}", "one track alone"),
    (f"spotify:track:{ID} spotify:track:{ID}", "one track alone"),
    ("x" * (MAX_LENGTH + 1), "too long"),
]


@pytest.mark.parametrize("form", TRACKS)
def test_every_form_of_a_track_is_read(form: str) -> None:
    assert track_id(form.format(id=ID)) == ID


@pytest.mark.parametrize("text", NOT_SPOTIFY)
def test_free_text_is_no_reference(text: str) -> None:
    assert track_id(text) is None


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_everything_else_is_refused_with_a_way_on(text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        track_id(text)
    assert says in str(caught.value)
    assert re.search(r"\b(paste|type|copy|copies)\b", str(caught.value), re.IGNORECASE)


def test_a_word_of_22_letters_is_an_id() -> None:
    assert track_id("counterrevolutionaries") == "counterrevolutionaries"


def test_uri_and_url() -> None:
    assert track_uri(ID) == f"spotify:track:{ID}"
    assert track_url(ID) == f"https://open.spotify.com/track/{ID}"
    for build in (track_uri, track_url):
        with pytest.raises(BadInput):
            build(ID + "\n")


LINK_PIECES = [
    "https://",
    "http:",
    "/",
    "open.spotify.com",
    "spotify.link",
    "intl-de",
    "embed",
    "s",
]
URI_PIECES = ["spotify:", "track", "local", ":", ID]
ODD_PIECES = ["?", "#", "%", "%3F", "@", "[", "]", " ", "\u200b", "\\"]
PIECES = st.sampled_from([*LINK_PIECES, *URI_PIECES, *ODD_PIECES])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
@example("http://[")
@example("https://open.spotify.com:x/track/" + ID)
@example("https://ａ／ｂ/")
def test_any_text_is_read_refused_or_left(text: str) -> None:
    try:
        found = track_id(text)
    except BadInput:
        return
    assert found is None or re.fullmatch("[0-9A-Za-z]{22}", found)


@given(
    st.from_regex("[0-9A-Za-z]{22}", fullmatch=True),
    st.sampled_from(TRACKS),
    st.sampled_from(["", " ", "\n", "\u200b", '"', "<", "\u00a0"]),
    st.sampled_from(["", " ", "\n", "\u200b", '"', ">", "\u2060"]),
)
def test_an_id_survives_every_wrapper(spotify_id: str, form: str, before: str, after: str) -> None:
    assert track_id(before + form.format(id=spotify_id) + after) == spotify_id
