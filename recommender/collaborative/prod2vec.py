"""Embeddings of tracks by the company that they keep in the order of the sets."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import LinearOperator, eigsh

from recommender.collaborative.base import Config
from recommender.collaborative.directions import NearestVectors, unit_rows
from recommender.collaborative.threads import one_thread
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
        rows, columns, _ = interactions.sequence.T
        company = count_company(
            rows, np.arange(len(rows)), columns, interactions.n_tracks, self.config.window
        )
        self._set_directions(embed(company, self.config, seed))


def count_company(
    rows: np.ndarray, places: np.ndarray, tokens: np.ndarray, n_tokens: int, window: int
) -> sp.csr_matrix:
    """(n_tokens, n_tokens) how often each token stands near each other, symmetric.

    `rows`, `places`, `tokens`: (n,) the set, where in it, and what stands there; the places of a
    later set are larger than those of all before it. Neighbours count 1, the farthest of the
    window 1 / window: as often as word2vec's window, drawn anew for every word, holds them.
    """
    # Sets stand more than a window apart, so that none is company of the next.
    slots = places + rows * window
    n_slots = int(slots.max(initial=-1)) + 1
    heard = sp.csr_matrix((np.ones(len(slots)), (slots, tokens)), shape=(n_slots, n_tokens))
    heard.data[:] = 1
    found = sp.csr_matrix((n_tokens, n_tokens))
    for apart in range(1, window + 1):
        found = found + (window + 1 - apart) / window * (heard[:-apart].T @ heard[apart:])
    found = found - sp.diags(found.diagonal())
    found.eliminate_zeros()
    return sp.csr_matrix(found + found.T)


def embed(company: sp.csr_matrix, config: Prod2VecConfig, seed: int) -> np.ndarray:
    """(n_tokens, up to factors) float32 directions of length 1, or 0 where there is no company."""
    vectors = _factorise(_associate(company, config), config.factors, seed)
    longest = float(np.linalg.norm(vectors, axis=1).max(initial=0))
    # What the factors leave at nothing but rounding has no direction.
    return unit_rows(vectors, least=1e-6 * max(longest, 1e-300)).astype(np.float32)


def _associate(company: sp.csr_matrix, config: Prod2VecConfig) -> sp.csr_matrix:
    """Positive part of log P(token, company) / (P(token) P(company)) - log negative."""
    seen = np.asarray(company.sum(axis=1)).ravel()
    smooth = seen**config.smoothing
    # Pairs are many: one array is worked on in place.
    values = company.data / np.repeat(seen, np.diff(company.indptr))
    values /= smooth[company.indices]
    values *= smooth.sum() / config.negative
    np.log(values, out=values)
    np.maximum(values, 0, out=values)
    parts = (values, company.indices.copy(), company.indptr.copy())
    found = sp.csr_matrix(parts, shape=company.shape)
    found.eliminate_zeros()
    return found


def _factorise(association: sp.csr_matrix, factors: int, seed: int) -> np.ndarray:
    """(n_tokens, up to factors); fewer where the matrix has no more singular values."""
    n_tokens = association.shape[0]
    k = min(factors, n_tokens)
    if not association.nnz:
        return np.zeros((n_tokens, max(k, 1)))
    with one_thread():
        if k >= n_tokens - 1:  # eigsh finds fewer than all of them
            left, values, _ = np.linalg.svd(association.toarray())
        else:
            left, values = _largest(association, k, np.random.default_rng(seed))
    best = np.argsort(-values, kind="stable")[:k]
    return np.asarray(left[:, best] * np.sqrt(np.maximum(values[best], 0)))


def _largest(
    matrix: sp.csr_matrix, k: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The left singular vectors of the k largest singular values, and these.

    As `svds` does it, which can't be told where to begin anew once a matrix of low rank has no
    more to give, and so differs from time to time.
    """
    turned = matrix.T.tocsr()
    rows = matrix.shape[0]
    product = LinearOperator((rows, rows), matvec=lambda x: matrix @ (turned @ x), dtype=float)
    squares, left = eigsh(product, k=k, v0=rng.uniform(-1, 1, rows), rng=rng)
    return left, np.sqrt(np.maximum(squares, 0))
