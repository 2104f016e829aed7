# C types of therapy.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits, small_pattern
from denialrisk.features.notes.papers cimport content, whole
from denialrisk.features.notes.spelling cimport in_word
from denialrisk.features.notes.text cimport Hit, Sentence, is_current

cdef Bits _DEADLINE, _GOES_ON, _GOALS, _RATE_BIT, _THERAPY
cdef Py_ssize_t _FREQUENCY_REACH, _BESIDE
cdef tuple _WEEK, _LONG_ENDS, _GIVEN, _OPENINGS, _LONG_UNITS
cdef unsigned int _PLANNED, _UNDER_ADVICE, _UNDER_FREQUENCY, _UNDER_GOALS

@cython.locals(words=str, hit=Hit, place=tuple)
cpdef read_therapy(Sentence sentence, Findings findings, bint therapy)

cdef bint _of_care(str words, Hit goal) except -1

@cython.locals(roles=Bits)
cpdef bint aims(Sentence sentence) except -1

@cython.locals(tried=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, sign=Py_UCS4)
cdef object _frequency(str words)

@cython.locals(sign=Py_UCS4)
cdef bint _may_begin_frequency(str words, Py_ssize_t place) except -1

@cython.locals(end=Py_ssize_t, several=bint)
cdef bint _may_count(str words, Py_ssize_t place) except -1

@cython.locals(sign=Py_UCS4, before=Py_UCS4)
cdef bint _may_end_frequency(str words, Py_ssize_t place) except -1

cdef inline bint _names_aim(str words) except -1

cdef bint _treats_at_rate(Sentence sentence, bint therapy) except -1

cdef bint _is_of_therapy(Sentence sentence, object found) except -1
