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
    help="Claims: an ingest folder, claims.parquet, 837 files or folders, or a flat folder.",
)
notes = click.option("--notes", type=_PATH, help="Notes: JSONL, CSV, Parquet, or a folder of text files.")
evidence = click.option(
    "--evidence", type=_PATH, help="Evidence from elsewhere, beside the notes or in their place: CSV, Parquet, JSONL."
)
remits = click.option("--remits", type=_PATH, multiple=True, help="Remittances; by default those of the ingest folder.")
worklist = click.option("--worklist", type=_PATH, required=True, help="worklist.parquet, or its folder.")
model = click.option(
    "--model", help="Bundle folder or MLflow model address; by default the champion, else the newest in the store."
)
store = click.option("--store", type=_PATH, default=Path("mlruns"), show_default=True, help="MLflow store.")
patient_key = click.option("--patient-key", type=_PATH, help="File with the secret of the patient hash.")
