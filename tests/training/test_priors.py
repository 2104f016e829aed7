"""Cold-start priors: from decisions or counts to log-odds, and from those to features of claims."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from samples import SAMPLES
from sklearn.metrics import roc_auc_score

from denialrisk.cli import cli
from denialrisk.data.errors import InputError
from denialrisk.features import priors as prior_features
from denialrisk.features.priors import KINDS, NAMES, NONE, Priors, load, lookup, places, save
from denialrisk.features.testing import claims
from denialrisk.training.priors import PRIOR_LINES, build

CERT = SAMPLES / "cert"
need_cert = pytest.mark.skipif(not CERT.is_dir(), reason=f"no CERT files under {CERT} (they are not in the repository)")

HEADER = "claim_control_number,Part,DRG,HCPCS Procedure Code,Provider Type,Type of Bill,Review Decision,Error Code"


def decisions(folder: Path, rows: list[tuple[str, str, str, str, str]], name: str = "cert.csv") -> Path:
    """A file of reviewed lines: procedure, provider type, bill type, part and decision of each."""
    file = folder / name
    lines = [
        f'1,"{part}",,{procedure},"{provider}",{bill},{verdict},-' for procedure, provider, bill, part, verdict in rows
    ]
    file.write_text("\n".join([HEADER, *lines]) + "\n")
    return file


ROWS = (
    [("97110", "HHA", "329", "A", "Disagree")] * 30
    + [("97110", "HHA", "329", "A", "Agree")] * 30
    + [("99213", "Neurology", "", "B", "Disagree")] * 10
    + [("99213", "Neurology", "", "B", "Agree")] * 90
    + [("70551", "SNF", "321", "A", "Agree")] * 2
)


@pytest.fixture
def priors(tmp_path: Path) -> Priors:
    return build([decisions(tmp_path, ROWS)])[0]


def test_log_odds_are_those_of_the_smoothed_rate_against_all_lines(priors: Priors) -> None:
    rate = 40 / 162
    assert priors.rate == pytest.approx(rate)
    smoothed = (30 + PRIOR_LINES * rate) / (60 + PRIOR_LINES)
    expected = np.log(smoothed / (1 - smoothed)) - np.log(rate / (1 - rate))
    assert priors.log_odds("procedure")["97110"] == pytest.approx(expected)
    assert priors.log_odds("procedure")["97110"] > 0 > priors.log_odds("procedure")["99213"]
    assert -0.5 < priors.log_odds("procedure")["70551"] < 0  # two lines say little


def test_a_rare_bill_type_is_drawn_to_its_facility_and_class(priors: Priors) -> None:
    by_bill = priors.log_odds("bill_type")
    assert 0 < by_bill["321"] < by_bill["32"] < by_bill["329"]


def test_counts_say_the_same_as_the_lines_they_count(tmp_path: Path, priors: Priors) -> None:
    columns = {"hcpcs_counts.csv": 0, "provider_type_counts.csv": 1, "tob_counts.csv": 2, "part_counts.csv": 3}
    folder = tmp_path / "counts"
    folder.mkdir()
    for name, place in columns.items():
        frame = pd.DataFrame({"level": [row[place] for row in ROWS], "bad": [row[4] == "Disagree" for row in ROWS]})
        counted = frame.groupby("level")["bad"].agg(lines_reviewed="size", disagree="sum").reset_index()
        counted.to_csv(folder / name, index=False)
    (folder / "README.csv").write_text("about\nthis folder\n")
    counted_priors, sources = build([folder])
    assert counted_priors.table.equals(priors.table)
    assert {source.form for source in sources} == {"counts", "left out"}


def test_case_and_order_of_columns_do_not_matter(tmp_path: Path, priors: Priors) -> None:
    file = decisions(tmp_path, list(reversed(ROWS)), "other.csv")
    file.write_text(file.read_text().replace(HEADER, HEADER.upper().replace(" ", "_")), encoding="utf-8-sig")
    assert build([file])[0].table.equals(priors.table)


def test_lines_without_a_verdict_are_left_out_and_counted(tmp_path: Path) -> None:
    _, (source,) = build([decisions(tmp_path, [*ROWS, ("97110", "HHA", "329", "A", "Pending")])])
    assert source.lines == len(ROWS)
    assert source.note.startswith("1 lines")


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("hcpcs.csv", "level,lines_reviewed,disagree\n97110,10,11\n", "first in line 2"),
        ("hcpcs.csv", "level,lines_reviewed,disagree\n97110,10,1\n97112,ten,1\n", "first in line 3"),
        ("hcpcs.csv", "level,lines_reviewed,disagree\n97110,10,0\n", "the same decision"),
        ("other.csv", "level,lines_reviewed,disagree\n97110,10,1\n", "no reviewer decisions"),
        ("empty.csv", "", "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(tmp_path: Path, name: str, text: str, found: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=found):
        build([tmp_path])


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        build([tmp_path / "nothing.csv"])


def test_the_file_keeps_the_table_and_gives_the_same_bytes(tmp_path: Path, priors: Priors) -> None:
    save(priors, tmp_path / "one.parquet")
    loaded = load(tmp_path / "one.parquet")
    save(loaded, tmp_path / "two.parquet")
    assert loaded == priors
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    (tmp_path / "three.parquet").write_bytes(b"not a table")
    with pytest.raises(InputError, match="no table of priors"):
        load(tmp_path / "three.parquet")


def test_features_of_claims(priors: Priors) -> None:
    frames = claims(
        {"lines": ["97110", "99213", "G9999"], "taxonomy": "2084N0400X"},
        {"lines": ["G9999"], "bill_type": "32", "frequency_code": "9"},
        {"lines": ["- rev0550"], "bill_type": "72", "frequency_code": "1"},
    )
    found = lookup(priors, frames)
    procedure, bill = priors.log_odds("procedure"), priors.log_odds("bill_type")
    assert found["prior_procedure_max"].tolist()[0] == procedure["97110"]
    assert found["prior_procedure_mean"][0] == pytest.approx((procedure["97110"] + procedure["99213"]) / 2)
    assert found["prior_provider_type"][0] == priors.log_odds("provider_type")["Neurology"]
    assert found["prior_bill_type"][:2].tolist() == [bill[""], bill["329"]]
    assert np.isnan(found["prior_procedure_max"][1:]).all()
    known = np.nan_to_num([found[name] for name in NAMES[1:-1]]).sum(axis=0)
    np.testing.assert_allclose(found["prior_sum"][:2], known[:2])
    assert np.isnan(found["prior_sum"][2])
    assert tuple(found) == NAMES


def test_without_priors_nothing_is_said() -> None:
    found = lookup(NONE, claims({"lines": ["97110"]}, {"lines": []}))
    assert all(np.isnan(found[name]).all() for name in NAMES)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ({"taxonomy": "225100000X"}, ("", "Physical Therapist in Private Practice", "1. Part B")),
        ({"taxonomy": "207RC0000X"}, ("", "Cardiology", "1. Part B")),
        ({"taxonomy": "332B00000X"}, ("", "Medical supply company not included in 51, 52, or 53", "2. DME MAC")),
        ({"taxonomy": "999"}, ("", "?", "1. Part B")),
        (
            {"bill_type": "013", "frequency_code": "1"},
            ("131", "OPPS, Laboratory (an FI), Ambulatory (Billing an FI)", "3"),
        ),
        ({"bill_type": "32", "frequency_code": "9"}, ("329", "HHA", "3")),
        ({"bill_type": "11", "taxonomy": "282N00000X"}, ("111", "DRG Short Term", "4")),
        ({"bill_type": "11", "taxonomy": "282NC0060X"}, ("111", "Inpatient Critical Access Hospital", "3")),
        ({"bill_type": "11"}, ("111", "?", "?")),
        ({"bill_type": "99"}, ("991", "?", "?")),
    ],
)
def test_where_a_claim_stands_among_reviewed_lines(claim: dict[str, str], expected: tuple[str, str, str]) -> None:
    bill_type, provider_type, part = (column[0] for column in places(claims(claim)))
    assert (bill_type, provider_type) == expected[:2]
    assert part.startswith(expected[2])


def test_the_map_of_providers_is_well_formed() -> None:
    file = Path(prior_features.__file__).with_name("provider_types.csv")
    with file.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({(row["bill_type"], row["taxonomy"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["bill_type"] == "" or (len(row["bill_type"]) == 2 and row["bill_type"].isdigit())
        assert row["taxonomy"] or row["bill_type"], "a professional claim is told by its taxonomy"
        assert row["part"] in {
            "?",
            *(getattr(prior_features, name) for name in dir(prior_features) if name[:4] == "PART"),
        }


def test_the_command_writes_the_table_and_says_what_it_read(tmp_path: Path) -> None:
    file = decisions(tmp_path, ROWS)
    out = tmp_path / "new" / "priors.parquet"
    result = CliRunner().invoke(cli, ["priors", "build", str(file), "--out", str(out)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "cert.csv" in result.output
    assert load(out) == build([file])[0]


@need_cert
def test_priors_of_earlier_years_rank_the_real_decisions_of_the_next() -> None:
    priors, sources = build(sorted(CERT.glob("*_counts_2021_2023.csv")))
    assert [source.lines for source in sources] == [486_684] * 4
    assert priors.rate == pytest.approx(72_255 / 486_684)
    lines = pd.read_csv(CERT / "cert_sample_2024.csv", dtype="str", keep_default_na=False)
    columns = ("HCPCS Procedure Code", "Provider Type", "Type of Bill", "Part")
    added = sum(lines[name].map(priors.log_odds(kind)).fillna(0) for kind, name in zip(KINDS, columns, strict=True))
    auc = roc_auc_score(lines["Review Decision"] == "Disagree", added)
    assert auc == pytest.approx(0.70, abs=0.01)


@need_cert
def test_the_map_of_providers_uses_names_that_cert_uses() -> None:
    known = set(pd.read_csv(CERT / "provider_type_counts_2021_2023.csv", dtype="str", keep_default_na=False)["level"])
    file = Path(prior_features.__file__).with_name("provider_types.csv")
    used = set(pd.read_csv(file, dtype="str", keep_default_na=False)["provider_type"])
    assert used - known == {"?"}
