"""BIL11."""

from denialrisk.features.documentation import missing_share
from denialrisk.features.edits import SetHeader
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="BIL11",
    title="Records likely to be asked for, and not complete",
    severity="review",
    authority=Authority(
        "General payer practice",
        "requests for records of therapy, electrodiagnostic tests and imaging",
        confirmed=False,
    ),
    since="2015-10-01",
    reason_family="documentation",
    carc=("252",),
    edit=SetHeader(attachment=True),
    fix="Complete the note, and announce the records with the claim.",
    knowledge=("W69",),
    article=("A15", "A18"),
)
def records_likely_asked(c: Frames) -> Rows:
    """Therapy, an electrodiagnostic test or imaging for weakness; the note lacks more than half of what is due,
    and no attachment is announced.

    How far it sees: whether this payer has asked before is known to the model from past answers, not to the rule.

    Why it is denied: payers ask for the records of these services more than of others, and deny when what comes does
    not support them.

    What to do: complete the note first, then send it with the claim.

    Fires: 97110 for M62.81 with a note of two words.
    Does not fire: most of what is due is documented; an attachment is announced; or there is no note, which is DOC00.
    """
    services = c.billed("therapy") | c.billed("electrodiagnostic") | c.billed("advanced_imaging")
    thin = c.documented & (missing_share(c, "all") > 0.5)
    return services.where(thin & ~c.header["attachment"].to_numpy(dtype=bool))
