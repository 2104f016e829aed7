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

cdef list _SHIPPED
cdef dict _SMALL_WORDS, _SMALL_PATTERNS, _SIGN_PATTERNS

cpdef object lexicon()
@cython.locals(words=frozenset)
cpdef frozenset small_words(str name)
cpdef object small_pattern(str name)
cpdef object sign_pattern(str name)
