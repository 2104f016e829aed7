cimport cython
from denialrisk.features.notes.text cimport Hit, Sentence, Note
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.places cimport Where
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits _FELT, _MUSCLES, _GRADED, _SPOKEN_OF, _MEASURED, _WRITTEN, _IN_WORDS, _SHOWN
cdef Bits _NAMED, _ABLE, _COMPARED, _COMPLAINS, _COURSE, _FIGURE, _FULL_BIT, _GAIT
cdef Bits _GRADE_WORD, _MUSCLE, _NEGATE, _PARESIS, _REDUCED, _REFLEXES, _SCALE_NAMED, _SENSATION
cdef Bits _SIDE, _SIDES, _SPREAD, _STRENGTH, _TELLS, _TONE, _WEAKNESS, _WRITTEN_GRADE
