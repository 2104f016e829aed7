cimport cython
from denialrisk.features.notes.text cimport Sentence, Note
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits _SIDED
