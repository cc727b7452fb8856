"""Each signal against a count by hand."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.collaborative.signals import Djs, Followers, Months, Styles, Together
from recommender.interactions import Interactions
from tests.recommender.builders import NO_LABELS, with_artists

# Sets 0 and 1 are by DJ 0 in May 2019, set 2 by DJ 1 in 2022, set 3 by DJ 1 without a date.
PLAYS = np.array(
    [
        # a  b  c  d  e
        [1, 1, 0, 0, 0],
        [1, 0, 1, 0, 0],
        [0, 0, 0, 1, 1],
        [0, 0, 0, 1, 0],
    ],
    dtype=np.float32,
)
ORDER = [(0, 0, 1), (0, 1, 2), (1, 2, 1), (1, 0, 3), (2, 3, 1), (2, 4, 1), (3, 3, 5)]
A, B, C, D, E = range(5)


def small() -> Interactions:
    return Interactions(
        plays=sp.csr_matrix(PLAYS),
        track_ids=np.arange(5),
        set_dates=np.array(["2019-05-01", "2019-05-20", "2022-01-01", ""], dtype=str),
        djs=sp.csr_matrix(np.array([[1, 1, 0, 0], [0, 0, 1, 1]], dtype=np.float32)),
        styles=sp.csr_matrix(np.array([[1, 0, 0, 0], [1, 1, 1, 0]], dtype=np.float32)),
        artists=sp.identity(5, dtype=np.float32, format="csr"),
        whole=np.ones(5, dtype=bool),
        sequence=np.array(ORDER, dtype=np.int64),
        artist_sequence=np.array(ORDER, dtype=np.int64),  # as many artists as tracks
        label_sequence=NO_LABELS,
    )


def seeds(*columns: int) -> sp.csr_matrix:
    row = np.zeros((1, 5), dtype=np.float32)
    row[0, list(columns)] = 1
    return sp.csr_matrix(row)


def test_a_dj_who_played_the_seed_tells_by_the_share_of_their_sets() -> None:
    found = np.exp(Djs.count(small()).score(seeds(B))[0])
    # DJ 0 played a in 2 of 2 sets, c in 1 of 2; DJ 1 played none of the three.
    # Each track is by an artist of its own, and a set with the artist counts a tenth more.
    np.testing.assert_allclose(found[A] - found[D], 1.1, atol=0.01)
    np.testing.assert_allclose(found[C] - found[D], 0.55, atol=0.01)


def test_a_dj_who_played_the_artist_may_play_the_track() -> None:
    """A set with the artist counts as a tenth of one with the track."""
    of_one = with_artists(small(), np.array([[0, 0, 1, 0, 1]]))
    djs = Djs.count(of_one)
    # DJ 0 played c in one set, so e, by the same artist, in a tenth; DJ 1 the other way round.
    np.testing.assert_allclose(
        djs.plays.toarray(), [[2, 1, 1.1, 0, 0.1], [0, 0, 0.1, 2, 1.1]], rtol=1e-6
    )


def test_a_dj_who_played_an_unknown_track_of_the_artist_may_play_the_known_one() -> None:
    # In set 3, DJ 1 played something by the artist of b that the matrix leaves out.
    data = small()
    unknown = np.concatenate([data.artist_sequence, [(3, B, 9)]])
    before, after = Djs.count(data), Djs.count(replace(data, artist_sequence=unknown))
    gained = after.plays.toarray() - before.plays.toarray()
    np.testing.assert_allclose(gained, [[0] * 5, [0, 0.1, 0, 0, 0]], atol=1e-6)


def test_several_seeds_together_say_whose_they_are() -> None:
    djs = Djs.count(small())
    # One seed of either DJ says as much for both; a second one of DJ 0 settles it.
    torn, settled = djs.score(seeds(A, D))[0], djs.score(seeds(A, B, C, D))[0]
    assert settled[A] - settled[E] > torn[A] - torn[E]


def test_a_style_that_the_seeds_point_at_tells_by_the_share_of_its_sets() -> None:
    """Style 0 is that of the first set alone, style 1 that of the first three."""
    styles = Styles.count(small())
    assert styles.sets.tolist() == [1, 3]
    found = np.exp(styles.score(seeds(B))[0])
    # b is in the only set of style 0 and in a third of those of style 1, which has three times as
    # many: either is as likely. Each track is by an artist of its own, which adds a tenth.
    np.testing.assert_allclose(found[A] - found[D], 1.1 * ((1 + 2 / 3) - 1 / 3) / 2, atol=0.01)
    assert found[A] > found[C]
    # The set without a style says nothing: d is by its other set alone what e is.
    np.testing.assert_allclose(found[D], found[E], rtol=1e-5)


def test_months_near_the_seeds_tell_and_far_ones_do_not() -> None:
    months = Months.count(small())
    assert months.months.tolist() == [2019 * 12 + 4, 2022 * 12]
    found = months.score(seeds(B))[0]
    assert found[A] > found[C] > found[D]
    # Both sets of May 2019 hold a, and one of them c.
    np.testing.assert_allclose(np.exp(found[A]) - np.exp(found[D]), 1.0, atol=0.02)


def test_what_was_never_dated_or_played_by_anybody_is_told_apart_from_nothing() -> None:
    data = small().only_sets(np.array([3]))
    assert len(Months.count(data).months) == 0
    assert np.ptp(Months.count(data).score(seeds(D))) == 0
    assert np.ptp(Djs.count(small()).score(seeds())) == 0


def test_the_cosines_of_the_seeds_add_up() -> None:
    together = Together.count(small())
    one, other, both = (together.score(seeds(*s))[0] for s in ((A,), (B,), (A, B)))
    np.testing.assert_allclose(one, [1, 2**-0.5, 2**-0.5, 0, 0], rtol=1e-6)
    np.testing.assert_allclose(both, one + other, rtol=1e-6)


@pytest.mark.parametrize(
    ("before", "after", "places"), [(A, B, 1), (C, A, 2), (B, A, None), (D, E, None)]
)
def test_what_comes_sooner_after_a_seed_counts_more(
    before: int, after: int, places: int | None
) -> None:
    """Half as much for each place; what comes before, or at the same time, follows nothing."""
    found = Followers.count(small()).score(seeds(before))[0, after]
    expected = 0.0 if places is None else np.log1p(4 * 0.5 ** (places - 1))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_no_set_is_followed_by_another() -> None:
    follows = Followers.count(small()).follows
    assert follows[B, C] == 0
    assert follows.nnz == 2
