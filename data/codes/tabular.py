"""Read a release of ICD-10-CM from the files that CMS publishes into one compact table.

The Tabular List (XML) gives the hierarchy, the seventh characters and the notes; the order file, where given, says
which codes are valid for submission. Both are public domain. Notes are kept as the groups of codes they name
(patterns.py), never as prose: a note in words alone cannot be checked against a claim, and is counted.

Source: CMS ICD-10-CM release files, ``icd10cm-tabular-*.xml`` and ``icd10cm-order-*.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pyarrow as pa

from denialrisk.data.codes.patterns import parse, patterns
from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError

_groups = pa.list_(pa.string())
TABULAR: Final = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),  # without the dot; a block or chapter is M60-M63
        pa.field("billable", pa.bool_(), nullable=False),  # valid for submission; headers and blocks are not
        pa.field("manifestation", pa.bool_(), nullable=False),  # never first-listed: its title says so
        pa.field("first_required", pa.bool_(), nullable=False),  # its code-first note is not "if applicable"
        pa.field("unspecified", pa.bool_(), nullable=False),  # its title says so
        pa.field("side", pa.string(), nullable=False),  # left, right, bilateral or empty
        pa.field("region", pa.string(), nullable=False),  # cervical, thoracic, lumbar, joined by a blank, or empty
        pa.field("excludes1", _groups, nullable=False),
        pa.field("excludes2", _groups, nullable=False),
        pa.field("code_first", _groups, nullable=False),
        pa.field("use_additional", _groups, nullable=False),
    ]
)
"""One row per code, category, block and chapter of a release."""

_NOTES = {
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code_first",
    "useAdditionalCode": "use_additional",
}
_OPTIONAL = re.compile(r"if applicable|if known|if present|\bany\b")
_MANIFESTATION = re.compile(
    r"(?<!as the cause of diseases )classified elsewhere|diabetes mellitus due to underlying condition|"
    r"in neoplastic disease|in chronic kidney disease"
)
_BARRED = re.compile(
    r"7th characters (\w) and (\w) do not apply to codes in category (\w{3}) with 6th character (\w).* or (\w)\b"
)
_REGIONS = {
    "cervical": r"\bcervic(al|othoracic)\b|occipito-atlanto-axial",
    "thoracic": r"(\b|cervico)thoracic\b|thoracolumbar",
    "lumbar": r"(\b|thoraco)lumbar\b|\blumbosacral\b|\bsacral\b|sacrococcygeal",
}
_MISPRINTS = {
    # F06.7 joins six codes with dashes where F-chapter notes elsewhere (G31.84) list them with commas.
    "I69.01-I69.11-, I69.21-I69.31-, I69.81- I69.91-": "I69.01-, I69.11-, I69.21-, I69.31-, I69.81-, I69.91-",
}


@dataclass
class _Node:
    """A code, block or chapter while it is read."""

    code: str
    billable: bool = False
    manifestation: bool = False
    first_required: bool = False
    unspecified: bool = False
    side: str = ""
    region: str = ""
    notes: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _NOTES.values()})


def read_tabular(xml: Path, order: Path | None = None) -> pa.Table:
    """The table of a release, schema TABULAR, sorted by code.

    Without an order file a code is billable when nothing stands below it, seventh characters filled in as the XML
    prescribes; on the April 2026 release that gives exactly the published list.

    Raises InputError when a file is missing, is not what it should be, or the two disagree.
    """
    root = _root(xml)
    nodes = {node.code: node for node in _nodes(root)}
    _bar_seventh(nodes, root)
    if order is not None:
        _validity(nodes, order)
    _keep_known(nodes)
    rows = sorted(nodes.values(), key=lambda node: node.code)
    return pa.Table.from_pylist(
        [{name: value for name, value in vars(node).items() if name != "notes"} | node.notes for node in rows],
        schema=TABULAR,
    )


def _root(xml: Path) -> ElementTree.Element:
    expected = "the ICD-10-CM tabular XML that CMS publishes (icd10cm-tabular-*.xml)"
    if not xml.is_file():
        raise InputError(f"no file {xml}", expected=expected, do="give the path of the unzipped file")
    try:
        # expat loads no external entities and caps the expansion of internal ones
        root = ElementTree.parse(xml).getroot()  # noqa: S314
    except ElementTree.ParseError as error:
        line, column = error.position
        raise InputError(
            f"{xml.name} is not well-formed XML at line {line}, column {column}",
            expected=expected,
            do="download the file again",
        ) from None
    if root.find("chapter/section/diag") is None:
        raise InputError(
            f"{xml.name} holds no chapters with codes",
            expected=expected,
            do="give the tabular file, not the index or the drug table of the same download",
        )
    return root


def _nodes(root: ElementTree.Element) -> Iterator[_Node]:
    spans: dict[str, _Node] = {}  # a chapter and a block may have the same range
    for chapter in root.findall("chapter"):
        title = chapter.findtext("desc", "")
        span = title[title.rfind("(") + 1 : title.rfind(")")]
        _note(spans.setdefault(span, _Node(span)), chapter)
        for section in chapter.findall("section"):
            span = section.get("id", "")
            span = span if "-" in span else f"{span}-{span}"
            _note(spans.setdefault(span, _Node(span)), section)
            for diag in section.findall("diag"):
                yield from _codes(diag)
    yield from spans.values()


def _codes(diag: ElementTree.Element, seventh: tuple[str, ...] = (), manifested: bool = False) -> Iterator[_Node]:
    """A code and all below it, seventh characters filled in; ``manifested``: a code-first note stands above it."""
    node = _described(diag)
    _note(node, diag)
    manifested = manifested or diag.find("codeFirst") is not None
    node.manifestation = manifested and bool(_MANIFESTATION.search(diag.findtext("desc", "").lower()))
    if (definition := diag.find("sevenChrDef")) is not None:
        seventh = tuple(extension.get("char", "") for extension in definition.findall("extension"))
    children = diag.findall("diag")
    node.billable = not children and not seventh
    yield node
    for child in children:
        yield from _codes(child, seventh, manifested)
    if not children:
        for character in seventh:
            longer = replace(node, code=node.code.ljust(6, "X") + character, billable=True, first_required=False)
            longer.notes = {name: [] for name in node.notes}
            yield longer


def _described(diag: ElementTree.Element) -> _Node:
    """What the title of a code says of side, spinal region and specificity."""
    title = diag.findtext("desc", "").lower()
    sides = [side for side in ("bilateral", "left", "right") if re.search(rf"\b{side}\b", title)]
    return _Node(
        diag.findtext("name", "").replace(".", ""),
        unspecified="unspecified" in title,
        side="bilateral" if len(sides) > 1 else "".join(sides),
        region=" ".join(region for region, words in _REGIONS.items() if re.search(words, title)),
    )


def _bar_seventh(nodes: dict[str, _Node], root: ElementTree.Element) -> None:
    """Take out the codes whose seventh character a category forbids: after death of a head injury, no sequela."""
    for note in root.iterfind(".//notes/note"):
        if barred := _BARRED.search(note.text or ""):
            first, second, category, *sixths = barred.groups()
            for code in [code for code in nodes if code.startswith(category) and code[6:] in (first, second)]:
                if code[5] in sixths:
                    del nodes[code]


def _note(node: _Node, element: ElementTree.Element) -> None:
    for tag, name in _NOTES.items():
        for note in element.findall(f"{tag}/note"):
            node.notes[name] += _named(note.text or "", in_words=tag.startswith("excludes"))
    said = [note.text or "" for note in element.findall("codeFirst/note")]
    node.first_required = bool(said) and not any(_OPTIONAL.search(text) for text in said)


def _named(note: str, *, in_words: bool) -> list[str]:
    """Groups of codes in the brackets of a note; in its words where an excludes note has no such brackets."""
    if " unless " in note:
        return []  # a condition that codes cannot answer
    bracketed = re.findall(r"\(([^()]*)", note)
    found = [group for text in bracketed for group in patterns(_MISPRINTS.get(text, text))]
    return found or (list(patterns(note)) if in_words else [])


def _keep_known(nodes: dict[str, _Node]) -> None:
    """Drop what looks like a code and is none, such as vitamin B12."""
    stems = {code[:3] for code in nodes}
    for node in nodes.values():
        for name, groups in node.notes.items():
            node.notes[name] = list(dict.fromkeys(group for group in groups if parse(group).low[:3] in stems))


def _validity(nodes: dict[str, _Node], order: Path) -> None:
    """Take what is valid for submission from the order file: sequence, code, 0 header or 1 valid, titles."""
    expected = "the ICD-10-CM order file that CMS publishes (icd10cm-order-*.txt)"
    if not order.is_file():
        raise InputError(f"no file {order}", expected=expected, do="give the path of the unzipped file")
    rows = re.findall(r"^\d{5} (\w{3,7}) *([01]) ", order.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    if not rows:
        raise InputError(f"{order.name} has no line of the order file's form", expected=expected)
    strange = [code for code, _ in rows if code not in nodes]
    if strange:
        raise InputError(
            f"{order.name} has {counted(len(strange), 'code')} that the tabular file lacks, the first is {strange[0]}",
            expected="both files of one release",
            do="take the two files from the same download",
        )
    for node in nodes.values():
        node.billable = False
    for code, flag in rows:
        nodes[code].billable = flag == "1"
