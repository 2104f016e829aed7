"""EXC02."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC02",
    title="Weakness coded beside sarcopenia",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R53.1 and at M62.81", "FY2026"),
    since="2016-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report sarcopenia (M62.84) and remove the weakness code.",
    knowledge=("W03", "W04"),
    article=("A1", "A8", "A15"),
)
def weakness_and_sarcopenia(c: Frames) -> Rows:
    """R53.1 or M62.81 beside M62.84: muscle weakness in sarcopenia is already part of the sarcopenia code.

    Why it is denied: both weakness codes carry an Excludes1 note for M62.84; the weakness is paid for in the disease
    that causes it, and the second code fails the edit.

    What to do: keep M62.84, with the disease behind it first if there is one (M62.84 is coded after G71-G73), and
    remove the weakness code. If the record does not support sarcopenia, remove that one instead.

    Fires: R53.1 with M62.84; M62.81 with M62.84.
    Does not fire: M62.84 alone; or R53.1 with R53.83.
    """
    return excluded(c, PAIRS["EXC02"])
