# C types of copied.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.text cimport Note, Sentence

cdef unsigned int _UNDER_EXAM
cdef Py_ssize_t _BEFORE
cdef Bits _CARRIED, _FINDINGS

@cython.locals(start=Py_ssize_t, sentence=Sentence)
cpdef read_copied(Note note, Findings findings)
@cython.locals(number=Py_ssize_t, each=Sentence)
cdef list _examination(Note note)
@cython.locals(words=str)
cpdef str _told(Sentence sentence)
cdef str _plain(str text)
