"""Weighted figures against scikit-learn's, and draws by patient."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from denialrisk.training.bootstrap import Ranking, draws


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=40).filter(
        lambda rows: {denied for denied, _, weight in rows if weight} == {True, False}
    )
)
def test_weighted_figures_are_those_of_repeated_rows(rows: list[tuple[bool, int, int]]) -> None:
    denied, score, weight = (np.array(column) for column in zip(*rows, strict=True))
    ranking = Ranking(denied, score / 4)
    again = np.repeat(np.arange(len(rows)), weight)
    assert np.isclose(ranking.roc_auc(weight.astype(float)), roc_auc_score(denied[again], score[again]))
    assert np.isclose(
        ranking.average_precision(weight.astype(float)), average_precision_score(denied[again], score[again])
    )


def test_a_draw_takes_all_claims_of_a_patient() -> None:
    patient = np.array([7, 3, 7, 7, 9, 3])
    for weight in draws(patient, seed=1, times=50):
        assert {len(set(weight[patient == each])) for each in (3, 7, 9)} == {1}
        assert weight[[0, 1, 4]].sum() == 3
