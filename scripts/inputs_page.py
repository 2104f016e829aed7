"""docs/inputs.md: what denialrisk reads, from the declarations of the readers."""

from __future__ import annotations

from denialrisk.data.flat import CLAIM_SHEET, DIAGNOSIS_SHEET, LINE_SHEET, REMIT_SHEET, Sheet
from denialrisk.data.notes import COLUMNS, REQUIRED

_INTRO = """\
# Inputs

`denialrisk ingest SOURCE... --out DIR` reads any mixture of the following. What a file is, is told by its content, not
by its name. Folders are read with all that lies in them, in the order of names; hidden files are passed over.

| input | how it is given |
| --- | --- |
| claims, X12 | 837P and 837I files, 4010 or 5010, plain, gzip or zip |
| remits, X12 | 835 files, plain, gzip or zip; among the sources or with `--remits` |
| claims, table | Parquet with the columns of [claims](tables.md#claims); those that may be null may be missing |
| remits, table | Parquet with the columns of [remits](tables.md#remits) |
| claims, flat | a folder with `claims.csv`, `diagnoses.csv` and `lines.csv`, see below |
| remits, flat | a CSV with one row per adjustment, see below |
| notes | JSON lines, CSV, Parquet or a folder of `CLAIMID.txt`, with `--notes`; see below |
| a folder that `ingest` wrote | its `claims.parquet` and `remits.parquet`, and nothing else in it |

One X12 file may hold 837, 835 and other transactions one after the other; the others are passed over and reported. Only
X12 is read out of zip archives.

A record that cannot be read is refused, listed in `quarantine.csv` with file, place and reason, and counted; the rest
is read. Neither lists nor messages hold a value of a claim or a note. A run that gets no claim at all is an error; it
leaves the tables of an earlier run as they were, and where there are none it writes `quarantine.csv` alone.
Claims that are equal in every column are the same claim read twice, and kept once; a claim sent again with anything
changed is kept. The same holds for remits. A remit reaches its claim also where the payer writes the claim number in
upper case, with other leading zeros, without punctuation or cut after 20 characters, if only one claim reads so.

## Flat files

Comma, semicolon, tab or bar; UTF-8 or UTF-16; plain or gzip. Column names are taken in any case, with blanks or
underscores. Columns that are not listed here are not read, and are named in the report. Cells are text, so codes keep
their zeros. A row that cannot be split into its columns is refused, and the next line is read. Line numbers count from
the header, which is 1.

Lists in one cell are divided by blanks, colon, semicolon, comma or bar. Diagnosis codes may have their dot. Amounts may
have a dollar sign and commas between thousands. `payer_class` may be a claim filing indicator (SBR09), `responsibility`
P, S or T, and pointers the letters of the paper form. `patient_id` and `patient_key` are hashed with the patient
key and never kept as they are."""

_NOTES = f"""\
## Notes

Columns, or keys of the JSON objects: {", ".join(f"`{name}`" for name in COLUMNS)}. Required are
{" and ".join(f"`{name}`" for name in REQUIRED)}. `written_on` is a date or a time; notes come to their claim oldest
first and undated ones last. A note without `note_id` gets the place it stands at. In a folder, the file `CLAIMID.txt`
is a note of that claim; what a file name cannot hold is written as in a web address, `%2F` for a slash. Bytes that are
not UTF-8 are read as Windows-1252; what is no text there either becomes U+FFFD, and such notes are counted. Notes
without a claim and claims without a note are counted too. A note written after the day on which the claim was sent is
left out and counted: it may answer the payer."""


def inputs() -> str:
    """The text of the page."""
    sheets = (
        _sheet("claims.csv", "One row per claim.", CLAIM_SHEET),
        _sheet(
            "diagnoses.csv", "One row per diagnosis, in the order of `position`, else of the rows.", DIAGNOSIS_SHEET
        ),
        _sheet("lines.csv", "One row per service line, in the order of `number`, else of the rows.", LINE_SHEET),
        _sheet(
            "Flat remits",
            "One row per adjustment. Rows that agree in all columns of the remit itself (all but `group`, `reason`, "
            "`amount`, `level`, `line`, `procedure` and `remark`) are one remit.",
            REMIT_SHEET,
        ),
    )
    return "\n\n".join((_INTRO, *sheets, _NOTES)) + "\n"


def _sheet(title: str, text: str, sheet: Sheet) -> str:
    rows = ["| column | holds | where it is missing or empty |", "| --- | --- | --- |"]
    for name, cell in sheet.cells.items():
        empty = sheet.assumed.get(name, "empty")
        if name in sheet.filled:
            empty = "required in every row"
        elif name in sheet.required:
            empty = "column required, cells may be empty"
        rows.append(f"| `{name}` | {cell.expected} | {empty} |")
    return f"### {title}\n\n{text}\n\n" + "\n".join(rows)
