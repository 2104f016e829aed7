"""Reads a policy file and refuses what does not fit, with file, key, what was found and what was expected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from denialrisk.data import yml
from denialrisk.data.codes.patterns import names_code
from denialrisk.data.errors import InputError
from denialrisk.data.schema import PAYER_CLASSES, SEVERITIES
from denialrisk.features.policies.asks import ASKS, Policy, is_count
from denialrisk.features.settings import SETTINGS

_TEXTS: Final = ("name", "title", "why")
_KEYS: Final = {*_TEXTS, "fix", "code", "severity", "payers", "since", "until", "procedures", "diagnoses", "settings",
                "asks", "after_visits", "citation", "cases", "knowledge"}  # fmt: skip


_COPY: Final = "Begin with a copy of a file in features/policies/."


def read(path: Path) -> Policy:
    """One policy file. InputError says which key is wrong, what was found and what was expected."""
    try:
        given = yml.read(path)
    except FileNotFoundError as error:
        raise InputError(f"no file {path}", expected="a policy as a YAML file", do="Check the path.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise InputError(
            f"{path.name}{where}: not YAML ({type(error).__name__})", expected="a policy as a YAML file", do=_COPY
        ) from error
    if not isinstance(given, dict):
        raise InputError(f"{path.name} holds no keys", expected=f"the keys {', '.join(sorted(_KEYS))}", do=_COPY)
    check = _Checker(path.name, given)
    check.known_keys()
    asks, wants = check.asks()
    classes, ids = check.payers()
    citation = check.mapping("citation", ("document", "section"))
    return Policy(
        code=check.code(),
        severity=check.one_of("severity", SEVERITIES),
        payer_classes=classes,
        payer_ids=ids,
        since=check.date("since", required=True) or dt.date.min,
        until=check.date("until"),
        procedures=check.texts("procedures"),
        diagnoses=check.texts("diagnoses"),
        settings=check.texts("settings", SETTINGS),
        asks=asks,
        wants=wants,
        after_visits=check.count("after_visits"),
        document=citation["document"],
        section=citation["section"],
        cases=check.cases(),
        file=path.name,
        knowledge=check.texts("knowledge"),
        fix=check.fix(),
        **{key: check.text(key) for key in _TEXTS},
    )


@dataclass(frozen=True)
class _Checker:
    """Takes the keys of one file, and refuses what does not fit with file, key, found and expected."""

    file: str
    given: dict[str, Any]

    def refuse(self, key: str, expected: str) -> InputError:
        found = f"found {self.given[key]!r}" if key in self.given else "nothing found"
        return InputError(f"{self.file}, key {key}: {found}", expected=expected)

    def known_keys(self) -> None:
        for key in self.given:
            if key not in _KEYS:
                raise self.refuse(key, f"one of the keys {', '.join(sorted(_KEYS))}")

    def text(self, key: str) -> str:
        value = self.given.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "a text")
        return value

    def fix(self) -> str:
        fix = self.text("fix")
        if names_code(fix):
            raise self.refuse("fix", "words without a diagnosis code; a policy asks for documents, it does not code")
        return fix

    def one_of(self, key: str, values: tuple[str, ...]) -> str:
        if self.given.get(key) not in values:
            raise self.refuse(key, f"one of {', '.join(values)}")
        return str(self.given[key])

    def code(self) -> str:
        code = self.given.get("code")
        if not isinstance(code, str) or not (code[:3] == "POL" and code[3:].isdigit() and len(code) >= 5):
            raise self.refuse("code", "POL and two or more digits, such as POL21")
        return code

    def date(self, key: str, *, required: bool = False) -> dt.date | None:
        value = self.given.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, dt.date):
            raise self.refuse(key, "a date, such as 2026-01-01")
        return value

    def count(self, key: str) -> int:
        value = self.given.get(key, 0)
        if value != 0 and not is_count(value):
            raise self.refuse(key, "a whole number")
        return int(value)

    def texts(self, key: str, values: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.given.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.refuse(key, 'a list of texts; put numbers in quotes, such as "97110"')
        if values and not set(value) <= set(values):
            raise self.refuse(key, f"a list of {', '.join(values)}")
        return tuple(value)

    def mapping(self, key: str, keys: tuple[str, ...]) -> dict[str, str]:
        value = self.given.get(key)
        fits = isinstance(value, dict) and set(value) == set(keys) and all(isinstance(v, str) for v in value.values())
        if not fits:
            raise self.refuse(key, f"{' and '.join(keys)}, each a text")
        return dict(self.given[key])

    def payers(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        value = self.given.get("payers")
        if not isinstance(value, dict) or not value or not set(value) <= {"class", "id"}:
            raise self.refuse("payers", "class: [...] or id: [...], or both")
        part = _Checker(self.file, value)
        return part.texts("class", PAYER_CLASSES), part.texts("id")

    def asks(self) -> tuple[str, Any]:
        value = self.given.get("asks")
        if not isinstance(value, dict) or len(value) != 1 or not set(value) <= set(ASKS):
            raise self.refuse("asks", f"one of {', '.join(ASKS)}; what asks for two things is two files")
        (kind, wants), *_ = value.items()
        if not ASKS[kind].takes(wants):
            raise self.refuse("asks", f"{kind}: {ASKS[kind].expected}")
        if kind == "therapy_cap" and not self.given.get("procedures"):
            raise self.refuse("procedures", "the procedures whose charges count to the cap")
        return kind, tuple(wants) if isinstance(wants, list) else wants

    def cases(self) -> dict[str, Any]:
        value = self.given.get("cases")
        fits = isinstance(value, dict) and all(
            isinstance(value.get(verdict), list)
            and len(value[verdict]) >= 3
            and all(isinstance(case, dict) and "why" in case for case in value[verdict])
            for verdict in ("fires", "silent")
        )
        if not fits:
            raise self.refuse("cases", "fires and silent, three cases each, each with a why")
        return dict(self.given["cases"])
