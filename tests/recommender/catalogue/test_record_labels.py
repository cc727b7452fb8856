"""One key for a record label, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.record_labels import label_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Hexal", ("hexal",)),
        ("HEXAL Records", ("hexal",)),
        ("Hexal Recordings Ltd. - HX 012D", ("hexal",)),
        ("Hexal 012", ("hexal",)),
        ("Hexal Test Pressing", ("hexal",)),
        ("Hexal/Moth Music", ("hexal", "moth")),
        ("Hexal / Hexal", ("hexal",)),
        ("Éclat", ("eclat",)),
        ("303", ("303",)),
        ("Records", ("records",)),
        ("Hexal-Moth", ("hexal moth",)),
        ("", ()),
        ("White", ()),
        ("White Label", ()),
        ("white label promo", ()),
        ("Unreleased", ()),
        ("CD-R", ()),
        ("N/A", ()),
        ("Not On Label - 12", ()),
    ],
)
def test_spellings_of_a_label_share_a_key_and_no_label_has_none(
    text: str, keys: tuple[str, ...]
) -> None:
    assert label_keys(text) == keys


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(text: str) -> None:
    for key in label_keys(text):
        assert key
        if not any(mark in key for mark in "/|;"):  # a name of nothing but such marks
            assert label_keys(key) == (key,)
