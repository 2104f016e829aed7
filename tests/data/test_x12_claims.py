"""837 claims: every field, which loop says what, and what is refused and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from x12_samples import CLAIM, HEADER, KEYS, SUBSCRIBER, TRAILER, claims_of

from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import PAYER_CLASSES, RESPONSIBILITIES
from denialrisk.data.x12.claim import RESPONSIBILITY
from denialrisk.data.x12.filing import FILING_CLASSES

GOOD = CLAIM.replace("A1", "GOOD")
DEPENDENT = "HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*TOM~DMG*D8*20150301*M~"
BARE_LINE = {"unit_basis": "UN", "revenue_code": None, "place_of_service": None, "rendering_npi": None}


def one(content: str) -> dict[str, object]:
    quarantine = Quarantine()
    rows = claims_of(content, quarantine)
    assert len(rows) == 1, quarantine.faults
    return rows[0]


def test_every_column_of_a_professional_claim() -> None:
    key = KEYS.of("M1", "19500615", "F")
    assert key is not None
    assert len(key) == 64
    assert one(HEADER + SUBSCRIBER + CLAIM + TRAILER) == {
        "claim_id": "A1",
        "form": "professional",
        "payer_id": "P001",
        "payer_class": "medicare",
        "responsibility": "primary",
        "billing_npi": "1234567893",
        "rendering_npi": "1999999984",
        "taxonomy": "225100000X",
        "place_of_service": "11",
        "bill_type": None,
        "frequency_code": "1",
        "original_reference": None,
        "patient_key": key,
        "patient_age": 75,
        "patient_sex": "F",
        "service_from": date(2025, 12, 30),
        "service_to": date(2025, 12, 31),
        "submitted_on": date(2026, 1, 2),
        "onset_on": date(2025, 12, 20),
        "admitted_on": None,
        "prior_authorization": True,
        "referral": False,
        "attachment": False,
        "claim_note": False,
        "total_charge": Decimal("150.00"),
        "diagnoses": [
            {"code": "R531", "role": "principal", "system": "icd10cm"},
            {"code": "I10", "role": "other", "system": "icd10cm"},
        ],
        "lines": [
            BARE_LINE
            | {"number": 1, "procedure": "97110", "modifiers": ["GP", "59"], "units": 2.0, "charge": Decimal("100.00")}
            | {"pointers": [1, 2], "service_on": date(2025, 12, 30)},
            BARE_LINE
            | {"number": 2, "procedure": "97530", "modifiers": [], "units": 1.0, "charge": Decimal("50.00")}
            | {"pointers": [1], "service_on": date(2025, 12, 31)},
        ],
        "notes": [],
    }


INSTITUTIONAL = (
    "CLM*I1*300***11:A:7*Y*A*Y*Y~DTP*434*RD8*20251201-20251205~DTP*435*DT*202512010830~CL1*1*7*01~PWK*OZ*BM***AC*X~"
    "REF*F8*OLD~REF*9F*REFER~NTE*ADD*FREE TEXT~"
    "HI*ABK:R53.1:::::::Y~HI*ABJ:M6281~HI*APR:R5383~HI*ABN:W19XXXA~HI*ABF:I10*ABF:E119^ABF:G729~"
    "HI*BBR:0DB:D8:20251202~HI*BH:11:D8:20251201~HI*BE:80:::4~HI*DR:470~"
    "NM1*71*1*ROE*R****XX*1999999984~PRV*AT*PXC*207R00000X~NM1*72*1*ROE*Q****XX*1888888888~"
    "LX*1~SV2*0120**200*DA*4~LX*2~SV2*420*HC:97161:GP*100*UN*1~DTP*472*D8*20251203~NM1*82*1*A*B****XX*1777777777~"
)


def test_an_institutional_claim_has_its_dates_roles_and_revenue_codes() -> None:
    row = one(HEADER.replace("X222A1", "X223A2") + SUBSCRIBER + INSTITUTIONAL + TRAILER)
    assert (row["form"], row["bill_type"], row["place_of_service"]) == ("institutional", "11", None)
    assert (row["frequency_code"], row["original_reference"]) == ("7", "OLD")
    assert (row["service_from"], row["service_to"]) == (date(2025, 12, 1), date(2025, 12, 5))
    assert (row["admitted_on"], row["onset_on"]) == (date(2025, 12, 1), None)
    assert (row["prior_authorization"], row["referral"], row["attachment"], row["claim_note"]) == (
        False,
        True,
        True,
        True,
    )
    assert (row["rendering_npi"], row["taxonomy"]) == ("1999999984", "207R00000X")
    assert [(d["code"], d["role"]) for d in row["diagnoses"]] == [
        ("R531", "principal"),
        ("M6281", "admitting"),
        ("R5383", "reason_for_visit"),
        ("W19XXXA", "external_cause"),
        ("I10", "other"),
        ("E119", "other"),
        ("G729", "other"),
    ]
    room, therapy = row["lines"]
    assert (room["revenue_code"], room["procedure"], room["unit_basis"], room["service_on"]) == (
        "0120",
        None,
        "DA",
        None,
    )
    assert (therapy["revenue_code"], therapy["procedure"], therapy["modifiers"]) == ("0420", "97161", ["GP"])
    assert (therapy["rendering_npi"], therapy["service_on"]) == ("1777777777", date(2025, 12, 3))


def test_loops_carry_over_to_the_claims_below_them_and_no_further() -> None:
    second_provider = "HL*7**20*1~NM1*85*2*OTHER*****24*999~"
    second_subscriber = "HL*8*7*22*0~SBR*S*18*******16~NM1*IL*1*LEE*ANN****MI*M2~"
    rows = claims_of(
        HEADER
        + SUBSCRIBER
        + CLAIM
        + CLAIM.replace("A1", "A2")
        + DEPENDENT
        + CLAIM.replace("A1", "A3")
        + DEPENDENT.replace("TOM", "TIM")
        + CLAIM.replace("A1", "A4")
        + second_provider
        + second_subscriber
        + CLAIM.replace("A1", "A5").replace("PRV*PE*PXC*225100000X~", "")
        + TRAILER
    )
    assert [row["claim_id"] for row in rows] == ["A1", "A2", "A3", "A4", "A5"]
    assert [row["patient_age"] for row in rows] == [75, 75, 10, 10, None]
    assert [row["patient_sex"] for row in rows] == ["F", "F", "M", "M", None]
    assert [row["payer_class"] for row in rows] == ["medicare"] * 4 + ["medicare_advantage"]
    assert [row["payer_id"] for row in rows] == ["P001"] * 4 + [None]
    assert [row["responsibility"] for row in rows] == ["primary"] * 4 + ["secondary"]
    # The second billing provider is named by a tax number, which is not kept, and has no taxonomy.
    assert [row["billing_npi"] for row in rows] == ["1234567893"] * 4 + [None]
    assert rows[4]["taxonomy"] is None
    keys = [row["patient_key"] for row in rows]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 4


def test_another_payers_loop_does_not_speak_for_this_payer() -> None:
    other = (
        "SBR*P*01*******MC~CAS*PR*1*5~DMG***M~OI***Y***Y~NM1*IL*1*X*Y****MI*M9~NM1*PR*2*OTHER*****PI*P999~REF*G1*THEIRS~"
        "REF*F8*THEIRS~NM1*82*1*Z****XX*1555555555~"
    )
    claim = CLAIM.replace("REF*G1*AUTH~", "").replace("LX*1~", other + "LX*1~")
    row = one(HEADER + SUBSCRIBER.replace("SBR*P", "SBR*S") + claim + TRAILER)
    assert (row["responsibility"], row["payer_id"], row["payer_class"]) == ("secondary", "P001", "medicare")
    assert (row["prior_authorization"], row["original_reference"]) == (False, None)
    assert (row["rendering_npi"], row["patient_sex"]) == ("1999999984", "F")
    assert row["patient_key"] == one(HEADER + SUBSCRIBER + CLAIM + TRAILER)["patient_key"]


def test_an_authorization_of_a_line_counts_unless_it_is_another_payers() -> None:
    bare = CLAIM.replace("REF*G1*AUTH~", "")
    assert one(HEADER + SUBSCRIBER + bare + "REF*G1*X~" + TRAILER)["prior_authorization"] is True
    assert one(HEADER + SUBSCRIBER + bare + "REF*G1*X**2U:P999~" + TRAILER)["prior_authorization"] is False


def test_a_second_principal_diagnosis_is_another_diagnosis() -> None:
    row = one(HEADER + SUBSCRIBER + CLAIM.replace("ABF:I10", "ABK:I10~HI*BK:401.9") + TRAILER)
    assert [(d["code"], d["role"], d["system"]) for d in row["diagnoses"]] == [
        ("R531", "principal", "icd10cm"),
        ("I10", "other", "icd10cm"),
        ("4019", "other", "icd9cm"),
    ]


@pytest.mark.parametrize(
    ("birth", "age"), [("19351230", 90), ("19200101", 90), ("19351231", 89), ("20251230", 0), ("", None)]
)
def test_age_is_in_whole_years_on_the_first_day_and_capped(birth: str, age: int | None) -> None:
    assert one(HEADER + SUBSCRIBER.replace("19500615", birth) + CLAIM + TRAILER)["patient_age"] == age


def test_numbers_written_with_decimals_and_undeclared_separators_are_understood() -> None:
    odd = CLAIM.replace("11:B:1", "11>B>1.00").replace("HC:97110:GP:59", "HC>97110>GP>59").replace("1:2~", "1>2~")
    quarantine = Quarantine()
    (row,) = claims_of(HEADER + SUBSCRIBER + odd.replace("ABK:R531", "ABK>R531") + TRAILER, quarantine)
    (plain,) = claims_of(HEADER + SUBSCRIBER + CLAIM + TRAILER)
    assert row == plain
    assert [fault.found for fault in quarantine.faults if "component" in fault.found] == [
        "components separated by another character than ISA16"
    ]


BROKEN = {
    "CLM02": CLAIM.replace("*150*", "*SECRET*"),
    "CLM02 ": CLAIM.replace("*150*", "*1.005*"),
    "CLM02 is below 0": CLAIM.replace("*150*", "*-150*"),
    "CLM01": CLAIM.replace("CLM*A1", "CLM*"),
    "CLM05-1": CLAIM.replace("11:B:1", ""),
    "CLM05-2": CLAIM.replace("11:B:1", "11:A:1"),
    "HI": CLAIM.replace("ABK:R531", "ABK:SECRETSECRET"),
    "DTP*431": CLAIM.replace("20251220", "20251320"),
    "DTP*472": CLAIM.replace("20251230", "SECRET"),
    "DTP*472 ": CLAIM.replace("D8*20251230", "RD8*20251230-20251229"),
    "no date of service": CLAIM.replace("DTP*472", "DTP*999"),
    "LX01": CLAIM.replace("LX*2", "LX*SECRET"),
    "service line without service": CLAIM.replace("LX*2", "LX*2~LX*3"),
    "no service line": CLAIM[: CLAIM.index("LX")],
    "SV102": CLAIM.replace("*100*UN", "*SECRET*UN"),
    "SV103": CLAIM.replace("*100*UN", "*100*"),
    "SV104": CLAIM.replace("UN*2", "UN*"),
    "SV107": CLAIM.replace("1:2~", "1:SECRET~"),
    "professional and institutional": CLAIM + "LX*3~SV2*0120**1*UN*1~",
    "dental service line": CLAIM + "LX*3~SV3*AD:D1110*50~",
    "before its service": CLAIM + "LX*3~DTP*472*D8*20251231~",
    "LX01 does not rise": CLAIM + "CLX*A2*10~LX*1~SV1*HC:97110*10*UN*1~DTP*472*D8*20251231~",
    "HI among": CLAIM + "CLX*A2*10~HI*ABK:R531~",
}


@pytest.mark.parametrize(("found", "broken"), BROKEN.items())
def test_a_broken_claim_is_refused_with_its_reason_and_the_rest_is_read(found: str, broken: str) -> None:
    quarantine = Quarantine()
    rows = claims_of(HEADER + SUBSCRIBER + GOOD + broken + GOOD + TRAILER, quarantine)
    assert [row["claim_id"] for row in rows] == ["GOOD", "GOOD"]
    assert quarantine.counts()["claim"] == 1
    (fault,) = [fault for fault in quarantine.faults if fault.kind == "claim"]
    assert found.strip() in fault.found
    assert fault.expected
    assert not any("SECRET" in text for row in quarantine.table().to_pylist() for text in row.values())


@pytest.mark.parametrize(
    ("found", "content"),
    {
        "SBR01": HEADER + SUBSCRIBER.replace("SBR*P", "SBR*") + CLAIM,
        "SBR01 ": HEADER + SUBSCRIBER.replace("SBR", "SBX") + CLAIM,
        "subscriber loop": HEADER + CLAIM,
        "DMG02": HEADER + SUBSCRIBER.replace("19500615", "SECRET") + CLAIM,
        "DMG02 lies after": HEADER + SUBSCRIBER.replace("19500615", "20261231") + CLAIM,
        "837D": HEADER.replace("X222A1", "X224A2") + SUBSCRIBER + CLAIM,
        "outside an 837": HEADER.replace("ST*837", "ST*999") + SUBSCRIBER + CLAIM,
    }.items(),
)
def test_claims_are_refused_for_what_stands_above_them_and_the_file_says_that_it_gave_none(
    found: str, content: str
) -> None:
    quarantine = Quarantine()
    assert claims_of(content + TRAILER, quarantine) == []
    counts = quarantine.counts("file")
    assert (counts["claim"], counts["file"]) == (1, 1)
    (fault,) = [fault for fault in quarantine.faults if fault.kind == "claim"]
    assert found.strip() in fault.found
    assert "SECRET" not in str(quarantine.faults)


@pytest.mark.parametrize("lost", ["X" * 200_000, "HX*9*1*22*0~SBR*P*18*******MC~NM1*IL*1*LEE*ANN****MI*M2~"])
def test_claims_below_a_lost_subscriber_are_refused_until_the_next(lost: str) -> None:
    quarantine = Quarantine()
    content = HEADER + SUBSCRIBER + CLAIM + lost + "~" + CLAIM + CLAIM + SUBSCRIBER + GOOD + TRAILER
    assert [row["claim_id"] for row in claims_of(content, quarantine)] == ["GOOD"]
    assert quarantine.counts()["claim"] == 3


def test_the_envelope_is_checked_and_refuses_nothing() -> None:
    quarantine = Quarantine()
    content = HEADER + SUBSCRIBER + CLAIM + TRAILER.replace("GE*1", "GE*9").replace("IEA*1", "IEA*X")
    assert len(claims_of(content, quarantine)) == 1
    segments = content.count("~")
    assert [(fault.location, fault.kind, fault.found[:5]) for fault in quarantine.faults] == [
        (f"segment {segments - 2}", "interchange", "SE01 "),
        (f"segment {segments - 1}", "interchange", "GE01 "),
        (f"segment {segments}", "interchange", "IEA01"),
    ]


def test_right_counts_leave_no_fault() -> None:
    quarantine = Quarantine()
    body = HEADER[HEADER.index("ST*") :] + SUBSCRIBER + CLAIM
    assert claims_of(HEADER + SUBSCRIBER + CLAIM + TRAILER.replace("*30*", f"*{body.count('~') + 1}*"), quarantine)
    assert quarantine.faults == []


def test_batches_hold_no_more_than_asked_for_and_the_same_rows() -> None:
    content = HEADER + SUBSCRIBER + CLAIM * 7 + TRAILER
    assert claims_of(content, batch_size=3) == claims_of(content)


def test_maps_lead_into_the_schema() -> None:
    assert set(FILING_CLASSES.values()) == set(PAYER_CLASSES)
    assert set(RESPONSIBILITY.values()) == set(RESPONSIBILITIES)
