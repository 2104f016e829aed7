"""X12 bytes to segments, in a stream: no more than one chunk and one segment is in memory at a time.

Reading never fails on content. What is not X12 is reported to the quarantine and passed over; a file that is cut,
damaged or not X12 at all simply ends early, with its reason reported.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from denialrisk.data.quarantine import Quarantine

CHUNK: Final = 1 << 16
LONGEST_SEGMENT: Final = 1 << 16
"""Characters. The longest segment of a claim or remittance has some hundreds; beyond this it is no segment."""

OVERSIZED: Final = "<oversized>"
"""Identifier under which a stretch too long for a segment is passed on, so that the claim it stood in is refused."""

ENCODING: Final = "latin-1"
"""X12's extended character set has one byte a character. Every byte has a character, so decoding cannot fail."""

DAMAGE: Final = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""What reading a damaged, encrypted or vanished file raises; a bad gzip header is an OSError."""

_BLANK: Final = " \t\r\n\0\x1a"
_ISA_WINDOW: Final = 1 << 10
_ISA_ELEMENTS: Final = 16
_SHORTEST_HEADER: Final = 60
_BYTE_ORDER_MARK: Final = "\xef\xbb\xbf"
_OTHER_COMPONENT: Final = re.compile(r"[A-Za-z0-9.]{1,6}([:><|\\^&!])")


@dataclass(frozen=True)
class Separators:
    """The four characters that an ISA declares. ``repetition`` is empty where the version has none (ISA11 is U)."""

    element: str
    component: str
    repetition: str
    terminator: str


class SegmentReader:
    """Iterates the segments of a stream as lists of elements, the segment identifier first.

    ``number`` is the ordinal of the segment given last, counted from 1 over the whole stream; ``separators`` are
    those of the interchange it belongs to. Blanks, line ends and NULs around segments, and line ends within them
    (files wrapped at 80 columns), are dropped.
    """

    def __init__(self, stream: BinaryIO, source: str, quarantine: Quarantine) -> None:
        self._stream, self._source, self._quarantine = stream, source, quarantine
        self._reported_component = False
        self._text = ""
        self._ahead: list[str] = []
        self._closed = self._ended = False
        self.number = 0
        self.separators = Separators("*", ":", "", "~")

    def __iter__(self) -> Iterator[list[str]]:
        while self._find_interchange():
            yield from self._segments()
        if not self.number:
            self.report("no ISA segment", "an X12 file, which begins with ISA", kind="file")

    def report(self, found: str, expected: str, *, kind: str = "interchange") -> None:
        """Put a fault at the present segment into the quarantine."""
        self._quarantine.add(
            source=self._source, location=f"segment {self.number}", kind=kind, found=found, expected=expected
        )

    def components(self, value: str) -> list[str]:
        """The components of a composite element.

        Some senders separate components by another character than their ISA16 declares. Where the declared one does
        not occur and the value has the form code, punctuation, rest, that punctuation is taken, and reported once
        for each interchange.
        """
        parts = value.split(self.separators.component)
        if len(parts) == 1 and (other := _OTHER_COMPONENT.match(value)):
            parts = value.split(other[1])
            if not self._reported_component:
                self._reported_component = True
                self.report("components separated by another character than ISA16", "the separator that ISA16 declares")
        return parts

    def _read_more(self) -> bool:
        """Add one chunk to the text; False at the end of the stream."""
        if self._ended:
            return False
        try:
            chunk = self._stream.read(CHUNK)
        except DAMAGE as error:
            chunk = b""
            self.report(
                f"the data end in damage ({type(error).__name__})", "a file that can be read whole", kind="file"
            )
        if not chunk:
            self._ended = True
            return False
        self._text += chunk.decode(ENCODING)
        return True

    def _find_interchange(self) -> bool:
        """Move to the next ISA and take its separators; False where there is none. Bounded memory over any bytes."""
        passed_over = False
        at = 0
        while True:
            start = self._text.find("ISA", at)
            if start < 0:
                keep = max(at, len(self._text) - 2)  # what is kept may hold the first letters of ISA
                passed_over |= _has_content(self._text[at:keep])
                self._text, at = self._text[keep:], 0
                if self._read_more():
                    continue
                self._report_passed_over(passed_over or _has_content(self._text))
                return False
            passed_over |= _has_content(self._text[at:start])
            if len(self._text) - start < _ISA_WINDOW and not self._ended:
                self._text, at = self._text[start:], 0
                self._read_more()
                continue
            separators = separators_of(self._text[start : start + _ISA_WINDOW])
            if separators is not None:
                self._text = self._text[start:]
                self.separators, self._reported_component = separators, False
                self._report_passed_over(passed_over)
                return True
            passed_over, at = True, start + 3

    def _report_passed_over(self, passed_over: bool) -> None:
        if passed_over:
            self.report("text that belongs to no interchange", "ISA, with nothing before it or after IEA")

    def _segments(self) -> Iterator[list[str]]:
        """Segments of this interchange, and of those after it that have the same separators.

        Ends at an interchange with others, at text after IEA, or at the end; the text then begins with what follows.
        """
        terminator, separator = self.separators.terminator, self.separators.element
        header = _header_within(separator)
        fresh, self._closed = True, False
        for piece in self._pieces(terminator):
            if self._closed and separators_of(piece + terminator) != self.separators:
                self._put_back(piece)
                return
            # An ISA without IEA before it: the interchange was cut there, perhaps within a segment.
            look = len(piece) > _SHORTEST_HEADER and not (fresh or self._closed)
            if look and (found := header.search(piece)):
                if found.start():
                    yield self._next(_unwrapped(piece[: found.start()]).split(separator))
                self._put_back(piece[found.start() :])
                return
            yield self._next((_unwrapped(piece) if "\n" in piece or "\r" in piece else piece).split(separator))
            fresh, self._closed = False, piece.startswith("IEA")

    def _pieces(self, terminator: str) -> Iterator[str]:
        """What stands between terminators, without blanks around it, in chunks as they come; the last may lack one."""
        too_long = False
        while True:
            ahead = self._text.split(terminator)
            self._text = ahead.pop()
            ahead.reverse()
            self._ahead = ahead
            while ahead:
                piece = ahead.pop()
                if too_long or len(piece) > LONGEST_SEGMENT:
                    too_long, piece = False, OVERSIZED
                if piece := piece.strip(_BLANK):
                    yield piece
            if self._closed and _has_content(self._text):
                return
            if len(self._text) > LONGEST_SEGMENT:
                too_long, self._text = True, ""
            if not self._read_more():
                break
        last, self._text = OVERSIZED if too_long else self._text.strip(_BLANK), ""
        if last:
            yield last

    def _put_back(self, piece: str) -> None:
        """Make the text begin with this piece again."""
        terminator = self.separators.terminator
        self._text = terminator.join([piece, *reversed(self._ahead), self._text])

    def _next(self, segment: list[str]) -> list[str]:
        self.number += 1
        return segment


def separators_of(text: str) -> Separators | None:
    """The separators of text that begins with ISA, or None when it is no interchange header.

    The sixteen elements are counted, not the characters, so an ISA whose fields are not padded is read as well.
    """
    element = text[3:4]
    if not element or element.isalnum() or element == " ":
        return None
    parts = text.split(element, _ISA_ELEMENTS)
    if len(parts) <= _ISA_ELEMENTS or len(parts[_ISA_ELEMENTS]) < 2:
        return None
    version, repetition = parts[12], parts[11]
    component, terminator = parts[_ISA_ELEMENTS][0], parts[_ISA_ELEMENTS][1]
    if not version.strip().isdigit() or len({element, component, terminator}) < 3:
        return None
    if component.isalnum() or terminator.isalnum():
        return None
    repeats = len(repetition) == 1 and not repetition.isalnum() and repetition not in {element, component, terminator}
    return Separators(element, component, repetition if repeats else "", terminator)


def _header_within(element: str) -> re.Pattern[str]:
    """An ISA with its padded first fields, wherever it begins."""
    separator = re.escape(element)
    return re.compile(rf"ISA{separator}..{separator}.{{10}}{separator}..{separator}.{{10}}{separator}", re.DOTALL)


def _has_content(text: str) -> bool:
    return bool(text.removeprefix(_BYTE_ORDER_MARK).strip(_BLANK))


def _unwrapped(piece: str) -> str:
    return piece.replace("\r", "").replace("\n", "").strip(_BLANK)
