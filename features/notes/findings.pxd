cimport cython
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.text cimport Note, Sentence

@cython.final
@cython.freelist(16)
cdef class Findings:
    cdef public dict said

    cpdef read(self, Py_ssize_t start, Sentence sentence, object rule, tuple context=*)
    cpdef read_latest(self, Py_ssize_t start, Sentence sentence, object rule)
    cpdef gather(self, Note note, Bits roles, object rule)
    cpdef list of(self, str element)
    cpdef list rows(self)

cdef tuple _found(Sentence sentence, object rule, tuple context)
