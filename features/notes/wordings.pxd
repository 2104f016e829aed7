cimport cython
from denialrisk.features.notes.lexicon cimport Bits, Term
from denialrisk.features.notes.text cimport Hit, Wording

cdef Bits _FIVE, _WRITTEN_GRADE
