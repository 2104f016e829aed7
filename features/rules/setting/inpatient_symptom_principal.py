"""SET03."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SET03",
    title="Weakness as principal diagnosis of an admission",
    severity="warning",
    authority=Authority(
        "ICD-10-CM Official Guidelines", "Section II.A, and physician advisor guidance on weakness admissions"
    ),
    since="2015-10-01",
    reason_family="medical_necessity",
    carc=("50",),
    edit=Resolve(),
    asks="always",
    fix="Ask which condition was established after study; have severity, risk and expected stay documented.",
    knowledge=("W53",),
    article=("A1", "A6"),
)
def inpatient_symptom_principal(c: Frames) -> Rows:
    """R53.1 is the principal diagnosis of an inpatient claim.

    Why it is denied: the principal diagnosis is the condition established after study to have caused the admission. A
    symptom there reads as an admission that did not need a hospital.

    What to do: ask the provider which condition was found. If none was, the record has to show why two midnights of
    hospital care were expected: severity, risk, failed outpatient care.

    Fires: type of bill 111 with R53.1 first.
    Does not fire: A41.9 first, R53.1 second; or R53.1 first on the physician's own claim for a hospital visit.
    """
    principal = c.dx("R53.1").first_listed
    return principal.where(c.bill_type_is("11", "41"))
