"""Options that several commands share, each with one meaning and one text."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

_PATH: Final = click.Path(path_type=Path)

claims = click.option(
    "--claims",
    type=_PATH,
    required=True,
    multiple=True,
    help="Claims: an ingest folder, claims.parquet, 837 files or folders, or a folder of flat CSV. May be repeated.",
)
notes = click.option(
    "--notes",
    type=_PATH,
    help="Clinical notes: JSONL, CSV, Parquet, or a folder of CLAIMID.txt. An ingest folder has its own.",
)
evidence = click.option(
    "--evidence",
    type=_PATH,
    help="What notes document, read before ('denialrisk evidence') or elsewhere, beside the notes or in their place: "
    "Parquet, CSV, JSONL.",
)
remits = click.option(
    "--remits",
    type=_PATH,
    multiple=True,
    help="Payers' answers: 835 files or folders, Parquet, CSV; by default those of the ingest folder. May be repeated.",
)
worklist = click.option(
    "--worklist", type=_PATH, required=True, help="worklist.parquet of 'denialrisk score', or its folder."
)
model = click.option(
    "--model",
    help="Bundle folder, or MLflow address such as models:/denial-risk/3; by default the champion of the store, else "
    "its newest model.",
)
store = click.option(
    "--store",
    type=_PATH,
    default=Path("mlruns"),
    show_default=True,
    help="Folder of the MLflow store: runs, models, bundles.",
)
patient_key = click.option(
    "--patient-key",
    type=_PATH,
    help="File with the secret (16 bytes or more) by which patients are hashed; by default DENIALRISK_PATIENT_KEY, "
    "else one that is made once and kept for this user.",
)
