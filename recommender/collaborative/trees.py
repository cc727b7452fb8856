"""Boosted regression trees as plain numbers: asked here, grown elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Trees:
    """Trees whose values add up; their nodes stand one after another.

    A leaf leads to itself, so that all rows can go down all trees in step.
    """

    names: np.ndarray
    """(n_features,) text: what the features are called."""
    feature: np.ndarray
    """(n_nodes,) int32 which feature a node looks at; 0 for a leaf."""
    threshold: np.ndarray
    """(n_nodes,) float64: up to it, a row goes to the left."""
    left: np.ndarray
    """(n_nodes,) int32 the node that follows."""
    right: np.ndarray
    """(n_nodes,) int32 the same for the others."""
    value: np.ndarray
    """(n_nodes,) float64 what a leaf adds; 0 for an inner node."""
    roots: np.ndarray
    """(n_trees,) int32 where each tree begins."""
    steps: int
    """Of the longest way down."""

    def score(self, features: np.ndarray) -> np.ndarray:
        """(n,) for rows of finite numbers (n, n_features), in the order of `names`."""
        n, width = features.shape
        flat = np.ascontiguousarray(features).ravel()
        row = (np.arange(n) * width)[:, None]
        at = np.tile(self.roots, (n, 1))
        for _ in range(self.steps):
            to_left = flat[row + self.feature[at]] <= self.threshold[at]
            at = np.where(to_left, self.left[at], self.right[at])
        added: np.ndarray = self.value[at].sum(axis=1)
        return added

    def arrays(self) -> dict[str, np.ndarray]:
        """To be saved."""
        named = {name: value for name, value in vars(self).items() if name != "steps"}
        return {**named, "steps": np.array(self.steps)}

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> "Trees":
        """From what `arrays` gave."""
        named = {name: arrays[name] for name in cls.__dataclass_fields__ if name != "steps"}
        return cls(**named, steps=int(arrays["steps"]))

    @classmethod
    def none(cls) -> "Trees":
        """No trees: they add nothing."""
        names, numbers, values = np.empty(0, str), np.empty(0, dtype=np.int32), np.empty(0)
        return cls(names, numbers, values, numbers, numbers, values, numbers, 0)

    @classmethod
    def of_dump(cls, dump: Mapping[str, Any]) -> "Trees":
        """From what LightGBM's `Booster.dump_model` gives, grown without missing values."""
        nodes: list[tuple[int, float, int, int, float]] = []
        steps = 0

        def add(node: Mapping[str, Any], depth: int) -> int:
            nonlocal steps
            number = len(nodes)
            if "leaf_value" in node:
                nodes.append((0, 0.0, number, number, float(node["leaf_value"])))
                steps = max(steps, depth)
                return number
            if node["decision_type"] != "<=":
                raise ValueError(f"no threshold but {node['decision_type']}")
            nodes.append((0, 0.0, 0, 0, 0.0))
            left = add(node["left_child"], depth + 1)
            right = add(node["right_child"], depth + 1)
            nodes[number] = (node["split_feature"], node["threshold"], left, right, 0.0)
            return number

        roots = [add(tree["tree_structure"], 0) for tree in dump["tree_info"]]
        feature, threshold, left, right, value = zip(*nodes, strict=True)
        return cls(
            np.array(dump["feature_names"]),
            np.array(feature, dtype=np.int32),
            np.array(threshold),
            np.array(left, dtype=np.int32),
            np.array(right, dtype=np.int32),
            np.array(value),
            np.array(roots, dtype=np.int32),
            steps,
        )
