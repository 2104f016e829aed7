"""BIL07."""

import numpy as np

from denialrisk.features.edits import SetHeader
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.billing.bundles import REPEATED, line_dates
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="BIL07",
    title="Line already billed on an earlier claim",
    severity="error",
    authority=Authority(
        "Medicare Claims Processing Manual, chapter 1", "section 120, exact duplicates, as trade pages report it"
    ),
    since="2015-10-01",
    reason_family="duplicate_bundling",
    carc=("18",),
    edit=SetHeader(frequency_code="7", original_reference="given"),
    fix="Send it as a replacement (frequency 7) with the payer's claim number, or withdraw it.",
    knowledge=("W66",),
)
def billed_before(c: Frames) -> Rows:
    """An original claim bills a procedure for a date on which the same provider billed it for the patient before.

    How far it sees: only where the patient's past lines are given.

    Why it is denied: the payer has the first claim on file and takes this one for a copy, whatever became of the first.

    What to do: to correct a claim, send frequency code 7 with the payer's number of the first. To contest a denial,
    appeal. If the service was repeated, add 76 or 77.

    Fires: 97110 of May 4, when an earlier claim of the provider holds 97110 of May 4.
    Does not fire: frequency code 7; modifier 76; another date.
    """
    if c.past.empty:
        return c.pick("lines", np.zeros(len(c.lines), dtype=bool))
    seen_before = np.flatnonzero(np.isin(c.lines["claim"].to_numpy(), c.past["claim"].to_numpy()))
    mine = c.lines[["claim", "procedure"]].take(seen_before).assign(line=seen_before)
    mine["service_on"] = line_dates(c)[seen_before]
    mine["billing_npi"] = c.header["billing_npi"].to_numpy()[mine["claim"].to_numpy()]
    mine["procedure"] = mine["procedure"].astype("object")
    past = c.past[["claim", "procedure", "service_on", "billing_npi"]].drop_duplicates()
    past["procedure"] = past["procedure"].astype("object")
    past["service_on"] = past["service_on"].to_numpy(dtype="datetime64[D]")
    again = np.zeros(len(c.lines), dtype=bool)
    again[mine.merge(past, on=["claim", "procedure", "service_on", "billing_npi"])["line"].to_numpy()] = True
    original = ~c.header_is("frequency_code", "7", "8")
    return (c.pick("lines", again) & ~c.modified(*REPEATED)).where(original)
