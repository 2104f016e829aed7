"""What a fix does to a claim, so that its features can be built again and the claim scored again.

An edit maps (frames, the rows the rule found) to frames. It works on all claims of the batch that have findings,
and leaves the others as they are. An edit never adds a diagnosis: it removes, reorders or replaces codes the claim
or the evidence already holds, completes an administrative field, or records that the provider has documented
something. What the record does not affirm becomes a question to the provider, and for scoring ``Resolve``.

>>> from denialrisk.features.testing import claims
>>> c = claims({"diagnoses": ["R53.1", "I63.9"], "lines": ["99213 ->1,2"]})
>>> after = ListFirst("I63.-").apply(c, c.dx("R53.1"))
>>> after.diagnoses["code"].tolist(), after.pointers["position"].tolist()
(['I639', 'R531'], [2, 1])
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.codes.icd10cm import CodeSet
from denialrisk.features.coded import judged
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask, Rows


class Edit(Protocol):
    """A repair of the claims in which a rule found something."""

    def apply(self, frames: Frames, found: Rows) -> Frames:
        """The batch after the repair; ``found`` are the rule's rows in ``frames``."""
        ...


@runtime_checkable
class Documenting(Protocol):
    """An edit that adds to the record and does nothing else, so that it can be applied together with others."""

    @property
    def value(self) -> str | None:
        """What is said of each element, where the fix names it."""
        ...

    def documented(self, frames: Frames, claims: Mask) -> Mapping[str, Mask]:
        """The elements that are documented, and the claims, shape (n,), among ``claims`` in which each is."""
        ...


def apply_apart(frames: Frames, edits: Sequence[tuple[Edit, Rows]]) -> Frames:
    """The batch after several edits, each of claims of its own.

    The first claims of the batch are those of the first edit, as many as its found rows have (``Rows.n``), the next
    those of the second, and so on. What only documents is written for all of them at once.
    """
    together: dict[str | None, dict[str, Mask]] = {}
    apart: list[tuple[Edit, Rows, int, int]] = []
    stop = 0
    for edit, found in edits:
        start, stop = stop, stop + found.n
        if not isinstance(edit, Documenting):
            apart.append((edit, found, start, stop))
            continue
        claims = np.zeros(frames.n, dtype=bool)
        claims[start:stop] = found.claims
        elements = together.setdefault(edit.value, {})
        for element, mask in edit.documented(frames, claims).items():
            elements[element] = elements[element] | mask if element in elements else mask
    for value, elements in together.items():
        frames = document(frames, elements, value)
    parts = [(start, frames.part(start, stop), edit, found) for edit, found, start, stop in apart]
    return frames.spliced([(start, part, edit.apply(part, found)) for start, part, edit, found in parts])


@dataclass(frozen=True)
class Resolve:
    """The provider answers, and claim and record then agree: the issue is gone, nothing else is known to change.

    The frames stay as they are; scoring clears the features of the issue.
    """

    def apply(self, frames: Frames, found: Rows) -> Frames:
        return frames


@dataclass(frozen=True)
class DropFound:
    """Remove the diagnoses or lines that the rule points at.

    Pointers to removed diagnoses go and the others follow; a line left without one points at the first-listed
    diagnosis. The charge of removed lines leaves the total. A claim keeps at least one diagnosis and one line.
    """

    def apply(self, frames: Frames, found: Rows) -> Frames:
        stays = Rows(found.frame, found.claim, ~found.mask, found.n)
        gone = found.mask & stays.claims[found.claim]
        return _without_lines(frames, gone) if found.frame == "lines" else _rearranged(frames, np.flatnonzero(~gone))


@dataclass(frozen=True)
class MoveLast:
    """Put the diagnoses that the rule points at behind the others. Pointers and the principal role follow."""

    def apply(self, frames: Frames, found: Rows) -> Frames:
        return _rearranged(frames, np.lexsort((found.mask, found.claim)))


@dataclass(frozen=True, init=False)
class ListFirst:
    """Put the first diagnosis that one of the patterns names at the head of each claim with a finding.

    Codes that another must come before (code first: G73.7, R65.20) stay where they are.
    """

    patterns: tuple[str, ...]

    def __init__(self, *patterns: str) -> None:
        object.__setattr__(self, "patterns", patterns)

    def apply(self, frames: Frames, found: Rows) -> Frames:
        named = frames.dx(*self.patterns).where(found.claims).mask & _counted(frames) & ~judged(frames, _never_first)
        rows = np.flatnonzero(named)
        claim = frames.diagnoses["claim"].to_numpy()
        first = rows[np.unique(claim[rows], return_index=True)[1]]
        moved = np.zeros(len(claim), dtype=bool)
        moved[first] = True
        return _rearranged(frames, np.lexsort((~moved, claim)))


def _never_first(codes: CodeSet, code: str) -> bool:
    return codes.code_first(code)[1]


@dataclass(frozen=True, init=False)
class Says:
    """Evidence that has an element present, with one of the values if any are named; denied or doubted is not said."""

    element: str
    values: tuple[str, ...]

    def __init__(self, element: str, *values: str) -> None:
        object.__setattr__(self, "element", element)
        object.__setattr__(self, "values", values)

    def claims(self, frames: Frames) -> Mask:
        """Claims, shape (n,), whose record says it."""
        return frames.says(self.element, *self.values).claims


@dataclass(frozen=True)
class ReplaceCode:
    """Write one diagnosis code in place of another, in claims whose record affirms the new one, and only there.

    The record affirms it where the claim already holds it, or where the evidence has ``element`` present, with one
    of ``values`` if any are named. Other claims stay as they are. A code is never left on a claim twice.
    """

    old: str
    new: str
    element: str
    values: tuple[str, ...] = ()

    def affirmed(self, frames: Frames) -> Mask:
        """Claims, shape (n,), whose record affirms the new code."""
        return Says(self.element, *self.values).claims(frames) | frames.dx(self.new).claims

    def apply(self, frames: Frames, found: Rows) -> Frames:
        change = frames.dx(self.old).where(found.claims & self.affirmed(frames)).mask
        diagnoses = frames.diagnoses.copy()
        diagnoses["code"] = _put(diagnoses["code"], change, self.new.replace(".", ""))
        repeated = diagnoses[["claim", "code", "role"]].assign(role=_counted(frames)).duplicated().to_numpy()
        of_touched = _any(diagnoses["claim"], change, frames.n)[diagnoses["claim"]]
        return _rearranged(frames.replace(diagnoses=diagnoses), np.flatnonzero(~(repeated & of_touched)))


@dataclass(frozen=True)
class AddModifier:
    """Add a modifier to the lines that the rule points at."""

    modifier: str

    def apply(self, frames: Frames, found: Rows) -> Frames:
        line = np.flatnonzero(_lines(found).mask)
        grown = _with_rows(frames.modifiers, found.claim[line], {"line": line, "modifier": self.modifier})
        return frames.replace(modifiers=grown.sort_values(["claim", "line"], kind="stable", ignore_index=True))


@dataclass(frozen=True, init=False)
class SetHeader:
    """Complete administrative fields of the claim, such as ``prior_authorization=True``."""

    values: tuple[tuple[str, Any], ...]

    def __init__(self, **values: Any) -> None:
        object.__setattr__(self, "values", tuple(values.items()))

    def apply(self, frames: Frames, found: Rows) -> Frames:
        header = frames.header.copy()
        for column, value in self.values:
            header[column] = _put(header[column], found.claims, value)
        return frames.replace(header=header)


@dataclass(frozen=True)
class SetUnits:
    """Bring the units of the lines that the rule points at down to a limit; ``limits`` gives one per line."""

    limits: Callable[[Frames], npt.NDArray[np.float64]] = field(repr=False)  # its address would change the fingerprint

    def apply(self, frames: Frames, found: Rows) -> Frames:
        units, limits = frames.lines["units"].to_numpy(), self.limits(frames)
        over = _lines(found).mask & (units > limits)
        return frames.replace(lines=frames.lines.assign(units=np.where(over, limits, units)))


@dataclass(frozen=True, init=False)
class PointAt:
    """Point the lines that the rule points at to the first diagnosis that a pattern names, else to the first."""

    patterns: tuple[str, ...]

    def __init__(self, *patterns: str) -> None:
        object.__setattr__(self, "patterns", patterns)

    def apply(self, frames: Frames, found: Rows) -> Frames:
        line = np.flatnonzero(_lines(found).mask)
        target = np.ones(frames.n, dtype=np.int64)
        named = np.flatnonzero(frames.dx(*self.patterns).mask & _counted(frames))[::-1]
        target[frames.diagnoses["claim"].to_numpy()[named]] = frames.diagnoses["position"].to_numpy()[named]
        others = frames.pointers[~frames.pointers["line"].isin(line).to_numpy(dtype=bool)]
        claim = found.claim[line]
        grown = _with_rows(others, claim, {"line": line, "position": target[claim]})
        return frames.replace(pointers=grown.sort_values(["claim", "line"], kind="stable", ignore_index=True))


@dataclass(frozen=True, init=False)
class Document:
    """The provider documents these elements: each becomes present, in place of what was said of it otherwise.

    What the addendum will say is not known, so the evidence carries no value unless the fix itself names one.
    """

    elements: tuple[str, ...]
    value: str | None = None

    def __init__(self, *elements: str, value: str | None = None) -> None:
        object.__setattr__(self, "elements", elements)
        object.__setattr__(self, "value", value)

    def apply(self, frames: Frames, found: Rows) -> Frames:
        return document(frames, self.documented(frames, found.claims), self.value)

    def documented(self, _frames: Frames, claims: Mask) -> Mapping[str, Mask]:
        return dict.fromkeys(self.elements, claims)


@dataclass(frozen=True)
class AttachNote:
    """The missing note is attached, and is complete: every element that is due is present in it.

    ``due`` gives the elements asked for and the claims, shape (n,), of which each is asked.
    """

    due: Callable[[Frames], Mapping[str, Mask]] = field(repr=False)

    def apply(self, frames: Frames, found: Rows) -> Frames:
        notes = _with_rows(frames.notes, np.flatnonzero(found.claims), {"note_id": "attached"})
        attached = frames.replace(notes=notes.sort_values("claim", kind="stable", ignore_index=True))
        return document(attached, {element: due & found.claims for element, due in self.due(attached).items()})


def document(frames: Frames, elements: Mapping[str, Mask], value: str | None = None) -> Frames:
    """The batch after each element has been documented in its claims (shape (n,)); see Document."""
    superseded = np.zeros(len(frames.evidence), dtype=bool)
    for element, claims in elements.items():
        superseded |= frames.says(element, state=_OTHERWISE).where(claims).mask
    rows = [np.flatnonzero(claims) for claims in elements.values()]
    said = np.repeat(np.arange(len(elements)), list(map(len, rows)))
    new = {
        "element": pd.Categorical.from_codes(said, categories=pd.Index(list(elements))),
        "state": "present",
        "value": value,
    }
    evidence = _with_rows(frames.evidence[~superseded], np.concatenate([np.empty(0, np.int64), *rows]), new)
    return frames.replace(evidence=evidence.sort_values("claim", kind="stable", ignore_index=True))


_OTHERWISE = ("absent", "negated", "contradicted", "uncertain", "historical")


def _rearranged(frames: Frames, rows: npt.NDArray[np.int64]) -> Frames:
    """The batch with only these diagnosis rows, in this order (by claim): positions, roles and pointers follow."""
    old = frames.diagnoses
    if len(rows) == len(old) and (rows == np.arange(len(old))).all():
        return frames
    new = old.take(rows).reset_index(drop=True)
    claim, counted = new["claim"].to_numpy(), _counted(frames)[rows]
    running = np.cumsum(counted)
    position = np.where(counted, running - (running - counted)[np.searchsorted(claim, claim)], 0)
    new["position"] = position
    new["role"] = _roles(old, new["role"], position, claim, frames.n)
    kept = np.zeros(len(old), dtype=np.int64)
    kept[rows] = position
    return frames.replace(diagnoses=new, pointers=_followed(frames, kept))


def _roles(
    old: pd.DataFrame, role: pd.Series, position: npt.NDArray[np.int64], claim: npt.NDArray[np.int64], n: int
) -> pd.Series:
    """The principal role stays with position 1, in claims that had a principal diagnosis."""
    had = _any(old["claim"], (old["role"] == "principal").to_numpy(dtype=bool), n)
    role = _put(role, (position > 1) & had[claim], "other")
    return _put(role, (position == 1) & had[claim], "principal")


def _followed(frames: Frames, position: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Pointers after each old diagnosis row got a new position (0: removed); those at nothing stay as they are."""
    pointers, width = frames.pointers, int(max(frames.diagnoses["position"].max(), 0)) + 1
    table = np.full(frames.n * width, -1, dtype=np.int64)
    table[frames.diagnoses["claim"].to_numpy() * width + frames.diagnoses["position"].to_numpy()] = position
    at, claim = pointers["position"].to_numpy(), pointers["claim"].to_numpy()
    inside = (at > 0) & (at < width)
    moved = np.where(inside, table[np.where(inside, claim * width + at, 0)], -1)
    moved = np.where(moved < 0, at, moved)
    line = pointers["line"].to_numpy()
    bare = np.setdiff1d(line, line[moved > 0])  # lines whose every diagnosis was removed
    head = (moved == 0) & np.isin(line, bare)
    head[head] = ~pd.Series(line[head]).duplicated().to_numpy()
    moved[head] = 1
    kept = pointers.assign(position=moved)[moved > 0]
    return kept.drop_duplicates(["line", "position"]).reset_index(drop=True)


def _without_lines(frames: Frames, gone: Mask) -> Frames:
    renumbered = np.cumsum(~gone) - 1
    parts = {}
    for name in ("modifiers", "pointers"):
        part: pd.DataFrame = getattr(frames, name)
        kept = part[~gone[part["line"].to_numpy()]].reset_index(drop=True)
        parts[name] = kept.assign(line=renumbered[kept["line"].to_numpy()])
    charge = np.bincount(
        frames.lines["claim"].to_numpy()[gone], frames.lines["charge"].to_numpy()[gone], minlength=frames.n
    )
    header = frames.header.assign(total_charge=frames.header["total_charge"] - charge)
    return frames.replace(header=header, lines=frames.lines[~gone].reset_index(drop=True), **parts)


def _with_rows(frame: pd.DataFrame, claim: npt.NDArray[np.int64], values: Mapping[str, Any]) -> pd.DataFrame:
    """The frame with one more row for each claim named; columns not in ``values`` are null there."""
    added: dict[Any, Any] = {"claim": claim, **values}
    return pd.DataFrame({name: _longer(frame[name], added.get(name), len(claim)) for name in frame})


def _longer(column: pd.Series, value: Any, count: int) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        added = value if isinstance(value, pd.Categorical) else pd.Categorical([value]).take(np.zeros(count, int))
        for text in added.categories:
            column = _knowing(column, text)
        place = np.append(column.cat.categories.get_indexer(added.categories), -1)  # code -1 (null) takes the last
        codes = np.concatenate([column.cat.codes.to_numpy(), place[added.codes]])
        return pd.Series(pd.Categorical.from_codes(codes, categories=column.cat.categories))
    if value is None and pd.api.types.is_numeric_dtype(column.dtype):
        return pd.Series(np.concatenate([column.to_numpy(dtype=float), np.full(count, np.nan)]))
    values = [value] * count if value is None or np.isscalar(value) else value
    return pd.concat([column, pd.Series(values, dtype=column.dtype)], ignore_index=True)


def _put(column: pd.Series, where: Mask, value: Any) -> pd.Series:
    """The column with ``value`` where the mask says."""
    column = _knowing(column, value).copy()
    column[where] = value
    return column


def _knowing(column: pd.Series, value: Any) -> pd.Series:
    categorical = isinstance(column.dtype, pd.CategoricalDtype)
    unknown = categorical and value is not None and value not in column.cat.categories
    return column.cat.add_categories([value]) if unknown else column


def _counted(frames: Frames) -> Mask:
    return (frames.diagnoses["position"] > 0).to_numpy(dtype=bool)


def _any(claim: pd.Series, mask: Mask, n: int) -> Mask:
    """Claims, shape (n,), with at least one row in the mask."""
    return Rows("", claim.to_numpy(), mask, n).claims


def _lines(found: Rows) -> Rows:
    if found.frame != "lines":
        raise TypeError(f"this edit needs the lines at fault, and the rule points at {found.frame}")
    return found
