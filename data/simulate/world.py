"""The simulated world, day by day: patients are treated, claims go out, payers answer, some claims come back.

The world runs through 18 months that end on a fixed day. It writes as it goes and keeps in memory only patients and
answers that are still on their way. Everything follows from the number of claims and the seed.
"""

from __future__ import annotations

import datetime as dt
import heapq
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from denialrisk.data.errors import InputError
from denialrisk.data.simulate.adjudicate import Decision, decide, settle
from denialrisk.data.simulate.defects import Spread, add_defects, load_defects
from denialrisk.data.simulate.dice import Dice, Weighted
from denialrisk.data.simulate.encounters import Catalogue, Encounter, faultless
from denialrisk.data.simulate.notes import NoteWriter
from denialrisk.data.simulate.patients import Patient, new_patient
from denialrisk.data.simulate.payers import load_payers
from denialrisk.data.simulate.providers import Provider, make_providers
from denialrisk.data.simulate.truth import TruthFile
from denialrisk.data.simulate.write835 import Answer, RemitFile
from denialrisk.data.simulate.write837 import ClaimFile, by_form

START: Final = dt.date(2025, 1, 2)
END: Final = dt.date(2026, 6, 30)
"""First and last day of the world; nothing is submitted or answered after the last."""

DUPLICATES: Final = 0.012
RESUBMITTED: Final = 0.4
REVERSED: Final = 0.012
NEVER_ANSWERED: Final = 0.004
COURSES: Final = 0.025
"""Therapy encounters that begin a course of many visits, each billed by itself."""
VISITS: Final = (9, 20)
"""Visits of such a course after the first, fewest and most."""
UNNUMBERED: Final = 0.05
"""Replacements that go out without the payer's number of the first claim."""

Progress = Callable[[int, int], None]


def simulate(claims: int, seed: int, out: Path, progress: Progress | None = None, *, even: bool = False) -> None:
    """Write a world of exactly this many claims: ``claims/*.837``, ``remits/*.835``, notes.jsonl and truth.parquet.

    Files of an earlier run in the same folder are replaced. ``progress`` is called with claims done and claims in all.
    ``even`` makes a world to try rules on, not to learn from: every service, picture, payer and defect as often as the
    other, so that a small world shows what is rare.
    """
    if claims < 1:
        raise InputError("a world without claims", expected="at least one claim", do="give --claims 1 or more")
    out = Path(out)
    _prepare(out)
    world = _World(claims, seed, out, even=even)
    done = 0
    for on, quota in _calendar(claims):
        done += world.day(on, quota)
        if progress:
            progress(done, claims)
    world.close()


def _prepare(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise InputError("the output folder is a file", expected="a folder, new or old", do="give another --out")
    for folder, pattern in (("claims", "837[PI]-*.837"), ("remits", "835-*.835")):
        (out / folder).mkdir(parents=True, exist_ok=True)
        for stale in sorted((out / folder).glob(pattern)):
            stale.unlink()


def _calendar(claims: int) -> Iterator[tuple[dt.date, int]]:
    """Working days and how many claims go out on each; the numbers add up to ``claims``."""
    days = [START + dt.timedelta(days=n) for n in range((END - START).days + 1)]
    days = [on for on in days if on.weekday() < 5]
    sent = 0
    for number, on in enumerate(days, 1):
        upto = round(claims * number / len(days))
        yield on, upto - sent
        sent = upto


@dataclass(frozen=True)
class Course:
    """A course of therapy: who treats whom, which visit is next, and how many there are."""

    patient: Patient
    provider: Provider
    visit: int
    visits: int


class _World:
    """State of the world: who lives in it, and what is on its way."""

    def __init__(self, claims: int, seed: int, out: Path, *, even: bool) -> None:
        people = Dice(seed, 1)
        self._dice = Dice(seed, 2)
        self._payer_dice = Dice(seed, 3)
        self._out = out
        self._catalogue = Catalogue(even=even)
        self._defects = load_defects()
        self._spread = Spread(self._defects) if even else None
        self._often = 3.0 if even else 1.0
        self._book = {defect.name: defect for defect in self._defects}
        self._payers = load_payers()
        classes = Counter(payer.payer_class for payer in self._payers)
        shares = [1 / classes[payer.payer_class] if even else payer.share for payer in self._payers]
        self._insured = Weighted(range(len(self._payers)), shares)
        self._providers = make_providers(people, claims)
        self._volume = {
            specialty: Weighted(members, [0.4 + people.uniform() * 1.6 for _ in members])
            for specialty, members in self._providers.items()
        }
        self._quirks = {
            (payer.id, setting): people.normal(0.16) for payer in self._payers for setting in self._catalogue.picture
        }
        self._recent: list[Patient] = []
        self._kept = max(60, claims // 12)
        self._patients = 0
        self._coming_back: list[tuple[dt.date, int, Encounter]] = []
        self._courses: list[tuple[dt.date, int, Course]] = []
        self._sequence = 0
        self._claim_number = 0
        self._note_number = 0
        self._control = 0
        self._on_the_way: dict[tuple[int, int], dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
        self._recoup: dict[str, Decimal] = {}
        self._month = (0, 0)
        self._files: dict[str, ClaimFile] = {}
        self._truth = TruthFile(out / "truth.parquet", self._book)
        self._notes = NoteWriter(Dice(seed, 4))
        self._note_file = (out / "notes.jsonl").open("w", encoding="utf-8", newline="\n")

    def day(self, on: dt.date, quota: int) -> int:
        """Live through one working day; returns the number of claims submitted."""
        if (on.year, on.month) != self._month:
            self._turn_month(on)
        batch: list[Encounter] = []
        while len(batch) < quota:
            batch.append(self._returning(on) or self._new(on))
        for claim in batch:
            self._submit(claim)
        for form, claims in by_form(batch).items():
            self._files[form].write(on, claims)
        return len(batch)

    def close(self) -> None:
        """Write the last remittances and close all files."""
        self._turn_month(None)
        self._truth.close()
        self._note_file.close()

    def _turn_month(self, on: dt.date | None) -> None:
        """Close the files of the month that is over and open those of the next."""
        for file in self._files.values():
            file.close()
        self._truth.flush()
        if self._month != (0, 0):
            self._pay(self._month)
        if on is None:
            return
        self._month = (on.year, on.month)
        for form in ("P", "I"):
            self._control += 1
            path = self._out / "claims" / f"837{form}-{on.year}-{on.month:02d}.837"
            self._files[form] = ClaimFile(path, form, self._control, on)

    def _pay(self, month: tuple[int, int]) -> None:
        """Write the remittances of a month, one file, one interchange a payer."""
        by_payer = self._on_the_way.pop(month, {})
        if not by_payer:
            return
        file = RemitFile(self._out / "remits" / f"835-{month[0]}-{month[1]:02d}.835")
        for payer_id in sorted(by_payer):
            self._control += 1
            file.write(payer_id, self._control, by_payer[payer_id], self._recoup)

    def _returning(self, on: dt.date) -> Encounter | None:
        """A claim that comes back today or was due before: resubmission, duplicate, or claim to a second payer."""
        if not self._coming_back or self._coming_back[0][0] > on:
            return None
        claim = heapq.heappop(self._coming_back)[2]
        policy = claim.payer.policy(on)
        return replace(claim, submitted_on=on, policy=policy, claim_id=self._next_id())

    def _come_back(self, claim: Encounter, on: dt.date) -> None:
        self._sequence += 1
        heapq.heappush(self._coming_back, (on, self._sequence, claim))

    def _new(self, on: dt.date) -> Encounter:
        dice = self._dice
        course = self._next_visit(on)
        service = "therapy" if course else self._catalogue.service.draw(dice)
        patient = course.patient if course else self._patient(on)
        provider = course.provider if course else self._provider(service)
        claim = faultless(
            dice,
            self._catalogue,
            service=service,
            patient=patient,
            provider=provider,
            payer=self._payers[patient.payer],
            submitted_on=on,
            visit=course.visit if course else 0,
        )
        if service == "therapy" and not course and dice.chance(COURSES * self._often):
            course = Course(patient, provider, 1, 1 + dice.between(*VISITS))
        if course and course.visit < course.visits:
            self._sequence += 1
            following = replace(course, visit=course.visit + 1)
            heapq.heappush(self._courses, (on + dt.timedelta(days=dice.between(2, 4)), self._sequence, following))
        if patient.second_payer is not None:
            claim.second = self._payers[patient.second_payer]
        claim.claim_id = self._next_id()
        if self._spread:
            self._spread.add(claim, dice)
        else:
            add_defects(claim, self._defects, dice)
        if dice.chance(DUPLICATES * self._often):
            again = replace(
                claim, kind="duplicate", replaces=claim.claim_id, defects=["billed_twice", *claim.defects][:3]
            )
            self._come_back(again, on + dt.timedelta(days=dice.between(1, 25)))
        return claim

    def _next_visit(self, on: dt.date) -> Course | None:
        """The visit of a course of therapy that is due, if any."""
        if not self._courses or self._courses[0][0] > on:
            return None
        return heapq.heappop(self._courses)[2]

    def _patient(self, on: dt.date) -> Patient:
        dice = self._dice
        if self._recent and dice.chance(0.58):
            return dice.pick(self._recent)
        payer = self._insured.draw(dice)
        payer_class = self._payers[payer].payer_class
        second = self._insured.draw(dice) if payer_class == "medicare" and dice.chance(0.16) else None
        if second is not None and self._payers[second].payer_class != "commercial":
            second = None
        self._patients += 1
        patient = new_patient(
            dice,
            number=self._patients,
            payer=payer,
            payer_class=payer_class,
            second=second,
            on=on,
            children=self._often,
        )
        if len(self._recent) < self._kept:
            self._recent.append(patient)
        else:
            self._recent[dice.below(self._kept)] = patient
        return patient

    def _provider(self, service: str) -> Provider:
        specialty = self._dice.pick(self._catalogue.services[service]["specialties"])
        return self._volume[specialty].draw(self._dice)

    def _next_id(self) -> str:
        self._claim_number += 1
        return f"SIM{self._claim_number:08d}"

    def _next_note(self) -> str:
        self._note_number += 1
        return f"N{self._note_number:09d}"

    def _submit(self, claim: Encounter) -> None:
        """The payer answers; notes and truth are written."""
        quirk = self._quirks[claim.payer.id, claim.setting]
        decision = decide(claim, self._book, quirk, self._payer_dice)
        claim.written = claim.written or self._notes.write(claim)
        for note in claim.written:
            self._note_file.write(
                json.dumps({"claim_id": claim.claim_id, "note_id": self._next_note(), **note}, ensure_ascii=False)
                + "\n"
            )
        answer = self._answer(claim, decision)
        answered = answer is not None and answer.on <= END
        denied_amount = Decimal(0)
        if decision.denied:
            denied_amount = sum((claim.lines[i].charge for i in decision.denied_lines), Decimal(0))
        self._truth.add(claim, decision, denied_amount, answered=answered)
        if answer is not None and answered:
            self._post(answer)
            self._follow_up(answer)

    def _answer(self, claim: Encounter, decision: Decision) -> Answer | None:
        dice = self._payer_dice
        typical, spread = claim.policy.answers
        days = typical + round(spread * dice.normal()) + (dice.between(10, 60) if dice.chance(0.08) else 0)
        lines = settle(claim, decision, dice)
        forgotten = dice.chance(NEVER_ANSWERED)
        whole = decision.denied and len(decision.denied_lines) == len(claim.lines)
        status = "4" if whole and dice.chance(0.03) else "1"
        status = "2" if claim.kind == "secondary" else "19" if claim.second and dice.chance(0.4) else status
        number = f"P{dice.digits(11)}"
        at_claim_level = dice.chance(0.3 if whole else 0.1 if not decision.denied else 0.0)
        if forgotten:
            return None
        on = claim.submitted_on + dt.timedelta(days=max(days, 4))
        on += dt.timedelta(days=(4 - on.weekday()) % 7)  # payers pay on Fridays
        answer = Answer(claim, decision, lines, on, number, status, at_claim_level=at_claim_level)
        if claim.kind == "secondary" and not decision.denied:
            answer = self._after_the_first(answer)
        return answer

    def _after_the_first(self, answer: Answer) -> Answer:
        """A second payer pays a small rest; what the first paid is adjusted away at claim level (OA 23)."""
        paid = sum((line.paid for line in answer.lines), Decimal(0))
        return replace(answer, other_paid=(paid * Decimal("0.8")).quantize(Decimal("0.01")))

    def _post(self, answer: Answer) -> None:
        self._on_the_way[answer.on.year, answer.on.month][answer.claim.payer.id].append(answer)

    def _follow_up(self, answer: Answer) -> None:
        """What happens after a remittance: correction, resubmission, or the second payer."""
        dice, claim = self._payer_dice, answer.claim
        draw, wait = dice.uniform(), dt.timedelta(days=dice.between(9, 40))
        if answer.decision.denied:
            if claim.kind == "original" and draw < RESUBMITTED:
                number = "" if self._payer_dice.chance(UNNUMBERED * self._often) else answer.payer_number
                self._come_back(_repaired(claim, number), answer.on + wait)
        elif draw < REVERSED:
            self._correct(answer, answer.on + wait)
        elif claim.kind == "original" and claim.second and answer.status != "19":
            second = replace(
                claim, kind="secondary", replaces=claim.claim_id, payer=claim.second, second=claim.payer, defects=[]
            )
            self._come_back(second, answer.on + wait)

    def _correct(self, answer: Answer, on: dt.date) -> None:
        """Take a payment back (22) and pay again, less; some payers take money back on provider level besides."""
        on += dt.timedelta(days=(4 - on.weekday()) % 7)
        if on > END:
            return
        less = [
            replace(line, paid=line.paid - cut, contractual=line.contractual + cut)
            for line, cut in ((line, (line.paid / 10).quantize(Decimal("0.01"))) for line in answer.lines)
        ]
        self._post(replace(answer, on=on, status="22", reversal=True))
        self._post(replace(answer, on=on, lines=less))
        if self._payer_dice.chance(0.3):
            npi = answer.claim.provider.billing_npi
            self._recoup[npi] = self._recoup.get(npi, Decimal(0)) + Decimal("25.00")


def _repaired(claim: Encounter, reference: str) -> Encounter:
    """The claim as it is sent again: put right where the fault could be seen, as a replacement of the first.

    Without a ``reference``, the payer's number of the first, it is at fault itself.
    """
    right = claim.pristine or claim
    return replace(
        right,
        kind="resubmission",
        frequency="7",
        original_reference=reference,
        replaces=claim.claim_id,
        defects=[] if reference else ["replacement_without_number"],
        pristine=None,
    )
