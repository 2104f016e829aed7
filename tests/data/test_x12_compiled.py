"""837 files are read the same compiled and as Python, whole and damaged."""

import io
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.simulate import simulate
from denialrisk.data.x12 import claim
from denialrisk.data.x12.claims import read_claims

ROOT = Path(__file__).parents[2]
READ = """
import sys
from pathlib import Path
sys.path.append(sys.argv[1])
import test_x12_compiled as it
assert not it.is_compiled()
sys.stdout.write(it.as_read(Path(sys.argv[2])))
"""


def is_compiled() -> bool:
    return Path(claim.__file__).suffix != ".py"


def as_read(folder: Path) -> str:
    """All that is read of the files of a folder, and of what random damage leaves of them."""
    dice = random.Random(8)
    read = []
    for file in sorted(folder.iterdir()):
        whole = file.read_bytes()
        for data in (whole, *(_damaged(whole, dice) for _ in range(10))):
            quarantine = Quarantine(10_000)
            batches = list(read_claims(io.BytesIO(data), file.name, PatientKeys(bytes(16)), quarantine, 100))
            read.append([batch.to_pylist() for batch in batches])
            read.append(quarantine.faults)
    return "\n".join(map(repr, read))


def _damaged(data: bytes, dice: random.Random) -> bytes:
    """Some stretches left out, told twice or overwritten."""
    for _ in range(20):
        start, length = dice.randrange(len(data) + 1), dice.choice((1, 2, 5, 80, 3000))
        stretch = dice.choice(
            (b"", data[start : start + length] * 2, b"*", b"~", b" ", b"ISA*", b"\n", b"~HL*9**22*0~")
        )
        data = data[:start] + stretch + data[start + length :]
    return data


def test_compiled_and_uncompiled_reader_read_the_same(tmp_path: Path) -> None:
    if not is_compiled():
        pytest.skip("the 837 reader is not compiled here: no C compiler when it was installed")
    simulate(120, 8, tmp_path / "world")
    for package in ("src", "data", "features", "serving", "training"):
        shutil.copytree(ROOT / package, tmp_path / package, symlinks=True, ignore=shutil.ignore_patterns("*.so"))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(Path(__file__).parent), str(tmp_path / "world" / "claims")],
        env={"PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout == as_read(tmp_path / "world" / "claims")
