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
from functools import lru_cache
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
_HEADER: Final = re.compile(r"ISA([^\w\s]|[\x1c-\x1f]|\t)..\1.{0,10}?\1..\1.{0,10}?\1", re.DOTALL)
"""An ISA by its first fields, padded or not, wherever it stands and whatever its separator."""

_HEADER_LENGTH: Final = 34
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
        self._read = getattr(stream, "read1", stream.read)  # read() loses what it had when it meets damage
        self._source, self._quarantine = source, quarantine
        self._reported_component = False
        self._text = ""
        self._closed = self._ended = self.damaged = False
        self.number = 0
        self.separators = Separators("*", ":", "", "~")

    def __iter__(self) -> Iterator[list[str]]:
        while self._find_interchange():
            separator = self.separators.element
            for pieces in self._pieces():
                for piece in pieces:
                    self.number += 1
                    yield piece.split(separator)
        if not self.number:
            self.report("no ISA segment", "an X12 file, which begins with ISA", kind="file")

    def report(self, found: str, expected: str, *, kind: str = "interchange") -> None:
        """Put a fault at the present segment into the quarantine."""
        location = f"segment {self.number}" if self.number else "the beginning"
        self._quarantine.add(source=self._source, location=location, kind=kind, found=found, expected=expected)

    def components(self, value: str) -> tuple[str, ...]:
        """The components of a composite element.

        Some senders separate components by another character than their ISA16 declares. Where the declared one does
        not occur and the value has the form code, punctuation, rest, that punctuation is taken, and reported once
        for each interchange.
        """
        parts, as_declared = _components(value, self.separators.component)
        if not (as_declared or self._reported_component):
            self._reported_component = True
            self.report("components separated by another character than ISA16", "the separator that ISA16 declares")
        return parts

    def _read_more(self) -> bool:
        """Add one chunk to the text; False at the end of the stream."""
        if self._ended:
            return False
        try:
            chunk = self._read(CHUNK)
        except DAMAGE as error:
            chunk = b""
            self.damaged = True
            self.report(
                f"the data end in damage ({type(error).__name__})", "a file that can be read whole", kind="truncated"
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

    def _pieces(self) -> Iterator[list[str]]:
        """The segments of this interchange, and of those after it that have the same separators, not yet split.

        Ends at an interchange with others, at text after IEA, or at the end; the text then begins with what follows.
        """
        terminator = self.separators.terminator
        header, _, self._text = self._text.partition(terminator)
        yield [_unwrapped(header.strip(_BLANK))]
        self._closed = False
        for pieces, may_hold_header, may_close in self._between(terminator):
            if not (may_hold_header or may_close or self._closed):
                yield pieces
                continue
            for at, piece in enumerate(pieces):
                if self._closed and separators_of(piece + terminator) != self.separators:
                    self._put_back(pieces[at:])
                    return
                # An ISA without IEA before it: the interchange was cut there, perhaps within a segment.
                if may_hold_header and not self._closed and (found := _header_in(piece)):
                    if found.start():
                        yield [_unwrapped(piece[: found.start()])]
                    self._put_back([piece[found.start() :], *pieces[at + 1 :]])
                    return
                segment = _unwrapped(piece) if may_hold_header else piece
                yield [segment]
                self._closed = segment.split(self.separators.element, 1)[0] == "IEA"

    def _between(self, terminator: str) -> Iterator[tuple[list[str], bool, bool]]:
        """What stands between terminators, chunk by chunk, free of blanks around it and line ends within it; whether
        a header of another interchange is among it; and whether an IEA may be. The last piece of a stream may lack
        its end.
        """
        too_long = False
        while True:
            raw = self._text.split(terminator)
            self._text = raw.pop()
            if len(self._text) > LONGEST_SEGMENT and _header_in(self._text):
                raw.append(self._text)
                self._text = ""
            if too_long and raw:
                too_long = False
                raw[0] = raw[0] if _header_in(raw[0]) else OVERSIZED
            yield self._cleaned(raw, terminator)
            if self._closed and _has_content(self._text):
                return
            if len(self._text) > LONGEST_SEGMENT:
                too_long, self._text = True, self._text[-_HEADER_LENGTH:]
            if not self._read_more():
                break
        last, self._text = OVERSIZED if too_long else self._text, ""
        yield self._cleaned([last], terminator)

    def _cleaned(self, raw: list[str], terminator: str) -> tuple[list[str], bool, bool]:
        """Done for a chunk at once, because a check for each segment would take longer than splitting it."""
        pieces = [stripped for piece in raw if (stripped := piece.strip(_BLANK))]
        text = terminator.join(pieces)
        holds_header = _header_in(text) is not None
        if not holds_header and ("\n" in text or "\r" in text):  # with one, they may be the other's terminators
            pieces = [_unwrapped(piece) for piece in pieces]
            text = terminator.join(pieces)
        if len(text) > LONGEST_SEGMENT:
            pieces = [OVERSIZED if _is_too_long(piece) else piece for piece in pieces]
        return pieces, holds_header, "IEA" in text

    def _put_back(self, pieces: list[str]) -> None:
        """Make the text begin with these pieces again."""
        self._text = self.separators.terminator.join([*pieces, self._text])


@lru_cache(maxsize=1 << 14)
def _components(value: str, separator: str) -> tuple[tuple[str, ...], bool]:
    """The components, and whether the separator was the declared one. The same composites come again and again."""
    parts = value.split(separator)
    if len(parts) == 1 and (other := _OTHER_COMPONENT.match(value)):
        return tuple(value.split(other[1])), False
    return tuple(parts), True


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


def _header_in(text: str) -> re.Match[str] | None:
    return _HEADER.search(text) if "ISA" in text else None  # which is looked for in no time


def _is_too_long(piece: str) -> bool:
    return len(piece) > LONGEST_SEGMENT and _header_in(piece) is None


def _has_content(text: str) -> bool:
    return bool(text.removeprefix(_BYTE_ORDER_MARK).strip(_BLANK))


def _unwrapped(piece: str) -> str:
    return piece.replace("\r", "").replace("\n", "")
