"""Embeddings of tracks by the company that they keep in the order of the sets."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import svds
from threadpoolctl import threadpool_limits

from recommender.collaborative.base import Config
from recommender.collaborative.directions import NearestVectors, unit_rows
from recommender.interactions import Interactions


@dataclass(frozen=True)
class Prod2VecConfig(Config):
    """Settings of the embedding, in word2vec's words. Found by benchmarks/tune_baselines.py."""

    factors: int = 100
    window: int = 10
    """How many tracks to either side are company; nearer ones count more."""
    negative: float = 5.0
    """Negative samples for each pair: its logarithm shifts the association."""
    smoothing: float = 1.0
    """Exponent of the contexts' frequencies; word2vec draws its negative samples with 0.75."""


class Prod2Vec(NearestVectors):
    """Skip-gram embeddings of tracks, found as a factorisation; nearest by cosine.

    prod2vec (Grbovic et al., "E-commerce in Your Inbox: Product Recommendations at Scale", KDD
    2015) is word2vec's skip-gram over sequences of products. Skip-gram with negative sampling
    implicitly factorises the shifted pointwise mutual information of track and company (Levy and
    Goldberg, "Neural Word Embedding as Implicit Matrix Factorization", NIPS 2014), and this does so
    explicitly: the singular vectors of its positive part, times the root of the singular values,
    with company weighed by distance and contexts smoothed (Levy, Goldberg and Dagan, "Improving
    Distributional Similarity with Lessons Learned from Word Embeddings", TACL 2015). The order is
    that of the tracks known to the model, as word2vec leaves rare words out before it counts.
    """

    name = "prod2vec"
    Settings = Prod2VecConfig

    def _fit(self, interactions: Interactions, seed: int) -> None:
        company = count_company(interactions.sequence, interactions.n_tracks, self.config.window)
        vectors = self._embed(self._associate(company), seed)
        longest = float(np.linalg.norm(vectors, axis=1).max(initial=0))
        # What the factors leave at nothing but rounding has no direction.
        directions = unit_rows(vectors, least=1e-6 * max(longest, 1e-300))
        self._set_directions(directions.astype(np.float32))

    def _associate(self, company: sp.csr_matrix) -> sp.csr_matrix:
        """Positive part of log P(track, company) / (P(track) P(company)) - log negative."""
        pairs = company.tocoo()
        if not pairs.nnz:
            return company
        seen = np.asarray(company.sum(axis=1)).ravel()
        smooth = seen**self.config.smoothing
        expected = seen[pairs.row] * smooth[pairs.col] / smooth.sum()
        values = np.log(pairs.data / expected) - np.log(self.config.negative)
        found = sp.csr_matrix((np.maximum(values, 0), (pairs.row, pairs.col)), shape=pairs.shape)
        found.eliminate_zeros()
        return found

    def _embed(self, association: sp.csr_matrix, seed: int) -> np.ndarray:
        """(n_tracks, up to factors); fewer where the matrix has no more singular values."""
        n_tracks = association.shape[0]
        k = min(self.config.factors, n_tracks)
        if not association.nnz:
            return np.zeros((n_tracks, max(k, 1)))
        with threadpool_limits(1, "blas"):
            if k >= n_tracks - 1:  # svds finds fewer than all of them
                left, values, _ = np.linalg.svd(association.toarray())
            else:
                start = np.random.default_rng(seed).uniform(-1, 1, n_tracks)
                left, values, _ = svds(association, k=k, v0=start)
        best = np.argsort(-values, kind="stable")[:k]
        return np.asarray(left[:, best] * np.sqrt(np.maximum(values[best], 0)))


def count_company(sequence: np.ndarray, n_tracks: int, window: int) -> sp.csr_matrix:
    """(n_tracks, n_tracks) how often each track stands near each other, symmetric.

    `sequence`: Interactions.sequence. Neighbours count 1, the farthest of the window 1 / window: as
    often as word2vec's window, drawn anew for every word, holds them.
    """
    found = sp.csr_matrix((n_tracks, n_tracks))
    for apart in range(1, window + 1):
        here, there = sequence[:-apart], sequence[apart:]
        near = (here[:, 0] == there[:, 0]) & (here[:, 1] != there[:, 1])
        weights = np.full(int(near.sum()), (window + 1 - apart) / window)
        places = (here[near, 1], there[near, 1])
        found = found + sp.csr_matrix((weights, places), shape=found.shape)
    return sp.csr_matrix(found + found.T)
