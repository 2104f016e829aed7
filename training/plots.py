"""Pictures of a run, as matplotlib figures: logged as PNG, and set into the report as SVG. No row of data in any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from denialrisk.features.build import CONTEXT_GROUPS
from denialrisk.training.dataset import Dataset
from denialrisk.training.evaluate import Answers
from denialrisk.training.issues import Explained
from denialrisk.training.results import Results

Floats = npt.NDArray[np.float64]

INK, MODEL, OTHER, GOOD, PALE = "#1f2933", "#0b6e99", "#b4531f", "#3f7d4e", "#c9d3da"
STYLE: Final[Any] = {
    "figure.figsize": (6.4, 4.0), "figure.dpi": 110, "font.size": 10, "axes.edgecolor": INK, "axes.labelcolor": INK,
    "axes.spines.top": False, "axes.spines.right": False, "text.color": INK, "xtick.color": INK, "ytick.color": INK,
    "axes.grid": True, "grid.color": "#e4e9ec", "axes.axisbelow": True, "legend.frameon": False,
    "svg.hashsalt": "denialrisk", "svg.fonttype": "path",
}  # fmt: skip
SHOWN: Final = 15
"""Issues and features in a picture."""


def figures(found: Results, data: Dataset) -> Iterator[tuple[str, Figure]]:
    """All pictures by name, those of the report first."""
    with mpl.rc_context(STYLE):
        yield "calibration", _calibration(found.tables["calibration"])
        yield "capacity_dollars", _gains(found.tables["gains"])
        yield "issues", _issues(found.explained)
        yield "segments", _segments(found.tables["segments"])
        yield "roc_and_precision_recall", _curves(found.answers)
        yield "decision_curve", _decision_curve(found.tables["decision_curve"])
        yield "ablations", _ablations(found.tables["ablations"])
        yield "risk_distribution", _distribution(found.answers)
        yield from _shap(found, data)


def _axes(width: float = 6.4, height: float = 4.0) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _calibration(table: pd.DataFrame) -> Figure:
    figure, axes = _axes()
    top = float(max(table["predicted"].max(), table["high"].max())) * 1.05
    axes.plot([0, top], [0, top], color=PALE, label="perfect")
    errors = np.abs(table[["low", "high"]].to_numpy().T - table["observed"].to_numpy())
    axes.errorbar(table["predicted"], table["observed"], yerr=errors, fmt="o", color=MODEL, capsize=2,
                  label="observed, 95% interval")  # fmt: skip
    _percent(axes, "predicted risk", "denied at first pass")
    axes.legend()
    return figure


def _gains(table: pd.DataFrame) -> Figure:
    figure, axes = _axes()
    lines = {"model, dollars at risk": (MODEL, "-"), "model": (MODEL, "--"), "highest dollars first": (OTHER, "-"),
             "oldest first": (GOOD, ":")}  # fmt: skip
    for queue, (colour, style) in lines.items():
        axes.plot(table["reviewed"], table[queue], color=colour, linestyle=style, label=queue)
    _percent(axes, "claims reviewed", "denied dollars caught")
    axes.legend(loc="lower right")
    return figure


def _issues(explained: Explained) -> Figure:
    """Issues by how much they weigh where they fire, as a bar of mean contribution times how often."""
    count = len(explained.owners) - len(CONTEXT_GROUPS)
    weight = (np.where(explained.fired, explained.by_owner[:, :count], 0.0)).mean(axis=0)
    order = np.argsort(-weight)[:SHOWN][::-1]
    figure, axes = _axes(height=4.6)
    axes.barh([explained.owners[place] for place in order], weight[order], color=MODEL)
    axes.set_xlabel("mean contribution to risk over all claims (log-odds), where the issue fires")
    return figure


def _segments(table: pd.DataFrame) -> Figure:
    known = table[table["roc_auc"].notna()].iloc[::-1]
    figure, axes = _axes(height=max(3.0, 0.23 * len(known) + 1))
    places = np.arange(len(known))
    colours = np.where(known["flag"] == "", MODEL, OTHER)
    axes.hlines(places, known["auc_low"], known["auc_high"], color=colours)
    axes.scatter(known["roc_auc"], places, color=colours, s=18, zorder=3)
    axes.set_yticks(places, [f"{a}: {b}" for a, b in zip(known["segment"], known["value"], strict=True)], fontsize=8)
    axes.set_xlabel("ROC AUC with 95% interval (orange: flagged)")
    return figure


def _curves(answers: Answers) -> Figure:
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    denied = answers.denied[np.argsort(-answers.probability, kind="stable")]
    hits, n = np.cumsum(denied), np.arange(1, len(denied) + 1)
    left.plot((n - hits) / (~denied).sum(), hits / denied.sum(), color=MODEL)
    left.plot([0, 1], [0, 1], color=PALE)
    _percent(left, "paid claims flagged", "denied claims flagged")
    right.plot(hits / denied.sum(), hits / n, color=MODEL)
    right.axhline(denied.mean(), color=PALE)
    _percent(right, "recall", "precision")
    return figure


def _decision_curve(table: pd.DataFrame) -> Figure:
    figure, axes = _axes()
    axes.fill_between(table["threshold"], table["low"], table["high"], color=MODEL, alpha=0.15)
    for name, colour in (("model", MODEL), ("review all", OTHER), ("review none", INK)):
        axes.plot(table["threshold"], table[name], color=colour, label=name)
    axes.set_ylim(-0.05, float(table["high"].max()) * 1.1 + 0.01)
    axes.set_xlabel("risk at which a review is worth its cost")
    axes.set_ylabel("net benefit per claim")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.legend()
    return figure


def _ablations(table: pd.DataFrame) -> Figure:
    part = table.iloc[1:].iloc[::-1]
    figure, axes = _axes(height=2.4)
    places = np.arange(len(part))
    axes.barh(places, part["auc_lost"], color=MODEL)
    axes.hlines(places, part["lost_low"], part["lost_high"], color=INK)
    axes.set_yticks(places, [f"without {name}" for name in part["without"]])
    axes.set_xlabel("ROC AUC lost, with 95% interval")
    return figure


def _distribution(answers: Answers) -> Figure:
    figure, axes = _axes()
    edges = np.linspace(0, 1, 41)
    for denied, colour, name in ((False, PALE, "paid"), (True, OTHER, "denied")):
        axes.hist(answers.probability[answers.denied == denied], list(edges), color=colour, alpha=0.8, label=name)
    axes.set_yscale("log")
    axes.set_xlabel("predicted risk")
    axes.set_ylabel("claims")
    axes.legend()
    return figure


def _percent(axes: Axes, x: str, y: str) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))


DRAWN: Final = 5_000
"""Claims in SHAP's pictures of many claims, at even distances through the test slice: more only hide each other."""


def _shap(found: Results, data: Dataset) -> Iterator[tuple[str, Figure]]:
    """SHAP's own pictures on our contributions: issues and features, dependence of numbers, a few claims."""
    answers, explained = found.answers, found.explained
    if len(answers.denied) > DRAWN:
        some = np.linspace(0, len(answers.denied) - 1, DRAWN).astype(np.int64)
        answers = replace(answers, probability=answers.probability[some])
        explained = replace(
            explained, by_feature=explained.by_feature[some], by_owner=explained.by_owner[some],
            fired=explained.fired[some], matrix=explained.matrix[some],
        )  # fmt: skip
    issues = len(explained.owners) - len(CONTEXT_GROUPS)
    by_owner = _explanation(explained.by_owner, _owner_values(explained, issues), explained.owners, explained.base)
    names = tuple(feature.name for feature in data.features)
    by_feature = _explanation(explained.by_feature, explained.matrix, names, explained.base)
    for level, explanation in (("issues", by_owner), ("features", by_feature)):
        yield (
            f"shap/{level}_beeswarm",
            _drawn("beeswarm", explanation, max_display=SHOWN, group_remaining_features=False),
        )
        yield f"shap/{level}_bar", _drawn("bar", explanation, max_display=SHOWN)
    for place in _strongest_numbers(explained, data):
        yield f"shap/dependence_{names[place]}", _dependence(explained, data, place)
    for number, claim in enumerate(_examples(answers), start=1):
        yield f"shap/waterfall_{number}", _drawn("waterfall", by_owner[claim], max_display=12)


def _explanation(values: Floats, data: Floats, names: tuple[str, ...], base: float) -> Any:
    import shap

    return shap.Explanation(values=values, base_values=np.full(len(values), base), data=data, feature_names=list(names))


def _owner_values(explained: Explained, issues: int) -> Floats:
    """What a dot's colour means: whether the issue fired; context groups have no value of their own."""
    values = np.zeros(explained.by_owner.shape)
    values[:, :issues] = explained.fired
    return values


def _drawn(kind: str, explanation: Any, **options: Any) -> Figure:
    """A picture of shap.plots; these draw on pyplot's current figure."""
    import shap
    from matplotlib import pyplot as plt

    figure = plt.figure(figsize=(7, 5))
    try:
        np.random.seed(0)  # noqa: NPY002 -- shap jitters the dots with it; same run, same picture
        getattr(shap.plots, kind)(explanation, show=False, **options)
        return plt.gcf()
    finally:
        plt.close("all")
        del figure


def _strongest_numbers(explained: Explained, data: Dataset, count: int = 4) -> list[int]:
    """Places of the weightiest features that are numbers of many values."""
    weight = np.abs(explained.by_feature).mean(axis=0)
    many = [
        not feature.categorical and len(np.unique(explained.matrix[:, place])) > 8
        for place, feature in enumerate(data.features)
    ]
    return [int(place) for place in np.argsort(-weight) if many[place] and weight[place] > 0][:count]


def _dependence(explained: Explained, data: Dataset, place: int) -> Figure:
    figure, axes = _axes()
    values = explained.matrix[:, place]
    inside = values <= np.nanquantile(values, 0.99)
    axes.scatter(values[inside], explained.by_feature[inside, place], s=6, color=MODEL, alpha=0.35, linewidths=0)
    axes.set_xlabel(f"{data.features[place].name} (up to the 99th percentile)")
    axes.set_ylabel("contribution (log-odds)")
    return figure


def _examples(answers: Answers) -> list[int]:
    """Three claims: of high, middling and low risk. Only contributions are shown, nothing that names a claim."""
    order = np.argsort(answers.probability, kind="stable")
    return [int(order[int(share * (len(order) - 1))]) for share in (0.995, 0.9, 0.25)]
