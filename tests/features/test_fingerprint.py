"""The fingerprint of the rule pack is the same in every process, or no bundle could be loaded again."""

import os
import subprocess
import sys
from pathlib import Path

from denialrisk.features.rules.registry import fingerprint

SAY = "from denialrisk.features.rules.registry import fingerprint; print(fingerprint()['rules'])"


def test_same_in_another_process() -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "PYTHONHASHSEED": "7"}
    said = subprocess.run([sys.executable, "-c", SAY], env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.strip() == fingerprint()["rules"]
