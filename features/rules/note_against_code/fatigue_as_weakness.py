"""NOT07."""

from denialrisk.features.edits import ReplaceCode
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.findings import weak
from denialrisk.features.rules.registry import Authority, rule

FATIGUE_INCLUDED = ("F33.-", "F43.0", "O26.8-", "R54", "T67.-", "T73.2-", "T73.3-")
"""Codes that R53.83 and R53.8- exclude: the fatigue is theirs, and R53.83 beside them would be another denial."""


@rule(
    code="NOT07",
    title="Fatigue coded as weakness",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "R53.83, inclusion terms", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=ReplaceCode("R53.1", "R53.83", "fatigue"),
    fix="Report R53.83 for the fatigue the note describes, instead of R53.1.",
    ask="Ask the provider what the complaint is: loss of strength, tiredness, or effort limited by pain.",
    reads=("fatigue", "weakness", "strength", "paresis", "facial_weakness"),
    knowledge=("W43",),
    article=("A10",),
)
def fatigue_as_weakness(c: Frames) -> Rows:
    """The note speaks of fatigue, tiredness, lethargy or lack of energy and of no weakness, and the claim says R53.1.

    Why it is denied: lack of energy is R53.83. A weakness code over a note without weakness is unsupported.

    What to do: report R53.83. If the patient is weak and not only tired, the provider documents that, with strength.

    Fires: R53.1; the note says exhausted, strength 5/5.
    Does not fire: the note says weakness too; both may then be coded, since no note excludes them; or a code that
    R53.83 excludes, such as F33.1, already accounts for the fatigue.

    Where the article differs: it would not use R53.83 beside true weakness at all (C9). No excludes note keeps them
    apart; this rule speaks only where the note has fatigue alone.
    """
    tired = c.says("fatigue").claims & ~weak(c) & ~c.says("weakness", state="uncertain").claims
    accounted = c.says("facial_weakness").claims | c.dx(*FATIGUE_INCLUDED).claims
    return c.dx("R53.1").where(tired & ~accounted)
