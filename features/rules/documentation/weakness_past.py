"""DOC82."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.weakness import WEAKNESS


@rule(
    code="DOC82",
    title="Weakness coded, and the note speaks of it as past",
    severity="warning",
    authority=Authority("ICD-10-CM Official Guidelines", "Section IV.J: code conditions that exist at the encounter"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11", "16"),
    edit=Resolve(),
    asks="always",
    fix="Ask the provider whether weakness was present at this encounter.",
    reads=("weakness", "strength", "paresis", "facial_weakness"),
    knowledge=("W73",),
    article=("A1",),
)
def weakness_past(c: Frames) -> Rows:
    """R53.1 or M62.81 is coded, and the note speaks of weakness only as past, or in the family.

    Why it is denied: a condition is coded when it exists at the encounter and is assessed or treated there.

    What to do: ask the provider whether weakness was present. If not, the code is removed.

    Fires: R53.1 and an episode of weakness last year.
    Does not fire: the note also affirms or suspects weakness, or finds reduced strength or paresis; it denies weakness,
    which is NOT16; or it says nothing of it.
    """
    past = c.says("weakness", state="historical").claims
    otherwise = c.says("weakness", state=("present", "uncertain", "contradicted", "negated")).claims
    otherwise |= c.says("strength", "reduced").claims | c.says("paresis").claims | c.says("facial_weakness").claims
    return c.dx(*WEAKNESS).where(past & ~otherwise)
