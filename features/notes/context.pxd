# C types of context.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits, small_words
from denialrisk.features.notes.text cimport Hit, Sentence, is_current

cdef unsigned int _UNDER_ADVICE, _UNDER_FAMILY
cdef Bits WEAKNESS, _TARGETS, _FORWARD, _CUES, _BACKWARD, _SETTLED, _SYMPTOMS, _SIGNED, _CAUSE
cdef Bits _CONDITION, _DIFFERENTIAL_NAMED, _EXCLUDED, _FAMILY, _GRADE_WORD, _HEDGE, _HEDGE_AFTER
cdef Bits _LINK, _LINK_FORWARD, _NARRATIVE, _NEGATE, _NEGATE_AFTER, _REGION, _RESOLVED
cdef Bits _RISK_AFTER, _STOP, _TEST, _WEAK, _OVER, _NOT_OVER, _OF_PATIENT, _CLOSES, _UNREACHED
cdef tuple _EXCEPT, _AFFIRMED, _VERB_CUES, _HANGS, _SPANS
cdef tuple _PLUS_BEFORE, _PLUS_AFTER, _MINUS_BEFORE, _MINUS_AFTER, _BOXES

@cython.final
@cython.freelist(4)
cdef class Scope:
    cdef Py_ssize_t negated
    cdef bint strong
    cdef Py_ssize_t past
    cdef Py_ssize_t hedged
    cdef Py_ssize_t excluded
    cdef bint family
    cdef bint carried
    cdef bint conditional

cpdef bint gave_up(Sentence sentence, Hit hit) except -1
@cython.locals(roles=Bits)
cpdef void settle(Sentence sentence, bint relative, bint denied) except *
@cython.locals(another=bint, advice=bint, ancient=bint, denied=bint, scope=Scope, hit=Hit)
cdef void _forward(Sentence sentence, bint relative, bint listed) except *
@cython.locals(words=str)
cdef bint _long_ago(Sentence sentence) except -1
@cython.locals(letter=cython.Py_UCS4)
cdef bint _has_digit(str words) except -1
cdef str _state(Sentence sentence, Hit hit, Scope scope)
cdef bint _differential(Sentence sentence, Hit hit) except -1
cdef bint _after_colon(Sentence sentence, Py_ssize_t opened, Hit hit) except -1
@cython.locals(words=str, comma=Py_ssize_t, slash=Py_ssize_t)
cdef bint _in_list(Sentence sentence, Hit hit, Scope scope) except -1
cdef bint _predicate(str words, Py_ssize_t comma, Py_ssize_t end) except -1
cdef bint _listed(str words, Py_ssize_t negated) except -1
@cython.locals(place=Py_ssize_t, before=Hit)
cdef bint _region_before(Sentence sentence, Hit hit) except -1
@cython.locals(roles=Bits)
cdef void _apply(Sentence sentence, Hit hit, Scope scope) except *
@cython.locals(roles=Bits)
cdef void _apply_lesser(Sentence sentence, Hit hit, Scope scope) except *
@cython.locals(words=str, start=Py_ssize_t, limit=Py_ssize_t)
cdef bint _counted(Sentence sentence, Hit hit) except -1
@cython.locals(start=Py_ssize_t)
cdef bint _relative(Sentence sentence, Hit hit) except -1
cdef Py_ssize_t _before_spaces(str words, Py_ssize_t start, Py_ssize_t end) except -1
cdef Py_ssize_t _after_spaces(str words, Py_ssize_t start, Py_ssize_t end) except -1
@cython.locals(after=str, start=Py_ssize_t, closed=Py_ssize_t)
cdef bint _reaches_back(Sentence sentence, Hit hit) except -1
@cython.locals(each=Hit, caused=Py_ssize_t)
cdef bint _settles_cause(Sentence sentence, Hit hit) except -1
@cython.locals(place=Py_ssize_t, hit=Hit)
cdef void _backward(Sentence sentence) except *
@cython.locals(roles=Bits)
cdef void _look_back(Sentence sentence, Py_ssize_t place, Hit hit) except *
@cython.locals(words=str, comma=Py_ssize_t)
cdef bint _doubts_next(Sentence sentence, Hit hit) except -1
@cython.locals(number=Py_ssize_t, after=Hit)
cdef bint _forward_only(Sentence sentence, Py_ssize_t place) except -1
@cython.locals(cue=Hit, edge=Py_ssize_t, exclusion=bint, reached=Bits, number=Py_ssize_t, hit=Hit, between=str)
cdef void _reach(Sentence sentence, Py_ssize_t place, str state, Py_ssize_t far) except *
cdef bint _near(str between, Py_ssize_t far) except -1
@cython.locals(word=str)
cdef bint _joins(str between) except -1
@cython.locals(asked=bint, hit=Hit)
cdef void _signs(Sentence sentence) except *
@cython.locals(start=Py_ssize_t, end=Py_ssize_t, before=Py_ssize_t, after=Py_ssize_t, sign=Py_UCS4)
cdef bint _marked(str words, Hit hit) except -1
@cython.locals(before=str, after=str)
cdef void _sign(Sentence sentence, Hit hit, bint asked) except *
cdef bint _asked(Sentence sentence, Hit hit) except -1
@cython.locals(start=Py_ssize_t)
cdef bint _minus(Sentence sentence, Hit hit) except -1
