"""What a claim is, apart from what is wrong with it: payer, procedure, setting, timing, money, patient, diagnosis.

Context features describe; they are never advice. Each belongs to the context group under which its contribution is
shown. Categories are encoded by the bundle's own level tables (Levels), fitted on training claims: text that was not
seen then, or too rarely, is the level "other".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.features.frames import Frames
from denialrisk.features.settings import SERVICES
from denialrisk.features.weakness import FAMILIES

Values = npt.NDArray[np.float64]
Levels = Mapping[str, tuple[str, ...]]
"""Known texts of each category feature; a text's code is its place, from 1. 0 is any other text, NaN is no text."""


@dataclass(frozen=True)
class Context:
    """One context feature: its name, the group its contribution is shown under, and how it is computed."""

    name: str
    group: str
    number: Callable[[Frames], npt.NDArray[np.floating | np.integer | np.bool_]] | None = None
    text: Callable[[Frames], pd.Series] | None = None


def encode(texts: pd.Series, levels: tuple[str, ...]) -> Values:
    """Codes of texts by a level table, shape (n,): place from 1, 0 where unknown, NaN where there is none."""
    if not isinstance(texts.dtype, pd.CategoricalDtype):
        texts = texts.astype("category")
    place = {level: float(code) for code, level in enumerate(levels, start=1)}
    codes = np.array([*(place.get(str(text), 0.0) for text in texts.cat.categories), np.nan])
    encoded: Values = codes[texts.cat.codes.to_numpy()]
    return encoded


def _column(name: str) -> Callable[[Frames], pd.Series]:
    return lambda c: c.header[name]


def _weakness_family(c: Frames, first: bool) -> pd.Series:
    family = np.full(c.n, -1)
    for code, patterns in reversed(list(enumerate(FAMILIES.values()))):
        rows = c.dx(*patterns)
        family[(rows.first_listed if first else rows).claims] = code
    return pd.Series(pd.Categorical.from_codes(family, categories=pd.Index(list(FAMILIES))))


def _most(c: Frames, column: str) -> Values:
    most = np.zeros(c.n)
    np.maximum.at(most, c.lines["claim"].to_numpy(), c.lines[column].to_numpy(dtype=np.float64))
    return most


def _billed(service: str) -> Callable[[Frames], npt.NDArray[np.int64]]:
    return lambda c: c.billed(service).count


CONTEXT: Final[tuple[Context, ...]] = (
    Context("payer", "payer", text=_column("payer_id")),
    Context("payer_class", "payer", text=_column("payer_class")),
    Context("responsibility", "payer", text=_column("responsibility")),
    Context("main_procedure", "procedure", text=lambda c: c.main_procedure),
    Context("line_count", "procedure", number=lambda c: np.bincount(c.lines["claim"], minlength=c.n)),
    Context("most_units", "procedure", number=lambda c: _most(c, "units")),
    Context("modifier_count", "procedure", number=lambda c: np.bincount(c.modifiers["claim"], minlength=c.n)),
    *(Context(f"{service}_lines", "procedure", number=_billed(service)) for service in SERVICES),
    Context("setting", "setting", text=_column("setting")),
    Context("form", "setting", text=_column("form")),
    Context("taxonomy", "setting", text=_column("taxonomy")),
    Context("stay_days", "timing", number=lambda c: c.days("service_from", "service_to")),
    Context("onset_days", "timing", number=lambda c: c.days("onset_on", "service_from")),
    Context("charge_log", "money", number=lambda c: np.log1p(np.maximum(c.header["total_charge"].to_numpy(), 0.0))),
    Context("highest_line_log", "money", number=lambda c: np.log1p(np.maximum(_most(c, "charge"), 0.0))),
    Context("age", "patient", number=lambda c: c.header["patient_age"].to_numpy(dtype=np.float64)),
    Context("sex", "patient", text=_column("patient_sex")),
    Context("first_listed_family", "diagnosis", text=lambda c: _weakness_family(c, first=True)),
    Context("weakness_family", "diagnosis", text=lambda c: _weakness_family(c, first=False)),
    Context("diagnosis_count", "diagnosis", number=lambda c: np.bincount(c.diagnoses["claim"], minlength=c.n)),
    Context("referral", "setting", number=lambda c: c.header["referral"].to_numpy(dtype=np.float64)),
    Context("attachment", "setting", number=lambda c: c.header["attachment"].to_numpy(dtype=np.float64)),
)


def texts(frames: Frames) -> pd.DataFrame:
    """Texts of all category features of a batch, one row per claim: what fit_levels() counts."""
    columns = {each.name: each.text(frames) for each in CONTEXT if each.text is not None}
    return pd.DataFrame({name: column.astype("str") for name, column in columns.items()})


def fit_levels(known: pd.DataFrame, least: int) -> dict[str, tuple[str, ...]]:
    """Level tables from texts() of training claims: what at least ``least`` claims have, most frequent first."""
    levels = {}
    for name in known.columns:
        counts = known[name].value_counts().sort_index()
        kept = counts[counts >= least].sort_values(ascending=False, kind="stable")
        levels[str(name)] = tuple(map(str, kept.index))
    return levels


def value(feature: Context, frames: Frames, levels: Levels) -> Values:
    """One context feature of a batch, shape (n,), float64; NaN where it is not known."""
    if feature.text is not None:
        return encode(feature.text(frames), levels[feature.name])
    assert feature.number is not None
    return np.asarray(feature.number(frames), dtype=np.float64)
