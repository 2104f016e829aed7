# C types of findings.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.text cimport Known, Note, Sentence, is_current

cdef dict STRENGTH, _TOPICS
cdef object _BARE
cdef double _NONE

@cython.final
@cython.no_gc  # strings and numbers: there are no cycles to look for
cdef class Topic:
    cdef readonly str element
    cdef readonly str value
    cdef readonly str side
    cdef readonly Py_ssize_t place

@cython.locals(known=list, each=Topic)
cpdef Topic topic(str element, str value=*, str side=*)

@cython.final
@cython.no_gc
@cython.freelist(256)
cdef class Statement:
    cdef readonly Topic topic
    cdef readonly str state
    cdef readonly object number
    cdef readonly Py_ssize_t start
    cdef readonly Py_ssize_t end

@cython.locals(statement=Statement)
cdef Statement _statement(Topic of, str state, object number, Py_ssize_t start, Py_ssize_t end)

@cython.final
@cython.no_gc
@cython.freelist(16)
cdef class Findings:
    cdef public dict said

    cpdef add(self, str element, tuple place, str state=*, str value=*, str side=*, object number=*)
    @cython.locals(of=Topic)
    cpdef replace(self, str element, tuple place, str state)
    @cython.locals(number=Py_ssize_t, each=Sentence)
    cpdef gather(self, Note note, Bits roles, object rule)
    @cython.locals(each=Statement)
    cpdef read(self, Py_ssize_t start, Sentence sentence, object rule, tuple context=*)
    @cython.locals(each=Statement)
    cpdef read_latest(self, Py_ssize_t start, Sentence sentence, object rule)
    @cython.locals(each=Statement, found=list)
    cpdef list of(self, str element)
    @cython.locals(each=Statement)
    cpdef bint hold(self, str element) except -1
    @cython.locals(each=Statement)
    cpdef list rows(self)
    cdef _add(self, Statement new, Py_ssize_t start)

@cython.final
cdef class Sheet:
    cdef double[:, ::1] _rows
    cdef readonly Py_ssize_t size

    @cython.locals(before=Py_ssize_t, at=Py_ssize_t, rows=double[:, ::1], each=Statement)
    cpdef Py_ssize_t add(self, Findings findings) except -1
    cpdef object rows(self)

@cython.locals(known=Known, findings=Findings)
cdef tuple _found(Sentence sentence, object rule, tuple context)
cdef Statement _moved(Statement told, Py_ssize_t start)
cdef bint _outdoes(Statement new, Statement old) except -1
@cython.locals(of=Topic)
cdef object _finding(Statement told)
