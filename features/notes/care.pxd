# C types of care.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.papers cimport may_differ, read_assessment, read_differential, read_papers, read_reviews, read_tests
from denialrisk.features.notes.plan cimport may_plan, may_treat, read_closing, read_plan, tells_plan
from denialrisk.features.notes.signature cimport read_signature
from denialrisk.features.notes.text cimport Note, Sentence
from denialrisk.features.notes.therapy cimport aims, read_therapy

cdef Bits EXAMINED, _COMPLAINT, PAPERS, _GONE_THROUGH, _ASKED, _CONSIDERED
cdef Bits _OF_THERAPY, _PLANS, _READ, _CAUSE, _RATE_BIT, _TEST, _THERAPY, _TOLD_APART_BIT
cdef unsigned int _PLANNED_OR_GOALS, _UNDER_FREQUENCY, _UNDER_GOALS

@cython.locals(
    therapy=bint, examined=bint, before=bint, planned=bint, plans=bint, treats=bint, treated=bint, number=Py_ssize_t,
    sentence=Sentence, roles=Bits, context=tuple, said=dict,
)
cpdef read_care(Note note, Findings findings)

@cython.locals(roles=Bits)
cdef inline bint _asked(Sentence sentence) except -1

cpdef _read_of_therapy(Sentence sentence, Findings findings, bint treated=*)

cpdef _read(Sentence sentence, Findings findings, bint treated=*)

@cython.locals(roles=Bits)
cdef _read_all(Sentence sentence, Findings findings, bint treated, bint therapy)
