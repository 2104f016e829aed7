"""The nightly job: claims in, worklist out, batch by batch in bounded memory.

Each piece of the claims is scored to a part file (parts.py); when all parts stand, they are merged in the order of work
(merge.py). So a run that was killed can go on where it stopped, and ends in the same bytes.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.data.atomic import Parts, atomic_folder, only_run
from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.quarantine import QUARANTINE_FILE
from denialrisk.data.schema import WORKLIST
from denialrisk.features.documentation import NO_NOTE
from denialrisk.serving import flat, merge, page, processes
from denialrisk.serving.batch import Options, today
from denialrisk.serving.bundle import Bundle, load
from denialrisk.serving.job import Job, Progress, Summary
from denialrisk.serving.parts import PIECE, quotes_of, score_parts
from denialrisk.serving.worklist import code_set, rule_pack

_MERGING: Final = "writing the worklist"
FILES: Final = ("worklist.parquet", "worklist.csv", "worklist.html", QUARANTINE_FILE, "manifest.json")


def score(job: Job, progress: Progress = lambda *_: None) -> Summary:
    """Score all batches of a job into its folder: FILES. ``progress`` is told each step, and claims that are done."""
    began = time.monotonic()
    job = replace(job, options=replace(job.options, as_of=job.options.as_of or today()))
    if job.processes > 1:
        processes.begin()
    with only_run(job.out), processes.seldom_collected():
        progress("getting ready", 0)
        bundle = load(job.bundle)
        parts = Parts(job.out, _fingerprint(job, bundle), resume=job.resume)
        files = list(score_parts(job, parts, progress))
        summary = _summary(job, bundle, files)
        _check_evidence(summary)
        _check_whole(job)
        _check_share_refused(job, summary)
        with atomic_folder(job.out, FILES) as draft:
            _write_worklist(job, files, draft, summary, progress)
            job.quarantine().write(draft / QUARANTINE_FILE)
            summary.seconds = round(time.monotonic() - began, 1)
            (draft / "manifest.json").write_text(json.dumps(asdict(summary), indent=1), encoding="utf-8")
        parts.clear()
    return summary


def _fingerprint(job: Job, bundle: Bundle) -> str:
    """What the parts depend on: a run is only resumed with the same."""
    same = {"inputs": job.inputs, "model": bundle.version, "options": _told(job.options), "piece": PIECE}
    return json.dumps(same, sort_keys=True)


def _told(options: Options) -> dict[str, object]:
    return asdict(options) | {"as_of": str(options.as_of)}


def _write_worklist(job: Job, files: list[Path], folder: Path, summary: Summary, progress: Progress) -> None:
    """Merge the parts into worklist.parquet and worklist.csv in the order of work, counting as they pass.

    The page is made beside that, of the first claims: they come first and at once.
    """
    progress(_MERGING, 0)
    tables = merge.merged(files, max(merge.AT_ONCE, job.options.shown))
    first = next(tables, WORKLIST.arrow.empty_table())
    words = quotes_of(files) if job.options.with_quotes else None
    written: Future[None] | None = None
    with (
        pq.ParquetWriter(folder / "worklist.parquet", WORKLIST.arrow) as writer,
        (folder / "worklist.csv").open("wb") as sheet,
        ThreadPoolExecutor(2) as beside,
    ):
        shown = first.slice(0, job.options.shown)
        page_made = beside.submit(page.write, shown, summary.claims, folder / "worklist.html", words)
        sheet.write(flat.header())
        for whole in chain([first] if len(first) else [], tables):
            table = whole.select(WORKLIST.arrow.names)
            if written is not None:
                written.result()
            written = beside.submit(writer.write_table, table)
            sheet.write(flat.ranked(table.column("rank"), whole.column(merge.LINE)))
            _count(table, summary)
            progress(_MERGING, table.num_rows)
        progress("writing the page", 0)
        page_made.result()
        if written is not None:
            written.result()


def _count(table: pa.Table, summary: Summary) -> None:
    """Add what some rows of the worklist hold."""
    for row in pc.value_counts(table.column("risk_tier")).to_pylist():
        summary.tiers[row["values"]] += row["counts"]
    abstained = pc.sum(table.column("abstain").cast(pa.int64())).as_py()
    summary.abstained += abstained
    summary.scored += table.num_rows - abstained
    summary.without_note += pc.sum(pc.equal(pc.list_flatten(table.column("rule_flags")), NO_NOTE)).as_py() or 0
    for name, counts in (("abstain_why", summary.abstained_for), ("code_set", summary.read_by)):
        for row in pc.value_counts(table.column(name).drop_null()).to_pylist():
            counts[row["values"]] = counts.get(row["values"], 0) + row["counts"]
    summary.dollars_at_risk = str(Decimal(summary.dollars_at_risk) + pc.sum(table.column("dollars_at_risk")).as_py())


def _summary(job: Job, bundle: Bundle, files: list[Path]) -> Summary:
    about = list(map(merge.about, files))
    claims, quarantined = sum(merge.rows(file) for file in files), job.quarantine().counts().get("claim", 0)
    return Summary(
        came_in=claims + quarantined,
        claims=claims,
        quarantined=quarantined,
        notices=list(dict.fromkeys(job.notices())),
        with_evidence=None if job.given is None else sum(int(each["with_evidence"]) for each in about),
        explained_by="; ".join(sorted({each["explained_by"] for each in about})),
        model_version=bundle.version,
        rule_pack=rule_pack(),
        code_set=code_set(),
        options=_told(job.options),
        inputs=job.inputs,
    )


def _check_evidence(summary: Summary) -> None:
    if summary.with_evidence == 0 and summary.claims:
        raise InputError(
            f"none of the {counted(summary.claims, 'claim')} has evidence in what was given",
            expected="evidence whose claim_id names these claims",
            do="Check that --evidence belongs to --claims: 'denialrisk evidence NOTES --claims ...' writes what does.",
        )


def _check_whole(job: Job) -> None:
    """Who sets a share of refused claims wants to know of those that never came: a file cut short hides how many."""
    cut = job.quarantine().counts().get("truncated", 0)
    if cut and job.fail_over < 1:
        raise InputError(
            f"files cut short: {cut}{_first(job, 'truncated')}; nobody knows how many claims they lack",
            expected="whole files, as --fail-over was given",
            do="Fetch them again; or leave --fail-over out, to score what there is.",
        )


def _check_share_refused(job: Job, summary: Summary) -> None:
    if summary.came_in and summary.quarantined > job.fail_over * summary.came_in:
        raise InputError(
            f"{summary.quarantined} of {summary.came_in} claims were refused{_first(job, 'claim')}",
            expected=f"at most {job.fail_over:.1%} (--fail-over)",
            do="Read them with 'denialrisk ingest' and see quarantine.csv for the reasons.",
        )


def _first(job: Job, kind: str) -> str:
    """Where the first fault of a kind is."""
    first = next((fault for fault in job.quarantine().faults if fault.kind == kind), None)
    return f"; the first in {first.source}, {first.location}: {first.found}" if first else ""
