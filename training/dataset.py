"""Claims and remits as a training set: labels, slices, and the matrix the scorer would have built on the day.

Two passes over the claims, batch by batch. The first reads no notes: it labels, splits, and fits what the features
carry (category levels, past denial counts). The second reads notes and builds features through the same function as
scoring does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.labels import label, summary
from denialrisk.data.schema import WHY_NO_LABEL
from denialrisk.features import alike, context, history
from denialrisk.features.build import Feature, Tables, build, features
from denialrisk.features.flatten import flatten
from denialrisk.features.notes import joined, read
from denialrisk.features.past import past_lines
from denialrisk.features.priors import NONE, Priors
from denialrisk.serving import processes
from denialrisk.training.config import Config
from denialrisk.training.split import Split, split

Batches = Callable[[], Iterable[pa.RecordBatch]]
"""Gives the CLAIMS batches from the start, each time it is called."""

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
PredictLater = Callable[[Rows, Rows], Floats]
"""Scores the second rows by what the first teach."""

NESTED = ("diagnoses", "lines", "notes")
PIECE = 1_000
"""Claims whose notes a process reads at a time: two seconds' work."""


@dataclass(frozen=True)
class Dataset:
    """``heads`` has a row per claim: the scalar columns of CLAIMS, ``setting``, and its LABELS;
    ``matrix`` the features of the rows of the slices.

    ``rows`` says which row of ``heads`` each row of ``matrix`` is; ``fit``, ``calibration`` and ``test`` are row
    numbers of ``matrix``. ``keys`` (features/history.py) and ``labels`` are row for row with ``heads``.
    """

    heads: pd.DataFrame
    keys: pd.DataFrame
    labels: pa.Table
    matrix: npt.NDArray[np.float64]
    rows: npt.NDArray[np.int64]
    features: tuple[Feature, ...]
    tables: Tables
    slices: Split
    label_counts: dict[str, int]
    as_of: dt.date

    def part(self, name: str) -> Rows:
        """Rows of ``matrix`` in the slice ``fit``, ``calibration`` or ``test``."""
        return np.flatnonzero(getattr(self.slices, name)[self.rows])

    def sampled(self, most: int, seed: int) -> Dataset:
        """The same with no more rows to learn from than ``most``, drawn by lot; what is predicted and tested stays."""
        fit = self.part("fit")
        if len(fit) <= most:
            return self
        drawn = np.zeros(len(self.heads), dtype=bool)
        drawn[self.rows[np.random.default_rng(seed).choice(fit, most, replace=False)]] = True
        folds = tuple(replace(each, earlier=each.earlier & drawn) for each in self.slices.folds)
        return replace(self, slices=replace(self.slices, fit=drawn, folds=folds))

    def predict_folds(self, predict_later: PredictLater) -> tuple[Rows, Floats]:
        """The calibration rows, and each one's score: for each fold, ``predict_later(earlier, later)`` scores the rows
        ``later`` by what can be learned from the rows ``earlier``.
        """
        folds = [(np.flatnonzero(each.earlier[self.rows]), np.flatnonzero(each.later[self.rows]))
                     for each in self.slices.folds]  # fmt: skip
        scores = [predict_later(earlier, later) for earlier, later in folds]
        return np.concatenate([later for _, later in folds]), np.concatenate(scores)

    def denied(self, part: Rows) -> npt.NDArray[np.bool_]:
        """Answers of rows of ``matrix``."""
        return self.heads["denied"].iloc[self.rows[part]].to_numpy(dtype=bool)

    def digest(self, name: str) -> tuple[str, dict[str, object]]:
        """A digest of the features and answers of a slice, and what may be said of it without showing a row."""
        part = self.part(name)
        heads, denied = self.heads_of(part), self.denied(part)
        digest = hashlib.sha256(np.ascontiguousarray(self.matrix[part]).tobytes() + denied.tobytes()).hexdigest()
        days = heads["submitted_on"]
        about = {"num_rows": len(part), "denied": int(denied.sum()), "submitted_from": str(days.min().date()),
                 "submitted_to": str(days.max().date()), "features": len(self.features)}  # fmt: skip
        return digest[:16], about

    def heads_of(self, part: Rows) -> pd.DataFrame:
        """Heads and labels of rows of ``matrix``."""
        return self.heads.iloc[self.rows[part]].reset_index(drop=True)


@dataclass(frozen=True)
class Extras:
    """What is given beside claims and remits: cold-start priors, EVIDENCE beside the notes or in their place, and how
    many processes may read notes.
    """

    priors: Priors = NONE
    evidence: pa.Table | None = None
    processes: int = 1


NO_EXTRAS = Extras()
"""Nothing beside."""


def prepare(
    batches: Batches,
    remits: pa.Table,
    config: Config,
    extras: Extras = NO_EXTRAS,
    progress: Callable[[str, int], None] = lambda *_: None,
) -> Dataset:
    """Label, split, fit the tables, and build the features of all rows that stand in a slice."""
    first = first_pass(batches, lambda rows: progress("reading claims", rows))
    _require_evidence_of(first.heads, extras.evidence)
    labels = label(first.heads, remits, maturity_days=config.maturity_days)
    counts = summary(labels)
    _require_labels(counts)
    heads = heads_of(first, labels)
    slices = split(heads, config)
    tables = Tables(
        levels=context.fit_levels(first.texts[slices.fit], config.least_level),
        history=history.fit(first.keys, labels),
        priors=extras.priors,
    )
    used = slices.fit | slices.calibration | slices.test
    parts = []
    for batch, evidence in _with_evidence(_wanted(batches, used), extras.evidence, extras.processes):
        parts.append(build(flatten(batch, evidence, first.past), tables).matrix)
        progress("reading notes, building features", batch.num_rows)
    as_of = heads["known_on"].max().date()
    return Dataset(
        heads,
        first.keys,
        labels,
        np.concatenate(parts),
        np.flatnonzero(used),
        features(),
        tables,
        slices,
        counts,
        as_of,
    )


def _require_evidence_of(heads: pa.Table, evidence: pa.Table | None) -> None:
    if evidence is not None and not pc.any(pc.is_in(heads["claim_id"], value_set=evidence["claim_id"])).as_py():
        raise InputError(
            f"none of {counted(heads.num_rows, 'claim')} has evidence in what was given",
            expected="evidence whose claim_id names these claims",
            do="Check that --evidence belongs to --claims: 'denialrisk evidence NOTES --claims ...' writes what does.",
        )


def _require_labels(counts: dict[str, int]) -> None:
    if counts["paid"] + counts["partial"] + counts["denied"]:
        return
    why = ", ".join(f"{counts[name]:,} {name.replace('_', ' ')}" for name in WHY_NO_LABEL if counts[name])
    raise InputError(
        f"none of {counted(counts['claims'], 'claim')} has a label: {why}",
        expected="claims with a remittance that answers them",
        do="Check that claim numbers are the same in 837 and 835, and that the answers are there by now.",
    )


@dataclass(frozen=True)
class First:
    """What the first pass keeps of the claims: scalar columns, category texts, history keys, past lines, settings."""

    heads: pa.Table
    texts: pd.DataFrame
    keys: pd.DataFrame
    past: pa.Table
    setting: pd.Series


def first_pass(batches: Batches, progress: Callable[[int], None] = lambda _: None) -> First:
    """Read all claims, not their notes."""
    heads, texts, keys, past, settings = [], [], [], [], []
    for batch in batches():
        frames = flatten(batch)
        heads.append(batch.select([name for name in batch.schema.names if name not in NESTED]))
        texts.append(context.texts(frames))
        keys.append(alike.keys(frames))
        past.append(past_lines(pa.Table.from_batches([batch])))
        settings.append(frames.header["setting"].astype("str"))
        progress(batch.num_rows)
    if not heads:
        raise InputError("no claims to train on", expected="a claims table with claims in it")
    return First(
        pa.Table.from_batches(heads),
        pd.concat(texts, ignore_index=True),
        pd.concat(keys, ignore_index=True),
        pa.concat_tables(past),
        pd.concat(settings, ignore_index=True),
    )


def heads_of(first: First, labels: pa.Table) -> pd.DataFrame:
    """Scalar columns and labels, one row per claim."""
    heads = first.heads.to_pandas(date_as_object=False)
    heads["total_charge"] = heads["total_charge"].astype(np.float64)
    heads["setting"] = first.setting
    said = labels.drop_columns(["claim_id"]).to_pandas(date_as_object=False)
    said["denied_amount"] = said["denied_amount"].astype(np.float64)
    said["denied"] = said["denied"].astype("boolean")
    joined: pd.DataFrame = pd.concat([heads, said], axis=1)
    return joined


def _wanted(batches: Batches, used: npt.NDArray[np.bool_]) -> Iterator[pa.RecordBatch]:
    """The claims that stand in a slice, batch by batch."""
    start = 0
    for batch in batches():
        yield batch.filter(pa.array(used[start : start + batch.num_rows]))
        start += batch.num_rows


def _with_evidence(
    batches: Iterable[pa.RecordBatch], given: pa.Table | None, workers: int
) -> Iterator[tuple[pa.RecordBatch, pa.Table]]:
    """Each batch with its evidence; the notes are read piece by piece in so many processes."""
    cut: deque[tuple[pa.RecordBatch, int]] = deque()

    def pieces() -> Iterator[bytes]:
        for batch in batches:
            starts = range(0, max(batch.num_rows, 1), PIECE)
            cut.append((batch, len(starts)))
            noted = batch.select(["claim_id", "notes"])
            yield from (processes.sent(noted.slice(start, PIECE)) for start in starts)

    found = processes.in_order(_read, pieces(), workers)
    for first in found:
        batch, count = cut.popleft()
        yield batch, joined(pa.concat_tables([first, *islice(found, count - 1)]), given, batch)


def _read(sent: bytes) -> pa.Table:
    return read(processes.received(sent))
