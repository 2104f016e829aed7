"""The package as Python, where its readers are compiled."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(program: str, folder: Path, *words: str, given: str = "") -> str:
    """What a program prints that uses a copy of the package without its compiled modules."""
    for package in ("src", "data", "features", "serving", "training"):
        shutil.copytree(ROOT / package, folder / package, symlinks=True, ignore=shutil.ignore_patterns("*.so"))
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        input=given,
        env={"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=folder,
    ).stdout
