cimport cython
from denialrisk.features.notes.text cimport Hit, Sentence, Note
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.places cimport Where
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits WEAK, WEAKNESS, _BETWEEN, _LOOKED_FOR, _CAUSE, _DIFFERENTIAL_NAMED, _EXCLUDED, _FIGURE
cdef Bits _HEDGE, _LINK, _LINK_AFTER, _LINK_BACK, _LINK_FORWARD, _NEGATE, _PARESIS, _PAST
cdef Bits _RESIDUAL, _RESOLVED, _TEST, _UNKNOWN_CAUSE
