"""Trees asked all at once, against one row going down one tree at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.collaborative.trees import Trees

LEAVES = st.floats(-2, 2).map(lambda value: {"leaf_value": value})
NODES = st.recursive(
    LEAVES,
    lambda below: st.builds(
        lambda feature, threshold, left, right: {
            "split_feature": feature,
            "threshold": threshold,
            "decision_type": "<=",
            "left_child": left,
            "right_child": right,
        },
        st.integers(0, 2),
        st.floats(-1, 1),
        below,
        below,
    ),
    max_leaves=12,
)


def dump(*trees: dict) -> dict:
    return {
        "feature_names": ["a", "b", "c"],
        "tree_info": [{"tree_structure": tree} for tree in trees],
    }


def walk(node: dict, row: np.ndarray) -> float:
    while "leaf_value" not in node:
        to_left = row[node["split_feature"]] <= node["threshold"]
        node = node["left_child"] if to_left else node["right_child"]
    return node["leaf_value"]


@given(st.lists(NODES, min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_every_row_adds_up_the_leaves_that_it_comes_to(nodes: list[dict], seed: int) -> None:
    rows = np.random.default_rng(seed).uniform(-1, 1, (6, 3)).astype(np.float32)
    found = Trees.of_dump(dump(*nodes)).score(rows)
    expected = [sum(walk(node, row) for node in nodes) for row in rows]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_row_on_the_threshold_goes_to_the_left() -> None:
    split = {"split_feature": 0, "threshold": 0.5, "decision_type": "<="}
    leaves = {"left_child": {"leaf_value": 1.0}, "right_child": {"leaf_value": 2.0}}
    trees = Trees.of_dump(dump(split | leaves))
    found = trees.score(np.array([[0.5], [np.nextafter(0.5, 1)]]))
    np.testing.assert_array_equal(found, [1, 2])


@given(st.lists(NODES, min_size=1, max_size=3))
def test_what_was_saved_answers_alike(nodes: list[dict]) -> None:
    trees = Trees.of_dump(dump(*nodes))
    rows = np.linspace(-1, 1, 12).reshape(4, 3)
    restored = Trees.restore(trees.arrays())
    np.testing.assert_array_equal(restored.score(rows), trees.score(rows))
    assert restored.names.tolist() == ["a", "b", "c"]


def test_no_trees_add_nothing() -> None:
    np.testing.assert_array_equal(Trees.none().score(np.ones((3, 2))), np.zeros(3))
    assert Trees.none().score(np.ones((0, 2))).shape == (0,)


def test_a_split_by_kind_is_refused() -> None:
    leaf = {"leaf_value": 0.0}
    split = {"split_feature": 0, "threshold": "1||2", "decision_type": "=="}
    with pytest.raises(ValueError, match="no threshold but =="):
        Trees.of_dump(dump(split | {"left_child": leaf, "right_child": leaf}))
