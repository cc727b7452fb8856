"""Sets like the seeds, against a count by hand."""

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.like_sets import LikeSets

PLAYS = sp.csr_matrix(np.array([[1, 1, 0], [1, 1, 0], [0, 1, 1]], dtype=np.float32))
FACTORS = np.array([[2.0, 0.0], [1.0, 0.0], [0.0, 3.0]])


def test_a_track_is_told_by_the_sets_that_point_the_seeds_way() -> None:
    found = np.exp(LikeSets.count(PLAYS, FACTORS).score(np.array([[5.0, 0.0], [0.0, 0.1]])))
    # The sets are of one length, and at a right angle to each other.
    far = np.exp(-4)
    np.testing.assert_allclose(found[0], [2 / (2 + far), 1, far / (2 + far)], atol=0.001)
    np.testing.assert_allclose(
        found[1], [2 * far / (2 * far + 1), 1, 1 / (2 * far + 1)], atol=0.001
    )


def test_seeds_without_a_direction_get_what_is_played_most() -> None:
    found = np.exp(LikeSets.count(PLAYS, FACTORS).score(np.zeros((1, 2))))
    np.testing.assert_allclose(found, [[2 / 3, 1, 1 / 3]], atol=0.001)


def test_a_long_set_weighs_less_than_as_many_short_ones() -> None:
    plays = np.zeros((2, 40), dtype=np.float32)
    plays[0, 0] = 1
    plays[1, 1:] = 1
    found = np.exp(LikeSets.count(sp.csr_matrix(plays), np.ones((2, 2))).score(np.ones((1, 2))))
    assert found[0, 0] > 2 * found[0, 1]


def test_no_sets_at_all_say_the_same_of_every_track() -> None:
    none = LikeSets.count(sp.csr_matrix((0, 3), dtype=np.float32), np.zeros((0, 2)))
    assert np.ptp(none.score(np.ones((2, 2)))) == 0
