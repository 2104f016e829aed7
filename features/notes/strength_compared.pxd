# C types of strength_compared.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings, Statement
from denialrisk.features.notes.grades cimport Grade
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.places cimport within
from denialrisk.features.notes.spelling cimport holds_one, in_word
from denialrisk.features.notes.strength_words cimport add_strength, sides_of
from denialrisk.features.notes.text cimport Hit, Note, Sentence

cdef Bits _FELT, _COMPARED, _SIDE, _SPREAD
cdef unsigned int _NO_EXAM
cdef tuple _COMPARING, _CHANGING, _LATER_WORDS, _MORE, _NEAR_OR_FAR

@cython.locals(later=tuple, grade=Grade, first=Py_ssize_t, last=Py_ssize_t)
cpdef compare_later(Py_ssize_t start, Sentence sentence, tuple graded, double before, Findings findings)
cpdef tuple _later_place(Sentence sentence)
@cython.locals(right=tuple, left=bint, told=Statement)
cpdef compare_sides(list strengths, Findings findings)
@cython.locals(number=Py_ssize_t, sentence=Sentence)
cpdef read_near_and_far(Note note, Findings findings)
cdef inline bint _of_strength(Sentence sentence) except -1
@cython.locals(place=Py_ssize_t)
cdef bint _may_prevail(str words) except -1
@cython.locals(hit=Hit)
cpdef read_contrast(Sentence sentence, Findings findings)
@cython.locals(words=str)
cpdef read_change(Sentence sentence, Findings findings)
@cython.locals(letter=Py_UCS4, figures=Py_ssize_t)
cdef bint _three_figures(str words) except -1
@cython.locals(first=bint, place=Py_ssize_t, letter=Py_UCS4)
cdef bint _may_tell_both(str words) except -1
@cython.locals(start=Py_ssize_t)
cdef bint _follows_word(str words, Py_ssize_t place) except -1
cdef str _compared(double then, double now)
@cython.locals(words=str, place=Py_ssize_t)
cpdef _prevailing(Sentence sentence, Findings findings)
@cython.locals(start=Py_ssize_t, begins=bint)
cdef Py_ssize_t _near_or_far(str words, Py_ssize_t place) except -2
cdef Py_ssize_t _word_before(str words, Py_ssize_t place) except -1
@cython.locals(near=bint, far=bint, parts=dict, reduced=list, sides=set, place=tuple, both=bint, several=bint)
@cython.locals(grade=Grade)
cpdef tell_pattern(Note note, list weak, list strengths, Findings findings)
@cython.locals(parts=dict, grade=Grade, hit=Hit)
cdef dict _sides_of_parts(list weak)
@cython.locals(sides=set)
cdef bint _one_sided(dict parts) except -1
@cython.locals(sentence=Sentence, spared=set)
cdef set _spared(Note note)
@cython.locals(words=str, strong=list, place=Py_ssize_t)
cpdef tuple _strong(Sentence sentence)
cpdef measured_forces(Sentence sentence, Findings findings)
@cython.locals(place=Py_ssize_t, letter=Py_UCS4, figure=Py_ssize_t)
cdef bint _names_force(str words) except -1
