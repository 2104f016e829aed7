"""The worklist: scores, issues and fixes of a batch as rows of schema.WORKLIST."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.data.by_claim import runs
from denialrisk.data.codes.releases import releases
from denialrisk.data.errors import InputError
from denialrisk.data.schema import MONEY, WORKLIST, WORKLIST_ISSUE
from denialrisk.features.build import CONTEXT_GROUPS
from denialrisk.features.coded import read_from
from denialrisk.features.fingerprint import fingerprint
from denialrisk.features.rules.registry import pack
from denialrisk.serving.bundle import Thresholds
from denialrisk.serving.fixes import Fixes
from denialrisk.serving.scorer import Scored, Scorer

Floats = npt.NDArray[np.float64]

_SAID = WORKLIST_ISSUE.type.value_type.field("evidence").type

_OF_CLAIM: Final = (
    "claim_id", "form", "payer_id", "payer_class", "billing_npi", "responsibility", "frequency_code",
    "original_reference", "service_from", "service_to", "submitted_on",
)  # fmt: skip
"""Columns of the claim as it came in."""

SILENT: Final = "issues that did not fire"
"""Context group of what issue features contribute on claims where their rule did not fire."""


def worklist(scorer: Scorer, scored: Scored, fixed: Fixes, batch: pa.RecordBatch, holdout: float = 0.0) -> pa.Table:
    """Worklist rows of a batch, in the batch's order; ``rank`` is given when all batches are known (score.py).

    ``holdout`` is the share of claims that are marked to be left unreviewed.
    """
    n = scored.frames.n
    charge = pc.fill_null(batch.column("total_charge"), 0)
    dollars = np.round(np.asarray(charge.cast(pa.float64())) * scored.probability, 2)
    columns = {
        "rank": pa.repeat(0, n),
        **{name: batch.column(name) for name in _OF_CLAIM},
        "main_procedure": pa.array(scored.frames.main_procedure.astype(object), pa.string(), from_pandas=True),
        "total_charge": charge,
        "denial_probability": pa.array(scored.probability),
        "risk_tier": pa.array(tiers(scored.probability, scorer.thresholds)),
        "dollars_at_risk": pa.array(dollars).cast(MONEY, safe=False),
        "reason_family": pa.array(scored.reason, pa.string()),
        "reason_probability": pa.array(scored.reason_probability, from_pandas=True),
        "abstain": pa.array([why is not None for why in scored.abstain_why], pa.bool_()),
        "abstain_why": pa.array(scored.abstain_why, pa.string()),
        "holdout": pa.array(in_holdout(batch.column("claim_id").to_pylist(), holdout)),
        "issues": _issues(scorer, scored, fixed),
        "all_fixed_probability": pa.array(fixed.all_fixed, from_pandas=True),
        "fixes_enough": _codes(fixed.claim[fixed.needed], fixed.rule[fixed.needed], n),
        "rule_flags": _codes(fixed.claim, fixed.rule, n),
        "context": _context(scored, fixed),
        "base": pa.repeat(scored.base, n),
        "margin": pa.array(scored.margin),
        "model_version": pa.repeat(scorer.bundle.version, n),
        "rule_pack": pa.repeat(rule_pack(), n),
        "code_set": pa.array(read_from(scored.frames), pa.string()),
    }
    return pa.table([columns[name].cast(WORKLIST.arrow.field(name).type) for name in WORKLIST.arrow.names],
                    schema=WORKLIST.arrow)  # fmt: skip


def read(path: Path, claim_id: str | None = None) -> pa.Table:
    """The rows of worklist.parquet, or of the folder that holds it; only those of one claim where it is named.

    InputError says what is wrong with a file that is not there, is damaged, or is another table.
    """
    file = path / "worklist.parquet" if path.is_dir() else path
    expected = "worklist.parquet of 'denialrisk score', or the folder that holds it"
    if not file.is_file():
        raise InputError(f"{file} does not exist", expected=expected, do="Name it with --worklist.")
    try:
        lacking = sorted(set(WORKLIST.arrow.names) - set(pq.read_schema(file).names))
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{file} cannot be read as Parquet: empty, cut short or of another kind",
            expected=expected,
            do="Score again, or name another file.",
        ) from error
    if lacking:
        raise InputError(
            f"{file} is not a worklist of this version: it lacks {', '.join(lacking[:5])}",
            expected=expected,
            do="Name the worklist, or score again.",
        )
    only = None if claim_id is None else pc.field("claim_id") == claim_id
    return pq.read_table(file, filters=only)


def in_holdout(claim_ids: list[str], share: float) -> list[bool]:
    """Whether each claim falls into the unreviewed share: by a hash of its number, so the same in every run."""
    return [zlib.crc32(claim_id.encode()) < share * 2**32 for claim_id in claim_ids]


def rule_pack() -> str:
    """Version of the rule pack with a digest of its rules."""
    read_by = fingerprint()
    return f"{read_by['rule_pack']}+{read_by['rules'][:8]}"


def code_set() -> str:
    """The ICD-10-CM releases at hand."""
    return "ICD-10-CM " + ", ".join(release.name for release in releases())


def tiers(probability: Floats, thresholds: Thresholds) -> npt.NDArray[np.object_]:
    """Tier of each probability."""
    return np.where(
        probability >= thresholds.high, "high", np.where(probability >= thresholds.medium, "medium", "low")
    ).astype(object)


def _issues(scorer: Scorer, scored: Scored, fixed: Fixes) -> pa.Array:
    rules = pack()
    contribution = scored.contributions[fixed.claim, fixed.rule]
    probability = scored.probability[fixed.claim]
    without = scorer.bundle.calibration.probability(scored.margin[fixed.claim] - contribution)
    fields = {
        "code": _of_rules([rule.code for rule in rules], fixed.rule),
        "title": _of_rules([rule.title for rule in rules], fixed.rule),
        "severity": _of_rules([rule.severity for rule in rules], fixed.rule),
        "contribution": pa.array(contribution),
        "contribution_points": pa.array(probability - without),
        "probability_after_fix": pa.array(fixed.after, from_pandas=True),
        "fix": pa.array(_fix_words(scored, fixed), pa.string()),
        "authority": _of_rules([str(rule.authority) for rule in rules], fixed.rule),
        "evidence": _evidence(scored, fixed),
    }
    names = [column.name for column in WORKLIST_ISSUE.columns]
    items = pa.StructArray.from_arrays([fields[name] for name in names], fields=list(WORKLIST_ISSUE.type.value_type))
    return _lists(fixed.claim, scored.frames.n, items)


def _fix_words(scored: Scored, fixed: Fixes) -> list[str]:
    """What to do about each issue: a diagnosis is named only where the claim's record affirms it."""
    rules = pack()
    affirmed = {number: rules[number].affirmed(scored.frames) for number in set(fixed.rule.tolist())}
    return [
        rules[number].fix if affirmed[number][claim] else rules[number].ask
        for number, claim in zip(fixed.rule.tolist(), fixed.claim.tolist(), strict=True)
    ]


def _evidence(scored: Scored, fixed: Fixes) -> pa.Array:
    """For each issue, the evidence of its claim in the elements that its rule reads or its fix rests on."""
    evidence = scored.frames.evidence
    elements = list(evidence["element"].cat.categories)
    reads = np.zeros((len(pack()), len(elements)), dtype=bool)
    for place, rule in enumerate(pack()):
        shown = {*rule.reads, *(each.element for each in rule.affirmed_by)}
        reads[place] = [element in shown for element in elements]
    claim = evidence["claim"].to_numpy()
    first, last = np.searchsorted(claim, fixed.claim), np.searchsorted(claim, fixed.claim, side="right")
    row, pair = runs(first, last - first)
    wanted = reads[fixed.rule[pair], evidence["element"].cat.codes.to_numpy()[row]]
    record = _SAID.value_type
    part = evidence[[field.name for field in record]].take(row[wanted])
    items = pa.Table.from_pandas(part, pa.schema(list(record)), preserve_index=False).to_struct_array()
    return _lists(pair[wanted], len(fixed.claim), items.combine_chunks())


def _context(scored: Scored, fixed: Fixes) -> pa.Array:
    """Contributions of the context groups, and of issue features whose rule did not fire."""
    n, rules = scored.frames.n, len(pack())
    shown = np.zeros((n, rules), dtype=bool)
    shown[fixed.claim, fixed.rule] = True
    silent = np.where(shown, 0.0, scored.contributions[:, :rules]).sum(axis=1)
    values = np.column_stack([scored.contributions[:, rules:], silent])
    names = (*CONTEXT_GROUPS, SILENT)
    group = pa.array(names, pa.string()).take(pa.array(np.tile(np.arange(len(names)), n)))
    items = pa.StructArray.from_arrays([group, pa.array(values.ravel())], names=["group", "contribution"])
    return _lists(np.repeat(np.arange(n), len(names)), n, items)


def _codes(claim: npt.NDArray[np.int64], rule: npt.NDArray[np.int64], n: int) -> pa.Array:
    """The codes of the rules of each claim 0..n-1."""
    return _lists(claim, n, _of_rules([each.code for each in pack()], rule))


def _of_rules(texts: list[str], rule: npt.NDArray[np.int64]) -> pa.StringArray:
    """Of each of some rules, named by number, its text among those of all rules."""
    return pa.array(texts, pa.string()).take(pa.array(rule))


def _lists(owner: npt.NDArray[np.int64], n: int, items: pa.Array) -> pa.Array:
    """A list per owner 0..n-1, of items sorted by owner."""
    return pa.ListArray.from_arrays(pa.array(np.searchsorted(owner, np.arange(n + 1)), pa.int32()), items)
