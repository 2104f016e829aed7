"""Every setting of a training run, with its default and its reason. A TOML file overrides by name."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from denialrisk.data.errors import InputError


@dataclass(frozen=True)
class Config:
    """Settings of a training run; the resolved values are logged with it."""

    seed: int = 0
    maturity_days: int = 90
    """A claim with no answer has no label before this many days; see data/labels.py."""
    test_share: float = 0.2
    """Share of labelled claims, latest by submission, on which everything is evaluated."""
    calibration_share: float = 0.4
    """Share of the fit slice, its latest, that is foretold from earlier claims to calibrate probabilities."""
    calibration_stretches: int = 2
    """Stretches of time into which that share falls; each is foretold from all before it."""
    embargo_days: int = 7
    """Days left out before each later slice, besides claims whose answer was not known when it began."""
    least_claims: int = 500
    """Fewer labelled claims than this are not trained on."""
    least_denials: int = 50
    """Fewer labelled denials than this are not trained on."""
    least_level: int = 20
    """A payer, procedure or other category with fewer training claims is 'other'."""
    abstain_below: int = 50
    """The model abstains where payer, procedure or setting has fewer training claims."""
    max_depth: int = 4
    """Exact contributions are 50 times faster at depth 4, at no loss; deeper is possible."""
    num_leaves: int = 15
    learning_rate: float = 0.04
    """Of training on up to 40,000 claims; see for_rows()."""
    most_trees: int = 4000
    patience: int = 100
    """Rounds without improvement on the latest claims of the fit slice before boosting stops."""
    min_data_in_leaf: int = 2
    """Low, since most issues are rare: at 40, an issue of 30 claims that are nearly all denied cannot be learned."""
    lambda_l2: float = 0.0
    """None: it would draw rare issues to nothing and leave what is frequent as it is. Small steps restrain enough."""
    feature_fraction: float = 0.2
    context_weight: float = 0.3
    """What a split on context gains, beside one on an issue: see fit.weight()."""
    history_weight: float = 0.1
    """What a split on a past rate gains, beside one on an issue."""
    extra_trees: bool = True
    """Thresholds drawn at random, the best of the drawn ones taken: less learned by heart from few claims."""
    bagging_fraction: float = 0.8
    cat_smooth: float = 20.0
    max_cat_threshold: int = 16
    most_levels_alone: int = 500
    """A category of no more levels is split one level against the rest: sets of levels are learned by heart."""
    monotone_method: str = "intermediate"
    threads: int = 2
    """Threads of boosting; below 50,000 rows one is used: handing out so little work costs more than doing it."""
    bootstrap: int = 200
    """Draws behind each interval."""
    allowed_strong: tuple[str, ...] = ()
    """Features that may rank denials with an AUC above 0.9 by themselves; any other such feature stops the run."""
    high: float = 0.4
    """Probability from which a claim is of high risk."""
    medium: float = 0.15
    """Probability from which a claim is of medium risk; a set of fixes aims below it."""


SMALL: Final = 40_000
LARGEST_STEP: Final = 0.1


def for_rows(config: Config, rows: int) -> Config:
    """The settings for so many rows to learn from.

    Small steps pay where claims are few, and cost hours where they are many: beyond SMALL rows the learning rate grows
    with them, up to LARGEST_STEP.
    """
    grown = config.learning_rate * max(1.0, rows / SMALL)
    return replace(config, learning_rate=max(config.learning_rate, min(grown, LARGEST_STEP)))


def load(file: Path | None) -> Config:
    """Defaults, overridden by a TOML file of ``name = value`` lines."""
    if file is None:
        return Config()
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            f"{file} is not there"
            if isinstance(error, FileNotFoundError)
            else f"{file} cannot be read as TOML ({type(error).__name__})",
            expected="a TOML file with lines such as max_depth = 5",
            do="Check the path and the file; training/config.py names every setting.",
        ) from error
    known: dict[str, type] = {each.name: type(getattr(Config(), each.name)) for each in fields(Config)}
    faults = [f"{name} is not a setting" for name in given if name not in known]
    faults += [f"{name} must be {_SAID[known[name]]}" for name, value in given.items()
               if name in known and not _fits(value, known[name])]  # fmt: skip
    if faults:
        raise InputError(
            f"{file}: {'; '.join(faults)}",
            expected=f"settings out of {', '.join(sorted(known))}",
            do="See training/config.py for what each means.",
        )
    return Config(**{name: known[name](value) for name, value in given.items()})


def as_toml(config: Config) -> str:
    """The settings as a TOML file that load() reads back."""
    return "".join(f"{each.name} = {_toml(getattr(config, each.name))}\n" for each in fields(config))


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value)


_SAID = {bool: "true or false", int: "a whole number", float: "a number", str: "text", tuple: "a list of texts"}


def _fits(value: object, kind: type) -> bool:
    if kind is tuple:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if kind is bool or isinstance(value, bool):
        return kind is bool and isinstance(value, bool)
    return isinstance(value, (int, float) if kind is float else kind)
