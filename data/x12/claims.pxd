# C types of claims.py, compiled; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.data.x12.claim cimport Claim, npi
from denialrisk.data.x12.segments cimport SegmentReader
from denialrisk.data.x12.values cimport day, element

cdef dict OUTSIDE
cdef dict IN_CLAIM
cdef dict HEADER

@cython.final
cdef class ClaimLoops:
    cdef SegmentReader _reader
    cdef str _source
    cdef object _keys
    cdef object _quarantine
    cdef object _envelope
    cdef dict _loop
    cdef object _above
    cdef Claim _claim
    cdef bint _dental
    cdef bint _institutional
    cdef bint _reported_form
    cdef public list rows
    cdef public Py_ssize_t refused

    @cython.locals(name=str)
    cpdef take(self, list segment)
    @cython.locals(claim=Claim)
    cdef _close(self)
    cdef _cut(self)
    cdef _refuse(self, object error, Py_ssize_t at)
