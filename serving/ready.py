"""What a process needs before it can read notes or score, whatever the model: importing this does it."""

from __future__ import annotations

from contextlib import suppress

from denialrisk.data.codes.icd10cm import code_set
from denialrisk.data.codes.releases import releases
from denialrisk.data.errors import DenialRiskError
from denialrisk.features.fingerprint import fingerprint
from denialrisk.features.notes.lexicon import lexicon
from denialrisk.serving import contributions, score
from denialrisk.serving.processes import collect_seldom

__all__ = ["score"]

contributions.get_ready()
lexicon()
with suppress(DenialRiskError):  # who asks for the processes meets it too, and says it
    fingerprint()
    code_set(releases()[-1])
collect_seldom()  # what is loaded stays, so there is no use in looking for cycles in it
