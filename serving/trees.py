"""The trees of a LightGBM model, read from the model's text.

Scoring needs nothing else of LightGBM, whose import costs a process about a second and the memory of scikit-learn.
"""

from __future__ import annotations

from typing import Any, Final

_MISSING: Final = ("None", "Zero", "NaN")
_CATEGORICAL, _DEFAULT_LEFT, _MISSING_AT = 1, 2, 2  # of ``decision_type``: two flags, and where two bits begin


def read(text: str) -> dict[str, Any]:
    """The model in the form of LightGBM's ``Booster.dump_model()``, as far as its outputs depend on it.

    ``text`` is what ``Booster.model_to_string()`` gives. Beside that form, ``linear`` says whether a tree has models in
    its leaves, and ``features`` how many columns the model takes.
    """
    head, *trees = text.partition("\nend of trees")[0].split("\nTree=")
    said = _fields(head)
    each = [_fields(tree) for tree in trees]
    return {
        "num_tree_per_iteration": int(said["num_tree_per_iteration"]),
        "features": int(said["max_feature_idx"]) + 1,
        "average_output": "average_output" in said,
        "linear": any(tree.get("is_linear", "0") != "0" for tree in each),
        "tree_info": [{"tree_structure": _tree(tree)} for tree in each],
    }


def _fields(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (line.partition("=") for line in text.splitlines())}


def _tree(said: dict[str, str]) -> dict[str, Any]:
    values = list(map(float, said["leaf_value"].split()))
    if len(values) == 1:
        return {"leaf_value": values[0]}
    counts, inner_counts = _whole(said, "leaf_count"), _whole(said, "internal_count")
    features, kinds = _whole(said, "split_feature"), _whole(said, "decision_type")
    left, right = _whole(said, "left_child"), _whole(said, "right_child")
    thresholds = said["threshold"].split()

    def node(at: int) -> dict[str, Any]:
        if at < 0:
            return {"leaf_value": values[~at], "leaf_count": counts[~at]}
        categorical = bool(kinds[at] & _CATEGORICAL)
        return {
            "split_feature": features[at],
            "decision_type": "==" if categorical else "<=",
            "threshold": _categories(said, int(thresholds[at])) if categorical else float(thresholds[at]),
            "default_left": bool(kinds[at] & _DEFAULT_LEFT),
            "missing_type": _MISSING[(kinds[at] >> _MISSING_AT) & 3],
            "internal_count": inner_counts[at],
            "left_child": node(left[at]),
            "right_child": node(right[at]),
        }

    return node(0)


def _whole(said: dict[str, str], name: str) -> list[int]:
    return list(map(int, said[name].split()))


def _categories(said: dict[str, str], number: int) -> str:
    """The categories that go left at a split: bits of 32-bit words, from one boundary to the next."""
    first, last = _whole(said, "cat_boundaries")[number : number + 2]
    words = _whole(said, "cat_threshold")[first:last]
    return "||".join(str(32 * at + bit) for at, word in enumerate(words) for bit in range(32) if word >> bit & 1)
