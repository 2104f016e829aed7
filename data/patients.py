"""Keyed hashes of patients: claims of one person can be joined, and nothing of the person is kept."""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.home import home

VARIABLE: Final = "DENIALRISK_PATIENT_KEY"
FILE_NAME: Final = "patient.key"
MINIMUM_BYTES: Final = 16


class PatientKeys:
    """Turns what identifies a patient into a hex key by HMAC-SHA256.

    The secret matters: member numbers are few enough to be tried one after another, so an unkeyed hash would be
    no protection. The same secret must be used for all files whose patients are to be joined.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < MINIMUM_BYTES:
            raise InputError(
                f"the patient key has {counted(len(secret), 'byte')}",
                expected=f"at least {MINIMUM_BYTES}",
                do=f"Give a longer one, or none: one is then made and kept in {FILE_NAME}",
            )
        self._secret, self._hmac = secret, hmac.new(secret, digestmod="sha256")

    def __reduce__(self) -> tuple[type[PatientKeys], tuple[bytes]]:
        """The secret is what goes to another process."""
        return PatientKeys, (self._secret,)

    @classmethod
    def load(cls, file: Path | None = None) -> PatientKeys:
        """The secret of ``file``, else of DENIALRISK_PATIENT_KEY, else the user's own, made at first need (mode 0600).

        Raises InputError when the file cannot be read or the secret is too short.
        """
        if file is not None:
            return cls(_read(file))
        named = os.environ.get(VARIABLE)
        if named:
            return cls(named.encode())
        own = home() / FILE_NAME
        if not own.exists():
            _make(own)
        return cls(_read(own))

    def of(self, member: str, birth: str = "", sex: str = "", first_name: str = "") -> str | None:
        """Hex key of one patient, or None without a member number.

        Members of a family often share a number, so birth date and sex belong to the key, and for dependents without
        a number of their own the first name too (it tells twins apart).
        """
        if not member:
            return None
        # A separator that X12 text cannot hold, so that no two patients run together.
        person = f"{member}\0{birth}\0{sex}\0{first_name}".upper()
        keyed = self._hmac.copy()  # OpenSSL takes longer to begin one than to hash a person
        keyed.update(person.encode())
        return keyed.hexdigest()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes().strip()
    except OSError as error:
        raise InputError(
            f"the patient key file cannot be read ({type(error).__name__})",
            expected="a file with the secret in it",
            do="Check the path and its permissions",
        ) from error


def _make(file: Path) -> None:
    """Write a new secret whole or not at all; when another process was first, its secret stands."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_hex(32).encode())
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()
