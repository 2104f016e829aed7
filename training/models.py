"""Finding the model to score with: a bundle folder, an MLflow address, or the newest in the store."""

from __future__ import annotations

from pathlib import Path

from denialrisk.data.errors import InputError


def find(model: str | None, store: Path) -> Path:
    """The bundle folder that is named, else the newest trained in this store."""
    if model is not None:
        return Path(model)
    folders = sorted((store / "bundles").glob("*/manifest.json"), key=lambda file: file.stat().st_mtime_ns)
    if not folders:
        raise InputError(
            f"no model in {store}", expected="a trained model", do="Run 'denialrisk train', or name one with --model."
        )
    return folders[-1].parent
