cimport cython
from denialrisk.features.notes.text cimport Wording
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits _FOUND, _TESTED, _TELLS, _EXAMINES, _FAMILY, _IMPERATIVE, _PAST, _REFLEXES
cdef Bits _WRITTEN_GRADE
