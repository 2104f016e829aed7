"""What a deployed model is: a folder of text, JSON and Parquet with a manifest of sha256 sums. No pickle.

| file | what |
|---|---|
| booster.txt | LightGBM model of denial, as text |
| reasons.txt | LightGBM model of the reason family given denial, as text; absent where denials were too few |
| history.parquet | past denial counts by key and day known |
| priors.parquet | cold-start priors by procedure, provider and bill type; without rows where none were given |
| bundle.json | features with their issues, levels of categories, calibration, thresholds, support, versions |
| manifest.json | sha256 of each of them |
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from denialrisk.data.atomic import digest
from denialrisk.data.errors import InputError
from denialrisk.features import history_file, priors
from denialrisk.features.build import Feature, Tables, features
from denialrisk.features.fingerprint import fingerprint
from denialrisk.serving.calibration import Calibration

if TYPE_CHECKING:
    import lightgbm

Floats = npt.NDArray[np.float64]

FILES = ("booster.txt", "reasons.txt", "history.parquet", "priors.parquet", "bundle.json")

NO_LEVEL: Final = ""
"""Key of Support.counts for claims without a level."""


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which a claim is of high and of medium risk."""

    high: float
    medium: float


@dataclass(frozen=True)
class Support:
    """How many training claims stand behind each level of the categories on which the model may abstain.

    Claims that have none of it (a stay that bills no procedure) are counted under NO_LEVEL.
    """

    least: int
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Reasons:
    """The reason model: booster text and the families of its classes, in order."""

    booster: str
    families: tuple[str, ...]
    temperature: float

    def chances(self, margins: Floats) -> Floats:
        """Probability of each family given denial by the booster's margins, both of shape (claims, families)."""
        return chances(margins, self.temperature)


def chances(margins: Floats, temperature: float) -> Floats:
    """Probability of each column of margins at a temperature (softmax)."""
    raw = margins / temperature
    odds = np.exp(raw - raw.max(axis=1, keepdims=True, initial=-np.inf))
    shares: Floats = odds / odds.sum(axis=1, keepdims=True)
    return shares


class OtherInstallationError(InputError):
    """The bundle reads claims by other rules, code sets or features than this installation."""


@dataclass(frozen=True)
class Bundle:
    """A trained model with all that scoring needs. ``about`` holds versions, dates and the training fingerprint."""

    booster: str
    features: tuple[Feature, ...]
    tables: Tables
    calibration: Calibration
    thresholds: Thresholds
    support: Support
    reasons: Reasons | None = None
    about: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """Short fingerprint of the model and everything it was packed with; of its tables by ``about["tables"]``."""
        reasons = "" if self.reasons is None else self.reasons.booster
        text = self.booster + reasons + json.dumps(_plain(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def model(self) -> lightgbm.Booster:
        """The booster, ready to predict."""
        import lightgbm

        return lightgbm.Booster(model_str=self.booster)


def tables_digest(tables: Tables) -> str:
    """Fingerprint of past rates and priors."""
    written = io.BytesIO()
    history_file.save(tables.history, written)
    priors.save(tables.priors, written)
    return hashlib.sha256(written.getvalue()).hexdigest()


def save(bundle: Bundle, folder: Path) -> None:
    """Write a bundle into a folder of its own; the same bundle gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "booster.txt").write_text(bundle.booster, encoding="utf-8")
    if bundle.reasons is not None:
        (folder / "reasons.txt").write_text(bundle.reasons.booster, encoding="utf-8")
    history_file.save(bundle.tables.history, folder / "history.parquet")
    priors.save(bundle.tables.priors, folder / "priors.parquet")
    (folder / "bundle.json").write_text(json.dumps(_plain(bundle), indent=1, sort_keys=True), encoding="utf-8")
    sums = {name: digest(folder / name) for name in FILES if (folder / name).exists()}
    (folder / "manifest.json").write_text(json.dumps(sums, indent=1, sort_keys=True), encoding="utf-8")


def load(folder: Path) -> Bundle:
    """Read a bundle. Refuses changed, missing or foreign files, and another feature set or rule pack than this one."""
    _check_manifest(folder)
    said = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    _check_versions(folder, said)
    families = said["reasons"]
    return Bundle(
        booster=(folder / "booster.txt").read_text(encoding="utf-8"),
        features=tuple(Feature(**feature) for feature in said["features"]),
        tables=Tables(
            levels={name: tuple(levels) for name, levels in said["levels"].items()},
            history=history_file.load(folder / "history.parquet"),
            priors=priors.load(folder / "priors.parquet"),
        ),
        calibration=Calibration(
            said["calibration"]["method"],
            tuple(said["calibration"]["margins"]),
            tuple(said["calibration"]["log_odds"]),
        ),
        thresholds=Thresholds(**said["thresholds"]),
        support=Support(**said["support"]),
        reasons=families
        and Reasons(
            (folder / "reasons.txt").read_text(encoding="utf-8"), tuple(families["families"]), families["temperature"]
        ),
        about=said["about"],
    )


def _plain(bundle: Bundle) -> dict[str, Any]:
    return {
        "features": [asdict(feature) for feature in bundle.features],
        "levels": bundle.tables.levels,
        "calibration": asdict(bundle.calibration),
        "thresholds": asdict(bundle.thresholds),
        "support": asdict(bundle.support),
        "reasons": bundle.reasons and {"families": bundle.reasons.families, "temperature": bundle.reasons.temperature},
        "about": dict(bundle.about),
    }


def _check_manifest(folder: Path) -> None:
    if not (folder / "manifest.json").is_file():
        raise InputError(
            f"no manifest.json in {folder}",
            expected="a bundle folder written by 'denialrisk train'",
            do="Give the folder or the MLflow model that the training run printed.",
        )
    sums = _sums(folder / "manifest.json")
    present = {file.name for file in folder.iterdir()} - {"manifest.json"}
    faults = [f"{name} is missing" for name in sorted(set(sums) - present)]
    faults += [f"{name} does not belong to it" for name in sorted(present - set(sums))]
    faults += [f"{name} was changed" for name in sorted(present & set(sums)) if digest(folder / name) != sums[name]]
    if faults:
        raise InputError(
            f"the bundle {folder} is not as it was written: {'; '.join(faults)}",
            expected="the files named in manifest.json with their sha256",
            do="Train again, or restore the bundle from its MLflow run.",
        )


def _sums(manifest: Path) -> dict[str, str]:
    try:
        sums = json.loads(manifest.read_text(encoding="utf-8"))
    except ValueError:
        sums = None
    if (
        not isinstance(sums, dict)
        or not {"booster.txt", "history.parquet", "priors.parquet", "bundle.json"} <= sums.keys()
    ):
        raise InputError(
            f"{manifest} is no manifest of a bundle",
            expected="the sha256 of each of its files, by name",
            do="Restore the bundle from its MLflow run.",
        )
    return sums


_TRAIN_AGAIN: Final = (
    "Train again with this installation (in place of a champion the new model is put with 'denialrisk promote --force')"
)


def _check_versions(folder: Path, said: Mapping[str, Any]) -> None:
    trained, here = said["about"]["read_by"], dict(fingerprint())
    if trained != here:
        differs = ", ".join(
            f"{name} {trained.get(name)} (here {here[name]})" for name in here if here[name] != trained.get(name)
        )
        raise OtherInstallationError(
            f"the bundle {folder} was trained with {differs}",
            expected="the same rules, policies, note reader, code sets and billing tables",
            do=f"{_TRAIN_AGAIN}, or install the version the bundle was trained with.",
        )
    names, own = [feature["name"] for feature in said["features"]], [feature.name for feature in features()]
    if names != own:
        other = sorted(set(names) ^ set(own))
        raise OtherInstallationError(
            f"the bundle {folder} has another feature set: {', '.join(other[:5]) or 'another order'}",
            expected=f"the {len(own)} features of this installation",
            do=f"{_TRAIN_AGAIN}.",
        )
