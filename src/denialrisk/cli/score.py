"""denialrisk score."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from denialrisk.cli import options
from denialrisk.cli.progress import check_reader, console, steps
from denialrisk.data.counted import counted

if TYPE_CHECKING:
    from denialrisk.features.inputs import Claims
    from denialrisk.serving.job import Summary


class Share(click.ParamType[float]):
    """A share such as 2% or 0.02."""

    name = "share"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            text = str(value).strip()
            share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            self.fail(f"{value!r} is not a share such as 2% or 0.02", param, ctx)
        if not 0 <= share <= 1:
            self.fail(f"{value!r} is not between 0% and 100%", param, ctx)
        return share


@click.command()
@options.claims
@options.notes
@options.evidence
@click.option(
    "--past",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Claims of the last year, in any form that --claims takes, for the rules that look across a patient's claims "
    "(same day, same service before). May be repeated.",
)
@options.model
@options.store
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the worklist.")
@click.option(
    "--floor",
    type=Share(),
    default="10%",
    show_default=True,
    help="Claims of less risk than this are not scored again after each fix: there is little to win.",
)
@click.option(
    "--capacity",
    type=Share(),
    help="Share of claims that reviewers can work: the high tier holds about so many. By default it begins at the "
    "risk set in training.",
)
@click.option(
    "--holdout",
    type=Share(),
    default="0%",
    show_default=True,
    help="Share of claims to be sent as they are, drawn by claim number, for 'denialrisk monitor' to judge by.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which claims that have no submission date will be submitted, YYYY-MM-DD; today unless given.",
)
@click.option("--with-quotes", is_flag=True, help="Put the notes' own words on the page. They are patient data.")
@click.option(
    "--resume", is_flag=True, help="Go on with a run that was stopped, given the same claims, model and settings."
)
@click.option(
    "--fail-over",
    type=Share(),
    default="100%",
    show_default=True,
    help="End with an error, and no worklist, if more than this share of the claims cannot be read, or a file is cut "
    "short.",
)
@click.option(
    "--processes", type=click.IntRange(1), default=2, show_default=True, help="Processes that score, best one a core."
)
@options.patient_key
def command(claims: tuple[Path, ...], notes: Path | None, evidence: Path | None,
            past: tuple[Path, ...], model: str | None, store: Path,
            out: Path, floor: float, capacity: float | None, holdout: float, as_of: datetime | None,
            with_quotes: bool, resume: bool,
            fail_over: float, processes: int, patient_key: Path | None) -> None:  # fmt: skip
    """Score claims before submission and write the worklist.

    Writes worklist.parquet, worklist.csv, worklist.html, quarantine.csv (what was refused, where and why) and
    manifest.json (the counts) into the folder OUT.
    """
    from denialrisk.serving import processes as scoring

    if processes > 1:
        scoring.begin()  # while this one imports and reads, too
    from denialrisk.cli.inputs import past_of
    from denialrisk.features.inputs import Claims, digests
    from denialrisk.features.notes.given import given_tables
    from denialrisk.serving.batch import Options
    from denialrisk.serving.job import Job
    from denialrisk.serving.parts import PIECE
    from denialrisk.serving.score import score
    from denialrisk.training.models import find

    check_reader()
    batches = Claims(claims, notes, patient_key, PIECE)
    job = Job(
        batches=batches,
        bundle=find(model, store),
        out=out,
        past=past_of(past, patient_key) if past else None,
        given=given_tables(evidence) if evidence else None,
        inputs=digests([*claims, *past, *(each for each in (notes, evidence) if each)]),
        quarantine=lambda: batches.reading.quarantine,
        notices=lambda: batches.reading.notices,
        options=Options(
            floor=floor, capacity=capacity, holdout=holdout, with_quotes=with_quotes, as_of=as_of and as_of.date()
        ),
        resume=resume,
        processes=processes,
        fail_over=fail_over,
    )
    with steps() as progress:
        summary = score(job, lambda step, rows: progress(step, rows, batches.expected()))
    _report(summary, batches, out)


def _report(summary: Summary, claims: Claims, out: Path) -> None:
    """How many claims came of what, what is missing from them, and where the worklist is."""
    from denialrisk.cli.inputs import tell_claims
    from denialrisk.data.quarantine import QUARANTINE_FILE

    console.print(f"{counted(summary.came_in, 'claim')} came in: {summary.scored:,} scored, "
                  f"{summary.abstained:,} abstained, {summary.quarantined:,} refused")  # fmt: skip
    tell_claims(claims, out / QUARANTINE_FILE)
    _report_gaps(summary)
    tiers = ", ".join(f"{count:,} {tier}" for tier, count in summary.tiers.items())
    console.print(
        f"{tiers} risk; ${float(summary.dollars_at_risk):,.0f} of charges at risk; {summary.seconds:,.1f} s",
        soft_wrap=True,
    )
    console.print(f"worklist: {out / 'worklist.html'}", soft_wrap=True)


def _report_gaps(summary: Summary) -> None:
    """What claims lack of what the model goes by."""
    from denialrisk.features.coded import NOT_IN_FORCE

    if summary.with_evidence is not None:
        console.print(
            f"evidence was given of {summary.with_evidence:,} of {counted(summary.claims, 'claim')}", soft_wrap=True
        )
    if summary.without_note > summary.claims / 2:
        console.print(
            f"no note of {summary.without_note:,} of {counted(summary.claims, 'claim')}: each is asked for its note, "
            "and its risk is that of a claim without one",
            soft_wrap=True,
        )
        console.print("  do: name the notes with --notes, or what they document with --evidence")
    if summary.abstained:
        why, count = max(summary.abstained_for.items(), key=lambda each: each[1])
        console.print(
            f"abstained mostly ({count:,}) because: {why}; they keep their place in the list",
            markup=False,
            soft_wrap=True,
        )
    if summary.abstained > summary.claims / 2:
        console.print("  expected: claims like those that the model learned from, with payer, procedure and setting")
        console.print("  do: fill in what is missing in the claims, or train on answers to such claims")
    undated = sum(count for release, count in summary.read_by.items() if release.endswith(NOT_IN_FORCE))
    if undated:
        console.print(f"{counted(undated, 'claim')} dated outside the ICD-10-CM releases at hand and read by the "
                      "nearest one: see 'denialrisk codes'", soft_wrap=True)  # fmt: skip
