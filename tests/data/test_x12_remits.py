"""835 remits: every field, levels of adjustment, provider adjustments apart, and what is refused and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from x12_samples import REMITTANCE, remits_of

from denialrisk.data.quarantine import Quarantine
from denialrisk.data.x12.remits import ProviderAdjustments

CLAIM = REMITTANCE[REMITTANCE.index("CLP*") : REMITTANCE.index("SE*")]
GOOD = CLAIM.replace("A1", "GOOD")


def with_claims(*claims: str) -> str:
    return REMITTANCE.replace(CLAIM, "".join(claims))


def test_every_column_of_a_remit() -> None:
    assert remits_of(REMITTANCE) == [
        {
            "claim_id": "A1",
            "received_on": date(2026, 1, 15),
            "payer_id": "P001",
            "trace": "T1",
            "status": "1",
            "filing_code": "MB",
            "payer_claim_number": "ICN",
            "frequency_code": "1",
            "service_from": date(2025, 12, 30),
            "charge": Decimal("150.00"),
            "paid": Decimal("80.00"),
            "patient_responsibility": Decimal("20.00"),
            "adjustments": [
                adjustment("claim", None, None, "CO", "45", "50.00"),
                adjustment("line", 1, "97110", "PR", "1", "20.00"),
            ],
            "remarks": ["N14"],
        }
    ]


def adjustment(level: str, line: int | None, procedure: str | None, *triple: str) -> dict[str, object]:
    group, reason, amount = triple
    return {
        "level": level,
        "line": line,
        "procedure": procedure,
        "group": group,
        "reason": reason,
        "amount": Decimal(amount),
    }


def test_all_six_triples_of_a_cas_with_gaps_and_quantities() -> None:
    cas = "CAS*PR*1*1**2*2*4*3*3**50*-4**96*5*1*197*6~"
    (row,) = remits_of(with_claims(CLAIM.replace("CAS*CO*45*50~", cas)))
    assert [(a["reason"], a["amount"]) for a in row["adjustments"] if a["level"] == "claim"] == [
        ("1", Decimal(1)),
        ("2", Decimal(2)),
        ("3", Decimal(3)),
        ("50", Decimal(-4)),
        ("96", Decimal(5)),
        ("197", Decimal(6)),
    ]


def test_lines_count_from_one_and_a_revenue_code_is_no_procedure() -> None:
    lines = "SVC*NU:0450*10*0~CAS*CO*16*10~LQ*HE*M76~SVC*HC:97530:GP*5*0~CAS*CO*50*5~"
    (row,) = remits_of(with_claims(CLAIM + lines))
    assert [(a["line"], a["procedure"]) for a in row["adjustments"]] == [
        (None, None),
        (1, "97110"),
        (2, None),
        (3, "97530"),
    ]
    assert row["remarks"] == ["N14", "M76"]


def test_remarks_of_inpatient_and_outpatient_information_and_the_stated_first_day() -> None:
    extra = "MIA*0****MA01***************N1*N2~MOA***MA02*N3~DTM*233*20251230~DTM*232*20251229~DTM*050*20260101~"
    (row,) = remits_of(with_claims(CLAIM.replace("SVC", extra + "SVC")))
    assert row["remarks"] == ["MA01", "N1", "N2", "MA02", "N3", "N14"]
    assert row["service_from"] == date(2025, 12, 29)


def test_a_reversal_has_negative_dollars() -> None:
    (row,) = remits_of(with_claims("CLP*A1*22*-150*-80*-20~CAS*CO*45*-50~"))
    assert (row["status"], row["charge"], row["paid"]) == ("22", Decimal(-150), Decimal(-80))
    assert row["adjustments"][0]["amount"] == Decimal(-50)
    assert (row["filing_code"], row["payer_claim_number"], row["service_from"]) == (None, None, None)


@pytest.mark.parametrize(
    ("header", "payer"),
    [("N1*PR*PAYER*XV*P001~", "P001"), ("N1*PR*PAYER~REF*2U*P2~N1*PE*US*XX*123~", "P2"), ("N1*PE*US*XX*123~", "1999")],
)
def test_the_payer_is_named_in_one_of_three_places(header: str, payer: str) -> None:
    (row,) = remits_of(REMITTANCE.replace("N1*PR*PAYER*XV*P001~", header))
    assert row["payer_id"] == payer


def test_the_production_date_goes_before_the_payment_date() -> None:
    (row,) = remits_of(REMITTANCE.replace("20260115~", "20990080~DTM*405*20260110~"))
    assert row["received_on"] == date(2026, 1, 10)


def test_provider_adjustments_are_kept_apart() -> None:
    adjustments = ProviderAdjustments()
    plb = "PLB*1234567893*20261231*CV:CP*-1.27*50:X*20*72*3~"
    rows = remits_of(with_claims(CLAIM + plb), adjustments=adjustments)
    assert len(rows[0]["adjustments"]) == 2
    assert [(a["reason"], a["amount"]) for a in adjustments.table().to_pylist()] == [
        ("CV", Decimal("-1.27")),
        ("50", Decimal("20.00")),
        ("72", Decimal("3.00")),
    ]
    assert ProviderAdjustments().table().num_rows == 0


def test_a_broken_provider_adjustment_is_reported_and_refuses_no_remit() -> None:
    quarantine = Quarantine()
    assert len(remits_of(with_claims(CLAIM + "PLB*1*20261231*CV*SECRET~"), quarantine)) == 1
    assert [fault.found for fault in quarantine.faults if fault.kind == "line"] == ["PLB04 is not one that can be read"]


@pytest.mark.parametrize(
    ("found", "broken"),
    {
        "CLP01": CLAIM.replace("A1", ""),
        "CLP02": CLAIM.replace("A1*1", "A1*"),
        "CLP03": CLAIM.replace("150", "SECRET"),
        "CLP04": CLAIM.replace("*150*80*20", "*150**20"),
        "CLP05": CLAIM.replace("*150*80*20", "*150*80*SECRET"),
        "CAS01": CLAIM.replace("CAS*CO", "CAS*"),
        "CAS02": CLAIM.replace("CO*45", "CO*"),
        "CAS03": CLAIM.replace("CO*45*50", "CO*45"),
        "DTM*472": CLAIM.replace("20251230", "SECRET"),
        "another patient": CLAIM + "CLX*A2*1*5*5~CAS*CO*45*5~NM1*QC*1*SECRET~",
        "another patient ": CLAIM.replace("CAS*CO", "NM1*QC*1*A~CAS*CO").replace("SVC", "NM1*QC*1*SECRET~SVC"),
        "too long": CLAIM + "X" * 200_000 + "~",
    }.items(),
)
def test_a_broken_remit_is_refused_with_its_reason_and_the_rest_is_read(found: str, broken: str) -> None:
    quarantine = Quarantine()
    assert [row["claim_id"] for row in remits_of(with_claims(GOOD, broken, GOOD), quarantine)] == ["GOOD", "GOOD"]
    (fault,) = [fault for fault in quarantine.faults if fault.kind == "remit"]
    assert found.strip() in fault.found
    assert "SECRET" not in str(quarantine.table().to_pylist())


def test_a_remittance_without_any_date_refuses_its_claims() -> None:
    quarantine = Quarantine()
    assert remits_of(REMITTANCE.replace("20260115~", "~"), quarantine) == []
    assert quarantine.counts() == {"remit": 1, "file": 1}


def test_a_remit_that_is_cut_is_refused() -> None:
    quarantine = Quarantine()
    assert remits_of(REMITTANCE[: REMITTANCE.index("LQ*")], quarantine) == []
    assert quarantine.counts()["remit"] == 1
