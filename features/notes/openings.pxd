# C types of openings.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport lexicon, sign_pattern, small_pattern

cdef dict _LISTS

@cython.final
cdef class Listed:
    cdef bytes _openings
    cdef object _pattern

    @cython.locals(place=Py_ssize_t)
    cpdef bint stand(self, str text, Py_ssize_t start, Py_ssize_t stop) except -1
    cpdef bint may_begin(self, str text, Py_ssize_t start, Py_ssize_t stop) except -1
    cpdef bint may_stand(self, str text, Py_ssize_t start, Py_ssize_t stop) except -1

@cython.locals(known=Listed)
cpdef Listed listed(str name)
cpdef bint holds_small(str words, str name) except -1
@cython.locals(opening=cython.int)
cpdef bint may_open(str text, Py_ssize_t place, Py_ssize_t stop, bytes table) except -1
@cython.locals(inside=bint, place=Py_ssize_t)
cpdef Py_ssize_t next_opening(str text, Py_ssize_t start, Py_ssize_t stop, bytes table) except -1
@cython.locals(opening=cython.int, code=cython.int)
cdef int _opening(str text, Py_ssize_t place, Py_ssize_t stop) except -1
cdef int _code(Py_UCS4 sign) noexcept
