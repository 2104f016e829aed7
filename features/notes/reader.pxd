cimport cython
from denialrisk.features.notes.text cimport Sentence, Note, Wording
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits EXAMINED, NAMING
