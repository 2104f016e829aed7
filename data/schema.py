"""The tables of denialrisk: every column's type, unit, meaning, and when it may be null.

Read this file first. A claim is one row; its diagnoses, lines and notes are nested lists in that row.
Tables are Arrow in memory and Parquet at rest. Code elsewhere says ``CLAIMS.arrow``, never a column list.

**The leakage law.** CLAIMS and EVIDENCE hold what was known on the day the claim was submitted. REMITS and LABELS
hold what came back. Features are functions of CLAIMS, EVIDENCE and of *past* labels only (those whose ``known_on``
lies before the claim's ``submitted_on``); no feature ever reads a remit of the claim it describes. The two groups
share nothing but ``claim_id``.

**Privacy.** Names of people, addresses, birth dates, member and record numbers are in no table. ``patient_key`` is a
keyed hash. Note text is in ``CLAIMS.notes`` only, and goes no further than the note reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyarrow as pa

MONEY: Final = pa.decimal128(14, 2)
"""US dollars and cents; Decimal in Python, never a float, until a feature is made of it."""

FORMS: Final = ("professional", "institutional")
PAYER_CLASSES: Final = ("medicare", "medicare_advantage", "medicaid", "commercial", "other_government", "other")
DIAGNOSIS_ROLES: Final = ("principal", "other", "admitting", "reason_for_visit", "external_cause")
CODE_SYSTEMS: Final = ("icd10cm", "icd9cm")
RESPONSIBILITIES: Final = ("primary", "secondary", "tertiary", "other")
EVIDENCE_STATES: Final = ("present", "absent", "negated", "contradicted", "uncertain", "historical")
SIDES: Final = ("left", "right", "bilateral")
OUTCOMES: Final = ("paid", "partial", "denied", "none")
REASON_FAMILIES: Final = (
    "coding_diagnosis",
    "medical_necessity",
    "documentation",
    "authorization",
    "eligibility_coverage",
    "timely_filing",
    "duplicate_bundling",
    "provider_billing",
    "other",
)
WHY_NO_LABEL: Final = ("immature", "no_match", "reversed", "secondary_payer", "resubmission", "duplicate")
LATER_SENDING: Final = tuple("678FGHIJKMPQ")
"""Claim frequencies (NUBC) of a claim that changes or voids an earlier one."""
VOID: Final = "8"
SEVERITIES: Final = ("error", "warning", "review")
RISK_TIERS: Final = ("high", "medium", "low")


@dataclass(frozen=True)
class Column:
    """One column.

    ``null`` says when it may be null; empty means never. ``values`` closes the set of values. ``low`` and ``high``
    bound numbers and the numbers of a list, both ends included.
    """

    name: str
    type: pa.DataType
    meaning: str
    null: str = ""
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Nested:
    """A column that is a list of records; an empty list rather than null where there are none."""

    name: str
    meaning: str
    columns: tuple[Column | Nested, ...]

    @cached_property
    def type(self) -> pa.DataType:
        return pa.list_(pa.struct([_field(column) for column in self.columns]))


@dataclass(frozen=True)
class Table:
    """A table of the contract: its name, what a row is, and its columns."""

    name: str
    row: str
    columns: tuple[Column | Nested, ...]

    @cached_property
    def arrow(self) -> pa.Schema:
        """The Arrow schema, in column order."""
        return pa.schema([_field(column) for column in self.columns])


def _field(column: Column | Nested) -> pa.Field:
    nullable = isinstance(column, Column) and bool(column.null)
    return pa.field(column.name, column.type, nullable=nullable)


_text = pa.string()
_date = pa.date32()
_texts = pa.list_(pa.string())

CLAIMS: Final = Table(
    "claims",
    "one claim as it is, or will be, submitted to one payer",
    (
        Column("claim_id", _text, "the provider's claim number (837 CLM01); joins notes, evidence and remits"),
        Column("form", _text, "837P or 837I, by its service lines (SV1, SV2)", values=FORMS),
        Column("payer_id", _text, "payer identifier of the receiving payer (2010BB/BA NM109)", "absent on the file"),
        Column("payer_class", _text, "class from the claim filing indicator (SBR09)", values=PAYER_CLASSES),
        Column(
            "responsibility", _text, "whether this payer answers first, second ... (SBR01)", values=RESPONSIBILITIES
        ),
        Column("billing_npi", _text, "billing provider NPI (2010AA NM109)", "absent on the file"),
        Column("rendering_npi", _text, "rendering, else attending, provider NPI", "same as billing, or absent"),
        Column("taxonomy", _text, "taxonomy of the rendering, else billing, provider (PRV03)", "absent on the file"),
        Column("place_of_service", _text, "two-digit place of service (CLM05-1)", "institutional claims"),
        Column("bill_type", _text, "type of bill, facility type and class, two or three digits", "professional claims"),
        Column("frequency_code", _text, "claim frequency (CLM05-3): 1 original, 7 replacement, 8 void", "absent"),
        Column("original_reference", _text, "payer's number of the claim replaced (REF F8)", "original claims"),
        Column("patient_key", _text, "keyed hash of the patient; joins claims of one patient", "no patient identifier"),
        Column(
            "patient_age",
            pa.int16(),
            "whole years on service_from; 90 and above are 90",
            "birth date absent",
            low=0,
            high=90,
        ),
        Column("patient_sex", _text, "F, M or U as submitted (DMG03)", "absent on the file", ("F", "M", "U")),
        Column("service_from", _date, "first date of service (DTP 434 or earliest DTP 472)"),
        Column("service_to", _date, "last date of service; service_from where there is one date"),
        Column("submitted_on", _date, "date the batch was made (BHT04)", "not yet submitted: scored as of today's run"),
        Column("onset_on", _date, "onset of current illness (DTP 431)", "not stated"),
        Column("admitted_on", _date, "admission (DTP 435)", "no admission"),
        Column("prior_authorization", pa.bool_(), "a prior authorization number is on the claim (REF G1)"),
        Column("referral", pa.bool_(), "a referral number is on the claim (REF 9F)"),
        Column("attachment", pa.bool_(), "an attachment is announced (PWK)"),
        Column("claim_note", pa.bool_(), "a claim note is present (NTE); its text is not kept"),
        Column("total_charge", MONEY, "total charge, dollars (CLM02)", low=0),
        Nested(
            "diagnoses",
            "diagnosis codes in claim order; pointers count the principal and other ones from 1",
            (
                Column("code", _text, "code as submitted, upper case, no dot: R531"),
                Column("role", _text, "first-listed or principal, other, admitting ...", values=DIAGNOSIS_ROLES),
                Column("system", _text, "code system by the HI qualifier", values=CODE_SYSTEMS),
            ),
        ),
        Nested(
            "lines",
            "service lines in claim order",
            (
                Column("number", pa.int16(), "line number from 1 (LX01)", low=1),
                Column("procedure", _text, "CPT or HCPCS code, upper case", "revenue-code-only lines"),
                Column("modifiers", _texts, "up to four modifiers, in order"),
                Column("units", pa.float64(), "units billed; minutes where unit_basis is MJ"),
                Column("unit_basis", _text, "UN units, MJ minutes, DA days, F2 international units"),
                Column("charge", MONEY, "line charge, dollars"),
                Column(
                    "pointers", pa.list_(pa.int16()), "positions in diagnoses that this line points at, from 1", low=1
                ),
                Column("service_on", _date, "date of service of the line", "not given by line"),
                Column("revenue_code", _text, "four-digit revenue code, zeros kept", "professional lines"),
                Column("place_of_service", _text, "place of service of the line", "same as the claim's"),
                Column("rendering_npi", _text, "rendering provider of the line", "same as the claim's"),
            ),
        ),
        Nested(
            "notes",
            "clinical notes of the encounter, oldest first",
            (
                Column("note_id", _text, "the record's note number"),
                Column("kind", _text, "progress, ed, therapy_eval ... as the source says", "not stated"),
                Column("author_role", _text, "physician, therapist, nurse ... as the source says", "not stated"),
                Column("written_on", _date, "date written", "not stated"),
                Column("text", _text, "the text, any characters; never leaves the note reader"),
            ),
        ),
    ),
)

REMITS: Final = Table(
    "remits",
    "one adjudication of one claim by one payer (835 CLP loop)",
    (
        Column("claim_id", _text, "the provider's claim number as the payer returned it (CLP01)"),
        Column("received_on", _date, "production date of the remittance (DTM 405, else BPR16)"),
        Column("payer_id", _text, "payer identifier (N1*PR, REF 2U or TRN03)", "absent on the file"),
        Column("trace", _text, "check or transfer trace number (TRN02)", "absent on the file"),
        Column("status", _text, "claim status code (CLP02); does not say denied or not, see labels"),
        Column("filing_code", _text, "claim filing indicator (CLP06)", "absent on the file"),
        Column("payer_claim_number", _text, "the payer's own number of the claim (CLP07)", "absent on the file"),
        Column("frequency_code", _text, "claim frequency (CLP09)", "absent on the file"),
        Column(
            "service_from",
            _date,
            "first date of service the payer states (DTM 232, else first 472 or 150)",
            "absent on the file",
        ),
        Column("charge", MONEY, "charge adjudicated, dollars (CLP03); negative on reversals"),
        Column("paid", MONEY, "amount paid, dollars (CLP04)"),
        Column("patient_responsibility", MONEY, "patient's share, dollars (CLP05)", "absent on the file"),
        Nested(
            "adjustments",
            "every CAS triple, at claim and at line level",
            (
                Column("level", _text, "where the CAS stood", values=("claim", "line")),
                Column("line", pa.int16(), "ordinal of the SVC it stood under, from 1", "claim level", low=1),
                Column("procedure", _text, "procedure of that SVC", "claim level, or none"),
                Column("group", _text, "CO, PR, OA, PI or CR (CAS01)"),
                Column("reason", _text, "claim adjustment reason code (CARC)"),
                Column("amount", MONEY, "dollars adjusted"),
            ),
        ),
        Column("remarks", _texts, "remark codes (RARC) of LQ*HE, MOA and MIA, in order"),
    ),
)

PROVIDER_ADJUSTMENTS: Final = Table(
    "provider_adjustments",
    "one provider-level adjustment (PLB); belongs to no claim, so never part of a label",
    (
        Column("received_on", _date, "production date of the remittance"),
        Column("provider_npi", _text, "provider (PLB01)"),
        Column("reason", _text, "provider adjustment reason (PLB03-1)"),
        Column("amount", MONEY, "dollars; positive reduces the payment"),
    ),
)

LABELS: Final = Table(
    "labels",
    "what the first adjudication said of the claim row at the same place in the claims table",
    (
        Column("claim_id", _text, "the claim"),
        Column("outcome", _text, "paid, partial (some dollars denied), denied (all), none (no label)", values=OUTCOMES),
        Column("denied", pa.bool_(), "the label: denied in whole or in part at first pass", "no label"),
        Column("denied_amount", MONEY, "dollars denied at first pass", "no label"),
        Column("carc", _text, "reason code with the most denied dollars", "not denied, or the payer gave no code"),
        Column("reason_family", _text, "our family of that code", "not denied", REASON_FAMILIES),
        Column("known_on", _date, "day the first adjudication was received", "no label"),
        Column("why_none", _text, "why there is no label", "there is one", WHY_NO_LABEL),
    ),
)

EVIDENCE: Final = Table(
    "evidence",
    "one thing that one note says, or that a structured field states; see ELEMENTS",
    (
        Column("claim_id", _text, "the claim"),
        Column("note_id", _text, "the note", "given from structured fields"),
        Column("element", _text, "what is spoken of; one of ELEMENTS"),
        Column("state", _text, "how it is spoken of", values=EVIDENCE_STATES),
        Column("value", _text, "which one, in the element's vocabulary", "the element has none"),
        Column("side", _text, "side of the body", "none, or not said", SIDES),
        Column("number", pa.float64(), "a grade or a count", "the element has none"),
        Column("start", pa.int32(), "first character of the proving words, 0-based", "absent, or no text", low=0),
        Column("end", pa.int32(), "one past the last character", "absent, or no text", low=0),
    ),
)

ELEMENTS: Final[dict[str, str]] = {
    "weakness": "the patient's own weakness. value: generalized, focal, proximal, distal, symmetric, facial or null",
    "fatigue": "fatigue, tiredness, lethargy, no energy; not weakness",
    "strength": "examined strength. value: reduced or normal; number: lowest MRC grade 0-5 written; side",
    "muscle_group": "muscle group or limb named in the strength examination. value: the group; side",
    "comparison": "examined side compared with the other side",
    "true_weakness": "said outright that it is true weakness, not fatigue or pain-limited effort",
    "laterality": "side of the weakness itself; side",
    "distribution": "value: focal, generalized, proximal, distal",
    "onset": "when or how the weakness began",
    "course": "value: progressive, improving, fluctuating, stable, resolved",
    "reflexes": "examined tendon or plantar reflexes",
    "sensation": "examined sensation",
    "tone_atrophy": "examined tone, bulk or upper motor neuron signs",
    "cranial_nerves": "examined cranial nerves or bulbar function",
    "coordination": "examined coordination",
    "gait": "gait, balance or transfers, reported or observed",
    "function": "ability or limit in a named everyday or work task",
    "falls": "falls",
    "cause": "a cause of the weakness. value: a term of the cause lexicon (stroke, myopathy, hypokalemia ...). "
    "state: present affirmed, uncertain hedged, negated ruled out",
    "cause_unknown": "said outright that the cause is not established",
    "paresis": "value: hemiparesis, monoparesis, paraparesis, quadriparesis, paralysis; side",
    "facial_weakness": "facial droop or weakness; side",
    "residual": "the deficit is a residual of an old stroke (present) or has resolved (historical)",
    "handedness": "value: right, left, ambidextrous",
    "medication_review": "medications reviewed for a cause",
    "differential": "a differential diagnosis is named",
    "tests": "value: imaging, electrodiagnostic, laboratory, other; ordered or resulted",
    "test_rationale": "a reason for the tests is given",
    "results_reviewed": "results or a final report were reviewed",
    "assessment": "a diagnosis or impression stated as a conclusion",
    "plan": "treatment, order, referral, follow-up or disposition decided",
    "therapy_goals": "therapy goals",
    "therapy_frequency": "therapy frequency or duration",
    "plan_of_care": "a therapy plan of care, or its certification",
    "progress": "progress since the last therapy interval",
    "skilled_need": "why the skills of a therapist are needed; negated: maintenance or general fitness wording",
    "red_flags": "acute, bulbar, respiratory or sphincter red flags. state negated: asked and denied",
    "severity_risk": "severity, risk or expected stay that supports admission",
    "signature": "author and date",
    "copied_forward": "examination text carried over unchanged from an earlier note of the patient",
}
"""Vocabulary of EVIDENCE.element, shared by the note reader, given evidence and the rules."""

QUARANTINE: Final = Table(
    "quarantine",
    "one record refused on the way in, with its reason and never its values",
    (
        Column("source", _text, "file name"),
        Column("location", _text, "segment 12, row 7, line 3 ..."),
        Column("kind", _text, "claim, remit, note, diagnosis, line, file, truncated (a file cut short), interchange"),
        Column("found", _text, "what was found, without values"),
        Column("expected", _text, "what was expected"),
    ),
)

_SAID: Final = tuple(column for column in EVIDENCE.columns if column.name != "claim_id")

WORKLIST_ISSUE: Final = Nested(
    "issues",
    "issues present on the claim, most useful fix first",
    (
        Column("code", _text, "issue code, as in docs/rules"),
        Column("title", _text, "issue in words"),
        Column("severity", _text, "how hard the finding is", values=SEVERITIES),
        Column("contribution", pa.float64(), "exact SHAP contribution, log-odds"),
        Column("contribution_points", pa.float64(), "the same as a share of probability, -1 to 1", low=-1, high=1),
        Column(
            "probability_after_fix",
            pa.float64(),
            "risk if the record supports the fix",
            "below the re-score floor",
            low=0,
            high=1,
        ),
        Column("fix", _text, "what to do, in words"),
        Column("authority", _text, "document, section and release"),
        Nested("evidence", "what the notes say that the rule reads, with the place of the words", _SAID),
    ),
)

WORKLIST: Final = Table(
    "worklist",
    "one scored claim, in the order in which a reviewer should work",
    (
        Column("rank", pa.int64(), "1 is first", low=1),
        Column("claim_id", _text, "the claim"),
        Column("form", _text, "837P or 837I", values=FORMS),
        Column("payer_id", _text, "the payer", "absent on the claim"),
        Column("payer_class", _text, "class of the payer", values=PAYER_CLASSES),
        Column("billing_npi", _text, "billing provider", "absent on the claim"),
        Column("responsibility", _text, "whether this payer answers first, second ...", values=RESPONSIBILITIES),
        Column("frequency_code", _text, "claim frequency: 1 original, 7 replacement, 8 void", "absent on the claim"),
        Column("original_reference", _text, "payer's number of the claim replaced", "original claims"),
        Column("service_from", _date, "first date of service"),
        Column("service_to", _date, "last date of service"),
        Column("submitted_on", _date, "date the batch was made", "not yet submitted when it was scored"),
        Column("main_procedure", _text, "procedure of the dearest line", "no line has one"),
        Column("total_charge", MONEY, "total charge, dollars"),
        Column("denial_probability", pa.float64(), "calibrated probability of first-pass denial, 0-1", low=0, high=1),
        Column("risk_tier", _text, "by the thresholds of the bundle", values=RISK_TIERS),
        Column("dollars_at_risk", MONEY, "probability times charge, dollars"),
        Column("reason_family", _text, "most probable reason family if denied", "no reason model", REASON_FAMILIES),
        Column(
            "reason_probability",
            pa.float64(),
            "probability of that family given denial",
            "no reason model",
            low=0,
            high=1,
        ),
        Column("abstain", pa.bool_(), "the model has too little support for this claim"),
        Column("abstain_why", _text, "why", "it does not abstain"),
        Column("holdout", pa.bool_(), "left unreviewed on purpose, so that the model can be judged on it later"),
        WORKLIST_ISSUE,
        Column(
            "all_fixed_probability",
            pa.float64(),
            "risk with every issue fixed",
            "below the re-score floor",
            low=0,
            high=1,
        ),
        Column(
            "fixes_enough",
            _texts,
            "codes of the few issues whose fixes together bring the claim below the medium tier; none where it is "
            "there already, or where all_fixed_probability is not",
        ),
        Column("rule_flags", _texts, "codes of all rules that fired, whether the model weighs them or not"),
        Nested(
            "context",
            "contributions that are not issues; with base and issues they add up to the margin",
            (
                Column(
                    "group",
                    _text,
                    "payer, procedure, setting, timing, money, patient, diagnosis, history, issues that did not fire",
                ),
                Column("contribution", pa.float64(), "exact SHAP contribution, log-odds"),
            ),
        ),
        Column("base", pa.float64(), "base value of the model, log-odds"),
        Column("margin", pa.float64(), "base plus all contributions, log-odds, before calibration"),
        Column("model_version", _text, "bundle fingerprint"),
        Column("rule_pack", _text, "rule pack version"),
        Column("code_set", _text, "code set releases"),
    ),
)

TABLES: Final = (CLAIMS, REMITS, PROVIDER_ADJUSTMENTS, LABELS, EVIDENCE, QUARANTINE, WORKLIST)
