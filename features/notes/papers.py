"""Tests, the assessment with its differential, reviews, and the papers around them."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, WEAKNESS, sections
from denialrisk.features.notes.signature import signs
from denialrisk.features.notes.text import NOT_SAID, Hit, Sentence, is_current

_DATE: Final = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:19|20)\d\d\b")
_OR: Final = re.compile(r"\b(?:or|versus|vs)\b")
_REVIEWED: Final = re.compile(
    r"\b(?:results?|reports?|labs?|imaging|images|scans?|bloods?|records|studies|films?)\b[^.;]{0,30}\breviewed\b"
    r"|\breviewed\b[^.;]{0,30}\b(?:results?|reports?|labs?|imaging|records|studies|films?|cbc|bmp|cmp|mri|ct)\b"
)
_MEDICINES: Final = re.compile(
    r"\b(?:review\w*|reconcil\w*)\b[^.;]{0,30}\b(?:meds?|medications?|medicines?|drugs?|prescriptions?)\b"
    r"|\b(?:meds?|medications?|medicines?|drugs?|pharmacy)\b[^.;]{0,20}\b(?:review\w*|reconcil\w*)\b"
)
_TOLD_APART: Final = re.compile(
    r"\b(?:not|rather than|as opposed to|distinct from|distinguish\w* (?:this |it )?from|differs? from"
    r"|(?:un|not )related to|no)\b[^.;:]{0,22}\b(?:fatigued?|tired|tiredness|lack of energy|asthenia|pain|effort)\b"
    r"|\bpain does not limit\b|\b(?:weakness|loss of strength)\b[^.;]{0,12}\b(?:genuine|real|true|proper)\b"
    r"|\b(?:genuine|real|true) (?:motor |muscle )?(?:weakness|loss of)\b|\bfull effort\b|\beffort (?:is |was )?full\b"
)
_NEXT: Final = 25
"""Characters between a test and the words behind it that make it conditional."""
_CONDITIONED: Final = 35
"""The same where they stand before it ("if no better, then we will order")."""
_DECLINED: Final = 15
"""Characters between what says that it was declined, and the test ("an open ")."""
_ASSESSED: Final = sections("assessment", "both")
_NOT_OF_PATIENT: Final = sections("family", "advice", "keywords")
_NO_REPORT: Final = sections("family", "ros", "goals", "keywords")
_PLAN_OR_RESULTS: Final = sections("plan", "results")
_RECORDED: Final = BIT["severity"] | BIT["skilled"] | BIT["unskilled"] | BIT["progress"]
_RECORD: Final = _RECORDED | BIT["reviewed"] | BIT["response"]
_JUDGED: Final = (
    WEAKNESS | BIT["cause"] | BIT["fatigue"] | BIT["droop"] | BIT["unknown_cause"]
    | BIT["differential_named"] | BIT["conclusion"]
)  # fmt: skip
_COMPLAINT: Final = BIT["weakness"] | BIT["weak"] | BIT["true_weakness"]
_PAPERS_NAMED: Final = (
    BIT["plan_of_care"] | BIT["progress"] | BIT["skilled"] | BIT["meds_reviewed"] | BIT["true_weakness"]
    | BIT["severity"]
)  # fmt: skip
_OTHER_PAPERS: Final = BIT["unskilled"] | BIT["red_flags"] | BIT["residual"] | BIT["signed"] | BIT["rationale"]
PAPERS: Final = _PAPERS_NAMED | _OTHER_PAPERS
"""What read_papers asks for."""
_NOT_DONE_OR_IF: Final = BIT["not_done"] | BIT["condition"]
_CAUSE: Final = BIT["cause"]
_DIFFERENTIAL_NAMED: Final = BIT["differential_named"]
_NOT_DONE: Final = BIT["not_done"]
_PLAN_OF_CARE: Final = BIT["plan_of_care"]
_PROGRESS: Final = BIT["progress"]
_SKILLED: Final = BIT["skilled"]
_MEDS_REVIEWED: Final = BIT["meds_reviewed"]
_TRUE_WEAKNESS: Final = BIT["true_weakness"]
_SEVERITY: Final = BIT["severity"]
_RATIONALE: Final = BIT["rationale"]
_RECORDS: Final = BIT["records"]
_RED_FLAGS: Final = BIT["red_flags"]
_RESIDUAL: Final = BIT["residual"]
_REVIEWED_BIT: Final = BIT["reviewed"]
_REVIEWING: Final = BIT["reviewing"]
_SIGNED_BIT: Final = BIT["signed"]
_TEST: Final = BIT["test"]
_TOLD_APART_BIT: Final = BIT["told_apart"]
_UNSKILLED: Final = BIT["unskilled"]


def whole(sentence: Sentence) -> tuple[int, int]:
    return 0, len(sentence.words)


def content(sentence: Sentence) -> bool:
    """Whether the sentence says something beside its heading."""
    words = sentence.words
    for place in range(words.find(":", 0, 70) + 1, len(words)):
        if words[place].isalnum():
            return True
    return False


def read_tests(sentence: Sentence, findings: Findings) -> None:
    if sentence.section & _NO_REPORT:
        return
    first = True
    for place, hit in enumerate(sentence.hits):
        if (
            not hit.roles & _TEST
            or hit.state not in ("present", "uncertain", "historical")
            or not_done(sentence, place)
        ):
            continue
        findings.add("tests", (hit.start, hit.end), state="present", value=hit.term.values["test"])
        if first and sentence.roles & _RATIONALE:
            findings.add("test_rationale", _first(sentence, _RATIONALE))
        if first and sentence.roles & _REVIEWED_BIT:
            findings.add("results_reviewed", _first(sentence, _REVIEWED_BIT))
        first = False


def _first(sentence: Sentence, roles: int) -> tuple[int, int]:
    """Where the first word with one of the roles (bits) stands, of which there is one."""
    hit = sentence.having(roles)[0]
    return hit.start, hit.end


def not_done(sentence: Sentence, place: int) -> bool:
    """Whether the next words say that it did not take place, or only would if ("MRI if not better")."""
    if not sentence.roles & _NOT_DONE_OR_IF:
        return False
    hit = sentence.hits[place]
    for before in sentence.hits[max(0, place - 5) : place]:
        if before.roles & _NOT_DONE and _puts_off(sentence.words, before, hit.start):
            return True
    for after in sentence.hits[place + 1 : place + 4]:
        if after.roles & _NOT_DONE_OR_IF and not after.roles & _RATIONALE and after.start - hit.end < _NEXT:
            return True
    return False


def _puts_off(words: str, hit: Hit, start: int) -> bool:
    """Whether it is said of what follows: "if no better, MRI", "refused MRI", but not "CT not done, MRI"."""
    said = words[hit.start : hit.end]
    if said.startswith(("if ", "should ")):
        return start - hit.end < _CONDITIONED
    if start - hit.end > _DECLINED or words.find(" and ", hit.end, start) >= 0:
        return False
    return "declin" in said or "refus" in said


def read_assessment(sentence: Sentence, findings: Findings) -> None:
    if not sentence.section & _ASSESSED or (content(sentence) and _judges(sentence)):
        findings.add("assessment", whole(sentence))


def _judges(sentence: Sentence) -> bool:
    """Whether a line of the assessment is more than a record of care, a result, a decision or the signature."""
    if sentence.roles & _JUDGED:
        return True
    return not sentence.roles & _RECORD and not signs(sentence)


def read_differential(sentence: Sentence, findings: Findings) -> None:
    """Diseases considered: called a differential, or several in doubt in one sentence of a conclusion or plan."""
    if sentence.roles & _DIFFERENTIAL_NAMED:
        findings.add("differential", _first(sentence, _DIFFERENTIAL_NAMED))
    elif may_differ(sentence):
        causes = sentence.having(_CAUSE)
        doubted = [hit for hit in causes if hit.state == "uncertain"]
        if len({hit.term.values["cause"] for hit in doubted}) > 1:
            findings.add("differential", (doubted[0].start, doubted[-1].end))
            return
        named = [hit for hit in causes if is_current(hit.state)]
        if len(named) > 1 and _OR.search(sentence.words, named[0].end, named[-1].start):
            findings.add("differential", (named[0].start, named[-1].end))


def may_differ(sentence: Sentence) -> bool:
    """Whether a conclusion, plan or result names several diseases."""
    if not (sentence.concludes or sentence.section & _PLAN_OR_RESULTS):
        return False
    named = 0
    for hit in sentence.hits:
        if hit.roles & _CAUSE:
            named += 1
    return named > 1


def read_reviews(sentence: Sentence, findings: Findings) -> None:
    """Results and medicines reviewed, and weakness told apart from fatigue and pain, in whatever order of words."""
    if sentence.section & _NOT_OF_PATIENT:
        return
    if sentence.roles & _REVIEWING:
        if found := reviewed(sentence):
            findings.add("results_reviewed", found.span())
        if _names_medicines(sentence.words) and (found := _MEDICINES.search(sentence.words)):
            findings.add("medication_review", found.span())
    if (
        sentence.roles & _COMPLAINT
        and sentence.roles & _TOLD_APART_BIT
        and (found := _TOLD_APART.search(sentence.words))
    ):
        findings.add("true_weakness", found.span())


def reviewed(sentence: Sentence) -> re.Match[str] | None:
    return _REVIEWED.search(sentence.words) if sentence.roles & _RECORDS else None


def _names_medicines(words: str) -> bool:
    return "med" in words or "drug" in words or "prescription" in words or "pharmacy" in words


def read_papers(sentence: Sentence, findings: Findings) -> None:
    """Elements that a word alone shows."""
    for hit in sentence.hits:
        if hit.roles & _PAPERS_NAMED:
            _named_papers(hit, findings)
        if hit.roles & _OTHER_PAPERS:
            _other_papers(sentence, hit, findings)


def _other_papers(sentence: Sentence, hit: Hit, findings: Findings) -> None:
    if hit.roles & _RATIONALE and hit.term.values.get("rationale") == "study":
        findings.add("test_rationale", (hit.start, hit.end))
    if hit.roles & _UNSKILLED:
        findings.add("skilled_need", (hit.start, hit.end), state="negated")
    if hit.roles & _RED_FLAGS and hit.state not in NOT_SAID:
        denied = sentence.words.endswith("normal", hit.start, hit.end)  # "bladder and bowels normal"
        findings.add("red_flags", (hit.start, hit.end), state="negated" if denied else hit.state)
    if hit.roles & _RESIDUAL:
        findings.add("residual", (hit.start, hit.end), state="present" if is_current(hit.state) else "historical")
    if hit.roles & _SIGNED_BIT and _DATE.search(sentence.words[hit.end : hit.end + 120]):
        findings.add("signature", (hit.start, hit.end))


def _named_papers(hit: Hit, findings: Findings) -> None:
    place = (hit.start, hit.end)
    if hit.roles & _PLAN_OF_CARE:
        findings.add("plan_of_care", place)
    if hit.roles & _PROGRESS:
        findings.add("progress", place)
    if hit.roles & _SKILLED:  # denied: "no further skilled intervention is needed"
        findings.add("skilled_need", place, state="negated" if hit.state == "negated" else "present")
    if hit.roles & _MEDS_REVIEWED:
        findings.add("medication_review", place)
    if hit.roles & _TRUE_WEAKNESS:
        findings.add("true_weakness", place)
    if hit.roles & _SEVERITY:
        findings.add("severity_risk", place)
