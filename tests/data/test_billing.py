"""Medicare's limits: read from the files CMS publishes, by date of service; bad files are refused with their line."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from denialrisk.cli import cli
from denialrisk.data.billing.pairs import load_ncci, packed, pairs
from denialrisk.data.billing.units import editions, load_mue, units_allowed
from denialrisk.data.errors import InputError

MUE = (
    '"Codes only are copyright of their owner.\nAll rights reserved.",,,\n'
    '"HCPCS/\nCPT Code","Practitioner Services MUE Values","MUE Adjudication Indicator","MUE Rationale"\n'
    '97110,8,"3 Date of Service Edit: Clinical","Clinical: Data"\n'
    '0001U,1,"2 Date of Service Edit: Policy","Code Descriptor"\n'
)
PTP = (
    "Codes only are copyright of their owner.\r\nColumn1/Column2 Edits\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "97110\t97150\t\t20160101\t20181231\t0\tx\r\n"
    "97110\t97150\t\t20210401\t*\t1\tx\r\n"
    "0213T\t97110\t\t20100701\t*\t9\tx\r\n"
)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DENIALRISK_HOME", str(tmp_path / "home"))
    editions.cache_clear()
    pairs.cache_clear()
    yield
    editions.cache_clear()
    pairs.cache_clear()


def _days(*days: str) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")


def test_a_quarter_replaces_the_limits_from_its_date_on(tmp_path: Path) -> None:
    (tmp_path / "mue.csv").write_text(MUE)
    load_mue(tmp_path / "mue.csv", dt.date(2026, 7, 1))
    on = _days("2026-06-30", "2026-07-01", "2026-07-01", "2020-01-01")
    assert units_allowed(["97110", "97110", "97530", "97110"], on).tolist() == [6.0, 8.0, np.inf, np.inf]


def test_the_pair_table_of_cms_is_read_from_its_zip_with_its_dates(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ptp.zip", "w") as archive:
        archive.writestr("f1.txt", PTP)
    load_ncci(tmp_path / "ptp.zip")
    one, two = packed(["97110"] * 4 + ["0213T"]), packed(["97150"] * 4 + ["97110"])
    on = _days("2015-12-31", "2018-12-31", "2019-01-01", "2021-04-01", "2026-01-01")
    assert pairs().in_force(one, two, on).tolist() == [-1, 0, -1, 1, 9]


def test_a_broken_row_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mue.csv").write_text(MUE + "97112,many,x,y\n")
    with pytest.raises(InputError, match=r"mue.csv, line 7: not a row of the table"):
        load_mue(tmp_path / "mue.csv", dt.date(2026, 7, 1))


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="holds no row of the table"):
        load_ncci(tmp_path / "x.csv")
    with pytest.raises(InputError, match="no file"):
        load_mue(tmp_path / "none.csv", dt.date(2026, 7, 1))


def test_the_commands_load_both(tmp_path: Path) -> None:
    (tmp_path / "mue.csv").write_text(MUE)
    (tmp_path / "ptp.txt").write_text(PTP)
    for given in (["mue", str(tmp_path / "mue.csv"), "--from", "2026-07-01"], ["ncci", str(tmp_path / "ptp.txt")]):
        assert CliRunner().invoke(cli, ["codes", *given]).exit_code == 0
    assert len(editions()) == 2
    assert "0213T" in pairs().codes
