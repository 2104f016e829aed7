"""Outputs whole or not at all: one run at a time, and a killed run taken up with the same bytes in the end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from denialrisk.data.atomic import Parts, atomic_file, atomic_folder, digest, only_run
from denialrisk.data.errors import DenialRiskError, InputError

ROOT = Path(__file__).parents[2]

RUN = """
import sys, time
from pathlib import Path
from denialrisk.data.atomic import Parts, atomic_file, atomic_folder, only_run
out, resume, pause = Path(sys.argv[1]), sys.argv[2] == "resume", float(sys.argv[3])
with only_run(out):
    parts = Parts(out, "the same", resume=resume)
    print("found", sum(number in parts for number in range(12)), flush=True)
    for number in range(12):
        if number not in parts:
            with atomic_file(parts.path(number)) as path:
                path.write_text(f"{number} begun")
                time.sleep(pause)
                path.write_text(f"{number} done ")
            print("wrote", number, flush=True)
    with atomic_folder(out, ("result", "manifest")) as folder:
        (folder / "result").write_text("".join(parts.path(number).read_text() for number in range(12)))
        (folder / "manifest").write_text("whole")
    parts.clear()
"""


def _start(out: Path, mode: str, pause: float) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    arguments = [sys.executable, "-c", RUN, str(out), mode, str(pause)]
    return subprocess.Popen(arguments, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_run_is_taken_up_and_ends_with_the_same_bytes(tmp_path: Path) -> None:
    undisturbed = _start(tmp_path / "a", "fresh", 0)
    assert undisturbed.communicate()[0].count("wrote") == 12
    out = tmp_path / "b"
    wrote = []
    for mode in ("fresh", "resume"):
        killed = _start(out, mode, 0.05)
        assert killed.stdout
        for line in killed.stdout:
            if line.startswith("wrote"):
                wrote.append(line)
                if len(wrote) % 4 == 0:
                    break
        killed.send_signal(signal.SIGKILL)
        wrote += [line for line in killed.communicate()[0].splitlines(keepends=True) if line.startswith("wrote")]
        assert not out.exists()
    said = _start(out, "resume", 0).communicate()[0]
    wrote += [line for line in said.splitlines(keepends=True) if line.startswith("wrote")]
    assert int(said.split()[1]) >= 8
    assert len(wrote) == len(set(wrote))  # no part was written twice
    assert [(path.name, path.read_bytes()) for path in sorted(out.iterdir())] == [
        (path.name, path.read_bytes()) for path in sorted((tmp_path / "a").iterdir())
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_two_runs_refuse_each_other_until_the_first_ends_however_it_ends(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = _start(out, "fresh", 5)
    assert first.stdout
    assert first.stdout.readline() == "found 0\n"
    second = _start(out, "fresh", 0)
    assert "another run is writing" in second.communicate()[1]
    with pytest.raises(DenialRiskError, match="another run"), only_run(out):
        pass
    first.kill()
    first.communicate()
    with only_run(out), only_run(tmp_path / "other"):
        pass
    assert not list(tmp_path.glob(".*.lock"))


def test_parts_of_another_run_are_not_taken_up(tmp_path: Path) -> None:
    out = tmp_path / "out"
    parts = Parts(out, "one")
    with atomic_file(parts.path(0)) as path:
        path.write_text("part")

    def half() -> None:
        with atomic_file(parts.path(1)) as path:
            path.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert (0 in parts, 1 in parts) == (True, False)
    assert 0 in Parts(out, "one", resume=True)
    with pytest.raises(InputError, match="other inputs"):
        Parts(out, "two", resume=True)
    assert 0 not in Parts(out, "one")
    assert 0 not in Parts(tmp_path / "new", "one", resume=True)


def test_a_folder_is_replaced_together_or_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    names = ("a", "b", "mark")
    with atomic_folder(out, names) as folder:
        for name in names:
            (folder / name).write_text("first")
    (out / "mine").write_text("kept")

    def half() -> None:
        with atomic_folder(out, names) as folder:
            (folder / "a").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert (out / "a").read_text() == "first"
    with atomic_folder(out, names) as folder:
        (folder / "a").write_text("second")
        (folder / "mark").write_text("second")
    assert {path.name: path.read_text() for path in out.iterdir()} == {"a": "second", "mark": "second", "mine": "kept"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_digest_is_the_sha256_of_what_was_written(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "file") as path:
        path.write_text("changed")
    assert digest(tmp_path / "file") == "d67e2e944994496c8d8ec76eed0cf9f09679448d584b532bebf941852a37f5ed"


def test_an_output_that_is_a_file_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(InputError, match="is a file"), only_run(tmp_path / "taken"):
        pytest.fail("it began")
    assert (tmp_path / "taken").read_text() == "a file"
