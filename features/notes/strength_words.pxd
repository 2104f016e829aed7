# C types of strength_words.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.places cimport Where, around, within
from denialrisk.features.notes.text cimport Hit, Sentence, is_current

cdef unsigned int _NOT_FOUND
cdef Bits _ABLE, _COMPLAINS, _FULL_BIT, _GAIT, _GRADE_WORD, _MUSCLE, _NEGATE, _PARESIS, _REDUCED, _REFLEXES
cdef Bits _SENSATION, _STRENGTH, _TELLS, _TONE, _WEAKNESS

@cython.locals(place=Py_ssize_t, hit=Hit, value=str)
cpdef read_words(Sentence sentence, Findings findings, bint graded)
@cython.locals(hit=Hit, after=Hit, number=Py_ssize_t)
cdef _muscle(Sentence sentence, Py_ssize_t place, Findings findings)
cdef bint _examined(Sentence sentence) except -1
@cython.locals(hit=Hit, after=Hit, before=Hit, number=Py_ssize_t, judged=bint, denied=bint, normal=bint, value=str, where=Where)
cdef _qualified(Sentence sentence, Py_ssize_t place, Findings findings)
@cython.locals(sides=list, side=str, region=Hit, group=str)
cpdef add_strength(Findings findings, str value, tuple place, Where where, object number)
@cython.locals(sides=list, side=str)
cpdef list sides_of(Where where)
@cython.locals(hit=Hit, spread=str, side=str)
cdef _note_reduced(Findings findings, tuple place, Where where)
cpdef examined_weakness(Hit hit, Where where, Findings findings)
@cython.locals(region=Hit)
cdef bint _of_the_face(Hit hit, Where where) except -1
