# C types of conclusion.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits, lexicon, sign_pattern, small_pattern
from denialrisk.features.notes.text cimport Hit, Sentence, is_current

cdef unsigned int _NO_CONCLUSION, _TOLD_OR_TESTED, _UNDER_HEADING, _UNDER_HISTORY
cdef Bits WEAKNESS, _NAMING, _NO_BARE, _PLACE, _ACTS, _CAUSE, _CONCLUSION, _DISEASE, _FAMILY, _GRADE_WORD
cdef Bits _LINK, _LINK_AFTER, _LINKS, _DENIES, _PARESIS, _PAST, _REDUCED, _STRENGTH, _TELLS, _TESTED, _TIRED
cdef Bits _UNKNOWN_CAUSE
cdef Py_ssize_t _BETWEEN, _LONGEST_BARE, _NEAR, _BESIDE
cdef frozenset _NO_DIAGNOSIS

cpdef bint concludes(Sentence sentence, bint examined) except -1
@cython.locals(found=list, place=Py_ssize_t, hit=Hit)
cpdef list weaknesses(Sentence sentence)
@cython.locals(number=Py_ssize_t, before=Hit)
cdef bint _reduced(Sentence sentence, Py_ssize_t place, Hit hit) except -1
@cython.locals(hit=Hit)
cpdef bint holds_now(Sentence sentence, Bits roles) except -1
cdef bint _long_ago(str words) except -1
@cython.locals(roles=Bits, linked=bint)
cdef bint _explains(Sentence sentence) except -1
cdef bint _linked(Sentence sentence) except -1
@cython.locals(weak=list, first=Hit, link=Hit, end=Py_ssize_t)
cpdef tuple unnamed_cause(Sentence sentence)
@cython.locals(found=list, hit=Hit)
cdef list _current_weaknesses(Sentence sentence)
@cython.locals(hit=Hit)
cdef bint _near_before(list weak, Hit link) except -1
@cython.locals(hit=Hit)
cdef bint _hinders(Sentence sentence, Py_ssize_t start, Py_ssize_t end) except -1
cdef Py_ssize_t _cause_after(Sentence sentence, Hit link) except -2
cdef object _disease(Sentence sentence, Py_ssize_t start, Py_ssize_t end)
@cython.locals(hit=Hit)
cdef bint _place_after(Sentence sentence, Py_ssize_t end) except -1
@cython.locals(roles=Bits)
cdef bint _bare_diagnosis(Sentence sentence) except -1
@cython.locals(hit=Hit)
cdef bint _named(Sentence sentence) except -1
@cython.locals(heads=frozenset, stems=tuple, endings=tuple, last=frozenset)
@cython.locals(start=Py_ssize_t, end=Py_ssize_t, ends_so=bint, likely=bint)
cdef bint _names_disease(str words) except -1
cdef bint _bare(str words) except -1
