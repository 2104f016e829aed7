# C types of spans.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.openings cimport may_open
from denialrisk.features.notes.spelling cimport in_word

cdef frozenset _GLUED_OPENINGS, _SPAN_WORDS, _BEFORE_YEAR
cdef bytes _SPAN_OPENINGS, _TIME_OPENINGS, _OPENINGS_AFTER_FIGURE

@cython.locals(inside=bint, place=Py_ssize_t, sign=Py_UCS4)
cpdef object next_span(str words, Py_ssize_t start)
@cython.locals(known=bint)
cdef bint _may_open_span(str words, Py_ssize_t place, Py_UCS4 sign) except -1
@cython.locals(end=Py_ssize_t, after=Py_ssize_t)
cdef bint _word_may_open_span(str words, Py_ssize_t place) except -1
@cython.locals(end=Py_ssize_t, after=Py_UCS4)
cdef bint _figure_may_open_span(str words, Py_ssize_t place) except -1
@cython.locals(start=Py_ssize_t)
cdef bint _unit_may_follow(str words, Py_ssize_t end) except -1
@cython.locals(end=Py_ssize_t)
cdef bint _tells_age(str words, Py_ssize_t start) except -1
@cython.locals(following=str)
cdef bint _goes_on_as_date(str words, Py_ssize_t place) except -1
cdef bint _opens_year(str words, Py_ssize_t place) except -1
cdef Py_ssize_t _after_gap(str words, Py_ssize_t start) except -1
cdef Py_ssize_t _letters_end(str words, Py_ssize_t start) except -1
