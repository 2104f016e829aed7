cimport cython
from denialrisk.features.notes.text cimport Hit, Sentence
from denialrisk.features.notes.places cimport Where
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits WEAKNESS, _NO_BARE, _PLACE, _ACTS, _CAUSE, _CONCLUSION, _DISEASE, _FAMILY
cdef Bits _FATIGUE, _LINK, _LINK_AFTER, _LINK_FORWARD, _NEGATE, _NEGATE_AFTER, _ORDERED, _PARESIS
cdef Bits _PAST, _RATIONALE, _REDUCED, _STRENGTH, _TELLS, _TEST, _UNKNOWN_CAUSE
