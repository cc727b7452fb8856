"""Who keeps company with whom, where most of the tracks are unknown to the model."""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.company import Company
from recommender.interactions import Interactions, credit
from tests.recommender.builders import NO_LABELS
from tests.recommender.collaborative.boards import query

P, Q, R, S = range(4)
"""The tracks that the model knows, each by an artist of its own: 0 to 3."""


def catalogue(repeats: int = 2) -> Interactions:
    """P and Q never share a set, but both stand among tracks by artists 4 and 5, which nobody
    played twice; R and S among those by 6 and 7."""
    sets = [[P, 4, 5], [Q, 5, 4], [R, 6, 7], [S, 7, 6]] * repeats
    lines = np.array(
        [(row, artist, place) for row, line in enumerate(sets) for place, artist in enumerate(line)]
    )
    known = lines[lines[:, 1] <= S]
    ones = np.ones(len(known), dtype=np.float32)
    return Interactions(
        plays=sp.csr_matrix((ones, (known[:, 0], known[:, 1])), shape=(len(sets), 4)),
        track_ids=np.arange(4),
        set_dates=np.array([""] * len(sets)),
        djs=sp.csr_matrix((0, len(sets)), dtype=np.float32),
        styles=sp.csr_matrix((0, len(sets)), dtype=np.float32),
        artists=sp.csr_matrix(np.eye(8, 4), dtype=np.float32),
        whole=np.ones(4, dtype=bool),
        sequence=known,
        artist_sequence=lines,
        label_sequence=NO_LABELS,
    )


def seeds(*rows: dict[int, float]) -> sp.csr_matrix:
    return query(4, *rows)


def test_tracks_beside_the_same_unknown_records_point_the_same_way() -> None:
    company, _ = Company.count(catalogue(), 0)
    for found in (company.by_tracks(seeds({P: 1.0}))[0], company.by_artists(seeds({P: 1.0}))[0]):
        assert found[Q] > 0.5
        np.testing.assert_allclose(found[[R, S]], 0, atol=1e-5)


def test_without_the_artists_of_unknown_records_nothing_is_known_of_them() -> None:
    data = catalogue()
    data = replace(data, artist_sequence=credit(data.sequence, data.artists))
    company, _ = Company.count(data, 0)
    assert not company.by_tracks(seeds({P: 1.0}))[:, [Q, R, S]].any()


def test_an_artist_of_one_set_alone_is_nobodys_company() -> None:
    company, of_sets = Company.count(catalogue(repeats=1).only_sets(np.array([0, 2])), 0)
    assert not company.tracks.any()
    assert not company.artists.any()
    assert not of_sets.any()


def test_a_set_points_where_its_artists_do() -> None:
    company, of_sets = Company.count(catalogue(), 0)
    alike = of_sets @ company.of_artists(seeds({P: 1.0}))[0]
    assert (alike[[0, 1, 4, 5]] > 0.5).all()
    np.testing.assert_allclose(alike[[2, 3, 6, 7]], 0, atol=1e-5)


def test_several_seeds_point_between_them_and_a_disliked_one_away() -> None:
    company, _ = Company.count(catalogue(), 0)
    for score in (company.by_tracks, company.by_artists):
        one, both, without = score(seeds({P: 1.0}, {P: 1.0, R: 1.0}, {P: 1.0, R: -1.0}))
        # P and R are at a right angle.
        np.testing.assert_allclose(both[[Q, S]], one[Q] / np.sqrt(2), rtol=1e-4)
        np.testing.assert_allclose(without[Q], one[Q] / np.sqrt(2), rtol=1e-4)
        np.testing.assert_allclose(without[S], -without[Q], rtol=1e-4)


def test_a_seed_is_as_near_to_itself_as_can_be() -> None:
    company, _ = Company.count(catalogue(), 0)
    for score in (company.by_tracks, company.by_artists):
        np.testing.assert_allclose(np.diag(score(sp.identity(4, format="csr"))), 1, rtol=1e-5)


def test_lines_that_name_nobody_leave_no_gap() -> None:
    data = catalogue()
    apart = replace(data, artist_sequence=data.artist_sequence * [1, 1, 50])
    apart = replace(apart, sequence=data.sequence * [1, 1, 50])
    for one, other in zip(Company.count(data, 0), Company.count(apart, 0), strict=True):
        left = one.tracks if isinstance(one, Company) else one
        right = other.tracks if isinstance(other, Company) else other
        np.testing.assert_array_equal(left, right)


def test_an_artist_whom_one_set_plays_twice_is_still_one_of_one_set() -> None:
    data = catalogue(repeats=1).only_sets(np.array([0]))
    twice = np.array([(0, P, 0), (0, 4, 1), (0, 4, 2), (0, P, 3)])
    company, _ = Company.count(replace(data, artist_sequence=twice), 0)
    assert not company.artists.any()


def test_it_repeats_where_there_are_fewer_kinds_of_company_than_factors() -> None:
    """In a matrix of so low a rank a search for factors runs dry and begins anew."""
    columns = np.arange(150)
    sets = [columns[heap * 50 : heap * 50 + 50] for heap in range(3) for _ in range(6)]
    lines = [
        (row, track, 1 + at % 2) for row, line in enumerate(sets) for at, track in enumerate(line)
    ]
    sequence = np.array(sorted(lines, key=lambda line: (line[0], line[2])))
    artists = sp.csr_matrix((np.ones(150, dtype=np.float32), (columns % 90, columns)))
    data = replace(
        catalogue(),
        plays=sp.csr_matrix((np.ones(len(lines), dtype=np.float32), sequence[:, :2].T)),
        track_ids=columns,
        artists=artists,
        whole=np.ones(150, dtype=bool),
        sequence=sequence,
        artist_sequence=credit(sequence, artists),
    )
    first, *others = (Company.count(data, 3)[0] for _ in range(4))
    for other in others:
        np.testing.assert_array_equal(first.tracks, other.tracks)
        np.testing.assert_array_equal(first.artists, other.artists)


def test_what_is_restored_answers_to_the_last_digit() -> None:
    company, _ = Company.count(catalogue(), 0)
    again = Company.restore({name: array.copy() for name, array in company.arrays().items()})
    queries = seeds({P: 1.0}, {Q: 1.0, S: 1.0})
    for name in ("by_tracks", "by_artists"):
        np.testing.assert_array_equal(
            getattr(company, name)(queries), getattr(again, name)(queries)
        )
    assert company.tracks.flags.c_contiguous
    assert company.artists.flags.c_contiguous


def test_a_track_of_two_artists_points_between_them() -> None:
    data = catalogue()
    artists = data.artists.toarray()
    artists[R, P] = 1  # R's artist sings on P
    company, _ = Company.count(replace(data, artists=sp.csr_matrix(artists)), 0)
    found = company.by_artists(seeds({Q: 1.0}, {S: 1.0}))
    np.testing.assert_allclose(found[0, P], found[1, P], atol=1e-5)
    assert found[0, P] > 0.3
    np.testing.assert_allclose(company.by_artists(seeds({P: 1.0}))[0, P], 1, rtol=1e-5)


def test_no_plays_or_no_artists_point_nowhere() -> None:
    data = catalogue()
    nobody = replace(
        data,
        artists=sp.csr_matrix((0, 4), dtype=np.float32),
        artist_sequence=np.empty((0, 3), dtype=np.int64),
    )
    company, of_sets = Company.count(nobody, 0)
    assert not company.by_artists(seeds({P: 1.0})).any()
    assert not of_sets.any()
    company, of_sets = Company.count(nobody.only_sets(np.array([], dtype=int)), 0)
    assert not company.by_tracks(seeds({P: 1.0})).any()
    assert of_sets.shape[0] == 0
