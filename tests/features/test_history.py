"""Past rates see what was known before the day of submission, and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from denialrisk.data.errors import InputError
from denialrisk.data.schema import LABELS
from denialrisk.features import alike, context, history, history_file
from denialrisk.features.build import Tables, features, issue_matrix
from denialrisk.features.flatten import flatten
from denialrisk.features.frames import Frames
from denialrisk.features.testing import batch, claims

START = dt.date(2025, 1, 1)


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def labels(denied: list[bool | None], known: list[int]) -> pa.Table:
    rows = [
        {
            "claim_id": str(row),
            "outcome": {None: "none", True: "denied", False: "paid"}[said],
            "denied": said,
            "denied_amount": None if said is None else Decimal(0),
            "known_on": None if said is None else day(when),
            "why_none": "immature" if said is None else None,
        }
        for row, (said, when) in enumerate(zip(denied, known, strict=True))
    ]
    return pa.Table.from_pylist(rows, schema=LABELS.arrow)


def one_claim(submitted: int | None, **given: Any) -> Frames:
    return claims({"submitted_on": None if submitted is None else day(submitted), "lines": ["97110"]} | given)


def fitted(denied: list[bool | None], known: list[int], **given: Any) -> history.HistoryTables:
    past = claims(*({"submitted_on": day(0), "lines": ["97110"]} | given for _ in denied))
    return history.fit(alike.keys(past), labels(denied, known))


def test_only_answers_known_before_the_day_of_submission_count() -> None:
    tables = fitted([True, True, False, None], [10, 20, 30, 1])
    support = [
        history.lookup(tables, one_claim(submitted))["past_payer_support"].item() for submitted in (10, 11, 20, 21, 99)
    ]
    assert support == [0, 1, 1, 2, 3]


def test_a_claim_not_submitted_yet_sees_all_and_an_old_table_is_not_forgotten() -> None:
    tables = fitted([True, False], [10, 30])
    for submitted in (None, 31, 5000):
        assert history.lookup(tables, one_claim(submitted))["past_payer_support"].item() == 2


def test_a_rate_looks_back_a_year_and_a_recent_one_a_quarter() -> None:
    tables = fitted([True, False, False, True], [0, 300, 380, 500])
    found = history.lookup(tables, one_claim(390))
    assert found["past_payer_support"].item() == 2
    assert found["past_payer_recent_support"].item() == 2
    assert history.lookup(tables, one_claim(396))["past_payer_recent_support"].item() == 1


def test_smoothing_is_towards_the_parent_by_the_stated_strength() -> None:
    tables = fitted([True] * 5 + [False] * 15, list(range(20)))
    found = history.lookup(tables, one_claim(100))
    m = history.PRIOR_CLAIMS
    everyone = (5 + m * history.PRIOR_RATE) / (20 + m)
    payer = (5 + m * everyone) / (20 + m)
    assert found["past_payer_rate"].item() == pytest.approx(payer)
    family = (5 + m * payer) / (20 + m)
    assert found["past_payer_family_rate"].item() == pytest.approx(family)
    assert found["past_payer_procedure_rate"].item() == pytest.approx((5 + m * family) / (20 + m))


def test_what_was_never_seen_takes_its_parents_rate_and_says_so() -> None:
    tables = fitted([True] * 30, [1] * 30)
    found = history.lookup(tables, one_claim(100, lines=["70551"], rendering_npi="9999999999"))
    assert found["past_payer_procedure_support"].item() == 0
    assert found["past_payer_procedure_rate"].item() == found["past_payer_rate"].item() > 0.5
    assert found["past_rendering_rate"].item() == found["past_billing_rate"].item()
    nobody = history.lookup(tables, one_claim(100, payer_id="OTHER", billing_npi=None))
    assert nobody["past_payer_rate"].item() == nobody["past_billing_rate"].item()


def test_keys_are_tuples_that_cannot_run_together() -> None:
    past = claims(
        {"submitted_on": day(0), "payer_id": "A", "lines": ["97110"], "billing_npi": "B1"},
        {"submitted_on": day(0), "payer_id": "1A", "lines": ["97110"], "billing_npi": "B"},
    )
    tables = history.fit(alike.keys(past), labels([True, False], [1, 1]))
    for payer, billing, expected in (("A", "B1", 1), ("1A", "B", 1), ("A", "B", 0), ("1A", "B1", 0)):
        found = history.lookup(tables, one_claim(9, payer_id=payer, billing_npi=billing))
        assert found["past_billing_payer_support"].item() == expected


def test_keys_of_claims_without_procedure_diagnosis_or_payer() -> None:
    frames = claims(
        {"lines": ["- rev0120 $900"], "bill_type": "111", "diagnoses": ["E11.9", "M62.81"]},
        {"lines": [], "diagnoses": [], "payer_id": None},
        {"lines": ["99213 $10", "97110 $90"], "diagnoses": ["E11.9"]},
    )
    known = alike.keys(frames)
    assert known["family"].astype(object).fillna("").tolist() == ["111", "", "therapy"]
    assert known["procedure"].isna().tolist() == [True, True, False]
    assert known["procedure"][2] == "97110"
    assert known["diagnosis"].astype(object).fillna("").tolist() == ["M6281", "", "E11"]
    tables = history.fit(known, labels([True, True, False], [1, 1, 1]))
    found = history.lookup(tables, frames)
    assert all(np.isfinite(found[name]).all() for name in history.NAMES)
    assert list(found) == list(history.NAMES)


def test_no_labels_at_all_give_the_stated_prior() -> None:
    tables = fitted([None, None], [0, 0])
    found = history.lookup(tables, one_claim(50))
    assert {found[name].item() for name in history.NAMES} == {history.PRIOR_RATE, 0}


# A world of its own: payers, procedures and providers differ, answers come 5 to 40 days after submission.


def world(n: int, seed: int, noise: bool) -> tuple[pa.RecordBatch, pa.Table, npt.NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    payers, codes = rng.integers(0, 6, n), rng.integers(0, 40, n)
    submitted = rng.integers(0, 300, n)
    chance = np.full(n, 0.3) if noise else np.clip(0.05 + 0.08 * payers + 0.01 * (codes % 5), 0, 1)
    denied = rng.random(n) < chance
    rows = [
        {
            "payer_id": f"P{payer}",
            "lines": [f"{97100 + code}"],
            "billing_npi": f"{npi}",
            "rendering_npi": f"{npi}{doctor}",
            "diagnoses": ["R53.1"],
            "submitted_on": day(int(when)),
        }
        for payer, code, npi, doctor, when in zip(
            payers, codes, rng.integers(0, 8, n), rng.integers(0, 20, n), submitted, strict=True
        )
    ]
    known = submitted + rng.integers(5, 41, n)
    return batch(*rows), labels(denied.tolist(), known.tolist()), denied


def test_on_labels_that_are_noise_the_past_says_nothing_while_a_rate_over_the_whole_frame_does() -> None:
    given_batch, answers, denied = world(3000, seed=5, noise=True)
    frames = flatten(given_batch)
    found = history.lookup(history.fit(alike.keys(frames), answers), frames)
    for name in history.NAMES:
        assert abs(roc_auc_score(denied, found[name]) - 0.5) < 0.04, name
    leaky = alike.keys(frames).assign(denied=denied).groupby(["payer", "procedure"])["denied"].transform("mean")
    assert roc_auc_score(denied, leaky) > 0.6


def test_where_payers_differ_the_past_says_so() -> None:
    given_batch, answers, denied = world(3000, seed=6, noise=False)
    frames = flatten(given_batch)
    found = history.lookup(history.fit(alike.keys(frames), answers), frames)
    late = pd.to_datetime(frames.header["submitted_on"]).to_numpy() > np.datetime64(day(150))
    assert roc_auc_score(denied[late], found["past_payer_procedure_rate"][late]) > 0.62


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.integers(0, 30)), min_size=1, max_size=12), st.data())
def test_a_claim_never_sees_its_own_or_a_later_answer(rows: list[tuple[bool, int, int]], data: st.DataObject) -> None:
    submitted = [sent for _, sent, _ in rows]
    known = [sent + wait for _, sent, wait in rows]
    frames = claims(*({"submitted_on": day(sent), "payer_id": f"P{sent % 2}"} for sent in submitted))
    said = [denied for denied, _, _ in rows]
    me = data.draw(st.integers(0, len(rows) - 1))
    changed = [
        denied if when < submitted[me] else data.draw(st.booleans()) for denied, when in zip(said, known, strict=True)
    ]
    as_of = day(max(known))
    first, second = (
        history.lookup(history.fit(alike.keys(frames), labels(each, known), as_of), frames) for each in (said, changed)
    )
    assert [first[name][me] for name in history.NAMES] == [second[name][me] for name in history.NAMES]


def test_batch_by_batch_is_the_same() -> None:
    given_batch, answers, _ = world(300, seed=7, noise=False)
    parts = [flatten(given_batch.slice(start, 70)) for start in range(0, 300, 70)]
    tables = history.fit(pd.concat([alike.keys(part) for part in parts], ignore_index=True), answers)
    whole = history.lookup(tables, flatten(given_batch))
    pieces = [history.lookup(tables, part) for part in parts]
    for name in history.NAMES:
        np.testing.assert_array_equal(whole[name], np.concatenate([piece[name] for piece in pieces]))


def test_the_file_gives_the_same_answers_and_the_same_bytes(tmp_path: Path) -> None:
    given_batch, answers, _ = world(400, seed=8, noise=False)
    frames = flatten(given_batch)
    tables = history.fit(alike.keys(frames), answers)
    history_file.save(tables, tmp_path / "one.parquet")
    loaded = history_file.load(tmp_path / "one.parquet")
    history_file.save(loaded, tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    assert loaded.as_of == tables.as_of
    before, after = history.lookup(tables, frames), history.lookup(loaded, frames)
    for name in history.NAMES:
        np.testing.assert_array_equal(before[name], after[name])


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(InputError, match="not a history file"):
        history_file.load(tmp_path / "other.parquet")


def denied_for(reason: str | None, count: int, **given: Any) -> history.HistoryTables:
    """Tables of so many claims of day 0, all denied for this reason, answered on day 5."""
    past = claims(*({"submitted_on": day(0), "lines": ["97110"]} | given for _ in range(count)))
    answers = labels([True] * count, [5] * count)
    place = LABELS.arrow.get_field_index("reason_family")
    families = pa.array([reason] * count, LABELS.arrow.field("reason_family").type)
    return history.fit(alike.keys(past), answers.set_column(place, LABELS.arrow.field("reason_family"), families))


@pytest.mark.parametrize(
    ("name", "reason", "issue", "cured"),
    [
        ("past_unauthorized_payer_procedure_rate", "authorization", {"payer_class": "commercial", "lines": ["70551"]},
         {"prior_authorization": True}),
        ("past_late_payer_rate", "timely_filing", {"service_to": day(-100)}, {"service_to": day(0)}),
    ],
)  # fmt: skip
def test_rates_of_an_issue_count_denials_for_its_reason_only(
    name: str, reason: str, issue: dict[str, Any], cured: dict[str, Any]
) -> None:
    tables = denied_for(reason, 20, **issue)
    other = denied_for("medical_necessity", 20, **issue)
    sees = [history.lookup(each, one_claim(on, **issue))[name].item() for each, on in
            ((tables, 5), (other, 6), (tables, 6))]  # fmt: skip
    assert sees[0] == pytest.approx(history.PRIOR_RATE), "nothing is known on the day of the answer itself"
    assert 0 < sees[1] < history.PRIOR_RATE
    assert sees[2] > 0.75
    assert history.lookup(tables, one_claim(6, **issue | cured))[name].item() == 0


def carried(numbers: list[bool], submitted: list[int], **given: Any) -> history.HistoryTables:
    """Tables of claims that were sent on these days with or without an authorization number, and never answered."""
    each = zip(numbers, submitted, strict=True)
    past = claims(
        *({"prior_authorization": one, "submitted_on": day(on), "lines": ["97110"]} | given for one, on in each)
    )
    return history.fit(alike.keys(past), labels([None] * len(numbers), [1] * len(numbers)), day(50))


def test_authorization_is_usual_where_earlier_claims_carried_a_number() -> None:
    tables = carried([True] * 30, list(range(30)))
    shares = [history.usually_authorized(tables, one_claim(on)).item() for on in (0, 1, 10, 30, None)]
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    assert history.usually_authorized(tables, one_claim(None, lines=["70551"])).item() == 0
    other = history.usually_authorized(tables, one_claim(None, payer_id="PAYER2")).item()
    assert 0.5 < other < shares[3], "a procedure says less than payer and procedure together"
    assert history.usually_authorized(carried([False] * 30, list(range(30))), one_claim(None)).item() == 0


def test_an_authorization_number_takes_the_measure_away() -> None:
    tables = Tables(context.fit_levels(context.texts(one_claim(None)), 1), carried([True] * 30, list(range(30))))
    place = [feature.name for feature in features()].index("authorization_usual")
    given = {"payer_class": "commercial"}
    before, after = (one_claim(None, prior_authorization=there, **given) for there in (False, True))
    assert issue_matrix(before, tables)[0, place] > 0.9
    assert issue_matrix(after, tables)[0, place] == 0


def test_authorization_tables_survive_a_file(tmp_path: Path) -> None:
    tables = carried([True, False, True], [3, 4, 5])
    history_file.save(tables, tmp_path / "history.parquet")
    read = history_file.load(tmp_path / "history.parquet")
    for on in (None, 4, 5, 6):
        assert history.usually_authorized(read, one_claim(on)) == history.usually_authorized(tables, one_claim(on))
