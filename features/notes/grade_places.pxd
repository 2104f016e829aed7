# C types of grade_places.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.grades cimport Grade
from denialrisk.features.notes.lexicon cimport Bits, small_words
from denialrisk.features.notes.places cimport Where, within
from denialrisk.features.notes.text cimport Hit, Note, Sentence

cdef Bits _SIDED, _FULL_BIT, _MUSCLE
cdef int FULL, _LONGEST_TABLE

@cython.locals(sentence=Sentence, place=Py_ssize_t)
cpdef str first_column(Note note, Py_ssize_t number)
@cython.locals(second=Py_ssize_t)
cdef bint _ends_in_two(str words) except -1
@cython.locals(place=Py_ssize_t)
cdef Py_ssize_t _last_grade(str words, Py_ssize_t end) except -2
@cython.locals(grade=Grade)
cpdef tuple graded_row(Sentence sentence, str first)
@cython.locals(hit=Hit)
cdef _name_muscles(Grade grade, str words)
@cython.locals(
    words=str, leads=Where, leading=bint, side_last=bint, is_last=bint, before=Py_ssize_t, place=Py_ssize_t, grade=Grade,
    after=Py_ssize_t, where=Where, trailing=list, beyond=list,
)
cpdef place_grades(Sentence sentence, list grades)
@cython.locals(hit=Hit)
cdef list _sides_within(Sentence sentence, Py_ssize_t start, Py_ssize_t end)
@cython.locals(side=str)
cdef bint _all_bilateral(Where where) except -1
@cython.locals(after=Py_ssize_t)
cdef Py_ssize_t _reach(str words, Py_ssize_t place) except -1
@cython.locals(lowest=double, grade=Grade)
cdef _keep_weakest_part(list grades)
@cython.locals(hit=Hit)
cdef Py_ssize_t _next_muscle(Sentence sentence, Py_ssize_t start) except -1
@cython.locals(hit=Hit)
cdef Py_ssize_t _until_full(Sentence sentence, Py_ssize_t start, Py_ssize_t end) except -1
@cython.locals(full=str, other=str, grade=Grade, where=Where)
cdef _against_the_other(list grades)
@cython.locals(full=str, side=str, grade=Grade)
cdef str _full_side(list grades)
