"""Finding the model to score with: a bundle folder, an MLflow address, the champion, or the newest in the store."""

from __future__ import annotations

from pathlib import Path

from denialrisk.data.errors import InputError
from denialrisk.training import registry, tracking


def made(version: str, store: Path) -> Path | None:
    """The bundle folder of a model version that was trained in this store, if it was."""
    folder = store / "bundles" / version
    return folder if (folder / "manifest.json").exists() else None


def find(model: str | None, store: Path) -> Path:
    """The bundle folder of ``model``, else of the champion, else of the newest model trained in this store.

    ``model`` is a bundle folder or an MLflow address such as ``models:/denial-risk/3``.
    """
    if model is not None and ":/" in model:
        return registry.bundle_of(tracking.Store(store), model)
    if model is not None:
        return Path(model)
    champion = registry.aliased(tracking.Store(store), registry.CHAMPION)
    if champion is not None:
        return registry.bundle_of(tracking.Store(store), champion.model_uri)
    folders = sorted((store / "bundles").glob("*/manifest.json"), key=lambda file: file.stat().st_mtime_ns)
    if not folders:
        raise InputError(
            f"no model in {store}", expected="a trained model", do="Run 'denialrisk train', or name one with --model."
        )
    return folders[-1].parent
