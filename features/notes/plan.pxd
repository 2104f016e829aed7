# C types of plan.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.context cimport gave_up
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.papers cimport content, not_done, reviewed, whole
from denialrisk.features.notes.signature cimport signs
from denialrisk.features.notes.teller cimport opens_with_order
from denialrisk.features.notes.text cimport Hit, Note, Sentence, is_current

cdef Bits _DATED, _RECORDED, _DIAGNOSED, _RESULT, _DONE, _DECIDED, _SAID, _NO_CLOSING, _COMPLAINT, _PLANS
cdef Bits _NO_TREATMENT, _ARRANGED_BIT, _CONDITION, _EARLIER_CARE, _FULL, _IMPERATIVE, _ONSET, _PERSON, _PLAN_ACTION
cdef Bits _REVIEWED_BIT, _REVIEWING, _TEST, _TREATMENT
cdef Py_ssize_t _SHORT, _LATER_REACH, _LIST_REACH
cdef unsigned int _DIAGNOSES, _MAY_DECIDE, _PLANNED, _PLANS_NOTHING, _UNDER_ADVICE, _UNPLANNED

cpdef read_plan(Sentence sentence, Findings findings, bint treated)

@cython.locals(concluded=bint, last=Py_ssize_t, number=Py_ssize_t, sentence=Sentence, start=Py_ssize_t)
cpdef read_closing(Note note, Findings findings)

cpdef bint may_plan(Sentence sentence) except -1

@cython.locals(roles=Bits)
cpdef bint may_treat(Sentence sentence) except -1

@cython.locals(sentence=Sentence)
cpdef bint tells_plan(Note note, Py_ssize_t number) except -1

cdef bint _may_decide(Sentence sentence) except -1

@cython.locals(hit=Hit)
cdef _decision(Sentence sentence, Findings findings)

@cython.locals(told=bint)
cdef bint _decided(Sentence sentence, Hit hit) except -1

@cython.locals(hit=Hit)
cdef _tests_to_come(Sentence sentence, Findings findings)

@cython.locals(place=Py_ssize_t, sign=Py_UCS4, stroke=Py_ssize_t, in_weeks=bint)
cdef bint _to_come(str words, Py_ssize_t end) except -1

@cython.locals(each=Hit)
cdef bint _begins_illness(Sentence sentence, Hit hit) except -1

@cython.locals(roles=Bits)
cdef bint _decides(Sentence sentence) except -1

@cython.locals(full=list, last=Hit)
cdef bint _arranges(Sentence sentence) except -1

@cython.locals(hit=Hit)
cdef _arranged_tests(Sentence sentence, Findings findings)

cdef inline bint _may_close(Sentence sentence) except -1

@cython.locals(words=str)
cdef bint _closes(Sentence sentence, bint last) except -1

@cython.locals(letter=Py_UCS4)
cdef bint _has_letter(str words) except -1

@cython.locals(words=list, word=str)
cdef bint _is_short(str text) except -1

@cython.locals(roles=Bits, result=bint, hit=Hit)
cdef bint _does(Sentence sentence) except -1

cdef bint _plans_nothing(Sentence sentence) except -1

@cython.locals(words=str, start=Py_ssize_t, short=bint, place=Py_ssize_t, hit=Hit)
cdef _treatment(Sentence sentence, Findings findings)

@cython.locals(lowered=str, start=Py_ssize_t, end=Py_ssize_t, sentence=Sentence)
cdef bint _in_home_list(Note note, Py_ssize_t number) except -1

@cython.locals(place=Py_ssize_t)
cdef Py_ssize_t _list_start(str lowered, Py_ssize_t start, Py_ssize_t end) except -1
