"""From files as they come to the tables of schema.py in one folder, with an account of what came, stayed and joined."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.data import tabular
from denialrisk.data.atomic import atomic_file, atomic_folder, only_run
from denialrisk.data.claim_numbers import as_claimed
from denialrisk.data.duplicates import Duplicates
from denialrisk.data.errors import InputError
from denialrisk.data.notes import NoteCounts, Notes, read_notes
from denialrisk.data.quarantine import QUARANTINE_FILE, Quarantine
from denialrisk.data.reasons import unknown_codes, unknown_told
from denialrisk.data.schema import CLAIMS, PROVIDER_ADJUSTMENTS, REMITS
from denialrisk.data.sources import BATCH, Reading, claims_of, rebatch, remits_of
from denialrisk.data.survey import CLAIMS_FILE, REMITS_FILE, Survey, survey

ADJUSTMENTS_FILE: Final = "provider_adjustments.parquet"
COUNTS_FILE: Final = "ingest.json"
_FILES: Final = (CLAIMS_FILE, REMITS_FILE, ADJUSTMENTS_FILE, QUARANTINE_FILE, COUNTS_FILE)


@dataclass(frozen=True)
class Counts:
    """The account of one run; what ingest.json holds. All numbers are of records."""

    claim_files: int
    remit_files: int
    claims: int
    duplicate_claims: int
    claims_by_form: dict[str, int]
    diagnoses: int
    lines: int
    remits: int
    duplicate_remits: int
    provider_adjustments: int
    notes: NoteCounts | None
    claims_with_remit: int
    remits_without_claim: int
    remits_written_otherwise: int
    """Remits whose payer writes the claim number in another way than the claim does."""
    refused: dict[str, int]
    reasons: dict[str, int]
    """Kind and reason of the refusals that quarantine.csv lists."""
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Inputs:
    """What a run reads. ``remits`` are read beside the remits found among ``sources``."""

    sources: Sequence[Path]
    notes: Path | None = None
    remits: Sequence[Path] = ()


def ingest(
    inputs: Inputs,
    out: Path,
    reading: Reading,
    *,
    processes: int = 1,
    started: Callable[[str, int], None] | None = None,
) -> Counts:
    """Read the inputs and write claims, remits, provider adjustments, quarantine and counts into ``out``.

    The files are replaced together when all has been read; when reading fails, what an earlier run wrote stays as it
    was, and where there is none, what was refused is listed all the same. Claims and remits that were read twice are
    kept once. ``started`` is told the name and the bytes of each step as it begins.
    Raises InputError when there is no claim, when notes or remits were named and give none, or when ``out`` is a file,
    and DenialRiskError when another run is writing to it.
    """
    with only_run(out):
        try:
            return _ingest(inputs, out, reading, processes, started or (lambda _name, _size: None))
        except InputError as error:
            if not reading.quarantine.faults or (out / COUNTS_FILE).exists():
                raise
            listed = out / QUARANTINE_FILE
            with atomic_file(listed) as draft:
                reading.quarantine.write(draft)
            do = f"{error.do} {listed} lists what was refused."
            raise InputError(error.found, expected=error.expected, do=do) from error


def _ingest(inputs: Inputs, out: Path, reading: Reading, processes: int, tell: Callable[[str, int], None]) -> Counts:
    found = _survey(inputs, out, reading)
    notes = _notes(inputs, found, reading, tell)
    with atomic_folder(out, _FILES) as folder:
        tell("claims", sum(piece.size for piece in found.claims))
        claims, claims_again = _write_claims(folder, claims_of(found, reading, processes=processes), notes)
        remits = remits_again = 0
        if found.remits:
            tell("remits", sum(piece.size for piece in found.remits))
            unknown: Counter[str] = Counter()
            given = remits_of(found, reading, required=bool(inputs.remits))
            remits, remits_again = _write_remits(folder, given, unknown)
            reading.notices += unknown_told(unknown)
        if len(reading.adjustments):
            adjustments = reading.adjustments.table().to_batches()
            tabular.write_table(folder / ADJUSTMENTS_FILE, adjustments, PROVIDER_ADJUSTMENTS)
        counts = Counts(
            claim_files=len(found.claims),
            remit_files=len(found.remits),
            claims=claims.claims,
            duplicate_claims=claims_again,
            claims_by_form=dict(sorted(claims.forms.items())),
            diagnoses=claims.diagnoses,
            lines=claims.lines,
            remits=remits,
            duplicate_remits=remits_again,
            provider_adjustments=len(reading.adjustments),
            notes=notes.counts if notes else None,
            **_joined(folder),
            refused=dict(sorted(reading.quarantine.counts().items())),
            reasons=_reasons(reading.quarantine),
            notices=tuple(dict.fromkeys(reading.notices)),
        )
        reading.quarantine.write(folder / QUARANTINE_FILE)
        (folder / COUNTS_FILE).write_text(json.dumps(asdict(counts), indent=2) + "\n", encoding="utf-8")
    return counts


def _write_claims(folder: Path, batches: Iterator[pa.RecordBatch], notes: Notes | None) -> tuple[_Seen, int]:
    """Write each claim once, with its notes; returns what there was and how many were read again."""
    once, seen = Duplicates(without=("notes",)), _Seen()
    # Many small files are put together first: work on a batch costs the same for one claim as for thousands.
    kept = map(once.keep_first, rebatch(batches, BATCH))
    tabular.write_table(folder / CLAIMS_FILE, seen.watch(map(notes.attach, kept) if notes else kept), CLAIMS)
    return seen, once.dropped


def _write_remits(folder: Path, batches: Iterator[pa.RecordBatch], unknown: Counter[str]) -> tuple[int, int]:
    """Write each remit once; returns how many there were and how many were read again, and counts unknown reasons."""
    once = Duplicates()

    def watched() -> Iterator[pa.RecordBatch]:
        for batch in map(once.keep_first, rebatch(batches, BATCH)):
            unknown.update(unknown_codes(batch))
            yield batch

    remits = tabular.write_table(folder / REMITS_FILE, watched(), REMITS)
    return remits, once.dropped


class _Seen:
    """Counts claims and what is nested in them as they pass by."""

    def __init__(self) -> None:
        self.claims = self.diagnoses = self.lines = 0
        self.forms: Counter[str] = Counter()

    def watch(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            self.claims += len(batch)
            self.diagnoses += len(batch.column("diagnoses").flatten())
            self.lines += len(batch.column("lines").flatten())
            for form in pc.value_counts(batch.column("form")).to_pylist():
                self.forms[form["values"]] += form["counts"]
            yield batch


def _survey(inputs: Inputs, out: Path, reading: Reading) -> Survey:
    # Output, notes and remits may lie in a folder among the sources; they are no sources unless named as such.
    beside = [path for path in (out, inputs.notes, *inputs.remits) if path and path not in inputs.sources]
    found = survey(inputs.sources, reading.quarantine, leave_out=beside)
    if not inputs.remits:
        return found
    given = survey(inputs.remits, reading.quarantine).remits
    if not given:
        raise InputError(
            "--remits names no file with remits",
            expected="835 files, a remits table as Parquet, or a flat CSV as in docs/inputs.md",
            do="Check the path.",
        )
    by_place = {piece.path.resolve(): piece for piece in (*found.remits, *given)}
    return replace(found, remits=tuple(by_place.values()))


def _notes(inputs: Inputs, found: Survey, reading: Reading, tell: Callable[[str, int], None]) -> Notes | None:
    """The notes named, else the one file of notes that lies among the sources."""
    path, others = inputs.notes, found.notes
    if path is None and len(others) == 1:
        path, others = others[0].path, ()
        reading.notices.append(f"{found.notes[0].label}: read as the notes, since none were named")
    reading.notices += [f"{other.label}: notes, not read; name them with --notes" for other in others]
    if path is None:
        return None
    tell("notes", path.stat().st_size if path.is_file() else 0)
    return read_notes(path, reading.quarantine, reading.notices, reading.advance)


def _joined(folder: Path) -> dict[str, int]:
    """How claims and remits match, by name of the counts."""
    names = ("claims_with_remit", "remits_without_claim", "remits_written_otherwise")
    if not (folder / REMITS_FILE).exists():
        return dict.fromkeys(names, 0)
    claims, written = (
        pq.read_table(folder / name, columns=["claim_id"])["claim_id"] for name in (CLAIMS_FILE, REMITS_FILE)
    )
    remits = as_claimed(written, claims)
    known = pc.is_in(remits, value_set=claims)
    found = (pc.is_in(claims, value_set=remits), pc.invert(known), pc.not_equal(remits, written))
    return {name: int(pc.sum(flags).as_py() or 0) for name, flags in zip(names, found, strict=True)}


def _reasons(quarantine: Quarantine) -> dict[str, int]:
    listed = Counter(f"{fault.kind}: {fault.found}" for fault in quarantine.faults)
    return dict(sorted(listed.items(), key=lambda reason: (-reason[1], reason[0])))
