"""BIL08."""

from denialrisk.features.edits import SetHeader
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="BIL08",
    title="Replacement without the payer's claim number",
    severity="error",
    authority=Authority(
        "NUBC and X12 837 implementation guides", "claim frequency codes 7 and 8, as published issue reports quote them"
    ),
    since="2015-10-01",
    reason_family="provider_billing",
    carc=("16", "18"),
    edit=SetHeader(original_reference="given"),
    fix="Add the payer's number of the claim that is replaced.",
    rarc=("MA130",),
    knowledge=("W66",),
)
def replacement_without_number(c: Frames) -> Rows:
    """Frequency code 7 or 8 says that the claim replaces or voids another, and the payer's number of it is missing.

    Why it is denied: the payer cannot tell which claim is meant, and rejects this one or takes it for a duplicate.

    What to do: take the number from the remittance of the first claim and add it.

    Fires: frequency code 7, no number.
    Does not fire: frequency code 7 with the number; or frequency code 1.
    """
    replaces = c.header_is("frequency_code", "7", "8")
    return c.with_claims(replaces & c.header["original_reference"].isna().to_numpy())
