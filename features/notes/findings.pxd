# C types of findings.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.text cimport Known, Note, Sentence

cdef dict STRENGTH
cdef object _BARE

@cython.final
@cython.no_gc  # strings and numbers: there are no cycles to look for
@cython.freelist(16)
cdef class Findings:
    cdef public dict said

    @cython.locals(key=tuple, old=tuple)
    cpdef add(self, str element, tuple place, str state=*, str value=*, str side=*, object number=*)
    @cython.locals(key=tuple)
    cpdef replace(self, str element, tuple place, str state)
    @cython.locals(number=Py_ssize_t, each=Sentence)
    cpdef gather(self, Note note, Bits roles, object rule)
    @cython.locals(rows=tuple, said=dict, key=tuple, first=Py_ssize_t, last=Py_ssize_t, old=tuple)
    cpdef read(self, Py_ssize_t start, Sentence sentence, object rule, tuple context=*)
    @cython.locals(rows=tuple, said=dict, key=tuple, first=Py_ssize_t, last=Py_ssize_t)
    cpdef read_latest(self, Py_ssize_t start, Sentence sentence, object rule)
    @cython.locals(key=tuple, row=tuple)
    cpdef list of(self, str element)
    @cython.locals(row=tuple)
    cpdef list rows(self)

@cython.locals(known=Known, findings=Findings)
cdef tuple _found(Sentence sentence, object rule, tuple context)
@cython.locals(before=str)
cdef bint _outdoes(str state, object number, tuple old) except -1
cdef object _finding(tuple row)
