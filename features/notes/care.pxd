cimport cython
from denialrisk.features.notes.text cimport Hit, Sentence, Note
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits EXAMINED, WEAKNESS, _DATED, _RECORDED, _JUDGED, _DIAGNOSED, _RESULT, _DONE
cdef Bits _SAID, _NOT_CLOSING, _COMPLAINT, _PAPER_BITS, _GONE_THROUGH, _ASKED, _CONSIDERED, _OF_THERAPY
cdef Bits _ARRANGED_BIT, _CAUSE, _CONDITION, _CREDENTIALS, _DEADLINE, _DIFFERENTIAL_NAMED, _EARLIER_CARE, _FAMILY
cdef Bits _FULL, _GO_ON, _GOALS, _NARRATIVE, _NOT_DONE, _ONSET, _PAST, _PERSON
cdef Bits _PLAN_ACTION, _RATE_BIT, _RATIONALE, _RECORDS, _RED_FLAGS, _RESIDUAL, _RESPONSE, _REVIEWED_BIT
cdef Bits _REVIEWING, _SIGNED_BIT, _TELLS, _TEST, _THERAPY, _TOLD_APART_BIT, _TREATMENT, _UNSKILLED
cdef Bits _VISITS
