"""SPC01."""

from denialrisk.data.codes.icd10cm import CodeSet
from denialrisk.data.codes.patterns import any_matches
from denialrisk.features.coded import judged
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.findings import one_sided
from denialrisk.features.rules.registry import Authority, rule

SIDED = ("G81.-", "G83.1-", "G83.2-", "G83.3-", "I69.-3-", "I69.-4-", "I69.-5-", "M21.37-")


@rule(
    code="SPC01",
    title="Unspecified side although the note names it",
    severity="warning",
    authority=Authority("ICD-10-CM Official Guidelines", "Section I.C.6.a", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    fix=(
        "Report the side the note names; without stated dominance the right side counts as dominant, the left as not."
    ),
    reads=("weakness", "laterality", "strength", "paresis"),
    knowledge=("W42",),
    article=("A7", "A15", "A17"),
)
def side_not_coded(c: Frames) -> Rows:
    """A code of hemiplegia, monoplegia or foot drop with unspecified side (G81.90, G83.10, I69.359, M21.379 and their
    like), and a note that names the side.

    Why it is denied: unspecified side is refused where the record must know it, and many payers reject it outright.

    What to do: report the side. Where dominance is not documented, an affected right side is coded as dominant and a
    left side as non-dominant; in an ambidextrous patient the side is dominant.

    Fires: G81.90; the note says left hemiparesis.
    Does not fire: G81.94; or G81.90 where the note names no side, or both.
    """
    return c.pick("diagnoses", judged(c, _side_unspecified) & c.reported).where(one_sided(c))


def _side_unspecified(codes: CodeSet, code: str) -> bool:
    facts = codes.facts(code)
    return facts.unspecified and not facts.side and any_matches(SIDED, code)
