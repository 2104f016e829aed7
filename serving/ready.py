"""What a process needs before it can read notes or score, whatever the model: importing this does it."""

from __future__ import annotations

import gc
from contextlib import suppress

from denialrisk.data.codes.icd10cm import code_set
from denialrisk.data.codes.releases import releases
from denialrisk.data.errors import DenialRiskError
from denialrisk.features.fingerprint import fingerprint
from denialrisk.features.notes.lexicon import lexicon
from denialrisk.serving import contributions, score
from denialrisk.serving.processes import COLLECTED

__all__ = ["score"]

contributions.get_ready()
lexicon()
with suppress(DenialRiskError):  # who asks for the processes meets it too, and says it
    fingerprint()
    code_set(releases()[-1])
gc.freeze()  # what is loaded stays, so there is no use in looking for cycles in it
gc.set_threshold(*COLLECTED)  # and little use in looking often: reading and scoring make no cycles of size
