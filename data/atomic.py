"""Outputs that are there whole or not at all, belong to one run at a time, and can be taken up where a run was killed.

A long run is written like this::

    with only_run(out):
        parts = Parts(out, "inputs, model and settings", resume=resume)
        for number, batch in enumerate(batches):
            if number not in parts:  # finished before the kill
                with atomic_file(parts.path(number)) as path:  # in whatever process
                    ...
        with atomic_folder(out, NAMES) as folder:
            ...  # from the parts, by number
        parts.clear()

The batches are read again from the start on resuming: readers are deterministic, and their counts come out the same.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from denialrisk.data.errors import DenialRiskError, InputError


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path``; renamed onto it when the block ends well, removed when it does not.

    Readers see the old file or the new one, never a half. The folder is made if it is not there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield draft
        _replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: Path, names: tuple[str, ...]) -> Iterator[Path]:
    """A temporary folder beside ``path``, whose files are moved there when the block ends well, else removed.

    ``names`` are all files that the block may write: those it did not write are removed from ``path``, so that no
    file of an earlier run stays beside the new ones. Other files there are left alone. The last name is moved last:
    where it stands, the others do. To be used by one run at a time, see only_run().
    """
    draft = path.with_name(f".{path.name}.part")
    shutil.rmtree(draft, ignore_errors=True)  # of a run that was killed
    draft.mkdir(parents=True)
    try:
        yield draft
        path.mkdir(exist_ok=True)
        (path / names[-1]).unlink(missing_ok=True)
        for name in names:
            if (draft / name).exists():
                _replace(draft / name, path / name)
            else:
                (path / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def only_run(path: Path) -> Iterator[None]:
    """Hold the output ``path`` for this run; the system lets it go when the process ends, however it ends.

    Raises InputError when it is a file, and DenialRiskError when another run holds it.
    """
    if path.is_file():
        raise InputError(f"{path} is a file", expected="a folder to write to", do="Name another folder with --out.")
    lock = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = _hold(lock)
    except OSError as error:
        raise DenialRiskError(
            f"{path.parent} cannot be written to ({type(error).__name__})", do="Name another folder with --out."
        ) from error
    if descriptor is None:
        raise DenialRiskError(
            f"another run is writing to {path}", expected="one run at a time", do="Wait for it, or name another --out."
        )
    try:
        yield
    finally:
        if sys.platform != "win32":  # there an open file cannot be removed
            lock.unlink(missing_ok=True)
        os.close(descriptor)


class Parts:
    """The finished parts of a run, in a folder beside its output until the run is done.

    A part stands under its number once it is whole. With ``resume`` the parts of an earlier run stay, if that run had
    the same fingerprint; otherwise they are removed. Raises InputError when it had another.
    """

    def __init__(self, output: Path, fingerprint: str, *, resume: bool = False) -> None:
        self._folder = output.with_name(f".{output.name}.parts")
        mark = self._folder / "fingerprint"
        if resume and mark.exists() and mark.read_text() != fingerprint:
            raise InputError(
                f"the run on {output.name} that was interrupted had other inputs, model or settings",
                expected="the same ones",
                do="Give the same ones, among them the day that run was of (--as-of), or run without --resume to start "
                "afresh.",
            )
        if not (resume and mark.exists()):
            self.clear()
        self._folder.mkdir(parents=True, exist_ok=True)
        for draft in self._folder.glob(".*.part"):  # of the run that was killed
            draft.unlink()
        with atomic_file(mark) as written:
            written.write_text(fingerprint)

    def __contains__(self, number: int) -> bool:
        return self.path(number).exists()

    def clear(self) -> None:
        """Remove all parts: the run is done, or starts afresh."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def path(self, number: int) -> Path:
        """Where a part stands once it is finished: atomic_file() writes it."""
        return self._folder / f"{number:08d}"


def digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _replace(draft: Path, path: Path) -> None:
    """Rename, once the bytes are on the disk: else a power cut could leave the name without them."""
    with draft.open("rb+") as stream:
        os.fsync(stream.fileno())
    draft.replace(path)


def _hold(lock: Path) -> int | None:
    """A descriptor that locks the file, or None when another process does."""
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        if not _lock(descriptor):
            os.close(descriptor)
            return None
        # Its last holder may have removed the file between the two steps: then the lock is on a file without name.
        if lock.exists() and os.path.samestat(os.fstat(descriptor), lock.stat()):
            return descriptor
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
