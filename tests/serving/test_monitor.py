"""What answers say of a worklist: simulated payers that keep to it, that are harsher, and that have changed."""

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pytest

from denialrisk.data.errors import InputError
from denialrisk.data.schema import REMITS
from denialrisk.features.coded import NOT_IN_FORCE
from denialrisk.training import drift
from denialrisk.training.evaluate import Figures
from denialrisk.training.monitor import Monitored, monitor

CLAIMS = 1_500
Floats = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def listed(worklist: pa.Table) -> pa.Table:
    """A worklist of 1,500 claims; risks are spread out, as those of a model of many claims are."""
    table = pa.concat_tables([worklist] * (-(-CLAIMS // worklist.num_rows))).slice(0, CLAIMS).combine_chunks()
    spread = 1 / (1 + np.exp(-np.random.default_rng(1).normal(-1.2, 1.4, CLAIMS)))
    for name, values in (
        ("claim_id", [f"C{number}" for number in range(CLAIMS)]),
        ("denial_probability", spread),
        ("holdout", np.arange(CLAIMS) % 5 == 0),
        ("responsibility", ["primary"] * CLAIMS),
        ("frequency_code", ["1"] * CLAIMS),
        ("original_reference", [None] * CLAIMS),
        ("submitted_on", [dt.date(2026, 6, 1)] * CLAIMS),
        ("service_from", [dt.date(2026, 5, 20)] * CLAIMS),
        ("code_set", ["ICD-10-CM 2026 April"] * CLAIMS),
        ("service_to", [dt.date(2026, 5, 20)] * CLAIMS),
    ):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(name), pa.array(values, table.schema.field(name).type))
    return table


def _answers(listed: pa.Table, chance: Floats) -> pa.Table:
    """Remits in which each claim is denied (CO-50, nothing paid) with its chance, else paid in full."""
    denied = np.random.default_rng(2).random(listed.num_rows) < chance
    rows = []
    for row, no in zip(listed.to_pylist(), denied, strict=True):
        adjustment = {"level": "claim", "line": None, "procedure": None, "group": "CO", "reason": "50"}
        rows.append({
            "claim_id": row["claim_id"], "received_on": dt.date(2026, 6, 25), "payer_id": row["payer_id"],
            "status": "1", "charge": row["total_charge"], "paid": row["total_charge"] * (1 - int(no)),
            "adjustments": [adjustment | {"amount": row["total_charge"]}] if no else [], "remarks": [],
        })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=REMITS.arrow)


@pytest.fixture(scope="module")
def trained(listed: pa.Table) -> dict[str, Any]:
    """What a model that made this worklist would have been trained on."""
    frame = listed.select([*drift.NUMBERS, *drift.LEVELS]).to_pandas()
    fired = {str(code): float(n) / CLAIMS for code, n in pd.Series(np.concatenate(
        listed.column("rule_flags").to_pylist())).value_counts().items()}  # fmt: skip
    chance = frame["denial_probability"].to_numpy()
    denied = np.random.default_rng(3).random(CLAIMS) < chance
    return {
        "as_of": "2026-05-31",
        "reference": drift.reference(frame, fired, listed.select(drift.NEW).to_pandas()),
        "roc_auc": Figures(denied, chance).ranking.roc_auc(np.ones(CLAIMS)),
    }


def _chance(listed: pa.Table) -> Floats:
    chance: Floats = listed.column("denial_probability").to_numpy()
    return chance


def _harsher(chance: Floats, by: float) -> Floats:
    return 1 / (1 + np.exp(-(np.log(chance / (1 - chance)) + by)))


def test_payers_that_keep_to_what_was_said_are_fine(listed: pa.Table, trained: dict[str, Any]) -> None:
    found = monitor(listed, _answers(listed, _chance(listed)), trained, worked=())
    assert (found.verdict, found.why) == ("fine", [])
    assert found.basis == "held out"
    assert found.counts["judged"] == CLAIMS / 5
    assert set(found.tables["drift"]["verdict"]) == {"steady"}
    assert 0 < found.metrics["dollars_caught_in_top_tenth"] < 1


def test_payers_that_became_harsher_call_for_calibration(listed: pa.Table, trained: dict[str, Any]) -> None:
    found = monitor(listed, _answers(listed, _harsher(_chance(listed), 1.2)), trained, worked=())
    assert found.verdict == "recalibrate"
    assert any(reason.startswith("denied ") for reason in found.why)


def test_payers_that_deny_other_claims_call_for_training(listed: pa.Table, trained: dict[str, Any]) -> None:
    chance = np.random.default_rng(4).permutation(_chance(listed))
    found = monitor(listed, _answers(listed, chance), trained, worked=())
    assert found.verdict == "retrain"
    assert any(reason.startswith("AUC ") for reason in found.why)


def test_few_claims_of_many_payers_are_no_shift() -> None:
    """Sixty nights of 250 claims each, of the very payers of the reference: PSI alone calls all of them a shift."""
    generator = np.random.default_rng(0)
    share = 1 / np.arange(1, 121)

    def drawn(claims: int) -> pd.DataFrame:
        payer = generator.choice(120, claims, p=share / share.sum()).astype(str)
        same = {"payer_class": "medicare", "form": "professional", "main_procedure": "99213"}
        numbers = {name: generator.random(claims) for name in drift.NUMBERS}
        return pd.DataFrame({"payer_id": payer} | same | numbers)

    first = drawn(3000)
    known = drift.reference(first, {}, first)
    nights = pd.concat([drift.drift(known, drawn(250)) for _ in range(60)])
    assert (nights["verdict"] == "steady").mean() > 0.98
    moved = drawn(250).assign(payer_id=lambda claims: claims["payer_id"].where(claims.index >= 100, "3"))
    assert drift.drift(known, moved).set_index("column")["verdict"]["payer_id"] == "large shift"


def test_an_auc_of_few_claims_calls_for_training_only_beyond_chance(listed: pa.Table, trained: dict[str, Any]) -> None:
    few = listed.slice(0, 300)
    answers = _answers(few, _chance(few))
    at_first = monitor(few, answers, trained, worked=()).metrics
    assert at_first["roc_auc_at_least"] < at_first["roc_auc"] < at_first["roc_auc_at_most"]
    within = trained | {"roc_auc": (at_first["roc_auc"] + 0.05 + at_first["roc_auc_at_most"]) / 2}
    beyond = trained | {"roc_auc": at_first["roc_auc_at_most"] + 0.05}
    said = [" ".join(monitor(few, answers, each, worked=()).why) for each in (within, beyond)]
    assert ["AUC" in why for why in said] == [False, True]


def test_claims_unlike_those_of_training_call_for_training(listed: pa.Table, trained: dict[str, Any]) -> None:
    at = listed.schema.get_field_index("payer_id")
    other = listed.set_column(at, listed.schema.field("payer_id"), pa.array(["NEWPAYER"] * CLAIMS))
    found = monitor(other, _answers(other, _chance(other)), trained, worked=())
    assert found.verdict == "retrain"
    assert f"1 new payers with {CLAIMS:,} claims" in found.why
    verdicts = found.tables["drift"].set_index("column")["verdict"]
    assert verdicts["payer_id"] == "large shift"
    assert verdicts["total_charge"] == "steady"


def test_procedures_and_code_releases_that_training_did_not_have_are_named(
    listed: pa.Table, trained: dict[str, Any]
) -> None:
    other = listed
    for name, values in (
        ("main_procedure", ["X9999"] * 200 + [None] * (CLAIMS - 200)),
        ("code_set", [f"ICD-10-CM 2026 April{NOT_IN_FORCE}"] * 300 + ["ICD-10-CM 2026 April"] * (CLAIMS - 300)),
    ):
        at = other.schema.get_field_index(name)
        other = other.set_column(at, other.schema.field(name), pa.array(values, pa.string()))
    found = monitor(other, _answers(other, _chance(other)), trained, worked=())
    assert found.verdict == "retrain"
    assert found.why[0] == "1 new procedures with 200 claims"
    assert found.why[1].startswith("300 claims dated outside the ICD-10-CM releases")


def test_rules_that_fell_silent_are_named(listed: pa.Table, trained: dict[str, Any]) -> None:
    trained = trained | {"reference": trained["reference"] | {"fired": {"XXX01": 0.1, "XXX02": 0.001}}}
    found = monitor(listed, _answers(listed, _chance(listed)), trained, worked=())
    assert found.why == ["rule XXX01 fires no more"]


def _judge_all(listed: pa.Table, trained: dict[str, Any], worked: set[str]) -> Monitored:
    """No claim is held out; those worked on were repaired, and all of them were paid."""
    at = listed.schema.get_field_index("holdout")
    table = listed.set_column(at, listed.schema.field("holdout"), pa.array([False] * CLAIMS))
    repaired = np.isin(np.array(table.column("claim_id").to_pylist()), list(worked))
    return monitor(table, _answers(table, np.where(repaired, 0.0, _chance(table))), trained, worked)


def test_claims_that_the_model_has_seen_are_left_out(listed: pa.Table, trained: dict[str, Any]) -> None:
    found = monitor(listed, _answers(listed, _chance(listed)), trained | {"as_of": "2026-06-25"}, worked=())
    assert (found.counts["seen_in_training"], found.counts["judged"]) == (CLAIMS, 0)
    assert found.verdict == "too few answers"
    assert "the model has not seen" in found.why[-1]


def test_claims_that_were_worked_on_are_left_out(listed: pa.Table, trained: dict[str, Any]) -> None:
    chance = _chance(listed)
    worked = {claim for claim, risk in zip(listed.column("claim_id").to_pylist(), chance, strict=True) if risk > 0.5}
    assert len(worked) > 100
    found = _judge_all(listed, trained, worked)
    assert found.basis == "not worked on"
    assert found.counts["worked_on"] == len(worked)
    assert found.counts["judged"] == CLAIMS - len(worked)
    assert not any(reason.startswith("denied ") for reason in found.why)
    blind = monitor(listed.slice(0), _answers(listed, np.where(chance > 0.5, 0.0, chance)), trained, worked=())
    assert blind.metrics["base_rate"] < blind.metrics["predicted"] - 0.05, "unmarked repairs look like a wrong model"


def test_claims_for_a_second_payer_and_replacements_are_not_judged(listed: pa.Table, trained: dict[str, Any]) -> None:
    """What training does not learn from, monitoring does not judge by."""
    columns = {
        "responsibility": ["secondary"] * 100 + ["primary"] * (CLAIMS - 100),
        "frequency_code": ["1"] * 100 + ["7"] * 50 + ["1"] * (CLAIMS - 150),
    }
    sent = listed
    for name, values in columns.items():
        at = sent.schema.get_field_index(name)
        sent = sent.set_column(at, sent.schema.field(name), pa.array(values))
    found = monitor(sent, _answers(sent, _chance(sent)), trained, worked=())
    assert found.counts["secondary_payer"] == 100
    assert found.counts["resubmission"] == 50
    assert sum(found.counts[name] for name in ("paid", "partial", "denied")) == CLAIMS - 150


def test_too_few_answers_give_no_verdict(listed: pa.Table, trained: dict[str, Any]) -> None:
    found = monitor(listed, _answers(listed, _chance(listed)).slice(0, 150), trained, worked=())
    assert found.verdict == "too few answers"
    assert found.counts["judged"] == 150


def test_no_answer_at_all_is_an_error(listed: pa.Table, trained: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="has an answer"):
        monitor(listed, REMITS.arrow.empty_table(), trained, worked=())


def test_the_bundle_carries_its_reference(scorer: Any) -> None:
    about = scorer.bundle.about
    assert about["reference"]["claims"] > 100
    assert set(about["reference"]["numbers"]) == set(drift.NUMBERS)
    assert sum(about["reference"]["levels"]["payer_id"].values()) == pytest.approx(1)
    assert 0 < about["roc_auc"] < 1
