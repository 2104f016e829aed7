"""Every setting of a training run, with its default and its reason. A TOML file overrides by name."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, fields, replace
from math import inf
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints

from denialrisk.data.errors import InputError


@dataclass(frozen=True)
class Within:
    """The least and the most that a number may be."""

    low: float
    high: float = inf

    def __str__(self) -> str:
        return f"{self.low:,} or more" if self.high == inf else f"from {self.low:,} to {self.high:,}"


@dataclass(frozen=True)
class Config:
    """Settings of a training run; the resolved values are logged with it."""

    seed: Annotated[int, Within(0, 2**31 - 1)] = 0
    maturity_days: Annotated[int, Within(0, 3650)] = 90
    """A claim with no answer has no label before this many days; see data/labels.py."""
    test_share: Annotated[float, Within(0.01, 0.9)] = 0.2
    """Share of labelled claims, latest by submission, on which everything is evaluated."""
    calibration_share: Annotated[float, Within(0.05, 0.9)] = 0.4
    """Share of the fit slice, its latest, that is predicted from earlier claims to calibrate probabilities."""
    calibration_folds: Annotated[int, Within(1, 20)] = 2
    """Folds of time into which that share falls; each is predicted from all before it."""
    embargo_days: Annotated[int, Within(0, 3650)] = 7
    """Fewest days left out before each later slice, besides claims whose answer was not known when it began."""
    run_out: Annotated[float, Within(0, 1)] = 0.05
    """How far, as a share of it, the rate of denials may differ between the answers at hand and all that will come.
    Claims too young for that are neither learned from nor judged by: of them, whichever outcome the payers send sooner
    would weigh more. 1 takes them all."""
    least_claims: Annotated[int, Within(100)] = 500
    """Fewer labelled claims than this are not trained on."""
    least_denials: Annotated[int, Within(20)] = 50
    """Fewer labelled denials than this are not trained on."""
    least_level: Annotated[int, Within(1)] = 20
    """A payer, procedure or other category with fewer training claims is 'other'."""
    abstain_below: Annotated[int, Within(0)] = 50
    """The model abstains where payer, procedure or setting has fewer training claims."""
    max_depth: Annotated[int, Within(1, 63)] = 4
    """Exact contributions are 50 times faster at depth 4, at no loss; deeper is possible."""
    num_leaves: Annotated[int, Within(2, 131072)] = 15
    learning_rate: Annotated[float, Within(0.001, 1)] = 0.04
    """Of training on up to 40,000 claims; unless it is set, it grows with their number: see for_rows()."""
    most_trees: Annotated[int, Within(1, 100_000)] = 4000
    patience: Annotated[int, Within(1)] = 100
    """Rounds without improvement on the latest claims of the fit slice before boosting stops."""
    min_data_in_leaf: Annotated[int, Within(1)] = 2
    """Low, since most issues are rare: at 40, an issue of 30 claims that are nearly all denied cannot be learned."""
    lambda_l2: Annotated[float, Within(0)] = 0.0
    """None: it would draw rare issues to nothing and leave what is frequent as it is. Small steps restrain enough."""
    feature_fraction: Annotated[float, Within(0.01, 1)] = 0.2
    context_weight: Annotated[float, Within(0, 10)] = 0.3
    """What a split on context gains, beside one on an issue: see fit.gain_multiplier()."""
    history_weight: Annotated[float, Within(0, 10)] = 0.1
    """What a split on a past rate gains, beside one on an issue."""
    extra_trees: bool = True
    """Thresholds drawn at random, the best of the drawn ones taken: less learned by heart from few claims."""
    bagging_fraction: Annotated[float, Within(0.01, 1)] = 0.8
    cat_smooth: Annotated[float, Within(0)] = 20.0
    max_cat_threshold: Annotated[int, Within(1)] = 16
    most_levels_alone: Annotated[int, Within(1)] = 500
    """A category of no more levels is split one level against the rest: sets of levels are learned by heart."""
    monotone_method: Literal["basic", "intermediate", "advanced"] = "intermediate"
    threads: Annotated[int, Within(1)] = 2
    """Threads of boosting; below 50,000 rows one is used: handing out so little work costs more than doing it."""
    bootstrap: Annotated[int, Within(10)] = 200
    """Draws behind each interval."""
    allowed_strong: tuple[str, ...] = ()
    """Features that may rank denials with an AUC above 0.9 by themselves; any other such feature stops the run."""
    high: Annotated[float, Within(0, 1)] = 0.4
    """Probability from which a claim is of high risk."""
    medium: Annotated[float, Within(0, 1)] = 0.15
    """Probability from which a claim is of medium risk; a set of fixes aims below it."""


SMALL: Final = 40_000
LARGEST_STEP: Final = 0.1


def for_rows(config: Config, rows: int) -> Config:
    """The settings for so many rows to learn from.

    Small steps pay where claims are few, and cost hours where they are many: beyond SMALL rows the learning rate grows
    with them, up to LARGEST_STEP. Any rate but the default one is kept, so a run's logged settings train it again.
    """
    if config.learning_rate != Config().learning_rate:
        return config
    grown = config.learning_rate * max(1.0, rows / SMALL)
    return replace(config, learning_rate=max(config.learning_rate, min(grown, LARGEST_STEP)))


def load(file: Path | None) -> Config:
    """Defaults, overridden by a TOML file of ``name = value`` lines."""
    if file is None:
        return Config()
    given = _read(file)
    hints = get_type_hints(Config, include_extras=True)
    faults = [f"{name} is not a setting" for name in given if name not in hints]
    faults += [f"{name} must be {said}" for name, value in given.items()
               if name in hints and (said := _wanted(value, hints[name]))]  # fmt: skip
    if faults:
        raise InputError(
            f"{file}: {'; '.join(faults)}",
            expected=f"settings out of {', '.join(hints)}",
            do="See training/config.py for what each means.",
        )
    config = Config(**{name: type(getattr(Config, name))(value) for name, value in given.items()})
    if config.medium > config.high:
        raise InputError(
            f"{file}: medium risk would begin at {config.medium:g}, above high risk at {config.high:g}",
            expected="medium no higher than high",
            do="Give both.",
        )
    return config


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            f"{file} is not there"
            if isinstance(error, FileNotFoundError)
            else f"{file} cannot be read as TOML ({type(error).__name__})",
            expected="a TOML file with lines such as max_depth = 5",
            do="Check the path and the file; training/config.py names every setting.",
        ) from error


def as_toml(config: Config) -> str:
    """The settings as a TOML file that load() reads back."""
    return "".join(f"{each.name} = {_toml(getattr(config, each.name))}\n" for each in fields(config))


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def _wanted(value: Any, hint: Any) -> str:
    """What a setting of this type must be, in words; empty where the value is that."""
    if hint is bool:
        return "" if isinstance(value, bool) else "true or false"
    if hint == tuple[str, ...]:
        texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return "" if texts else "a list of texts"
    if get_origin(hint) is Literal:
        return "" if value in get_args(hint) else f"one of {', '.join(get_args(hint))}"
    kind, within = get_args(hint)
    number = isinstance(value, (int, kind)) and not isinstance(value, bool)
    if number and within.low <= value <= within.high:
        return ""
    return f"{'a whole number' if kind is int else 'a number'} {within}"
