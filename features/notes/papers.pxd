# C types of papers.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.signature cimport signs
from denialrisk.features.notes.text cimport Hit, Sentence, is_current

cdef Bits WEAKNESS, _RECORDED, _RECORD, _JUDGED, _COMPLAINT, _PAPERS_NAMED, _OTHER_PAPERS, _NOT_DONE_OR_IF, _CAUSE
cdef Bits _DIFFERENTIAL_NAMED, _NOT_DONE, _PLAN_OF_CARE, _PROGRESS, _SKILLED, _MEDS_REVIEWED, _TRUE_WEAKNESS
cdef Bits _SEVERITY, _RATIONALE, _RECORDS, _RED_FLAGS, _RESIDUAL, _REVIEWED_BIT, _REVIEWING, _SIGNED_BIT, _TEST
cdef Bits _TOLD_APART_BIT, _UNSKILLED
cdef Py_ssize_t _NEXT, _CONDITIONED, _DECLINED
cdef unsigned int _ASSESSED, _NOT_OF_PATIENT, _NO_REPORT, _PLAN_OR_RESULTS

cpdef tuple whole(Sentence sentence)

@cython.locals(words=str, place=Py_ssize_t)
cpdef bint content(Sentence sentence) except -1

@cython.locals(first=bint, place=Py_ssize_t, hit=Hit)
cpdef read_tests(Sentence sentence, Findings findings)

@cython.locals(hit=Hit)
cdef tuple _first(Sentence sentence, Bits roles)

@cython.locals(hit=Hit, before=Hit, after=Hit)
cpdef bint not_done(Sentence sentence, Py_ssize_t place) except -1
@cython.locals(said=str)
cdef bint _puts_off(str words, Hit hit, Py_ssize_t start) except -1

cpdef read_assessment(Sentence sentence, Findings findings)

cdef bint _judges(Sentence sentence) except -1

@cython.locals(hit=Hit, first=Hit, last=Hit, causes=list, doubted=list, named=list)
cpdef read_differential(Sentence sentence, Findings findings)

@cython.locals(named=Py_ssize_t, hit=Hit)
cpdef bint may_differ(Sentence sentence) except -1

cpdef read_reviews(Sentence sentence, Findings findings)

cpdef object reviewed(Sentence sentence)

cdef inline bint _names_medicines(str words) except -1

@cython.locals(hit=Hit)
cpdef read_papers(Sentence sentence, Findings findings)

cdef _other_papers(Sentence sentence, Hit hit, Findings findings)

@cython.locals(place=tuple)
cdef _named_papers(Hit hit, Findings findings)
