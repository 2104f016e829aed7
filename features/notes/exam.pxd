# C types of exam.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits, small_pattern, small_words
from denialrisk.features.notes.text cimport Hit, Note, Sentence

cdef unsigned int _NEVER, _NOT_ABLE, _TOLD, _TOLD_BY_PATIENT, _UNDER_PLAN, _UNDER_ROS
cdef Bits _TESTED, _TELLING, _ORDERING, _ABILITY, _ABLE, _ACT, _COMPLAINS, _COORDINATION, _CRANIAL_NERVES
cdef Bits _DEVICE, _DROOP, _FALLS, _FUNCTION, _GAIT, _HANDED, _LOOKED, _NUMB
cdef Bits _ORDERED, _REFLEXES, _REGION, _SENSATION, _TONE, _WEAKNESS

@cython.locals(number=Py_ssize_t, sentence=Sentence)
cpdef read_exam(Note note, Findings findings)
@cython.locals(hit=Hit)
cdef bint _may_tell(Sentence sentence) except -1
cpdef _read(Sentence sentence, Findings findings)
@cython.locals(hit=Hit)
cdef _handed(Sentence sentence, Findings findings)
cdef bint _is_said(Hit hit) except -1
@cython.locals(told=bint, hit=Hit, facial=bint)
cdef _examined(Sentence sentence, Findings findings)
@cython.locals(asked=bint)
cdef _tested(Sentence sentence, Hit hit, Findings findings, bint told)
@cython.locals(place=Py_ssize_t, likely=bint)
cdef bint _is_untested(str words, Py_ssize_t end) except -1
cdef bint _of_a_pupil(Sentence sentence, Hit hit) except -1
cdef bint _is_facial(Hit hit) except -1
cdef bint _sensation(Sentence sentence, Hit hit, bint told) except -1
cdef bint _observed(Sentence sentence, Hit hit, bint told) except -1
@cython.locals(ordering=bint, place=Py_ssize_t, hit=Hit)
cdef _able(Sentence sentence, Findings findings)
cdef bint _walks(Sentence sentence, Hit hit) except -1
@cython.locals(hit=Hit)
cpdef bint names_task(Sentence sentence) except -1
cdef bint _is_task(Sentence sentence, Hit able) except -1
@cython.locals(place=Py_ssize_t, hit=Hit)
cdef bint _region_follows(Sentence sentence, Py_ssize_t end, Py_ssize_t first, Py_ssize_t stop) except -1
cdef bint _is_mechanism(Sentence sentence, Hit hit) except -1
@cython.locals(act=Hit, moves=bint)
cdef bint _beside_ability(Sentence sentence, Py_ssize_t place) except -1
@cython.locals(act=Hit, near=Py_ssize_t, hit=Hit)
cdef bint _ability_near(Sentence sentence, Py_ssize_t place) except -1
