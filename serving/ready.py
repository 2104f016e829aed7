"""What a process needs before it can score, whatever the model: importing this does it."""

from __future__ import annotations

from denialrisk.data.codes.icd10cm import code_set
from denialrisk.data.codes.releases import releases
from denialrisk.features.rules.registry import fingerprint
from denialrisk.serving import contributions, score

__all__ = ["score"]

fingerprint()
code_set(releases()[-1])
contributions.get_ready()
