"""NEC02."""

import numpy as np

from denialrisk.features.edits import Document
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NEC02",
    title="Nerve or muscle test repeated within a year",
    severity="warning",
    authority=Authority("Blue Cross Blue Shield electrodiagnostic criteria", "repeat studies"),
    since="2015-10-01",
    reason_family="medical_necessity",
    carc=("50", "151"),
    edit=Document("course"),
    asks="always",
    fix="Ask the provider to document what has changed since the earlier study.",
    reads=("course",),
    knowledge=("W55",),
    article=("A13",),
)
def repeat_electrodiagnostic(c: Frames) -> Rows:
    """EMG or nerve conduction less than a year after an earlier study, and the note shows no change of the weakness.

    Why it is denied: a repeat needs a new symptom or progression in between; otherwise it is more of the same.

    What to do: ask the provider to document the course since the last study.

    Fires: 95910 in May after 95910 in January, no course in the note.
    Does not fire: the note says how the weakness changed; the last study is older than a year; there is no note. Where
    the patient's past lines are not given, the rule cannot see earlier studies and stays silent.
    """
    days = c.service_on[c.past["claim"].to_numpy()] - c.past["service_on"].to_numpy(dtype="datetime64[D]")
    within_year = (days > np.timedelta64(0)) & (days <= np.timedelta64(365))
    before = (c.earlier("electrodiagnostic") & c.pick("past", within_year)).claims
    changed = (c.says("course") & ~c.says("course", "stable", "improving", "resolved")).claims
    return c.billed("electrodiagnostic").where(before & c.documented & ~changed)
