cimport cython
from denialrisk.features.notes.text cimport Sentence, Note
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.places cimport Where
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits WEAKNESS, _DATED, _TIMED, _TASKS, _DECIDED, _FOUND, _NOT_NOW, _ABLE
cdef Bits _CAUSE, _CONDITION, _COURSE, _FAMILY, _FUNCTION, _ONSET, _OTHER_MATTER, _PAST
cdef Bits _REGION, _RESOLVED, _TIME, _WRITTEN_GRADE
