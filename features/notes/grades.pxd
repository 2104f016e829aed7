# C types of grades.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.places cimport Where
from denialrisk.features.notes.spelling cimport holds_one, in_word
from denialrisk.features.notes.text cimport Hit, Sentence

cdef tuple _SIGNS, _NUMBER_WORDS, _FIVES, _OUT_OF, _COUNTED
cdef frozenset _OTHER_BEGINNINGS, _NONE, _GOES_ON, _COUNTED_BEGINNINGS
cdef dict _NUMBERS
cdef Py_ssize_t _COUNTED_REACH
cdef Bits _MUSCLES, _GRADED, _SPOKEN_OF, _NAMED, _FIGURE, _FIVE, _MUSCLE, _REFLEXES, _SIDE, _SIDES, _STRENGTH, _TONE
cdef Bits _WRITTEN_GRADE
cdef Where _NOWHERE

@cython.final
@cython.freelist(64)
cdef class Grade:
    cdef readonly double number
    cdef readonly Py_ssize_t start
    cdef readonly Py_ssize_t end
    cdef public Where where
    cdef public frozenset muscles
    cdef public bint near
    cdef public bint far

@cython.locals(words=str, stroke=Py_ssize_t)
cpdef bint come_in_pairs(Sentence sentence) except -1
cdef bint _parts_sides(Py_UCS4 before, Py_UCS4 after) except -1
@cython.locals(words=str, place=Py_ssize_t, letter=Py_UCS4)
cpdef bint may_grade(Sentence sentence) except -1
@cython.locals(sign=Py_UCS4, after=Py_UCS4)
cdef bint _may_end(str words, Py_ssize_t end) except -1
cdef inline bint _joins_figure(Py_UCS4 letter) except -1
@cython.locals(words=str, grades=list)
cpdef list written_grades(Sentence sentence, bint after, bint scaled, bint paired, bint reflexes)
@cython.locals(place=Py_ssize_t, letter=Py_UCS4)
cdef bint _of_five(str words) except -1
@cython.locals(spaced=bint, before=Py_UCS4)
cdef bint _is_whole(str words, Py_ssize_t place) except -1
@cython.locals(hit=Hit)
cdef bint _of_another_scale(Sentence sentence, bint go_on) except -1
@cython.locals(
    words=str, numbers=list, after_muscle=list, after_word=list, named=bint, several=bint, grades=list, grade=Grade,
)
cdef list _plain(Sentence sentence, bint scaled)
@cython.locals(grade=Grade)
cdef bint _signed(str words, list grades) except -1
@cython.locals(grades=list, grade=Grade)
cdef list _pairs_after_muscles(Sentence sentence)
@cython.locals(sided=bint, side=bint, hit=Hit, gap=Py_ssize_t)
cdef bint _follows_muscle(Sentence sentence, Py_ssize_t place) except -1
cdef list _found(object pattern, str words)
@cython.locals(grades=list, grade=Grade)
cdef list _of_strength(str words, list numbers)
@cython.locals(numbers=list, spelled=bint, end=Py_ssize_t, place=Py_ssize_t, letter=Py_UCS4, grade=Grade)
cdef list _numbers(object pattern, str words)
@cython.locals(end=Py_ssize_t, lowest=double, stem=str)
cdef Grade _number_at(object pattern, str words, Py_ssize_t place)
@cython.locals(end=Py_ssize_t, after=Py_UCS4)
cdef Py_ssize_t _end_of_fifths(str words, Py_ssize_t place) except -1
cdef inline bint _joins(Py_UCS4 letter) except -1
@cython.locals(letter=Py_UCS4, after=Py_UCS4)
cdef bint _may_begin(str words, Py_ssize_t place, bint spelled) except -1
@cython.locals(start=Py_ssize_t)
cdef Py_ssize_t _stretch(str words, Py_ssize_t place, Py_ssize_t reach) except -1
@cython.locals(before=str)
cdef bint _is_strength(str words, Py_ssize_t start, Py_ssize_t end) except -1
@cython.locals(first=Py_ssize_t, start=Py_ssize_t, begins=bint)
cdef bint _of_another_matter(str words, Py_ssize_t place) except -1
@cython.locals(start=Py_ssize_t)
cdef bint _counts(str words, Py_ssize_t end) except -1
