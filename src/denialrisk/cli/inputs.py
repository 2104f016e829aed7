"""What --claims, --notes and --remits name, and how it is told what came of them; shared by the commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from denialrisk.cli.progress import console
from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.sources import Reading
from denialrisk.features.inputs import Claims, Remits

if TYPE_CHECKING:
    from denialrisk.training.train import Given


def tell_claims(claims: Claims, listed: Path | None = None) -> None:
    """Say what the latest pass of claims refused, where that is listed, and how its notes joined; ingest says more."""
    _tell(claims.reading, listed)
    if claims.copies:
        console.print(f"{counted(claims.copies, 'identical claim')} read again, kept once")
    if claims.noted:
        counts = claims.noted.counts
        console.print(
            f"{counted(counts.read, 'note')}: {counts.joined:,} with their claim, "
            f"{counts.without_claim:,} without one; "
            f"{counts.after_submission:,} written after the claim was sent and left out; "
            f"{counted(claims.without_note, 'claim')} without a note", soft_wrap=True
        )  # fmt: skip


_NOT_REFUSED: Final = {
    "truncated": "files cut short, of which what came before was read",
    "interchange": "faults of the X12 envelope, for which nothing was refused",
}


def _tell(reading: Reading, listed: Path | None = None) -> None:
    """What was refused, by kind, with the first of each; and what the readers noticed."""
    lists = listed or "'denialrisk ingest'"
    counts = reading.quarantine.counts()
    for kind, number in counts.items():
        first = next((fault for fault in reading.quarantine.faults if fault.kind == kind), None)
        if first:
            console.print(
                f"{_NOT_REFUSED.get(kind, f'refused, {kind}')}: {number:,}; first {first.source}, {first.location}: "
                f"{first.found}; "
                f"{lists} lists them all", markup=False, highlight=False, soft_wrap=True
            )  # fmt: skip
    for notice in dict.fromkeys(reading.notices):
        console.print(f"note: {notice}", markup=False, highlight=False, soft_wrap=True)


def past_of(sources: Sequence[Path], patient_key: Path | None) -> Iterator[pa.Table]:
    """The lines of the claims that --past names; an error says that these are meant."""
    try:
        yield from Claims(sources, None, patient_key).past_lines()
    except InputError as error:
        raise InputError(f"--past: {error.found}", expected=error.expected, do=error.do) from error


def remit_table(sources: Sequence[Path]) -> pa.Table:
    """REMITS of some sources, with what was refused told."""
    remits = Remits(sources)
    try:
        return remits.table()
    finally:
        _tell(remits.reading)


def given(
    claims: Claims,
    evidence: Path | None,
    remits: Sequence[Path],
    priors: Path | None = None,
    processes: int = 2,
) -> Given:
    """What a model is trained on or judged by; remits stand among the claims' sources unless named."""
    from denialrisk.features.notes.given import read_given
    from denialrisk.features.priors import NONE, load
    from denialrisk.training.dataset import Extras
    from denialrisk.training.train import Given

    extras = Extras(load(priors) if priors else NONE, read_given(evidence) if evidence else None, processes)
    return Given(claims, remit_table(remits or claims.sources), extras=extras)
