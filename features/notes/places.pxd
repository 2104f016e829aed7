# C types of places.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits, small_words
from denialrisk.features.notes.text cimport Hit, Sentence

cdef Bits WEAKNESS, _PLACES, _CHAIN, _CAUSE, _NEGATE, _NUMB, _REGION, _SIDE, _SPREAD, _WEAK, _WEAKNESS
cdef frozenset _SAME_SIDE
cdef tuple _LINKING
cdef Py_ssize_t _FAR

@cython.final
@cython.freelist(16)
cdef class Where:
    cdef public list sides
    cdef public list regions
    cdef public list spread

@cython.locals(fillers=frozenset, left=list, right=list, farthest=Hit)
cpdef Where around(Sentence sentence, Py_ssize_t place)

@cython.locals(hit=Hit, named=list)
cpdef Where within(Sentence sentence, Py_ssize_t start, Py_ssize_t end)

@cython.locals(hit=Hit)
cpdef bint names_other_side(Sentence sentence) except -1

@cython.locals(where=Where, hit=Hit, side=str, place=Py_ssize_t, told=bint)
cpdef Where described(list hits)

@cython.locals(hit=Hit, side=str, one=bint)
cdef void _let_one_side_win(Where where) except *

@cython.locals(hit=Hit, region=Hit, before=Py_ssize_t)
cdef bint _sided(list hits, Py_ssize_t place) except -1

@cython.locals(hit=Hit)
cdef bint _names_side(list hits) except -1

cdef bint _measure(str words, Py_ssize_t start) except -1

@cython.locals(hits=list, words=str, chain=list, last=Hit, hit=Hit, start=Py_ssize_t, end=Py_ssize_t)
cdef list _chain(Sentence sentence, Py_ssize_t place, Py_ssize_t step, frozenset fillers)

cdef bint _joins(str words, Hit hit) except -1

@cython.locals(after=Py_ssize_t, last=Py_ssize_t)
cdef bint _only_small_words(str words, Py_ssize_t start, Py_ssize_t end, frozenset small) except -1

cdef bint _is_mark(Py_UCS4 letter) noexcept
