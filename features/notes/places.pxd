cimport cython
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.text cimport Hit, Sentence

cdef Bits WEAKNESS, _PLACES, _CHAIN, _CAUSE, _NEGATE, _NUMB, _REGION, _SIDE, _SPREAD, _WEAK, _WEAKNESS

@cython.final
@cython.freelist(16)
cdef class Where:
    cdef public list sides
    cdef public list regions
    cdef public list spread
