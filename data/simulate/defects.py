"""How defects get into a claim and its record. Rates, weights and reason codes are data: defects.yml.

A defect changes facts of the world: codes, lines, dates, or what the record says. It never looks at words.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from denialrisk.data import yml
from denialrisk.data.simulate.dice import Dice, Weighted
from denialrisk.data.simulate.encounters import Encounter, Line
from denialrisk.data.simulate.recipes import recipe

HERE: Final = Path(__file__).parent
_BOOK: Final[dict[str, dict[str, Any]]] = yml.read(HERE / "defects.yml")
MOST: Final = 3
"""Defects in one claim at most."""

_THERAPY: Final = ("therapy", "home_health", "skilled_nursing")
_TREATED: Final = ("97110", "97112", "97116", "97530", "97140")
_EXAMINED: Final = ("reduced",)
_INTEGRAL: Final = ("G7000", "G729", "G720", "G7281", "G610")
_EXPLAINING: Final = (*_INTEGRAL, "E876", "A419", "I69351", "I69354", "I69341", "I69344")
_UNRELATED: Final = frozenset({"I10", "E785", "J449", "K219", "F419", "E559", "H9190"})
_LIMITS: Final = {"97110": 6, "97112": 6, "97530": 6, "97140": 6, "97116": 4, "95886": 4}


@dataclass(frozen=True)
class Defect:
    """One kind of fault: where it can be, and how it is put in; with what defects.yml says of it.

    ``read``: only the note shows it, so that a reader may miss it; a world for audits has it twice.
    """

    name: str
    rate: float
    slip: str
    hazard: float
    catch: str
    knowledge: tuple[str, ...]
    carc: Weighted[str]
    remark: str
    partial: bool
    read: bool
    can: Callable[[Encounter], bool]
    put: Callable[[Encounter, Dice], None]


def add_defects(encounter: Encounter, defects: tuple[Defect, ...], dice: Dice) -> None:
    """Put in the defects that befall this encounter, by the habits of its provider."""
    slips = encounter.provider.slips
    for defect in defects:
        if dice.chance(defect.rate * slips[defect.slip]) and len(encounter.defects) < MOST and defect.can(encounter):
            encounter.pristine = encounter.pristine or encounter.copy()
            defect.put(encounter, dice)
            encounter.defects.append(defect.name)


class Spread:
    """Puts in, of the defects that an encounter can have, those that were least often where it is.

    So that in a world for audits even what is rare is seen in every service and with every class of payer. Most
    encounters get a fault of the codes, and every second one another fault besides.
    """

    def __init__(self, defects: tuple[Defect, ...]) -> None:
        self._coded = [defect for defect in defects if defect.name in _OF_CODES]
        self._other = [defect for defect in defects if defect.name not in _OF_CODES]
        self._seen: Counter[tuple[str, ...]] = Counter()

    def add(self, encounter: Encounter, dice: Dice) -> None:
        """Put in one defect, two or none."""
        for defects, share in ((self._coded, 0.85), (self._other, 0.5)):
            open_to = [defect for defect in defects if defect.can(encounter)]
            if open_to and dice.chance(share):
                self._put(self._rarest(open_to, encounter), encounter, dice)

    def _rarest(self, open_to: list[Defect], e: Encounter) -> Defect:
        def seen(defect: Defect) -> tuple[int, int]:
            payer = e.payer.payer_class
            here = self._seen[defect.name, e.service, e.picture] // (2 if defect.read else 1)
            return here, 2 * self._seen[defect.name, e.service, payer] + self._seen[defect.name, payer]

        return min(open_to, key=seen)

    def _put(self, defect: Defect, e: Encounter, dice: Dice) -> None:
        name, payer = defect.name, e.payer.payer_class
        self._seen.update([(name, e.service, e.picture), (name, e.service, payer), (name, payer)])
        e.pristine = e.pristine or e.copy()
        defect.put(e, dice)
        e.defects.append(defect.name)


def _recode(*codes: str) -> Callable[[Encounter, Dice], None]:
    """Put one of the codes in the place of what the picture is rightly coded as."""

    def put(e: Encounter, dice: Dice) -> None:
        right = len(e.codes) - sum(code in e.patient.chronic for code in e.codes)
        e.codes[: max(right, 1)] = [dice.pick(codes)]
        e.trim_pointers()

    return put


def _unsay(*elements: str) -> Callable[[Encounter, Dice], None]:
    def put(e: Encounter, dice: Dice) -> None:
        e.facts.says.difference_update(elements)

    return put


def _written(e: Encounter) -> bool:
    return e.note


def _examined(e: Encounter) -> bool:
    return e.note and e.facts.strength == "reduced" and "strength" in e.facts.says


def _weakness_coded(e: Encounter) -> bool:
    return any(code in ("R531", "M6281") for code in e.codes)


def _clean(e: Encounter) -> bool:
    """No other defect has touched the codes."""
    return not any(name in _OF_CODES for name in e.defects)


def _outpatient(e: Encounter) -> bool:
    """Where a suspected disease is not coded: home health and nursing stays follow the rule for discharges."""
    return e.setting not in ("inpatient", "skilled_nursing", "home_health")


def _symptom_primary(e: Encounter, dice: Dice) -> None:
    """The symptom first, before the disease or in its place."""
    symptom = "R531" if e.facts.complaint in ("frailty", "debility") else dice.pick(("R531", "M6281"))
    if dice.chance(0.3):
        e.codes[:] = dict.fromkeys((symptom, *e.codes))
    else:
        _recode(symptom)(e, dice)


def _symptom_first(e: Encounter, dice: Dice) -> None:
    e.codes[:] = ["R531", *(code for code in e.codes if code != "R531")]


def _point_elsewhere(e: Encounter, dice: Dice) -> None:
    """Point the first line at a chronic disease that the service has nothing to do with."""
    e.lines[0].pointers = [next(i for i, code in enumerate(e.codes, 1) if code in _UNRELATED)]


def _point_astray(e: Encounter, dice: Dice) -> None:
    """Point a line at a place where no diagnosis stands."""
    dice.pick(e.lines).pointers = [min(len(e.codes) + dice.between(1, 2), 12)]


def _bill_twice(e: Encounter, dice: Dice) -> None:
    """Enter one line a second time."""
    line = dice.pick([line for line in e.lines if line.procedure])
    e.lines.append(replace(line, modifiers=list(line.modifiers), pointers=list(line.pointers)))


def _drop_modifier(modifier: str) -> Callable[[Encounter, Dice], None]:
    def put(e: Encounter, dice: Dice) -> None:
        for line in e.lines:
            line.modifiers = [kept for kept in line.modifiers if kept != modifier]

    return put


def _carries(modifier: str) -> Callable[[Encounter], bool]:
    return lambda e: not e.institutional and any(modifier in line.modifiers for line in e.lines)


def _limited(e: Encounter) -> Line | None:
    return next((line for line in e.lines if line.procedure in _LIMITS), None)


def _over_limit(e: Encounter, dice: Dice) -> None:
    line = _limited(e)
    assert line is not None
    each = line.charge / line.units
    line.units = _LIMITS[line.procedure] + dice.between(1, 4)
    line.charge = (each * line.units).quantize(line.charge)


def _authorization_due(e: Encounter) -> bool:
    return bool(e.authorization) and any(
        e.policy.needs_authorization(code) for line in e.lines for code in (line.procedure, line.revenue) if code
    )


def _lose_authorization(e: Encounter, dice: Dice) -> None:
    e.authorization = ""


def _late(e: Encounter, dice: Dice) -> None:
    days = e.policy.file_days + dice.between(3, 60) - (e.submitted_on - e.service_to).days
    back = dt.timedelta(days=max(days, 0))
    e.service_from, e.service_to = e.service_from - back, e.service_to - back
    e.onset_on = e.onset_on - back if e.onset_on else None
    e.admitted_on = e.admitted_on - back if e.admitted_on else None


def _normal_strength(e: Encounter, dice: Dice) -> None:
    e.facts.strength, e.facts.grade = "normal", 5
    e.facts.says.discard("true_weakness")
    e.facts.paresis = ""


def _not_graded(e: Encounter, dice: Dice) -> None:
    e.facts.strength = "missing"
    e.facts.says.discard("comparison")


def _no_measure(e: Encounter, dice: Dice) -> None:
    e.facts.strength = "missing"
    e.facts.says.difference_update(("comparison", "strength", "gait", "coordination"))


def _maintain(e: Encounter, dice: Dice) -> None:
    e.facts.maintenance = True
    e.facts.says.discard("skilled")


def _stroke_as_symptom(e: Encounter, dice: Dice) -> None:
    """The record ties the weakness to the stroke without the word hemiparesis; the claim tells the symptom only."""
    _recode("R531", "M6281")(e, dice)
    e.facts.paresis = ""


def _hedge(e: Encounter, dice: Dice) -> None:
    e.facts.cause_state = "uncertain"


def _copy(e: Encounter, dice: Dice) -> None:
    e.facts.copied = True


def _no_onset(e: Encounter, dice: Dice) -> None:
    e.facts.says.difference_update(("onset", "course"))
    e.onset_on = None


def _confirm(e: Encounter, dice: Dice) -> None:
    """The cause is known, mostly since tests are back, yet the claim tells the symptom."""
    _recode("R531", "R531", "M6281")(e, dice)
    if dice.chance(0.75):
        e.facts.says.update(("tests", "results"))
    else:
        e.facts.says.discard("results")


def _over(e: Encounter, dice: Dice) -> None:
    """The weakness is over: the record tells of it as past, and the claim still carries it."""
    e.facts.complaint, e.facts.region, e.facts.strength, e.facts.grade = "past", "none", "normal", 5
    e.facts.cause_state = "silent"
    e.facts.says.difference_update(("true_weakness", "onset", "course", "function", "rationale"))


def _no_workup(e: Encounter, dice: Dice) -> None:
    """Nothing looked for, nothing ruled out."""
    e.facts.cause_state, e.facts.workup = "silent", False
    e.facts.says.difference_update(("tests", "differential", "rationale", "results"))


def _unfinished(e: Encounter, dice: Dice) -> None:
    """A note that ends before its conclusion, now and then before its signature too."""
    e.facts.says.discard("assessment")
    if dice.chance(0.35):
        e.facts.says.discard("signature")


def _thin(e: Encounter, dice: Dice) -> None:
    """A few lines where the payer wants a record."""
    e.facts.says.clear()
    e.facts.strength, e.facts.workup = "missing", False


def _treat_symptom(e: Encounter, dice: Dice) -> None:
    """An infusion for the symptom: neither claim nor record tells what it treats."""
    _recode("R531", "R5383")(e, dice)
    e.codes[:] = [code for code in e.codes if code[0] not in "ADEJN"]
    e.trim_pointers()
    e.facts.cause, e.facts.cause_state = "", "silent"
    e.facts.says.difference_update(("differential", "results", "rationale"))


def _lose_note(e: Encounter, dice: Dice) -> None:
    e.note = False


def _no_differential(e: Encounter, dice: Dice) -> None:
    e.facts.says.difference_update(("reflexes", "sensation", "tone", "differential", "rationale", "cranial"))


def _no_reason(e: Encounter, dice: Dice) -> None:
    e.facts.says.difference_update(("focal_sign", "rationale", "red_flags", "differential", "reflexes"))


LONG: Final = 10
"""Therapy visits of one course after which a report of progress is due."""

Can = Callable[[Encounter], bool]
Put = Callable[[Encounter, Dice], None]

_CODED: Final[dict[str, tuple[Can, Put]]] = {
    # What the picture is coded as, against what the record says.
    "stroke_weakness_as_symptom": (
        lambda e: e.picture in ("stroke_sequela", "stroke_leg") and e.note and _clean(e)
        and e.setting not in _THERAPY[1:],
        _stroke_as_symptom,
    ),
    "paresis_as_symptom": (
        lambda e: bool(e.facts.paresis) and e.note and _clean(e) and e.setting not in _THERAPY[1:],
        _recode("R531"),
    ),
    "cause_confirmed_symptom_coded": (
        lambda e: e.facts.cause_state == "affirmed" and e.note and _clean(e) and not e.facts.paresis
        and e.setting not in _THERAPY
        and e.picture not in ("functional", "sarcopenia", "frailty", "debility"),
        _confirm,
    ),
    "weakness_as_fatigue": (lambda e: e.picture == "unexplained" and _examined(e) and _clean(e), _recode("R5383")),
    "frailty_as_weakness": (
        lambda e: e.picture == "frailty" and e.note and _clean(e) and e.setting not in _THERAPY[1:], _recode("R531")),
    "debility_as_weakness": (
        lambda e: e.picture == "debility" and e.note and _clean(e) and e.setting not in _THERAPY[1:], _recode("R531")),
    "uncertain_coded_as_fact": (
        lambda e: e.facts.cause_state == "affirmed" and e.note and _clean(e) and _outpatient(e)
        and e.picture in ("myasthenia", "myopathy", "statin_myopathy", "neuropathy", "guillain_barre", "radiculopathy",
                          "stroke_acute", "potassium", "thyroid", "parkinson"),
        _hedge,
    ),
    "weakness_past": (
        lambda e: e.picture in ("unexplained", "muscle") and e.note and e.setting != "therapy" and _clean(e), _over),
    "infusion_without_cause": (
        lambda e: e.note and e.bills("96365", "96360") and bool(e.facts.cause) and _clean(e)
        and not e.facts.paresis, _treat_symptom),
    # Codes that do not go together, in this order, or at all.
    "weakness_with_muscle_weakness": (
        lambda e: e.codes[0] in ("R531", "M6281") and _clean(e) and not {"R531", "M6281"} <= set(e.codes),
        lambda e, dice: e.codes.insert(1, "M6281" if e.codes[0] == "R531" else "R531"),
    ),
    "weakness_with_frailty": (lambda e: e.codes[0] in ("R531", "R54") and _clean(e),
                              lambda e, dice: e.codes.insert(1, "R54" if e.codes[0] == "R531" else "R531")),
    "symptom_first": (
        lambda e: e.codes[0] in (*_EXPLAINING, "I63511", "I63512") and _clean(e)
        and e.setting not in (*_THERAPY[1:], "inpatient"),
        _symptom_first),
    "home_health_symptom_primary": (
        lambda e: e.setting == "home_health" and _clean(e),
        _symptom_primary,
    ),
    "inpatient_symptom_principal": (
        lambda e: e.setting == "inpatient" and e.facts.cause_state == "affirmed"
        and e.codes[0] not in ("R531", "R54", "R5381") and _clean(e),
        _symptom_first),
}  # fmt: skip
"""Faults of the codes that a recipe cannot tell; the others are in defects.yml."""

_OTHER: Final[dict[str, tuple[Can, Put]]] = {
    "pointer_unrelated": (
        lambda e: not e.institutional and e.setting != "nursing_visit"
        and e.codes[0] in ("R531", "M6281", "R29898", "R5383")
        and any(code in _UNRELATED for code in e.codes),
        _point_elsewhere,
    ),
    "pointer_astray": (lambda e: not e.institutional, _point_astray),
    # Modifiers, units, authorization, time.
    "therapy_without_gp": (_carries("GP"), _drop_modifier("GP")),
    "edit_pair_without_59": (_carries("59"), _drop_modifier("59")),
    "visit_without_25": (_carries("25"), _drop_modifier("25")),
    "therapy_over_threshold_without_kx": (_carries("KX"), _drop_modifier("KX")),
    "line_billed_twice": (lambda e: any(line.procedure for line in e.lines), _bill_twice),
    "units_over_limit": (lambda e: not e.institutional and _limited(e) is not None, _over_limit),
    "no_authorization": (_authorization_due, _lose_authorization),
    "filed_late": (lambda e: True, _late),
    "billed_twice": (lambda e: False, lambda e, dice: None),
    # What the record fails to say.
    "replacement_without_number": (lambda e: False, lambda e, dice: None),
    "no_note": (_written, _lose_note),
    "thin_note": (
        lambda e: e.note and e.setting in (*_THERAPY, "electrodiagnostic", "imaging") and not e.attachment, _thin),
    "emergency_without_workup": (
        lambda e: e.setting == "emergency" and e.note and e.codes[0] == "R531" and not e.facts.cause, _no_workup),
    "study_repeated": (lambda e: e.setting == "electrodiagnostic" and e.again and e.note, _unsay("course")),
    "no_progress_report": (lambda e: e.visit > LONG and e.note, _unsay("progress")),
    "electrodiagnostic_without_findings": (
        lambda e: e.setting == "electrodiagnostic" and e.note and _weakness_coded(e), _no_differential),
    "imaging_without_findings": (
        lambda e: e.setting == "imaging" and e.note and e.codes[0] in ("R531", "M6281", "R5383")
        and e.facts.region in ("generalized", "none"),
        _no_reason,
    ),
    "therapy_without_measure": (lambda e: e.setting in _THERAPY and _examined(e), _no_measure),
    "therapy_without_function": (lambda e: e.setting in _THERAPY
        and e.note, _unsay("function", "gait", "falls", "coordination")),
    "therapy_without_goals": (lambda e: e.setting in _THERAPY and e.note, _unsay("goals", "frequency", "plan_of_care")),
    "maintenance_therapy": (lambda e: e.setting in ("therapy", "skilled_nursing") and e.bills(*_TREATED)
        and e.note, _maintain),
    "strength_normal": (
        lambda e: _examined(e) and e.codes[0] in ("R531", "M6281") and e.facts.region == "generalized",
        _normal_strength,
    ),
    "strength_not_graded": (lambda e: _examined(e) and e.setting not in _THERAPY, _not_graded),
    "no_assessment": (_written, _unfinished),
    "no_plan": (lambda e: e.note and e.setting not in _THERAPY, _unsay("plan", "tests", "rationale")),
    "no_onset": (
        lambda e: e.note and e.setting in ("office", "emergency", "electrodiagnostic", "imaging")
        and e.facts.complaint in ("weakness", "fatigue"),
        _no_onset,
    ),
    "no_severity": (lambda e: e.setting == "inpatient" and e.note, _unsay("severity")),
    "exam_copied_forward": (lambda e: e.note and "strength" in e.facts.says, _copy),
}  # fmt: skip


def _recipes() -> dict[str, tuple[Can, Put]]:
    """The faults of codes that defects.yml tells as recipes."""
    told = {name: recipe(entry["how"]) for name, entry in _BOOK.items() if "how" in entry}
    return {name: (partial(_first_fault, each.can), each.put) for name, each in told.items()}


def _first_fault(can: Can, e: Encounter) -> bool:
    return _clean(e) and can(e)


MEANS: Final = {**_CODED, **_recipes(), **_OTHER}
"""Where each defect can be and how it is put in, in the order in which they are put in."""

_OF_CODES: Final = frozenset({*_CODED, *_recipes()})
"""Defects that touch the codes; a claim has one of them at most."""


def load_defects() -> tuple[Defect, ...]:
    """The defects of defects.yml, in the order in which they are put in (that of MEANS)."""
    return tuple(
        Defect(
            name=name,
            rate=_BOOK[name]["rate"],
            slip=_BOOK[name]["slip"],
            hazard=_BOOK[name]["hazard"],
            catch=_BOOK[name]["catch"],
            knowledge=tuple(_BOOK[name]["knowledge"]),
            carc=Weighted(list(_BOOK[name]["carc"]), list(_BOOK[name]["carc"].values())),
            remark=_BOOK[name].get("remark", ""),
            partial=_BOOK[name].get("partial", False),
            read=_BOOK[name].get("how", {}).get("noted", False),
            can=can,
            put=put,
        )
        for name, (can, put) in MEANS.items()
    )
