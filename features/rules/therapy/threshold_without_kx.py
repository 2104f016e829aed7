"""THE04."""

import numpy as np

from denialrisk.features.edits import AddModifier
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.rules.therapy.stays import part_a

THRESHOLDS = {2024: 2330, 2025: 2410, 2026: 2480}
"""Dollars of physical and speech therapy in a calendar year, above which KX is asked for."""


@rule(
    code="THE04",
    title="Therapy past the yearly threshold without KX",
    severity="warning",
    authority=Authority("CMS therapy services", "KX modifier threshold amounts", "2024 to 2026"),
    since="2024-01-01",
    reason_family="medical_necessity",
    carc=("119",),
    edit=AddModifier("KX"),
    fix="Add KX if the record supports that therapy past the threshold is necessary.",
    until="2026-12-31",
    knowledge=("W59",),
)
def threshold_without_kx(c: Frames) -> Rows:
    """The year's therapy of a Medicare patient has passed the threshold, and the line does not carry KX.

    How it is measured: the threshold counts allowed amounts, which are not known before payment. The rule adds up
    charges, and so speaks too early for those who charge more than is allowed. It sees the earlier lines only where the
    patient's past lines are given, and does not tell physical from occupational therapy in them.

    Why it is denied: past a yearly amount Medicare pays only lines that attest necessity with KX.

    What to do: check the amount used so far. If the record supports further therapy, add KX; if not, do not bill it.

    Fires: 97110 GP of $100 after therapy of $2,450 in the same year 2026.
    Does not fire: 97110 GP KX; or $900 so far; or a stay in hospital or skilled nursing paid under Part A (type of
    bill 11x, 21x), or a home health episode.
    """
    year = c.service_on.astype("datetime64[Y]")
    years, place = np.unique(year.astype(int) + 1970, return_inverse=True)
    threshold = np.array([THRESHOLDS.get(each, np.inf) for each in years.tolist()])[place]
    same_year = c.past["service_on"].to_numpy(dtype="datetime64[Y]") == year[c.past["claim"].to_numpy()]
    earlier = c.earlier("therapy") & c.pick("past", same_year)
    before = np.bincount(c.past["claim"].to_numpy(), c.past["charge"].to_numpy() * earlier.mask, minlength=c.n)
    lines = c.billed("therapy")
    now = np.bincount(lines.claim, c.lines["charge"].to_numpy() * lines.mask, minlength=c.n)
    medicare = c.header_is("payer_class", "medicare") & ~part_a(c)
    return (lines & ~c.modified("KX")).where(medicare & (before + now > threshold))
