"""837 files are read the same compiled and as Python, whole and damaged."""

import io
import random
from pathlib import Path

import pytest
import uncompiled

from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.simulate import simulate
from denialrisk.data.x12 import claim
from denialrisk.data.x12.claims import read_claims

READ = """
import sys
from pathlib import Path
sys.path += sys.argv[1:3]
import test_x12_compiled as it
assert not it.is_compiled()
sys.stdout.write(it.as_read(Path(sys.argv[3])))
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
    tests = (str(Path(uncompiled.__file__).parent), str(Path(__file__).parent))
    read = uncompiled.run(READ, tmp_path, *tests, str(tmp_path / "world" / "claims"))
    assert read == as_read(tmp_path / "world" / "claims")
