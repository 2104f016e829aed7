# C types of lexicon.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython

cdef extern from *:
    ctypedef unsigned long long Bits "unsigned __int128"  # a bit for each of some hundred roles

@cython.final
cdef class Term:
    cdef public Py_ssize_t length
    cdef public Bits roles
    cdef public str side
    cdef public str territory
    cdef public dict values
