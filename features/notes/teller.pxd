# C types of teller.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits, lexicon
from denialrisk.features.notes.text cimport Hit, Wording

cdef unsigned int _HISTORIES, _LISTS, _NO_HEADING, _OPEN, _TOLD, _UNDER_EXAM, _UNDER_ROS
cdef Bits _FOUND, _TESTED, _TELLS, _EXAMINES, _FAMILY, _IMPERATIVE, _PAST, _REFLEXES
cdef Bits _WRITTEN_GRADE
cdef tuple _VISITS
cdef Py_ssize_t _OPENING

@cython.final
cdef class Teller:
    cdef public unsigned int section
    cdef public bint exam
    cdef unsigned int _heading
    cdef bint _exam
    cdef bint _lists
    cdef bint _told
    cdef bint _open
    cdef bint _turned
    cdef bint _examining

    cdef void _under(self, unsigned int heading) except *
    cpdef void follow(self, unsigned int heading, Wording said) except *

@cython.locals(reach=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, following=Py_ssize_t)
cpdef bint opens_with_order(Bits roles, str words) except -1
cdef Py_ssize_t _until_space(str words, Py_ssize_t start, Py_ssize_t stop, bint space) except -1
@cython.locals(roles=Bits)
cdef bint _turns_to_exam(unsigned int section, Wording said) except -1
@cython.locals(hit=Hit)
cdef bint _opens_examining(Wording said) except -1
cdef bint _examines(Bits roles, bint before) except -1
