"""The shipped code table against the file of CMS it was made from, read here a second time in a simpler way."""

import datetime as dt
import random
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from denialrisk.data.codes.icd10cm import CodeSet, Exclusion, code_set
from denialrisk.data.codes.patterns import matches
from denialrisk.data.codes.releases import load, releases
from denialrisk.data.codes.tabular import read_tabular
from denialrisk.data.errors import InputError

simple_icd_10_cm = pytest.importorskip("simple_icd_10_cm", reason="the file of CMS lies in this development dependency")
FOLDER = Path(simple_icd_10_cm.__file__).parent / "data"
XML = next(FOLDER.glob("icd10c-tabular-*.xml"))


@cache
def _root() -> ElementTree.Element:
    return ElementTree.parse(XML).getroot()


@cache
def _codes() -> frozenset[str]:
    """Every code of the list beside the XML, headings and seventh characters included."""
    listed = next(FOLDER.glob("code-list-*.txt")).read_text().split()
    return frozenset(code for code in listed if re.fullmatch(r"[A-Z]\w{2,6}", code))


@cache
def _elements() -> dict[str, tuple[ElementTree.Element, ...]]:
    """Each code of the XML with the elements it stands under: itself first, then up to block and chapter."""
    found = {}

    def walk(diag: ElementTree.Element, above: tuple[ElementTree.Element, ...]) -> None:
        found[diag.findtext("name", "").replace(".", "")] = (diag, *above)
        for child in diag.findall("diag"):
            walk(child, (diag, *above))

    for chapter in _root().findall("chapter"):
        for section in chapter.findall("section"):
            for diag in section.findall("diag"):
                walk(diag, (section, chapter))
    return found


@cache
def _notes(element: ElementTree.Element, kind: str) -> list[str]:
    return [note.text or "" for note in element.findall(f"{kind}/note")]


def _title(code: str) -> str:
    return _elements()[code][0].findtext("desc", "").lower()


# --- the table as a whole ---


def test_codes_are_those_published() -> None:
    table = CodeSet(releases()[0])
    assert {code for code in _codes() if table.known(code)} == _codes()
    headings = {code[:length] for code in _codes() for length in range(3, len(code))}
    assert {code for code in _codes() if table.valid(code)} == _codes() - headings


def test_shipped_table_is_what_the_script_builds() -> None:
    built = read_tabular(XML)
    assert pq.ParquetFile(releases()[0].path).read().cast(built.schema).equals(built)


@pytest.mark.parametrize(
    ("code", "valid"),
    [("R531", True), ("R53", False), ("R538", False), ("M628", False), ("G81", False), ("G819", False), ("G822", False),
     ("G831", False), ("I6935", False), ("R298", False), ("G35", False), ("G35A", True), ("G35D", True), ("G20", False),
     ("T380X5A", True), ("T380X5", False), ("S06337A", True), ("S06337S", False), ("R537", False)],
)  # fmt: skip
def test_validity(code: str, valid: bool) -> None:
    assert code_set().valid(code) is valid


# --- CODING.md section 1: what the Tabular List is quoted for ---

EXCLUDES1 = """
R531: R54 M6281 M6284
M6281: M6284
M62: G721 G720 R252 M791 G2582
M60-M63: M33 E85 M300 M0532 M34 M3503 M32
R54: R4181 M6284 F03
R538: F430 P969 T733 T732 T67 O268 F33 R54
R5381: R54
R5382: G9331 G9332 G9339
R532: R54 F444 M623 G825
G81: G80 I6905 I6915 I6925 I6935 I6985 I6995
G82: R532
I69: Z8673 S06
Z8673: I69
R295: G459
R29810: G510 I69392 I69092
G72: M33 M60 M622
E87: G723
G63: E1142 E0842 M055 M3219 M3483
G70: A051
R262: R296 R2681
R26: R270 M623
Z736: Z74
M511: M5416
M541: M501 M511 M472
G54: M50 M51 M47
G831: I6904 I6914 I6924 I6934 I6984 I6994
G832: I6903 I6913 I6923 I6933 I6983 I6993
"""
EXCLUDES2 = """
M60-M63: G71 G72
R5383: F32
I63: I693 Z8673
M60: G7241
M501: M5413
"""
CODE_FIRST = """
M6284: G71 G72 G73
R297: I63
G731: C00 D49
G63: E85 C00
"""
USE_ADDITIONAL = """
G720: T380X5A T466X5A
G620: T451X5A
R652: G7281 G6281
E86: E87
"""


def _facts(text: str) -> list[tuple[str, str]]:
    lines = [line.partition(": ") for line in text.strip().splitlines()]
    return [(code, other) for code, _, named in lines for other in named.split()]


def _named_at(code: str, kind: str, other: str) -> bool:
    return any(matches(group, other) for group in getattr(code_set().facts(code), kind))


@pytest.mark.parametrize(("code", "other"), _facts(EXCLUDES1))
def test_excludes1_is_noted(code: str, other: str) -> None:
    above = code_set().lineage(code) or (code,)
    assert any(_named_at(each, "excludes1", other) for each in above)


@pytest.mark.parametrize(("code", "other"), _facts(EXCLUDES2))
def test_excludes2_is_noted(code: str, other: str) -> None:
    assert _named_at(code, "excludes2", other)


@pytest.mark.parametrize(("code", "other"), _facts(CODE_FIRST))
def test_code_first_is_noted(code: str, other: str) -> None:
    assert any(matches(group, other) for group in code_set().code_first(code)[0])


def test_neoplastic_fatigue_follows_a_neoplasm() -> None:
    assert "neoplasm" in " ".join(_notes(_elements()["R530"][0], "codeFirst")), "named in words, without codes"
    assert code_set().code_first("R530") == ((), True)


@pytest.mark.parametrize(("code", "other"), _facts(USE_ADDITIONAL))
def test_use_additional_is_noted(code: str, other: str) -> None:
    assert any(matches(group, other) for group in code_set().use_additional(code))


def test_weakness_has_no_note_against_fatigue_debility_or_plegia() -> None:
    for other in ("R5383", "R5381", "G8191", "G8220", "G8321"):
        assert code_set().exclusion("R531", other) is Exclusion.ALLOWED


def test_titles_and_terms_that_rules_rest_on() -> None:
    terms = {
        code: " ".join(_notes(_elements()[code][0], "inclusionTerm")).lower()
        for code in ("R531", "R5381", "R5383", "F444")
    }
    assert "asthenia" in terms["R531"]
    assert "debility" in terms["R5381"]
    assert all(word in terms["R5383"] for word in ("tiredness", "lethargy", "energy"))
    assert "weakness" in terms["F444"]
    assert "hemiparesis" in _title("G81")
    assert "(complete)(incomplete)" in " ".join(_notes(_elements()["G81"][0], "notes")).replace(" ", "")
    assert "paraparesis" in _title("G82") or "quadriparesis" in _title("G82")
    assert "facial weakness" in _title("I69392")
    assert "generalized" in _title("M6281")
    assert not code_set().code_first("M6284")[1], "the note at M62.84 says: if applicable"


# --- Excludes1: 500 random pairs, judged from the raw XML ---

FAMILY = """
R53 R53.1 R53.8 R53.82 R54 R41.81 M62.81 M62.84 M62 M60 M33 M79.1 G72 G72.0 G72.3 G72.41 G70 G71 G73 G61 G62 G63 G81 G82
G83.1 G83.2 G83.3 G54 G35 G12 G45 I63 I69 I69.35 I69.33 I69.34 I69.15 I69.39 Z86.73 R29.810 R29.898 R29.5 R29.7 R26
R26.2 R27.0 R29.6 R25.2 M54.1 M50.1 M51.1 M47.2 Z73.6 Z74 E86 E87 E87.6 E11.4 E10.4 F33 F32 F44.4 G93.3 E85 M32 M34
M35.03 F03
"""
"""Weakness and its neighbours: 500 pairs are drawn from the valid codes under these, each group as often as another."""


@cache
def _plainly_named(note: str, code: str) -> bool:
    """Whether the brackets of a note name a code: an own, simple reading of single codes, lists, and ranges."""
    for inside in re.findall(r"\(([^)]*)\)", note):
        tail = re.search(r"with final characters -(\d\d)|with \.(\d+)", inside)
        if re.search(r"\bwith\b", inside) and not tail:
            fifth = re.search(r"fifth character (\d)$", inside)
            if not fifth or code[4:5] != fifth[1]:
                continue
        if tail and tail[1] and code[4:] != tail[1]:
            continue
        if tail and tail[2] and not code[3:].startswith(tail[2]):
            continue
        for part in re.sub(r"\bwith\b.*", "", inside).split(","):
            ends = [end.replace(".", "").strip("- ") for end in re.findall(r"[A-Z]\d\w(?:\.\w+)?", part)]
            if len(ends) == 1 and code.startswith(ends[0]):
                return True
            if len(ends) == 2 and ends[0] <= code[: len(ends[0])] and code[: len(ends[1])] <= ends[1]:
                return True
    return False


def _raw(code: str, other: str) -> tuple[bool, bool]:
    """From the XML: the nearest note at or above a code that names the other excludes it; some note allows the pair."""
    element = next(_elements()[code[:end]] for end in range(len(code), 2, -1) if code[:end] in _elements())
    nearest, allows = None, False
    for each in element:
        last = each.tag == "chapter"
        if last and nearest is not None:
            break
        one = any(_plainly_named(note, other) for note in _notes(each, "excludes1"))
        two = any(_plainly_named(note, other) for note in _notes(each, "excludes2"))
        allows |= two and not last
        if nearest is None and (one or two):
            nearest = one
    return bool(nearest), allows


def _pairs() -> list[tuple[str, str]]:
    dice = random.Random(20261122)
    valid = [code for code in sorted(_codes()) if code_set().valid(code)]
    groups = [[code for code in valid if code.startswith(stem.replace(".", ""))] for stem in FAMILY.split()]
    return [(dice.choice(dice.choice(groups)), dice.choice(dice.choice(groups))) for _ in range(500)]


def test_random_pairs_of_the_weakness_family_agree_with_the_xml() -> None:
    verdicts = set()
    for one, other in _pairs():
        (forward, forward_allows), (backward, backward_allows) = _raw(one, other), _raw(other, one)
        excluded = one != other and (forward or backward)
        verdict = code_set().exclusion(one, other)
        verdicts.add(verdict)
        assert (verdict is not Exclusion.ALLOWED) == excluded, (one, other)
        assert (verdict is Exclusion.DISPUTED) == (excluded and (forward_allows or backward_allows)), (one, other)
    assert verdicts == set(Exclusion), "the draw must hold pairs of every verdict"


# --- loading another release ---


def test_load_puts_a_release_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DENIALRISK_HOME", str(tmp_path))
    small = tmp_path / "tabular.xml"
    small.write_text(SMALL)
    order = tmp_path / "order.txt"
    order.write_text("00001 R53     0 Malaise\n00002 R531    1 Weakness\n00003 R538    1 Other\n")
    loaded = load(small, "2027", dt.date(2026, 10, 1), order=order)
    assert (loaded.starts, loaded.ends) == (dt.date(2026, 10, 1), dt.date(2027, 9, 30))
    assert [str(each) for each in releases()] == ["ICD-10-CM 2026 April", "ICD-10-CM 2027"]
    assert code_set().valid("R538")
    assert code_set().exclusion("R531", "R538") is Exclusion.EXCLUDED


SMALL = """<ICD10CM.tabular><version>2027</version><chapter><name>18</name><desc>Symptoms (R00-R99)</desc>
<section id="R50-R69"><desc>General</desc><diag><name>R53</name><desc>Malaise</desc>
<diag><name>R53.1</name><desc>Weakness</desc><excludes1><note>other (R53.8-)</note></excludes1></diag>
<diag><name>R53.8</name><desc>Other</desc></diag></diag></section></chapter></ICD10CM.tabular>"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "not well-formed"),
        ("<a><b></a>", "not well-formed"),
        ("<ICD10CM.index/>", "holds no chapters"),
        (None, "no file"),
    ],
)
def test_load_says_what_is_wrong(text: str | None, found: str, tmp_path: Path) -> None:
    file = tmp_path / "x.xml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(InputError, match=found):
        read_tabular(file)


def test_order_file_of_another_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text(SMALL)
    (tmp_path / "order.txt").write_text("00001 Z999    1 Of another year\n")
    with pytest.raises(InputError, match="1 code that the tabular file lacks"):
        read_tabular(tmp_path / "x.xml", tmp_path / "order.txt")
