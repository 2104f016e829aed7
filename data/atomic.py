"""Files and folders that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path``; renamed onto it when the block ends well, removed when it does not.

    Readers see the old file or the new one, never a half. The folder is made if it is not there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: Path, names: tuple[str, ...]) -> Iterator[Path]:
    """A temporary folder beside ``path``, whose files are moved there when the block ends well, else removed.

    ``names`` are all files that the block may write: those it did not write are removed from ``path``, so that no
    file of an earlier run stays beside the new ones. Other files there are left alone. The last name is moved last:
    where it stands, the others do.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        path.mkdir(exist_ok=True)
        (path / names[-1]).unlink(missing_ok=True)
        for name in names:
            if (draft / name).exists():
                (draft / name).replace(path / name)
            else:
                (path / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
