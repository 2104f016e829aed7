cimport cython
from denialrisk.features.notes.text cimport Hit, Sentence
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits WEAKNESS, _FORWARD, _CUES, _BACKWARD, _SETTLED, _SYMPTOMS, _SIGNED, _CAUSE
cdef Bits _CONDITION, _CURRENT_HISTORY, _DIFFERENTIAL_NAMED, _EXCLUDED, _FAMILY, _HEDGE, _HEDGE_AFTER, _LINK
cdef Bits _LINK_FORWARD, _NEGATE, _NEGATE_AFTER, _PAST, _PATIENT_BIT, _REGION, _REPORTER, _RESOLVED
cdef Bits _RESOLVED_BEFORE, _RISK_AFTER, _STOP, _TEST, _WEAK
