"""THE03."""

from denialrisk.features.edits import AddModifier
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.rules.therapy.stays import part_a


@rule(
    code="THE03",
    title="Physical therapy line without GP",
    severity="error",
    authority=Authority("Medicare Claims Processing Manual, chapter 5", "section 20.1, as trade pages report it"),
    since="2015-10-01",
    reason_family="provider_billing",
    carc=("4",),
    edit=AddModifier("GP"),
    fix="Add GP to each line delivered under a physical therapy plan of care.",
    rarc=("N519",),
    knowledge=("W58",),
)
def discipline_modifier(c: Frames) -> Rows:
    """A physical therapy line carries none of GP, GO and GN.

    Why it is denied: therapy codes are paid under a plan of care of one discipline, and the modifier says which.

    What to do: add GP where the plan of care is physical therapy, GO for occupational therapy, GN for speech therapy.

    Fires: 97110 with no modifier.
    Does not fire: 97110 GP; a claim with an occupational therapy evaluation or taxonomy, which takes GO; or a skilled
    nursing stay or home health episode, which is paid as a whole.
    """
    taxonomy = c.header["taxonomy"].astype("str")
    other = taxonomy.str.startswith(("225X", "235Z", "231H")).to_numpy(dtype=bool) | c.cpt("97165-97168").claims
    lines = c.cpt("97110-97150", "97161-97164", "97530-97542")
    return (lines & ~c.modified("GP", "GO", "GN")).where(~other & ~part_a(c))
