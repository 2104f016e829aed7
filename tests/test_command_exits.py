"""How commands end: one message and an exit code that scripts can tell apart; never a traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from denialrisk.cli import TRACEBACK, main
from denialrisk.data.errors import DenialRiskError, InputError

Exits = Callable[..., tuple[int, str]]


@pytest.fixture
def exits(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Exits]:
    """Exit code of a command, and what it said of an error."""

    def run(*words: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["denialrisk", *map(str, words)])
        monkeypatch.setenv("OMP_WAIT_POLICY", "passive")  # main() sets it where it is not, and it would stay
        code: object = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        assert isinstance(code, int)
        return code, capsys.readouterr().err

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
    yield run
    signal.signal(signal.SIGINT, before)


def _raises(error: BaseException) -> Callable[..., None]:
    def stop(*_: object, **__: object) -> None:
        raise error

    return stop


def _interrupted(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize(
    ("end", "code", "said"),
    [
        (_interrupted, 130, ""),
        (_raises(KeyboardInterrupt()), 130, ""),
        (_raises(click.Abort()), 130, ""),
        (_raises(OSError(errno.ENOSPC, "No space left on device", "claims.837")), 1,
         "error: No space left on device at claims.837"),
        (_raises(OSError("no number")), 1, "error: OSError"),
        (_raises(PermissionError(errno.EACCES, "Permission denied")), 1, "error: Permission denied\n"),
        (_raises(BrokenPipeError(errno.EPIPE, "Broken pipe")), 1, ""),
        (_raises(DenialRiskError("it broke")), 1, "error: it broke\n"),
        (_raises(InputError("no claims", expected="some", do="Give some.")), 2,
         "error: no claims\n  expected: some\n  do: Give some.\n"),
        (_raises(click.UsageError("what is this")), 2, "Error: what is this"),
        (_raises(ValueError("DOE, JANE")), 1, "error: ValueError in simulate.py, line "),
    ],
)  # fmt: skip
def test_what_stops_a_command_decides_its_exit_code(
    *, exits: Exits, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: Callable[..., None], code: int, said: str
) -> None:
    monkeypatch.setattr("denialrisk.data.simulate.simulate", end)
    found, error = exits("simulate", "--claims", "5", "--out", tmp_path / "world")
    assert found == code
    assert said in error
    assert "Traceback" not in error
    assert "JANE" not in error


def test_a_fault_that_nobody_foresaw_is_told_in_full_where_that_is_asked_for(
    exits: Exits, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("denialrisk.data.simulate.simulate", _raises(ValueError("it broke")))
    monkeypatch.setenv(TRACEBACK, "1")
    with pytest.raises(ValueError, match="it broke"):
        exits("simulate", "--claims", "5", "--out", tmp_path / "world")


def test_a_file_in_the_place_of_a_folder_is_told_with_what_to_check(exits: Exits, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    code, error = exits("simulate", "--claims", "5", "--out", tmp_path / "taken" / "world")
    assert code == 1
    assert f"error: Not a directory at {tmp_path / 'taken'}" in error
    assert "do: Check the path, its permissions and the free space." in error


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--version"], 0),
        (["simulate", "--help"], 0),
        (["rules"], 0),
        (["rules", "XYZ99"], 2),
        (["nonsense"], 2),
        (["simulate", "--claims", "none"], 2),
    ],
)
def test_help_ends_well_and_what_cannot_be_understood_ends_with_two(exits: Exits, words: list[str], code: int) -> None:
    assert exits(*words)[0] == code
