"""One batch of claims as flat pandas frames that share the claim's row number.

Rules and features are column expressions over these frames; nobody walks claims one by one. A batch maps to its
features with no state and no statistic of the batch, so the result does not depend on how claims were batched.

>>> from denialrisk.features.testing import claims
>>> c = claims({"diagnoses": ["R53.1", "I69.351"]}, {"diagnoses": ["R53.1"]})
>>> (c.dx("R53.1").first_listed & c.dx("R53.1").where(c.dx("I69.-").claims)).claims.tolist()
[True, False]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.codes.patterns import any_matches
from denialrisk.features.rows import Mask, Rows, kept, rows_of
from denialrisk.features.settings import SERVICES

Codes = npt.NDArray[np.integer[Any]]
T = TypeVar("T")


@dataclass(frozen=True)
class Frames:
    """A batch of n claims, flattened. Every frame is sorted by ``claim``, the row number in ``header``.

    - ``header``: one row per claim, the scalar columns of CLAIMS, and ``setting`` (see settings.py)
    - ``diagnoses``: claim, position (from 1; 0 for roles that are not counted), code, role, system
    - ``lines``: claim, number, procedure, units, unit_basis, charge, service_on, revenue_code, place_of_service,
      rendering_npi
    - ``modifiers``: claim, line (row in ``lines``), modifier
    - ``pointers``: claim, line (row in ``lines``), position (of the diagnosis pointed at)
    - ``notes``: claim, note_id, kind, author_role, written_on; never the text
    - ``evidence``: claim, note_id, element, state, value, side, number, start, end
    - ``past``: claim, procedure, service_on, billing_npi, charge of the patient's earlier lines (past.py)

    Text columns that rules compare are categorical: comparing costs once per distinct value.
    """

    header: pd.DataFrame
    diagnoses: pd.DataFrame
    lines: pd.DataFrame
    modifiers: pd.DataFrame
    pointers: pd.DataFrame
    notes: pd.DataFrame
    evidence: pd.DataFrame
    past: pd.DataFrame
    _done: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def n(self) -> int:
        """Number of claims."""
        return len(self.header)

    @cached_property
    def service_on(self) -> npt.NDArray[np.datetime64]:
        """First date of service of each claim, shape (n,), datetime64[D]; rules are read as of this day."""
        return kept(self.header["service_from"].to_numpy(dtype="datetime64[D]"))

    @cached_property
    def service_days(self) -> tuple[np.datetime64, np.datetime64]:
        """The earliest and the latest day of ``service_on``; not a time where there is no claim."""
        if not self.n:
            return np.datetime64("NaT"), np.datetime64("NaT")
        return self.service_on.min(), self.service_on.max()

    @cached_property
    def documented(self) -> Mask:
        """Claims with a note or with given evidence, shape (n,). Rules that read notes are silent on the others."""
        found = np.zeros(self.n, dtype=bool)
        found[self.column("notes", "claim")] = True
        found[self.column("evidence", "claim")] = True
        return kept(found)

    @cached_property
    def main_procedure(self) -> pd.Series:
        """What each claim is about: the procedure of its dearest line (the first of equals), categorical, shape (n,).

        Null where no line has a procedure.
        """
        _, code_of = self._coded("lines", "procedure")
        claim, charge, coded = (
            self.column("lines", "claim"),
            self.column("lines", "charge"),
            np.flatnonzero(code_of >= 0),
        )
        rows = coded[np.lexsort((-charge[coded], claim[coded]))][::-1]
        main = np.full(self.n, -1)
        main[claim[rows]] = code_of[rows]  # of several, the last written stays: the dearest
        return pd.Series(pd.Categorical.from_codes(main, categories=self.lines["procedure"].cat.categories))

    def header_is(self, column: str, *values: str) -> Mask:
        """Claims whose text in a column of ``header`` is one of the values, shape (n,)."""
        return self._equal("header", column, values)

    def bill_type_is(self, *kinds: str) -> Mask:
        """Claims whose type of bill is of one of these kinds, such as ``21`` for 211 to 214 or 0211, shape (n,)."""
        texts, code_of = self._coded("header", "bill_type")
        wanted = [code for code, text in enumerate(texts) if text.lstrip("0").startswith(kinds)]
        return _among(code_of, wanted, len(texts))

    def days(self, earlier: str, later: str) -> npt.NDArray[np.float64]:
        """Days between two dates of ``header``, shape (n,); NaN where one of them is not known."""
        first, last = (self.column("header", name).astype("datetime64[D]") for name in (earlier, later))
        gap = last - first
        return np.where(np.isnat(gap), np.nan, gap.astype(np.float64))

    def in_setting(self, *settings: str) -> Mask:
        """Claims in one of these settings (settings.py), shape (n,)."""
        return self._equal("header", "setting", settings)

    def dx(self, *patterns: str, every_role: bool = False) -> Rows:
        """Diagnosis rows whose ICD-10-CM code one of the patterns names, all where none is given, in claim order.

        Principal and other diagnoses; an admitting diagnosis or a reason for visit is what was thought on arrival,
        and may stand beside what was found. ``every_role`` takes those too.
        """
        return self._once(("dx", patterns, every_role), lambda: self._dx(patterns, every_role))

    def _dx(self, patterns: tuple[str, ...], every_role: bool) -> Rows:
        allowed = self.icd10 if every_role else self.reported
        return self._rows("diagnoses", self._named("diagnoses", "code", patterns) & allowed if patterns else allowed)

    def cpt(self, *patterns: str) -> Rows:
        """Line rows whose procedure one of the patterns names, such as ``97110`` or ``95907-95913``."""
        return self._once(("cpt", patterns), lambda: self._rows("lines", self._named("lines", "procedure", patterns)))

    def billed(self, service: str) -> Rows:
        """Line rows that bill a kind of service named in settings.SERVICES, such as ``therapy``."""
        return self.cpt(*SERVICES[service])

    def modified(self, *modifiers: str) -> Rows:
        """Line rows that carry one of the modifiers."""
        mask = np.zeros(len(self.lines), dtype=bool)
        mask[self.column("modifiers", "line")[self._equal("modifiers", "modifier", modifiers)]] = True
        return self._rows("lines", mask)

    def pointing_at(self, diagnoses: Rows) -> Rows:
        """Line rows with a pointer to one of these diagnoses."""
        claim, position = self.column("diagnoses", "claim"), self.column("diagnoses", "position")
        width = int(position.max(initial=0)) + 1
        wanted = np.zeros(self.n * width, dtype=bool)
        wanted[(claim * width + position)[diagnoses.mask & (position > 0)]] = True
        at = self.column("pointers", "position")
        inside = np.flatnonzero((at > 0) & (at < width))
        hits = inside[wanted[self.column("pointers", "claim")[inside] * width + at[inside]]]
        lines = np.zeros(len(self.lines), dtype=bool)
        lines[self.column("pointers", "line")[hits]] = True
        return self._rows("lines", lines)

    def past_lines(self, *patterns: str) -> Rows:
        """Past lines of the patient whose procedure one of the patterns names."""
        return self._once(("past", patterns), lambda: self._rows("past", self._named("past", "procedure", patterns)))

    def earlier(self, service: str) -> Rows:
        """Past lines of the patient that billed a kind of service named in settings.SERVICES."""
        return self.past_lines(*SERVICES[service])

    def says(self, element: str, *values: str, state: str | tuple[str, ...] = "present", side: str = "") -> Rows:
        """Evidence rows of an element in a state (or one of several), with one of the values and a side if given."""
        states = (state,) if isinstance(state, str) else state
        return self._once(("says", element, values, states, side), lambda: self._says(element, values, states, side))

    def _says(self, element: str, values: tuple[str, ...], states: tuple[str, ...], side: str) -> Rows:
        mask = self._equal("evidence", "element", (element,)) & self._equal("evidence", "state", states)
        if values:
            mask &= self._equal("evidence", "value", values)
        if side:
            mask &= self._equal("evidence", "side", (side,))
        return self._rows("evidence", mask)

    def pick(self, frame: str, mask: Mask) -> Rows:
        """Rows of a frame by a mask of one's own, for example on ``c.lines["units"]``."""
        return self._rows(frame, np.asarray(mask, dtype=bool))

    def with_claims(self, mask: Mask) -> Rows:
        """The claims themselves as rows: what a rule returns that points at nothing smaller."""
        return self._rows("header", np.asarray(mask, dtype=bool))

    def replace(self, **frames: pd.DataFrame) -> Frames:
        """The same batch with some frames replaced; what an edit returns."""
        return replace(self, _done={}, **frames)

    def take(self, claims: npt.NDArray[np.int64]) -> Frames:
        """A batch of the named claims, in that order; a claim may be named more than once."""
        claims = np.asarray(claims, dtype=np.int64)
        new_line_of = {}
        parts: dict[str, pd.DataFrame] = {"header": self.header.take(claims).reset_index(drop=True)}
        for name in _FRAMES[1:]:
            frame: pd.DataFrame = getattr(self, name)
            rows, owner = rows_of(frame["claim"].to_numpy(), claims, self.n)
            part = frame.take(rows).reset_index(drop=True)
            part["claim"] = owner
            if name == "lines":
                new_line_of = {"rows": rows, "owner": owner}
            if "line" in part:
                part["line"] = _new_lines(part["line"].to_numpy(), owner, new_line_of["rows"], new_line_of["owner"])
            parts[name] = part
        return self.replace(**parts)

    def part(self, start: int, stop: int) -> Frames:
        """The claims from ``start`` up to ``stop``: what take() gives for them, at less cost."""
        first_line = np.searchsorted(self.column("lines", "claim"), start)
        parts: dict[str, pd.DataFrame] = {"header": _rows(self.header, slice(start, stop))}
        for name in _FRAMES[1:]:
            if getattr(self, name).empty:
                continue
            rows = slice(*np.searchsorted(self.column(name, "claim"), [start, stop]))
            part = _rows(getattr(self, name), rows)
            part["claim"] = self.column(name, "claim")[rows] - start
            if "line" in part:
                part["line"] = self.column(name, "line")[rows] - first_line
            parts[name] = part
        return self.replace(**parts)

    def spliced(self, edited: Sequence[tuple[int, Frames, Frames]]) -> Frames:
        """The batch with some of its parts edited: of each the first claim, part() as it was and as it is, in order.

        An edit keeps the number of claims, and those frames that it does not touch.
        """
        touched = [
            name for name in _FRAMES if any(getattr(was, name) is not getattr(now, name) for _, was, now in edited)
        ]
        return self.replace(**{name: self._spliced(name, edited) for name in touched})

    def _spliced(self, name: str, edited: Sequence[tuple[int, Frames, Frames]]) -> pd.DataFrame:
        whole: pd.DataFrame = getattr(self, name)
        claim, line_claim = self._claim_of(name), self.column("lines", "claim")
        pieces: list[tuple[pd.DataFrame, int, int]] = []  # rows, what to add to their claims and to their lines
        done = more_lines = 0
        for start, was, now in edited:
            if getattr(was, name) is getattr(now, name):
                continue
            first, last = np.searchsorted(claim, [start, start + was.n])
            pieces.append((whole.iloc[done:first], 0, more_lines))
            pieces.append((getattr(now, name), start, int(np.searchsorted(line_claim, start)) + more_lines))
            more_lines += len(now.lines) - len(was.lines)
            done = int(last)
        return _stacked([*pieces, (whole.iloc[done:], 0, more_lines)])

    def once(self, work: Callable[[Frames], T]) -> T:
        """The result of ``work`` on this batch, worked out once however many rules ask for it."""
        return self._once(work, lambda: work(self))

    def _once(self, key: object, work: Callable[[], T]) -> T:
        if key not in self._done:
            self._done[key] = work()
        return cast(T, self._done[key])

    def column(self, frame: str, name: str) -> npt.NDArray[Any]:
        """A column of one of the frames as an array, taken out once; for numbers, dates and flags."""
        return self._once(("column", frame, name), lambda: kept(getattr(self, frame)[name].to_numpy()))

    @cached_property
    def reported(self) -> Mask:
        """Diagnosis rows that report what was found: ICD-10-CM, principal or other."""
        return kept(self.icd10 & self._equal("diagnoses", "role", ("principal", "other")))

    @cached_property
    def icd10(self) -> Mask:
        """Diagnosis rows of ICD-10-CM, whatever their role."""
        return self._equal("diagnoses", "system", ("icd10cm",))

    def _rows(self, frame: str, mask: Mask) -> Rows:
        return Rows(frame, self._claim_of(frame), mask, self.n)

    def _claim_of(self, frame: str) -> npt.NDArray[np.int64]:
        """The claim that each row of a frame belongs to."""
        return self._numbers if frame == "header" else self.column(frame, "claim")

    @cached_property
    def _numbers(self) -> npt.NDArray[np.int64]:
        return np.arange(self.n)

    def _named(self, frame: str, column: str, patterns: tuple[str, ...]) -> Mask:
        """Rows whose code one of the patterns names."""
        texts, code_of = self._coded(frame, column)
        named = [code for code, text in enumerate(texts) if any_matches(patterns, text)]
        return _among(code_of, named, len(texts))

    def _equal(self, frame: str, column: str, values: tuple[str, ...]) -> Mask:
        """Rows whose text is one of the values."""
        return self._once((frame, column, values), lambda: self._among_values(frame, column, values))

    def _among_values(self, frame: str, column: str, values: tuple[str, ...]) -> Mask:
        texts, code_of = self._coded(frame, column)
        return _among(code_of, [code for code, text in enumerate(texts) if text in values], len(texts))

    def _coded(self, frame: str, column: str) -> tuple[list[str], Codes]:
        """Distinct texts of a categorical column, and which of them each row has (-1: null); taken apart once."""
        return self._once(("coded", frame, column), lambda: _taken_apart(getattr(self, frame)[column]))


_FEW = 8


def _among(code_of: Codes, codes: Sequence[int], size: int) -> Mask:
    """Rows that have one of the codes, of ``size`` that there are; -1 is none of them.

    A few comparisons of small integers are several times faster than a look-up, row by row, in a table of codes.
    """
    if 0 < len(codes) <= _FEW:
        mask = code_of == codes[0]
        for code in codes[1:]:
            mask |= code_of == code
        return kept(mask)
    passed = np.zeros(size + 1, dtype=bool)  # code -1 takes the last
    passed[codes] = True
    return kept(passed[code_of])


def _taken_apart(values: pd.Series) -> tuple[list[str], Codes]:
    return values.cat.categories.tolist(), values.cat.codes.to_numpy()


_FRAMES = ("header", "diagnoses", "lines", "modifiers", "pointers", "notes", "evidence", "past")


def _rows(frame: pd.DataFrame, rows: slice) -> pd.DataFrame:
    part = frame.iloc[rows]
    part.index = pd.RangeIndex(len(part))
    return part


def _stacked(pieces: list[tuple[pd.DataFrame, int, int]]) -> pd.DataFrame:
    """Rows of one frame, one piece after the other; of each, what is to be added to its claims and to its lines."""
    columns: dict[Any, pd.Series] = {}
    for name in pieces[0][0]:
        column = [part[name] for part, _, _ in pieces]
        if name in ("claim", "line"):
            added = [claims if name == "claim" else lines for _, claims, lines in pieces]
            numbered = [each.to_numpy() + more for each, more in zip(column, added, strict=True)]
            columns[name] = pd.Series(np.concatenate(numbered))
        elif any(isinstance(each.dtype, pd.CategoricalDtype) for each in column):
            columns[name] = _same_categories(column)
        elif all(isinstance(each.dtype, np.dtype) for each in column):
            columns[name] = pd.Series(np.concatenate([each.to_numpy() for each in column]))
        else:
            columns[name] = pd.concat(column, ignore_index=True)
    return pd.DataFrame(columns)


def _same_categories(parts: list[pd.Series]) -> pd.Series:
    """Categorical columns one after the other; an edit may have added a category to some of them."""
    place = {text: code for code, text in enumerate(parts[0].cat.categories)}
    codes = []
    for part in parts:
        own = part.cat.codes.to_numpy()
        if part.cat.categories is not parts[0].cat.categories:
            renumbered = [place.setdefault(text, len(place)) for text in part.cat.categories]
            own = np.array([*renumbered, -1])[own]  # code -1 (null) takes the last
        codes.append(own)
    return pd.Series(pd.Categorical.from_codes(np.concatenate(codes), categories=pd.Index(list(place))))


def _new_lines(
    line: npt.NDArray[np.int64],
    owner: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    owners: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Row number of each line in the new lines frame: old row and new owner together name it."""
    size = int(max(rows.max(initial=0), line.max(initial=0))) + 1
    return np.searchsorted(owners * size + rows, owner * size + line)
