"""A compiled reader that is older than its sources is not used."""

import os
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from denialrisk.data import compiled
from denialrisk.data.errors import DenialRiskError


def test_a_compiled_reader_older_than_its_sources_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_PACKAGE", tmp_path)
    for reader in compiled._READERS:
        folder = tmp_path / reader
        folder.mkdir(parents=True)
        module, source = folder / f"care{EXTENSION_SUFFIXES[0]}", folder / "care.py"
        for each in (module, source):
            each.touch()
        os.utime(source, (0, 0))
        compiled.refuse_stale()
        os.utime(module, (0, 0))
        os.utime(source, (1, 1))
        with pytest.raises(DenialRiskError, match="care"):
            compiled.refuse_stale()
        module.unlink()
    compiled.refuse_stale()


def test_what_pip_has_installed_is_of_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_CHECKOUT", tmp_path / "setup.py")
    monkeypatch.setattr(compiled, "_is_stale", lambda _: True)
    assert compiled.stale() == []
