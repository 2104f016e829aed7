# C types of segments.py, compiled; see CONTRIBUTING.md, "The compiled note reader".
cimport cython

@cython.final
cdef class SegmentReader:
    cdef object _read
    cdef str _source
    cdef object _quarantine
    cdef bint _reported_component
    cdef str _text
    cdef bint _closed
    cdef bint _ended
    cdef readonly bint damaged
    cdef public Py_ssize_t number
    cdef public object separators

    @cython.locals(parts=tuple, as_declared=bint)
    cpdef tuple components(self, str value)
    cdef bint _read_more(self) except -1
    cdef bint _find_interchange(self) except -1
    cdef _report_passed_over(self, bint passed_over)
    @cython.locals(pieces=list, text=str, holds_header=bint, piece=str, stripped=str)
    cdef tuple _cleaned(self, list raw, str terminator)
    cdef _put_back(self, list pieces)

cdef object _header_in(str text)
cdef bint _is_too_long(str piece) except -1
cdef bint _has_content(str text) except -1
cdef str _unwrapped(str piece)
