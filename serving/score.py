"""The nightly job: claims in, worklist out, batch by batch in bounded memory.

Each batch is scored to a part file; when all parts stand, they are merged in the order of work (merge.py). A part is a
function of its batch and the bundle alone, so a run that was killed can go on where it stopped, and ends in the same
bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from itertools import chain, islice
from multiprocessing import parent_process
from pathlib import Path
from typing import Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.data import keyed_file
from denialrisk.data.atomic import Parts, atomic_folder, only_run
from denialrisk.data.errors import InputError
from denialrisk.data.keyed_file import KeyedFile
from denialrisk.data.quarantine import QUARANTINE_FILE, Quarantine
from denialrisk.data.schema import EVIDENCE, RISK_TIERS, WORKLIST
from denialrisk.features.documentation import NO_NOTE
from denialrisk.features.notes import read_coded
from denialrisk.features.past import PAST
from denialrisk.serving import flat, merge, page, processes
from denialrisk.serving.bundle import Bundle, load
from denialrisk.serving.fixes import fixes
from denialrisk.serving.scorer import Scorer
from denialrisk.serving.words import Quotes, quotes
from denialrisk.serving.worklist import code_set, rule_pack, worklist

T = TypeVar("T")
Claims = TypeVar("Claims", pa.RecordBatch, pa.Table)
Progress = Callable[[str, int], None]
"""Told the name of a step and how many claims more are done in it."""
Begun = tuple[Path, int, Future[None] | None]
"""A part: its file, how many claims it has, and the work on it; none where the part stands."""

_SCORING: Final = "scoring claims"
_MERGING: Final = "writing the worklist"

PIECE: Final = 2_500
"""Claims of the first and last pieces of work: so few that no process waits long for its first, nor for the others at
the end."""
_TOGETHER: Final = 4
"""Pieces that are scored as one in between, as each costs something of its own."""
_LAST: Final = 2
"""Pieces at least that are left for the end."""

FILES: Final = ("worklist.parquet", "worklist.csv", "worklist.html", QUARANTINE_FILE, "manifest.json")


@dataclass(frozen=True)
class Options:
    """How to score.

    - ``floor``: claims below this probability are not scored again after each fix; there is little to win
    - ``capacity``: share of claims that reviewers can work, for the high tier to hold; None for the bundle's threshold
    - ``holdout``: share of claims to leave unreviewed, so that the model can be judged on them later
    - ``with_quotes``: put the notes' own words on the page (patient data)
    - ``shown``: how many claims the page holds
    - ``as_of``: the day on which claims with no submission date will be submitted; None for the day of the run
    """

    floor: float = 0.10
    capacity: float | None = None
    holdout: float = 0.0
    with_quotes: bool = False
    shown: int = page.SHOWN
    as_of: dt.date | None = None


@dataclass
class Summary:
    """What a run did. ``claims`` = ``scored`` + ``abstained``; with ``quarantined`` they are all that came in."""

    came_in: int = 0
    claims: int = 0
    scored: int = 0
    abstained: int = 0
    abstained_for: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    notices: list[str] = field(default_factory=list)
    """What the readers noticed: columns left empty, or not read."""
    tiers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RISK_TIERS, 0))
    dollars_at_risk: str = "0.00"
    with_evidence: int | None = None
    """Claims of which evidence was given; None where no evidence was."""
    without_note: int = 0
    """Claims that are asked for their note: they have neither note nor evidence."""
    explained_by: str = ""
    model_version: str = ""
    rule_pack: str = ""
    code_set: str = ""
    read_by: dict[str, int] = field(default_factory=dict)
    """Claims by the release of ICD-10-CM that their codes were read by."""
    options: dict[str, object] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Job:
    """One run: what is read, by which bundle, to where.

    ``batches`` gives CLAIMS batches, the same ones in the same order each time. ``past`` gives tables of earlier lines
    of the patients (features/past.py), ``given`` tables of evidence from elsewhere; they are read once. ``inputs`` are
    digests by name, for the manifest and for ``resume``. ``quarantine`` is asked at the end what was refused,
    ``notices`` what else the readers have to say.
    """

    batches: Iterable[pa.RecordBatch]
    bundle: Path
    out: Path
    past: Iterable[pa.Table] | None = None
    given: Iterable[pa.Table] | None = None
    inputs: dict[str, str] = field(default_factory=dict)
    quarantine: Callable[[], Quarantine] = Quarantine
    notices: Callable[[], Iterable[str]] = tuple
    options: Options = Options()
    resume: bool = False
    processes: int = 1
    fail_over: float = 1.0
    """Share of refused claims above which the run fails."""


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
        files = list(_score_parts(job, parts, progress))
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


def score_batch(
    scorer: Scorer,
    batch: pa.RecordBatch,
    past: pa.Table | None = None,
    given: pa.Table | None = None,
    options: Options = Options(),
) -> pa.Table:
    """One batch of CLAIMS to rows of WORKLIST, in the batch's order, ranks not yet given."""
    as_of = options.as_of or today()
    scored = scorer.score(
        _submitted(batch, as_of), read_coded(batch, given), None if past is None else _submitted(past, as_of)
    )
    return worklist(scorer, scored, fixes(scorer, scored, options.floor), batch, options.holdout)


def today() -> dt.date:
    """The day by this machine's clock, where it stands."""
    return dt.datetime.now().astimezone().date()


def _submitted(table: Claims, as_of: dt.date) -> Claims:
    """A table with the day of submission filled in where there is none yet."""
    at = table.schema.get_field_index("submitted_on")
    days = pc.fill_null(table.column(at), pa.scalar(as_of))
    return table.set_column(at, table.schema.field(at), days)


def _fingerprint(job: Job, bundle: Bundle) -> str:
    """What the parts depend on: a run is only resumed with the same."""
    same = {"inputs": job.inputs, "model": bundle.version, "options": _told(job.options), "piece": PIECE}
    return json.dumps(same, sort_keys=True)


def _told(options: Options) -> dict[str, object]:
    return asdict(options) | {"as_of": str(options.as_of)}


def _score_parts(job: Job, parts: Parts, progress: Progress) -> Iterator[Path]:
    """Score each batch to its part; parts that stand are kept. No more batches are read than are soon worked on."""
    with _workers(job, parts) as pool, processes.dead_process_told(" with --resume"):
        progress(_SCORING, 0)
        for part in processes.ahead(_begun(job, parts, pool), 2 * job.processes):
            yield _finished(part, progress)


def _begun(job: Job, parts: Parts, pool: Executor) -> Iterator[Begun]:
    for number, piece in enumerate(_cut(job.batches)):
        work = None if number in parts else pool.submit(_score_part, processes.sent(piece), parts.path(number))
        yield parts.path(number), piece.num_rows, work


def _cut(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The batches cut into pieces of work, by nothing but their rows: on resuming they are the same."""
    small = (batch.slice(start, PIECE) for batch in batches for start in range(0, batch.num_rows, PIECE))
    yield from map(_piece, islice(small, _TOGETHER))
    waiting: list[pa.RecordBatch] = []
    for each in small:
        waiting.append(each)
        if len(waiting) == _TOGETHER + _LAST:
            yield _piece(*waiting[:_TOGETHER])
            del waiting[:_TOGETHER]
    yield from map(_piece, waiting)


def _piece(*batches: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches(batches)


def _workers(job: Job, parts: Parts) -> Executor:
    if job.processes > 1:
        pool = ProcessPoolExecutor(job.processes, processes.context(), _start, _setup(job, parts))
        processes.begin_all(pool, job.processes)
        return pool
    _start(*_setup(job, parts))
    return _Here()


class _Here(Executor):
    """Does the work at once, in this process."""

    def submit(self, work: Callable[..., T], /, *words: object, **named: object) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(work(*words, **named))
        return done


def _finished(part: Begun, progress: Progress) -> Path:
    file, rows, work = part
    if work is not None:
        work.result()
    processes.piece_done()
    progress(_SCORING, rows)
    return file


Setup = tuple[Path, Path | None, Path | None, Options]
_worker: tuple[Scorer, KeyedFile | None, KeyedFile | None, Options] | None = None
_PATIENT: Final = "patient_key"
_CLAIM: Final = "claim_id"


def _setup(job: Job, parts: Parts) -> Setup:
    past, given = (
        None if tables is None else _lent(tables, spec.arrow, key, parts.path(0).with_name(spec.name))
        for spec, key, tables in ((PAST, _PATIENT, job.past), (EVIDENCE, _CLAIM, job.given))
    )
    return job.bundle, past, given, job.options


def _lent(tables: Iterable[pa.Table], schema: pa.Schema, key: str, file: Path) -> Path:
    """The tables as a file that all processes map, and none copies."""
    keyed_file.write(tables, schema, key, file)
    return file


def _start(bundle: Path, past_file: Path | None, given_file: Path | None, options: Options) -> None:
    """Once in each process: read the bundle and make its tables."""
    past = None if past_file is None else KeyedFile(past_file, _PATIENT)
    given = None if given_file is None else KeyedFile(given_file, _CLAIM)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _worker  # noqa: PLW0603 -- a process has one scorer
    _worker = (Scorer(load(bundle), threads=1, capacity=options.capacity), past, given, options)


def _end_with_parent() -> None:
    """A run that is killed leaves no process behind that would write to the parts of the next."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _score_part(sent: bytes, file: Path) -> None:
    assert _worker is not None
    batch = processes.received(sent)
    scorer, past, given, options = _worker
    own_past = past and past.rows(batch.column(_PATIENT))
    own_given = given and given.rows(batch.column(_CLAIM))
    table = score_batch(scorer, batch, own_past, own_given, options)
    if options.with_quotes:
        _quotes_of(file).write_text(json.dumps(quotes(table, batch)), encoding="utf-8")
    merge.write(table, file, {"explained_by": scorer.explainer.method, "with_evidence": _matched(batch, own_given)})
    processes.piece_done()


def _matched(batch: pa.RecordBatch, given: pa.Table | None) -> str:
    """How many claims of a batch have evidence that was given."""
    return str(0 if given is None else pc.sum(pc.is_in(batch.column(_CLAIM), value_set=given.column(_CLAIM))).as_py())


def _quotes_of(part: Path) -> Path:
    return part.with_name(f"quotes-{part.name}.json")


def _write_worklist(job: Job, files: list[Path], folder: Path, summary: Summary, progress: Progress) -> None:
    """Merge the parts into worklist.parquet and worklist.csv in the order of work, counting as they pass.

    The page is made beside that, of the first claims: they come first and at once.
    """
    progress(_MERGING, 0)
    tables = merge.merged(files, max(merge.AT_ONCE, job.options.shown))
    first = next(tables, WORKLIST.arrow.empty_table())
    words = _quotes(files) if job.options.with_quotes else None
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


def _quotes(files: list[Path]) -> Quotes:
    found: Quotes = {}
    for file in files:
        found |= json.loads(_quotes_of(file).read_text(encoding="utf-8"))
    return found


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
            f"none of the {summary.claims:,} claims has evidence in what was given",
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
