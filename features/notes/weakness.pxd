cimport cython
from denialrisk.features.notes.text cimport Hit, Sentence, Note
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.places cimport Where
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits WEAKNESS, _BODY, _NAMED_DISEASE, _MEASURED, _FATIGUE, _SPOKEN_OF, _PART, _MUSCULAR
cdef Bits _CAUSE, _COMPLAINS, _CONCLUSION, _COURSE, _CRANIAL_NERVES, _EXCLUDED, _FATIGUE_BIT, _FATIGUE_DENIED
cdef Bits _FULL, _GRADE_WORD, _LASTING, _MUSCLE, _NUMB, _ONSET, _PARESIS, _PAST
cdef Bits _REDUCED, _REGION, _RESIDUAL, _RESOLVED, _SIDE, _STOP, _STRENGTH, _TELLS
cdef Bits _TEST, _TODAY, _WEAK, _WRITTEN_GRADE
