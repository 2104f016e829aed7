"""Who is champion: a challenger takes the place only where it beats the champion on the same later claims."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from denialrisk.data.errors import InputError
from denialrisk.serving.bundle import Bundle, OtherInstallationError, load
from denialrisk.training import registry, tracking
from denialrisk.training.compare import Comparison, compare
from denialrisk.training.config import Config
from denialrisk.training.train import Given

OTHER_RULES: Final = "without a comparison: the champion reads claims by other rules"
"""Tag of a version that took the place of a champion of another installation."""


@dataclass(frozen=True)
class Promoted:
    """What promotion did: the champion now, the one before, and the comparison (None where there was none before)."""

    champion: str
    replaced: str | None
    comparison: Comparison | None


def promote(store: tracking.Store, given: Given | None, config: Config, force: bool = False) -> Promoted | Comparison:
    """Make the challenger the champion if it is better on the claims given; the comparison is stored either way.

    Returns the comparison alone where the champion stays. With no champion yet the challenger takes the place, and with
    ``force`` also where the champion reads claims by other rules than this installation and cannot be asked any more.
    """
    challenger = _challenger(store)
    champion = registry.aliased(store, registry.CHAMPION)
    if champion is None:
        registry.make_champion(store, challenger.number, {"promoted": "without a comparison: there was no champion"})
        return Promoted(challenger.number, None, None)
    if champion.number == challenger.number:
        raise InputError(f"version {champion.number} is champion already", do="Train a challenger first.")
    challenging = load(registry.bundle_of(store, challenger.model_uri))
    reigning = _reigning(store, champion, force)
    if reigning is None:
        registry.make_champion(store, challenger.number, {"replaced": champion.number, "promoted": OTHER_RULES})
        return Promoted(challenger.number, champion.number, None)
    if given is None:
        raise InputError(
            "no claims to compare the two models on",
            expected="claims and remits that both models can be judged by",
            do="Give --claims and --remits.",
        )
    found = compare(reigning, challenging, given, config)
    record = asdict(found) | {"champion": champion.number, "challenger": challenger.number}
    stored = f"promotion/against_version_{champion.number}.json"
    tracking.note(store, challenger.run_id, stored, record)
    if not found.better:
        return found
    told = {"replaced": champion.number, "promoted": f"by {stored} of its run"}
    registry.make_champion(store, challenger.number, told)
    return Promoted(challenger.number, champion.number, found)


def _challenger(store: tracking.Store) -> registry.Version:
    challenger = registry.aliased(store, registry.CHALLENGER)
    if challenger is None:
        raise InputError(
            f"no challenger in {store.folder}",
            expected="a registered model with the alias challenger",
            do="Run 'denialrisk train'; a model that does not beat the baselines is not registered.",
        )
    return challenger


def _reigning(store: tracking.Store, champion: registry.Version, force: bool) -> Bundle | None:
    """The champion's bundle; None where it reads claims by other rules and ``force`` says to go on without it."""
    try:
        return load(registry.bundle_of(store, champion.model_uri))
    except OtherInstallationError as error:
        if force:
            return None
        raise InputError(
            f"the champion cannot be compared: {error.found}",
            expected=error.expected,
            do="Put the challenger in its place without a comparison with --force, or install the version the "
            "champion was trained with.",
        ) from error


def roll_back(store: tracking.Store) -> Promoted:
    """Make the champion before this one the champion again."""
    champion = registry.aliased(store, registry.CHAMPION)
    before = champion and champion.tags.get("replaced")
    if champion is None or not before:
        raise InputError(
            "no earlier champion to go back to", expected="a champion that replaced another", do="See 'denialrisk ui'."
        )
    registry.make_champion(store, before, {"promoted": f"back in place of version {champion.number}"})
    return Promoted(before, champion.number, None)
