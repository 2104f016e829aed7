"""Finding the model to score with: a bundle folder, an MLflow address, or the newest in the store."""

from __future__ import annotations

from pathlib import Path

from denialrisk.data.errors import InputError
from denialrisk.serving.bundle import Bundle, load


def find(model: str | None, store: Path) -> Bundle:
    """The bundle named by a folder, else the newest trained in this store."""
    if model is not None:
        return load(Path(model))
    folders = sorted((store / "bundles").glob("*/manifest.json"), key=lambda file: file.stat().st_mtime_ns)
    if not folders:
        raise InputError(
            f"no model in {store}", expected="a trained model", do="Run 'denialrisk train', or name one with --model."
        )
    return load(folders[-1].parent)
