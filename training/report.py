"""report.html: the story of a run on one page, self-contained; and model_card.md beside it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from matplotlib.figure import Figure

from denialrisk.training.results import Results

TEMPLATES: Final = Path(__file__).parent
"""report.html and model_card.md lie beside this file."""


@dataclass(frozen=True)
class Story:
    """What the pages tell besides the results: the run, the model, the labels, the slices and the settings."""

    about: Mapping[str, Any]
    label_counts: Mapping[str, int]
    slices: Mapping[str, tuple[str, Mapping[str, Any]]]
    """By name, as Dataset.digest() gives them."""
    left_out: Mapping[str, int]
    embargo_days: int
    settings: Mapping[str, Any]
    thresholds: Mapping[str, float]
    commit: str
    calibration: str


def report(found: Results, story: Story, figures: Mapping[str, Figure]) -> str:
    """The page as HTML; pictures are inline SVG, so it needs nothing else, in the browser or in print."""
    pictures = {name: svg(figure) for name, figure in figures.items() if "/" not in name}
    page: str = _environment().get_template("report.html").render(found=found, story=story, pictures=pictures)
    return page


def model_card(found: Results, story: Story) -> str:
    """The model card as Markdown: what the model is for and not for, how it was made, and how good it is."""
    card: str = _environment().get_template("model_card.md").render(found=found, story=story)
    return card


def svg(figure: Figure) -> Markup:
    """A figure as an SVG element that scales to the page."""
    drawn = io.StringIO()
    figure.savefig(
        drawn, format="svg", bbox_inches="tight", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type"))
    )
    text = drawn.getvalue()
    return Markup(text[text.index("<svg") :])  # noqa: S704 -- matplotlib's own output, its text escaped by matplotlib


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": _number, "count": _count, "share": _share, "dollars": _dollars, "said": _said}
    return environment


def _number(value: float, places: int = 3) -> str:
    return "n/a" if pd.isna(value) else f"{value:.{places}f}"


def _count(value: float) -> str:
    return "n/a" if pd.isna(value) else f"{value:,.0f}"


def _share(value: float, places: int = 1) -> str:
    return "n/a" if pd.isna(value) else f"{100 * value:.{places}f}%"


def _dollars(value: float) -> str:
    return "n/a" if pd.isna(value) else f"${value:,.0f}"


def _said(name: str) -> str:
    return name.replace("_", " ")
