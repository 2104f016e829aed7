"""BIL03."""

from denialrisk.features.edits import SetUnits
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.billing.bundles import units_left
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="BIL03",
    title="More units than Medicare's daily limit",
    severity="error",
    authority=Authority("CMS NCCI", "medically unlikely edits, practitioner services"),
    since="2024-01-01",
    reason_family="duplicate_bundling",
    carc=("151", "96"),
    edit=SetUnits(units_left),
    fix="Correct the units to those documented; past the daily limit none is paid.",
    knowledge=("W63",),
)
def units_over_limit(c: Frames) -> Rows:
    """The units of one procedure on one day are more than Medicare's limit for a patient and day.

    How far it sees: the limits shipped are a few. CMS's quarterly file brings the rest
    (`denialrisk codes mue`).

    Why it is denied: units past the limit are denied without a look at the record.

    What to do: check the units against the minutes documented. If they were given, bill to the limit and appeal the
    rest with the record.

    Fires: 97110 with 7 units.
    Does not fire: 97110 with 6 units; or a code whose limit is not in the table.
    """
    over = (c.lines["units"] > units_left(c)).to_numpy(dtype=bool) & (c.lines["unit_basis"] == "UN").to_numpy(
        dtype=bool
    )
    return c.pick("lines", over).where(c.header_is("form", "professional"))
