"""The layout: four folders at the top, imported through links; and what happens in a checkout that has none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("data", "features", "serving", "training")


@pytest.mark.parametrize("folder", FOLDERS)
def test_package_links_to_the_top_folder(folder: str) -> None:
    link = ROOT / "src/denialrisk" / folder
    assert (ROOT / folder / "__init__.py").is_file()
    assert link.resolve() == (ROOT / folder).resolve()
    if link.is_symlink():
        assert not link.readlink().is_absolute()


def _checkout(to: Path, *, links_as_text: bool) -> Path:
    """A copy of the checkout as git writes it on a machine without symbolic links."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    package = to / "src/denialrisk"
    package.mkdir(parents=True)
    shutil.copy(ROOT / "src/denialrisk/__init__.py", package)
    shutil.copytree(ROOT / "src/denialrisk/cli", package / "cli", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in FOLDERS if links_as_text else ():
        (package / folder).write_text(f"../../{folder}")
    return to


def _python(checkout: Path, code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=checkout / "src", text=True, capture_output=True, check=False
    )


@pytest.mark.parametrize("links_as_text", [True, False])
def test_imports_work_without_links(tmp_path: Path, links_as_text: bool) -> None:
    checkout = _checkout(tmp_path, links_as_text=links_as_text)
    done = _python(
        checkout,
        "import denialrisk.data.schema as s, denialrisk.features, denialrisk.serving, denialrisk.training; "
        "from denialrisk.data.errors import InputError; print(s.__file__)",
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).resolve() == (checkout / "data/schema.py").resolve()


def test_refuses_with_advice_where_no_checkout_stands_above(tmp_path: Path) -> None:
    checkout = _checkout(tmp_path, links_as_text=True)
    shutil.rmtree(checkout / "data")
    done = _python(checkout, "import denialrisk")
    assert done.returncode != 0
    assert "ImportError" in done.stderr
    assert "git clone -c core.symlinks=true" in done.stderr
