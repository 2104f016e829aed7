"""How complete the record is for the service billed: items due, items missing, a score, and an issue for each.

documentation.yml holds the items, who asks for them and which service needs which. An item is missing where it is
due, the claim has a note, and no evidence shows it. A claim without a note is one issue of its own (DOC00): the
others are silent there, since what an unseen note says is not known.

>>> from denialrisk.features.testing import claims
>>> c = claims({"diagnoses": ["R53.1"], "lines": ["97110 GP"], "evidence": ["strength 3", "plan", "signature"]})
>>> [item for item, rows in missing(c).items() if rows[0]]
['D4', 'D14', 'D15', 'D25', 'D26']
>>> scores(c).round(2).loc[0, ["examination", "therapy", "all"]].tolist()
[0.33, 0.0, 0.38]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data import yml
from denialrisk.data.schema import ELEMENTS, EVIDENCE_STATES
from denialrisk.features.causes import coded
from denialrisk.features.edits import AttachNote, Document, document
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask, Rows
from denialrisk.features.rules.registry import Authority, Request, Rule
from denialrisk.features.settings import SERVICES, SETTINGS
from denialrisk.features.weakness import CODED_FOR

NO_NOTE: Final = "DOC00"
"""The issue of a claim that has neither note nor evidence."""

MOSTLY: Final = 0.5
"""Share of a group's due items that must be missing for the group's own issue."""


@dataclass(frozen=True)
class Item:
    """One thing that the record has to show; see documentation.yml for the meaning of each key."""

    code: str
    name: str
    group: str
    title: str
    elements: tuple[str, ...]
    source: str
    severity: str
    accept: str
    why: str
    ask: str
    states: tuple[str, ...] = ("present",)
    where: str = ""
    document: str = ""
    every: bool = False
    graded: bool = False
    of: str = "provider"
    act: bool = False
    knowledge: tuple[str, ...] = ()
    article: tuple[str, ...] = ()

    @property
    def request(self) -> Request:
        """What its author is asked for."""
        return Request(self.ask, self.of, self.act)

    @property
    def written(self) -> tuple[str, ...]:
        """The elements that are present once the provider has documented the item."""
        return self.elements if self.every else (self.document or self.elements[0],)


@dataclass(frozen=True)
class Service:
    """A kind of service, how a claim for it is known, and the items it needs with the source of each demand."""

    billed: tuple[str, ...]
    settings: tuple[str, ...]
    items: Mapping[str, str]


@dataclass(frozen=True)
class Demands:
    """documentation.yml, checked."""

    sources: Mapping[str, Mapping[str, Any]]
    items: Mapping[str, Item]
    services: Mapping[str, Service]
    groups: Mapping[str, Mapping[str, str]]


@cache
def demands() -> Demands:
    """The demand table. A name in it that nothing declares is a ValueError that says where it stands."""
    given = yml.read(Path(__file__).parent / "documentation.yml")
    items = {name: Item(**{key: _tuple(value) for key, value in item.items()}) for name, item in given["items"].items()}
    services = {
        name: Service(_tuple(each.get("billed", [])), _tuple(each.get("settings", [])), each["items"])
        for name, each in given["services"].items()
    }
    found = Demands(given["sources"], items, services, given["groups"])
    faults = [*_faults_of_items(found), *_faults_of_services(found)]
    if faults:
        raise ValueError(f"documentation.yml: {'; '.join(faults)}")
    return found


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _faults_of_items(found: Demands) -> list[str]:
    faults = []
    for name, item in found.items.items():
        known = {"element": ELEMENTS, "state": EVIDENCE_STATES, "where": CONDITIONS, "group": found.groups}
        used = {"element": item.elements, "state": item.states, "where": [item.where] * bool(item.where)}
        used["group"] = [item.group]
        faults += [
            f"{name}: unknown {kind} {value!r}" for kind in used for value in used[kind] if value not in known[kind]
        ]
        faults += [f"{name}: unknown source {item.source!r}"] * (item.source not in found.sources)
    return faults


def _faults_of_services(found: Demands) -> list[str]:
    faults = []
    for name, service in found.services.items():
        faults += [f"{name}: unknown service {each!r}" for each in service.billed if each not in SERVICES]
        faults += [f"{name}: unknown setting {each!r}" for each in service.settings if each not in SETTINGS]
        faults += [
            f"{name}: unknown item {item!r} or source {source!r}"
            for item, source in service.items.items()
            if item not in found.items or source not in found.sources
        ]
    return faults


def _focal(c: Frames) -> Mask:
    words = c.says("weakness", "focal").claims | c.says("distribution", "focal").claims
    return words | c.dx("G81.-", "G83.1-", "G83.2-", "G83.3-").claims


def _paresis(c: Frames) -> Mask:
    return c.dx("G81.-", "G83.1-", "G83.2-", "G83.3-", "I69.-3-", "I69.-4-", "I69.-5-").claims


def _bulbar_or_stroke(c: Frames) -> Mask:
    return c.dx("G70.-", "I60-I63", "I69.-", "G45.-", "G51.-").claims | (
        c.says("cause", "stroke", "tia", "myasthenia_gravis", state=("present", "uncertain")).claims
    )


def _medicine(c: Frames) -> Mask:
    coded = c.dx("T36-T50", "G72.0", "G62.0").claims
    return coded | c.says("cause", "medication", state=("present", "uncertain")).claims


def _no_loss_found(c: Frames) -> Mask:
    """No examiner found strength reduced: what is found is loss of strength, whatever the patient called it."""
    return ~(c.says("strength", "reduced").claims | c.says("paresis").claims | c.says("facial_weakness").claims)


def _going_on(c: Frames) -> Mask:
    """The weakness is not new: its beginning is not told, or the patient was billed for something before."""
    before = np.bincount(c.past["claim"].to_numpy(), minlength=c.n) > 0
    return before | ~c.says("onset").claims


def _tenth_visit(c: Frames) -> Mask:
    """At least ten earlier treatment days in the last 90; never where past lines are not given."""
    days = c.past["service_on"].to_numpy(dtype="datetime64[D]")
    recent = c.earlier("therapy_treatment") & c.pick(
        "past", (c.service_on[c.past["claim"].to_numpy()] - days).astype(int) <= 90
    )
    visits = c.past[recent.mask][["claim", "service_on"]].drop_duplicates()
    return np.bincount(visits["claim"].to_numpy(), minlength=c.n) >= 10


CONDITIONS: Final = {
    "focal": _focal,
    "paresis": _paresis,
    "bulbar_or_stroke": _bulbar_or_stroke,
    "medicine": _medicine,
    "no_loss_found": _no_loss_found,
    "going_on": _going_on,
    "tenth_visit": _tenth_visit,
}
"""What narrows an item to the claims that give cause for it; the names documentation.yml uses under ``where``."""


def due(c: Frames) -> dict[str, Mask]:
    """Claims, shape (n,), in which each item is due: the service billed asks for it, and its condition holds."""
    return c.once(_due)


def missing(c: Frames) -> dict[str, Mask]:
    """Claims with a note, shape (n,), in which each item is due and not shown."""
    return c.once(_missing)


def _due(c: Frames) -> dict[str, Mask]:
    found = {item: np.zeros(c.n, dtype=bool) for item in demands().items}
    said = c.says("weakness", state=("present", "uncertain")).claims | c.says("paresis").claims
    of_weakness = c.dx(*CODED_FOR).claims | said
    for service in demands().services.values():
        served = c.in_setting(*service.settings) if service.settings else np.zeros(c.n, dtype=bool)
        for kind in service.billed:
            served = served | c.billed(kind).claims
        for item in service.items:
            found[item] |= served
    for item, claims in found.items():
        where = demands().items[item].where
        found[item] = claims & of_weakness & (CONDITIONS[where](c) if where else True)
    return found


def _missing(c: Frames) -> dict[str, Mask]:
    return {name: asked & unshown(c)[name] for name, asked in due(c).items()}


def unshown(c: Frames) -> dict[str, Mask]:
    """Claims with a note, shape (n,), in which each item is not shown, whether or not the service calls for it."""
    return c.once(_unshown)


def _unshown(c: Frames) -> dict[str, Mask]:
    return {name: c.documented & ~_shown(c, item) for name, item in demands().items.items()}


def _shown(c: Frames, item: Item) -> Mask:
    each = [_said(c, element, item).claims for element in item.elements]
    shown: Mask = np.logical_and.reduce(each) if item.every else np.logical_or.reduce(each)
    return shown


def _said(c: Frames, element: str, item: Item) -> Rows:
    said = c.says(element, state=item.states)
    if not item.graded:
        return said
    return said & ~c.once(_no_grade)


def _no_grade(c: Frames) -> Rows:
    """Evidence that says of something that it is reduced, and no number."""
    reduced = (c.evidence["value"] == "reduced").to_numpy(dtype=bool)
    return c.pick("evidence", reduced & np.isnan(c.column("evidence", "number")))


def scores(c: Frames) -> pd.DataFrame:
    """Completeness of each claim, shape (n, groups + 1): share of due items shown, 0-1, by group and for ``all``.

    NaN where nothing is due, and where there is no note: not known is not zero.
    """
    table = {group: missing_share(c, group) for group in (*demands().groups, "all")}
    return 1 - pd.DataFrame(table).where(pd.Series(c.documented), axis=0)


def completeness(c: Frames) -> dict[str, npt.NDArray[np.float64]]:
    """Share of each group's due items that is missing, by feature name, shape (n,); a model's inputs.

    0 where nothing is due and where there is no note (DOC00 says that), so that every feature can only raise risk
    and attaching a complete note leaves them at 0.
    """
    return {feature: np.nan_to_num(missing_share(c, feature.removeprefix("missing_"))) for feature in OWNERS}


def missing_share(c: Frames, group: str) -> npt.NDArray[np.float64]:
    """Share of the due items of a group, or of ``all``, that is missing, shape (n,); NaN where nothing is due."""
    asked, lacking = c.once(_asked)[group], c.once(_lacking)[group]
    share: npt.NDArray[np.float64] = np.divide(lacking, asked, out=np.full(c.n, np.nan), where=asked > 0)
    return share


def _asked(c: Frames) -> dict[str, npt.NDArray[np.int64]]:
    return _counts(c, due(c))


def _lacking(c: Frames) -> dict[str, npt.NDArray[np.int64]]:
    return _counts(c, missing(c))


def _counts(c: Frames, items: Mapping[str, Mask]) -> dict[str, npt.NDArray[np.int64]]:
    """How many of the items hold, by group and for ``all``, shape (n,)."""
    counts = {group: np.zeros(c.n, dtype=np.int64) for group in (*demands().groups, "all")}
    for name, claims in items.items():
        counts[demands().items[name].group] += claims
        counts["all"] += claims
    return counts


OWNERS: Final = {f"missing_{group}": each["code"] for group, each in demands().groups.items()}
"""The issue that owns each feature of completeness()."""


@dataclass(frozen=True)
class CompleteGroup:
    """The provider documents every item of a group that is missing."""

    group: str

    @property
    def value(self) -> None:
        """What the provider will say is not known."""

    def apply(self, frames: Frames, found: Rows) -> Frames:
        return document(frames, self.documented(frames, found.claims))

    def documented(self, frames: Frames, claims: Mask) -> Mapping[str, Mask]:
        items = {name: item for name, item in demands().items.items() if item.group == self.group}
        lacking = {element: np.zeros(frames.n, dtype=bool) for item in items.values() for element in item.written}
        for name, item in items.items():
            for element in item.written:
                lacking[element] |= missing(frames)[name] & claims
        return lacking


def due_elements(c: Frames) -> dict[str, Mask]:
    """Claims, shape (n,), of which each element is asked: what a complete note holds."""
    asked: dict[str, Mask] = {}
    for name, claims in due(c).items():
        for element in demands().items[name].written:
            asked[element] = asked.get(element, np.zeros(c.n, dtype=bool)) | claims
    return asked


def rules() -> tuple[Rule, ...]:
    """One rule an item (DOC01 ...), one a group (DOC91 ...), and DOC00 for the claim without a note."""
    table = demands()
    of_items = [_rule_of_item(name, item) for name, item in table.items.items()]
    return (_no_note_rule(), *of_items, *(_rule_of_group(group) for group in table.groups))


def _find_no_note(c: Frames) -> Rows:
    return c.with_claims((c.dx(*CODED_FOR).claims | (coded(c) != 0)) & ~c.documented)


def _find_item(item: str, c: Frames) -> Rows:
    return c.with_claims(missing(c)[item])


def _find_group(group: str, c: Frames) -> Rows:
    return c.with_claims((c.once(_asked)[group] >= 2) & (np.nan_to_num(missing_share(c, group)) > MOSTLY))


def _no_note_rule() -> Rule:
    doc = """The claim has no clinical note and no given evidence, so nothing shows what the codes of weakness, or of
its cause, rest on.

Why it is denied: a payer that asks for records and gets none denies the service as not documented.

What to do: attach or link the note of the encounter. What it says is then judged item by item.

Fires: R53.1 with no note and no evidence table.
Does not fire: R53.1 with a note, however short; evidence given from structured fields; or a claim that codes neither
weakness nor a cause of it.
"""
    return _rule(
        "ART",
        code=NO_NOTE,
        name="no_note",
        title="No clinical note",
        severity="warning",
        edit=AttachNote(due_elements),
        find=_find_no_note,
        doc=doc,
        fix="Attach the note of the encounter, or send it to the note reader.",
        knowledge=("W69",),
        article=("A11", "A15", "A16"),
    )


def _rule_of_item(name: str, item: Item) -> Rule:
    asking = [
        f"{service} ({demands().sources[each.items[name]]['document']})"
        for service, each in demands().services.items()
        if name in each.items
    ]
    words = str(item.request)
    narrowed = f" Only where it applies ({item.where.replace('_', ' ')})." if item.where else ""
    doc = f"""The note does not show {item.accept}, which the service billed calls for.
Asked of: {"; ".join(asking)}.{narrowed}

Why it is denied: {item.why}.

What to do: {words[0].lower()}{words[1:]} Ask without naming an answer.

Fires: R53.1, a note, and no such statement in it.
Does not fire: the statement is there; the service does not call for it; or there is no note at all (DOC00).
"""
    return _rule(
        item.source,
        code=item.code,
        name=item.name,
        title=item.title,
        severity=item.severity,
        edit=Document(*item.written),
        find=partial(_find_item, name),
        doc=doc,
        fix=words,
        request=item.request,
        asks="always",
        knowledge=(name, *item.knowledge),
        reads=item.elements,
        article=item.article,
    )


def _rule_of_group(group: str) -> Rule:
    each = demands().groups[group]
    titles = ", ".join(item.title.lower() for item in demands().items.values() if item.group == group)
    doc = f"""More than half of what the service billed calls for in the {group} part of the record is missing.

Why it is denied: one gap is a question, many are a record that does not support the service.

What to do: return the note to its author with the missing items listed: {titles}.

Fires: a note in which most of the items due are missing, at least two being due.
Does not fire: half of them or fewer are missing; or there is no note at all (DOC00).
"""
    return _rule(
        "ART",
        code=each["code"],
        name=f"incomplete_{group}",
        title=each["title"],
        severity="warning",
        edit=CompleteGroup(group),
        find=partial(_find_group, group),
        doc=doc,
        fix=f"Return the note to its author to complete its {group} part.",
        article=("A15", "A16"),
    )


def _rule(source: str, **parts: Any) -> Rule:
    given = demands().sources[source]
    return Rule(
        authority=Authority(given["document"], given["section"], confirmed=given.get("confirmed", True)),
        since=given["since"],
        reason_family="documentation",
        carc=("50", "16"),
        rarc=("N706",),
        family="documentation",
        file="documentation.yml",
        **parts | {"doc": parts["doc"].strip()},
    )
