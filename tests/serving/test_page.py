"""worklist.html in a real browser: 5,000 claims are drawn, sorted, filtered and opened, by pointer and by key."""

import json
import re
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from denialrisk.data.schema import WORKLIST
from denialrisk.serving import page

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=20000",
)  # fmt: skip

ACTIONS = r"""
const said = {}, heads = document.querySelectorAll("thead button");
const rows = () => [...document.querySelectorAll("tr.claim")];
const all = () => { while (drawMore()); return rows(); };
const column = (at) => all().map((tr) => tr.children[at].textContent);
const choose = (id, value) => { byId(id).value = value; byId(id).dispatchEvent(new Event("change")); };
said.atOnce = rows().length;
rows().at(-1).focus();
rows().at(-1).dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
said.beyond = document.activeElement === rows()[said.atOnce];
said.rows = all().length;
said.held = byId("held").textContent;
heads[5].click();
said.sorted = rows().length;
heads[5].click();
said.risks = column(5).map(parseFloat);
said.marked = heads[5].parentElement.getAttribute("aria-sort");
heads[0].click();
choose("tier", "high");
said.tiers = [...new Set(column(6).map((text) => text.replace("model abstains", "")))];
said.high = all().length;
said.tile = byId("totals").textContent;
choose("tier", "");
const payer = byId("payer").options[1].value;
choose("payer", payer);
said.payers = [...new Set(column(2))].concat(payer);
byId("clear").click();
said.kept = {};
for (const id of ["reason", "issue", "provider"]) {
  const option = byId(id).options[1]; // the most frequent value, with its count in brackets
  choose(id, option.value);
  const shown = all().map((tr) => data.claims.find((claim) => claim.id === tr.children[1].textContent));
  const fits = shown.filter((claim) => id === "issue"
    ? claim.issues.some((one) => one.code === option.value) : claim[id] === option.value);
  const most = parseInt(option.textContent.match(/\(([\d,]+)\)$/)[1].replace(",", ""));
  said.kept[id] = [shown.length, fits.length, most];
  byId("clear").click();
}
byId("search").value = "c0000042"; byId("search").dispatchEvent(new Event("input"));
said.found = column(1);
byId("search").value = "no such"; byId("search").dispatchEvent(new Event("input"));
said.none = !byId("none").hidden;
byId("clear").click();
const first = rows()[0];
first.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
said.expanded = first.getAttribute("aria-expanded");
said.detail = first.nextElementSibling.textContent;
first.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
said.closed = !document.querySelector("tr.detail");
first.focus();
first.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
said.next = document.activeElement === rows()[1];
said.stops = all().filter((tr) => tr.tabIndex === 0).length;
const third = rows()[2];
third.click();
said.clicked = third.nextElementSibling.className;
const clicked = data.claims.find((claim) => claim.id === third.children[1].textContent);
said.words = clicked.issues.every((one) => third.nextElementSibling.textContent.includes(data.fixes[one.fix]));
said.late = document.querySelectorAll("tr.late").length;
const some = data.claims.find((claim) => claim.enough.length && claim.enough.length < claim.issues.length);
rowOf.get(some).click();
said.enough = [rowOf.get(some).nextElementSibling.textContent, some.enough];
said.heldOut = rows().filter((tr) => tr.textContent.includes("held out")).map((tr) => tr.children[1].textContent);
said.images = document.images.length;
const out = document.createElement("pre");
out.id = "said";
out.textContent = JSON.stringify(said);
document.body.append(out);
"""


@pytest.fixture(scope="module")
def many(worklist: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of 5,000 claims: those of the small world over and over, numbered on."""
    times = -(-5_000 // worklist.num_rows)
    table = pa.concat_tables([worklist] * times).slice(0, 5_000)
    ids = [f"C{number:07}" for number in range(table.num_rows)]
    ids[0] = "<img src=x onerror=alert(1)>"
    held = [number == 7 for number in range(table.num_rows)]
    for name, values in (("rank", range(1, table.num_rows + 1)), ("claim_id", ids), ("holdout", held)):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, WORKLIST.arrow.field(name), pa.array(values, WORKLIST.arrow.field(name).type))
    folder = tmp_path_factory.mktemp("page")
    page.write(table, table.num_rows, folder / "worklist.html")
    return folder


@pytest.fixture(scope="module")
def said(many: Path) -> dict[str, Any]:
    """What a browser found after the actions above."""
    acted = many / "acted.html"
    text = (many / "worklist.html").read_text(encoding="utf-8")
    acted.write_text(text.replace("</body>", f"<script>{ACTIONS}</script></body>"), encoding="utf-8")
    words = [str(CHROMIUM), *FLAGS, f"--user-data-dir={many / 'profile'}", "--dump-dom", acted.as_uri()]
    dom = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True).stdout
    found = re.search(r'<pre id="said">(.*?)</pre>', dom, re.DOTALL)
    assert found, "the page's script did not come to its end"
    result: dict[str, Any] = json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    return result


def test_the_page_lists_all_claims_and_says_how_many(said: dict[str, Any]) -> None:
    assert said["atOnce"] == 250
    assert said["beyond"], "an arrow key on the last row that is drawn goes to the next"
    assert said["rows"] == 5_000
    assert said["held"].startswith("All 5,000 claims")


def test_sorting_by_risk_shows_the_highest_first_at_the_second_click(said: dict[str, Any]) -> None:
    assert said["risks"] == sorted(said["risks"], reverse=True)
    assert len(set(said["risks"])) > 10
    assert said["marked"] == "descending"
    assert said["sorted"] == said["atOnce"], "what is sorted anew is not all drawn anew, which would take a second"


def test_filters_keep_what_they_say_and_totals_follow(said: dict[str, Any]) -> None:
    assert said["tiers"] == ["high"]
    assert 0 < said["high"] < 5_000
    assert said["tile"].startswith(f"{said['high']:,}claims shown")
    assert len(said["payers"]) == 2
    assert said["payers"][0] == said["payers"][1]
    assert said["found"] == ["C0000042"]
    assert said["none"]


def test_a_claim_opens_and_closes_by_key(said: dict[str, Any]) -> None:
    assert said["expanded"] == "true"
    assert "What moves the risk" in said["detail"]
    assert "margin" in said["detail"]
    assert said["closed"]
    assert said["next"]


def test_the_other_filters_keep_the_claims_that_they_name(said: dict[str, Any]) -> None:
    for name, (shown, fits, counted) in said["kept"].items():
        assert 0 < shown == fits == counted, name


def test_a_claim_opens_by_click_with_the_words_of_its_own_fixes(said: dict[str, Any]) -> None:
    assert said["clicked"] == "detail"
    assert said["words"]


def test_the_fixes_that_are_enough_are_named(said: dict[str, Any]) -> None:
    text, codes = said["enough"]
    assert f"{', '.join(codes)} {'alone is' if len(codes) == 1 else 'together are'} enough" in text


def test_claims_to_be_left_alone_are_marked(said: dict[str, Any]) -> None:
    assert said["heldOut"] == ["C0000007"]


def test_the_tab_key_stops_at_one_row(said: dict[str, Any]) -> None:
    assert said["stops"] == 1


@pytest.fixture(scope="module")
def sheets(many: Path) -> list[list[bytes]]:
    """What is written on each sheet of the printed page, in the order of drawing, as numbers of glyphs."""
    printed = many / "worklist.pdf"
    address = (many / "worklist.html").as_uri()
    words = [str(CHROMIUM), *FLAGS, f"--user-data-dir={many / 'print'}", f"--print-to-pdf={printed}", address]
    subprocess.run(words, capture_output=True, timeout=120, check=True)
    streams = map(_inflated, re.split(rb"stream\r?\n", printed.read_bytes()))
    return [re.findall(rb"<([0-9A-F]+)> Tj", stream) for stream in streams if b" BT\n" in stream or b"\nBT\n" in stream]


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def test_print_holds_what_a_hand_can_carry(sheets: list[list[bytes]], said: dict[str, Any]) -> None:
    assert said["late"] == 5_000 - 250
    assert 2 <= len(sheets) <= 40, "250 claims, some ten to a page"


def test_every_printed_sheet_names_its_columns(sheets: list[list[bytes]]) -> None:
    second, third = sheets[1][:10], sheets[2][:10]
    assert second == third, "the same words stand at the head of both"
    assert sheets[1][10:50] != sheets[2][10:50]


def test_a_page_of_one_claim_shows_it_opened(worklist: pa.Table, tmp_path: Path) -> None:
    page.write_rows([row for row in worklist.to_pylist() if row["issues"]][:1], tmp_path / "claim.html")
    words = [str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    dom = subprocess.run([*words, (tmp_path / "claim.html").as_uri()], capture_output=True, timeout=120, check=True)
    assert b'<tr class="detail">' in dom.stdout


def test_no_claim_brings_markup_into_the_page(said: dict[str, Any]) -> None:
    assert said["images"] == 0
