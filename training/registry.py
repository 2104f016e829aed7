"""The registered model of the store: its versions, and which of them is champion and which challenger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from denialrisk.data.errors import InputError
from denialrisk.training import tracking
from denialrisk.training.tracking import Run, Store

MODEL: Final = "denial-risk"
CHAMPION: Final = "champion"
CHALLENGER: Final = "challenger"


@dataclass(frozen=True)
class Version:
    """A registered model version: its number, the run that made it, and its tags."""

    number: str
    run_id: str
    model_uri: str
    tags: Mapping[str, str]


def register(store: Store, run: Run, model_id: str) -> Version:
    """Register a logged model under MODEL; it becomes the challenger."""
    client = tracking.connect(store)
    if not any(model.name == MODEL for model in client.search_registered_models()):
        client.create_registered_model(MODEL, description="First-pass denial of claims coded for weakness")
    made = client.create_model_version(MODEL, source=f"models:/{model_id}", run_id=run.run_id, model_id=model_id)
    client.set_registered_model_alias(MODEL, CHALLENGER, made.version)
    return _version(made)


def aliased(store: Store, alias: str) -> Version | None:
    """The version that an alias points to, if there is one."""
    if not (store.folder / "mlflow.db").exists():
        return None
    client = tracking.connect(store)
    models = [model for model in client.search_registered_models() if model.name == MODEL]
    if not models or alias not in models[0].aliases:
        return None
    return _version(client.get_model_version_by_alias(MODEL, alias))


def make_champion(store: Store, version: str, tags: Mapping[str, str]) -> None:
    """Make a version the champion, with what is said of it."""
    client = tracking.connect(store)
    for name, value in tags.items():
        client.set_model_version_tag(MODEL, version, name, value)
    client.set_registered_model_alias(MODEL, CHAMPION, version)


def bundle_of(store: Store, address: str) -> Path:
    """The bundle folder of a model address such as ``models:/denial-risk@champion``; downloaded where it is remote."""
    mlflow = tracking.library()
    tracking.connect(store)
    try:
        found = Path(mlflow.artifacts.download_artifacts(address)) / "artifacts" / "bundle"
    except mlflow.exceptions.MlflowException as error:
        raise InputError(
            f"no model {address} in {store.folder}",
            expected=f"models:/{MODEL}@{CHAMPION}, models:/{MODEL}/3, models:/m-... or a bundle folder",
            do="See the versions with 'denialrisk ui'; there is a champion once 'denialrisk promote' made one.",
        ) from error
    return found


def _version(found: Any) -> Version:
    return Version(str(found.version), str(found.run_id), f"models:/{MODEL}/{found.version}", dict(found.tags))
