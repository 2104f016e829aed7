"""NOT05."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.findings import focal
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT05",
    title="Focal weakness coded R53.1 without a cause",
    severity="review",
    authority=Authority("ICD-10-CM Tabular List", "R53.1 and R29.898", "FY2026", confirmed=False),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11", "50"),
    edit=Resolve(),
    asks="always",
    fix="Ask the provider where the weakness is and what it may come from; generalized weakness is another thing.",
    reads=("weakness", "distribution", "laterality", "strength", "cause", "paresis", "facial_weakness"),
    knowledge=("W40",),
    article=("A3", "A17"),
)
def focal_weakness_as_general(c: Frames) -> Rows:
    """The note places the weakness in a limb or on one side, gives no stroke, no functional origin and no paresis, and
    the claim says R53.1.

    Why it is denied: R53.1 says nothing of place, so tests and therapy for one limb seem to lack a reason.

    What to do: have the provider describe the place and the suspected origin. R29.898 (other signs of the
    musculoskeletal system) is often used for a weak limb; that use was not confirmed in a source. M62.81 is not an
    answer: it is generalized.

    Fires: R53.1; the note says weakness of the right leg.
    Does not fire: the note ties it to a stroke (NOT01, NOT02) or calls it functional (NOT11); or calls the weakness
    generalized.

    Where the article differs: it accepts R53.1 for a weak left arm or right leg under evaluation (C2). That holds where
    no stroke or brain disease is behind it; this review keeps the two apart.
    """
    tied = c.says("cause", "stroke", "functional").claims | c.says("paresis").claims
    return c.dx("R53.1").where(focal(c) & ~tied & ~c.dx("R29.898", "G81-G83", "I69.-").claims)
