# C types of signature.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.spelling cimport in_word
from denialrisk.features.notes.text cimport Note, Sentence

cdef Bits _CREDENTIALS
cdef Py_ssize_t _SIGNATURE_REACH, _DATE_REACH, _DATE_END, _LETTERS
cdef unsigned int _UNDER_KEYWORDS

@cython.locals(lowered=str, reach=Py_ssize_t, date=Py_ssize_t)
cpdef read_signature(Note note, Findings findings)

@cython.locals(first=Py_ssize_t, number=Py_ssize_t, sentence=Sentence, start=Py_ssize_t, end=Py_ssize_t)
cdef Py_ssize_t _credentials(Note note, Py_ssize_t reach) except -1

cpdef bint signs(Sentence sentence) except -1

@cython.locals(place=Py_ssize_t, second=Py_ssize_t)
cdef Py_ssize_t _date_after(str words, Py_ssize_t start) except -2

@cython.locals(place=Py_ssize_t)
cdef Py_ssize_t _before_date(str words, Py_ssize_t date, Py_ssize_t reach) except -1

cdef inline bint _before_a_date(Py_UCS4 letter) except -1

@cython.locals(place=Py_ssize_t)
cdef bint _ends_with_date(str words, Py_ssize_t reach) except -1
