# C types of sections.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport lexicon
from denialrisk.features.notes.spelling cimport find, flat, letter, may_end

cdef Py_ssize_t LONGEST, _MARKED_LONGEST
cdef int _NO_HEADING, _NOT_MET
cdef dict _kinds
cdef list _endings

@cython.final
cdef class Headings:
    cdef readonly int section
    cdef readonly Py_ssize_t start
    cdef readonly Py_ssize_t stop
    cdef str lowered
    cdef bytes endings
    cdef Py_ssize_t end
    cdef Py_ssize_t line
    cdef Py_ssize_t line_end
    cdef Py_ssize_t colon

    cpdef bint next(self) except -1

    @cython.locals(colon=Py_ssize_t)
    cdef bint _next_colon(self) except -1

    @cython.locals(start=Py_ssize_t, end=Py_ssize_t)
    cdef bint _next_line(self) except -1

    @cython.locals(lowered=str, end=Py_ssize_t, first=Py_ssize_t, stop=Py_ssize_t)
    cdef bint _is_marked(self) except -1

    @cython.locals(stop=Py_ssize_t)
    cdef bint _is_alone(self) except -1

    @cython.locals(kind=int)
    cdef bint _is(self, Py_ssize_t first, Py_ssize_t stop) except -1

    @cython.locals(lowered=str, reach=Py_ssize_t)
    cdef bint _ends(self, Py_ssize_t stop) except -1

cdef bytes _known_endings()

@cython.locals(first=Py_ssize_t, reach=Py_ssize_t)
cdef Py_ssize_t _opening(str lowered, Py_ssize_t start, Py_ssize_t colon) except -1

@cython.locals(kind=int)
cdef int _kind(str words) except? -1

@cython.locals(heading=str)
cdef int _looked_up(str words) except? -1

@cython.locals(full_stop=Py_ssize_t, tail=str, item=str, items=list)
cpdef Py_ssize_t end_of_text(str text) except -1
