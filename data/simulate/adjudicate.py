"""How a payer answers: from the facts of a claim to the hazard of each cause, the outcome, and the money.

Hazards add up: the probability of denial is 1 - exp(-(base + sum of the defects' hazards)). So each cause has a
share in a denial, the claim with one cause repaired has a probability of its own, and causes act on each other only
through the factors below. No factor looks at the text of a note.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from denialrisk.data.simulate.defects import Defect
from denialrisk.data.simulate.dice import Dice, Weighted
from denialrisk.data.simulate.encounters import Encounter

CENT: Final = Decimal("0.01")
BACKGROUND: Final = Weighted(["16", "27", "96", "22", "204", "109", "B7", "31"], [14, 24, 20, 17, 8, 7, 6, 4])
"""Reasons for which faultless claims are denied: coverage, benefits, coordination, enrolment."""
BACKGROUND_REMARK: Final = {"16": "N382", "22": "", "B7": "N570"}

_SYMPTOM_CODES: Final = frozenset({"R531", "R5383", "M6281", "R29898", "R54", "R5381"})
_DOUBTFUL: Final = ("necessity", "documentation")
_SETTING: Final = {
    ("specificity", "emergency"): 0.55,
    ("specificity", "inpatient"): 1.3,
    ("documentation", "emergency"): 0.6,
    ("documentation", "therapy"): 1.25,
    ("necessity", "electrodiagnostic"): 1.25,
    ("necessity", "skilled_nursing"): 1.2,
    ("coding", "skilled_nursing"): 1.15,
    ("coding", "imaging"): 1.2,
}
"""How much harder or softer a kind of defect is met in a setting."""


@dataclass(frozen=True)
class Decision:
    """What the payer makes of a claim. ``cause`` is empty if the claim is paid, or denied for no cause in the files."""

    probability: float
    repaired: tuple[float, ...]
    all_repaired: float
    denied: bool
    cause: str
    carc: str
    remark: str
    denied_lines: tuple[int, ...]


def decide(encounter: Encounter, book: Mapping[str, Defect], quirk: float, dice: Dice) -> Decision:
    """Answer one claim. ``quirk`` is this payer's leaning in this setting, which only its answers tell.

    ``Decision.repaired`` has one entry per defect of the claim, in order.
    """
    mood = math.exp(quirk + dice.normal(0.12))
    base = _base(encounter, mood)
    causes = [book[name] for name in encounter.defects]
    hazards = _hazards(encounter, causes, mood)
    total = base + sum(hazards)
    repaired = tuple(
        _probability(base + sum(_hazards(encounter, [*causes[:i], *causes[i + 1 :]], mood))) for i in range(len(causes))
    )
    denied = dice.chance(_probability(total))
    cause = _decisive(dice, base, causes, hazards) if denied else None
    carc, remark = _reason(dice, cause) if denied else ("", "")
    return Decision(
        probability=_probability(total),
        repaired=repaired,
        all_repaired=_probability(base),
        denied=denied,
        cause=cause.name if cause else "",
        carc=carc,
        remark=remark,
        denied_lines=_denied_lines(encounter, cause, dice) if denied else (),
    )


def _probability(hazard: float) -> float:
    return 1.0 - math.exp(-hazard)


def _base(encounter: Encounter, mood: float) -> float:
    policy = encounter.policy
    hidden = math.exp(0.15 * encounter.patient.hidden)
    return policy.base * policy.strict * _service_hazard(encounter) * hidden * mood


def _service_hazard(encounter: Encounter) -> float:
    dear = 1.0 + 0.25 * (encounter.charge > 2000)
    return encounter.hazard * dear * encounter.policy.settings.get(encounter.setting, 1.0)


def _hazards(encounter: Encounter, causes: list[Defect], mood: float) -> list[float]:
    """Hazard of each cause, given which others are there."""
    policy = encounter.policy
    doubtful = sum(cause.catch in _DOUBTFUL for cause in causes)
    weights = {catch: _weight(encounter, catch, doubtful) for catch in {cause.catch for cause in causes}}
    return [
        cause.hazard * mood * policy.strict**0.7 * weights[cause.catch] * policy.defects.get(cause.name, 1.0)
        * _records(encounter, cause)
        for cause in causes
    ]  # fmt: skip


def _weight(encounter: Encounter, catch: str, doubtful: int) -> float:
    """How a kind of defect is met: by this payer, in this setting, on this claim, beside the others."""
    weight = encounter.policy.catch[catch] * _SETTING.get((catch, encounter.setting), 1.0)
    if catch in _DOUBTFUL:
        weight *= 1.25 if encounter.codes[0] in _SYMPTOM_CODES else 0.7
        weight *= 1.3 if doubtful > 1 else 1.0
        weight *= 0.65 if encounter.authorization and catch == "necessity" else 1.0
        weight *= 1.2 if encounter.charge > 1000 else 1.0
    elif catch in ("coding", "specificity"):
        weight *= 1.2 if encounter.institutional else 1.0
        weight *= 1.1 if doubtful else 1.0
    return weight


def _records(encounter: Encounter, cause: Defect) -> float:
    """Missing words weigh in full where the payer asks for the record, and less where it seldom looks."""
    if cause.catch != "documentation":
        return 1.0
    wanted = any(encounter.policy.wants_records(line.procedure or line.revenue) for line in encounter.lines)
    return 1.25 if wanted else 0.3 if cause.name == "no_note" else 0.6


def _decisive(dice: Dice, base: float, causes: list[Defect], hazards: list[float]) -> Defect | None:
    return Weighted([None, *causes], [base, *hazards]).draw(dice)


def _reason(dice: Dice, cause: Defect | None) -> tuple[str, str]:
    if cause is None:
        carc = BACKGROUND.draw(dice)
        return carc, BACKGROUND_REMARK.get(carc, "")
    carc = cause.carc.draw(dice)
    return carc, cause.remark if dice.chance(0.85) else ""


def _denied_lines(encounter: Encounter, cause: Defect | None, dice: Dice) -> tuple[int, ...]:
    """Indexes of the lines denied: those at fault where the cause lies in lines, else mostly all."""
    everything = tuple(range(len(encounter.lines)))
    if cause is not None and cause.partial:
        return _at_fault(encounter, cause.name) or everything
    if len(everything) > 1 and dice.chance(0.12):
        return (dice.pick(everything),)
    return everything


def _at_fault(encounter: Encounter, cause: str) -> tuple[int, ...]:
    fault = {
        "therapy_without_gp": ("971", "975"),
        "therapy_over_threshold_without_kx": ("971", "975"),
        "edit_pair_without_59": ("97116",),
        "visit_without_25": ("992",),
        "units_over_limit": ("97", "958"),
        "line_billed_twice": (encounter.lines[-1].procedure,),
    }[cause]
    hits = tuple(i for i, line in enumerate(encounter.lines) if line.procedure.startswith(fault))
    if cause == "line_billed_twice":
        return hits[-1:]
    return hits[:1] if cause == "units_over_limit" else hits


@dataclass(frozen=True)
class LineAnswer:
    """What the payer does with one line. The parts add up to the charge."""

    paid: Decimal
    contractual: Decimal
    patient: tuple[tuple[str, Decimal], ...]
    denied: Decimal


def settle(encounter: Encounter, decision: Decision, dice: Dice) -> list[LineAnswer]:
    """Money line by line: charge = paid + contractual + patient shares + denied."""
    allowed_share = Decimal(str(round(encounter.policy.pays * (0.92 + 0.16 * dice.uniform()), 4)))
    share = _patient_share(encounter, dice)
    return [
        _denied(line.charge) if i in decision.denied_lines else _paid(line.charge, allowed_share, share)
        for i, line in enumerate(encounter.lines)
    ]


def _denied(charge: Decimal) -> LineAnswer:
    return LineAnswer(Decimal(0), Decimal(0), (), charge)


def _paid(charge: Decimal, allowed_share: Decimal, share: tuple[str, Decimal]) -> LineAnswer:
    allowed = (charge * allowed_share).quantize(CENT, ROUND_HALF_UP)
    patient = (allowed * share[1]).quantize(CENT, ROUND_HALF_UP)
    return LineAnswer(
        paid=allowed - patient,
        contractual=charge - allowed,
        patient=((share[0], patient),) if patient else (),
        denied=Decimal(0),
    )


def _patient_share(encounter: Encounter, dice: Dice) -> tuple[str, Decimal]:
    """Reason (1 deductible, 2 coinsurance, 3 copayment) and share of the allowed amount."""
    draw = dice.uniform()
    if encounter.payer.payer_class == "medicaid":
        return ("3", Decimal("0.03") if draw < 0.3 else Decimal(0))
    if draw < 0.12:
        return ("1", Decimal(1))
    if draw < 0.75:
        return ("2", Decimal("0.20"))
    return ("3", Decimal("0.15"))
