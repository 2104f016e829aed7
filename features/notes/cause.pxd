# C types of cause.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.conclusion cimport holds_now, unnamed_cause, weaknesses
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits, small_words
from denialrisk.features.notes.text cimport Hit, Note, Sentence, is_current

cdef unsigned int _NEVER, _STORY, _UNDER_COMPLAINT, _UNDER_HISTORY
cdef Bits WEAK, WEAKNESS, _BETWEEN, _LOOKED_FOR, _CAUSE, _DIFFERENTIAL_NAMED, _EXCLUDED, _FIGURE
cdef Bits _HEDGE, _LINK, _LINK_AFTER, _LINK_BACK, _LINK_FORWARD, _NEGATE, _PARESIS, _PAST
cdef Bits _RESIDUAL, _RESOLVED, _TEST, _UNKNOWN_CAUSE, _SPEAKING, _LINKING
cdef dict _STATES
cdef tuple _POINTING
cdef frozenset _FITTING, _FITTING_LOCAL, _FITTING_FOCAL, _NOTHING
cdef Py_ssize_t _BRIEF, _AFTER, _BEFORE, _LONGEST_AFTER

@cython.locals(excluded=dict)
cpdef read_causes(Note note, Findings findings)
@cython.locals(said=dict)
cdef frozenset _fitting(Findings findings)
@cython.locals(fitting=frozenset, before=Sentence, named=str, told=bint, number=Py_ssize_t, sentence=Sentence, roles=Bits, start=Py_ssize_t, known=tuple)
cdef _read_sentences(Note note, Findings findings, dict excluded)
cdef bint _looked_for(Sentence sentence, Sentence before) except -1
@cython.locals(hit=Hit)
cpdef _unknown(Sentence sentence, Findings findings)
cdef bint _tells_weakness(Sentence sentence) except -1
@cython.locals(weak=bint, linked=bint, hit=Hit)
cdef bint _may_link_unnamed(Sentence sentence) except -1
cdef bint _may_cause(Sentence sentence, bint told) except -1
@cython.locals(counted=bint, hit=Hit)
cdef bint _states_cause(Sentence sentence) except -1
@cython.locals(hit=Hit, named=Hit)
cdef str _last_named(Sentence sentence)
@cython.locals(place=tuple, start=Py_ssize_t, end=Py_ssize_t, doubt=bint, hit=Hit)
cpdef _unnamed(Sentence sentence, Findings findings)
@cython.locals(place=Py_ssize_t, hit=Hit, doubt=bint)
cpdef _named_before(Sentence sentence, Findings findings, str named)
@cython.locals(place=Py_ssize_t, hit=Hit)
cdef bint _hedged(Sentence sentence, Py_ssize_t first, Py_ssize_t stop) except -1
@cython.locals(told=bint, excluded=frozenset)
cpdef _causes(Sentence sentence, Findings findings, tuple known)
@cython.locals(hit=Hit)
cdef _past_stroke(Sentence sentence, Findings findings, frozenset excluded)
@cython.locals(named=list, number=Py_ssize_t, sentence=Sentence)
cdef _instead(Note note, Findings findings, dict excluded)
cdef bint _is_conclusion(Sentence sentence) except -1
@cython.locals(hit=Hit)
cdef bint _names_instead(Sentence sentence) except -1
cdef bint _stands_instead(Hit cause) except -1
@cython.locals(hit=Hit)
cpdef _called_instead(Sentence sentence, Findings findings, frozenset excluded)
@cython.locals(found=dict, number=Py_ssize_t, sentence=Sentence, hit=Hit, value=str, words=frozenset)
cdef dict _excluded(Note note)
@cython.locals(gone=list, hit=Hit, last=Py_ssize_t, words=frozenset, named=str)
cdef frozenset _gone(Py_ssize_t number, Sentence sentence, dict excluded)
@cython.locals(place=Py_ssize_t, hit=Hit, cause=Hit)
cdef _linked(Sentence sentence, Findings findings, frozenset excluded)
@cython.locals(hit=Hit, cause=Hit)
cdef Hit _cause_of_link(Sentence sentence, Py_ssize_t place)
@cython.locals(hit=Hit, words=str)
cdef bint _unlinked(Sentence sentence, Py_ssize_t place) except -1
@cython.locals(place=Py_ssize_t, hit=Hit, cause=Hit, kind=str)
cdef _points_back(Sentence sentence, Findings findings, frozenset excluded)
@cython.locals(weakness=Hit, before=Py_ssize_t, hit=Hit)
cdef Hit _ever_since(Sentence sentence, Py_ssize_t place)
cdef bint _merely_beside(Sentence sentence, Hit cause, Hit link) except -1
@cython.locals(link=Hit, before=str, doubt=set, cause=Hit)
cdef _opens_with_link(Sentence sentence, Findings findings, frozenset excluded)
@cython.locals(cause=Hit, before=str, words=set, doubt=bint)
cdef _opens_with_cause(Sentence sentence, Findings findings, frozenset excluded)
@cython.locals(hit=Hit, named=bint)
cdef bint _is_past_stroke(Sentence sentence, Hit cause) except -1
@cython.locals(last=Hit, next_place=Py_ssize_t, after=Hit)
cdef bint _adjective(Sentence sentence, Py_ssize_t place) except -1
@cython.locals(before=Hit, cause=Hit)
cdef bint _equated(Sentence sentence, Py_ssize_t place) except -1
@cython.locals(link=Hit, named=Py_ssize_t)
cdef bint _doubt(Sentence sentence, Py_ssize_t place, Hit cause) except -1
@cython.locals(link=Hit, weak=list, before=Py_ssize_t, hit=Hit)
cdef bint _weakness_before(Sentence sentence, Py_ssize_t place) except -1
@cython.locals(link=Hit, weak=list, after=Py_ssize_t, hit=Hit)
cdef bint _weakness_after(Sentence sentence, Py_ssize_t place) except -1
@cython.locals(hit=Hit)
cdef Hit _cause_after(Sentence sentence, Hit link, bint weakening=*)
@cython.locals(hit=Hit, cause=Hit, reach=Py_ssize_t)
cdef Hit _cause_before(Sentence sentence, Hit link)
@cython.locals(told=bint, looked=bint, fitting=frozenset, excluded=frozenset, listed=bint, hit=Hit)
cdef _direct(Sentence sentence, Findings findings, tuple known)
@cython.locals(territory=str)
cdef bint _may_weaken(Hit cause, bint listed, frozenset fitting) except -1
cdef bint _is_stated(Sentence sentence, Hit cause, bint looked) except -1
cdef bint _days_after(Sentence sentence, Hit cause) except -1
@cython.locals(state=str)
cdef _add(Findings findings, Hit cause, frozenset excluded, bint doubt)
