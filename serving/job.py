"""What a run of scoring is asked, and what it says it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import RISK_TIERS
from denialrisk.serving.batch import Options

Progress = Callable[[str, int], None]
"""Told the name of a step and how many claims more are done in it."""


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
    options: Options = field(default_factory=Options)
    resume: bool = False
    processes: int = 1
    fail_over: float = 1.0
    """Share of refused claims above which the run fails."""


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
