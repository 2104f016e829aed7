# C types of side.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.places cimport names_other_side
from denialrisk.features.notes.text cimport Hit, Note, Sentence

cdef unsigned int _NOT_HERE
cdef Bits _SIDED

@cython.locals(sentence=Sentence, start=Py_ssize_t, first=Py_ssize_t, last=Py_ssize_t)
cpdef void read_side(Note note, Findings findings) except *

cdef bint _lacks_side(Findings findings) except -1

@cython.locals(hit=Hit, side=str, sides=list)
cpdef list _sides(Sentence sentence)
