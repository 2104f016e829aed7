# C types of sections.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport lexicon

cdef Py_ssize_t LONGEST, _MARKED_LONGEST
cdef int _NO_HEADING, _NOT_MET
cdef dict _kinds

@cython.locals(found=list, start=Py_ssize_t, end=Py_ssize_t)
cpdef list headings(str lowered)

@cython.locals(colon=Py_ssize_t, first=Py_ssize_t, kind=int)
cdef int _read_line(str lowered, Py_ssize_t start, Py_ssize_t end, list found) except -1

@cython.locals(first=Py_ssize_t, stop=Py_ssize_t)
cdef object _marked(str lowered, Py_ssize_t start, Py_ssize_t end)

@cython.locals(first=Py_ssize_t, reach=Py_ssize_t)
cdef Py_ssize_t _opening(str lowered, Py_ssize_t start, Py_ssize_t colon) except -1

@cython.locals(dash=Py_ssize_t)
cdef int _alone(str line) except? -1

@cython.locals(kind=int)
cdef int _kind(str words) except? -1

@cython.locals(heading=str)
cdef int _looked_up(str words) except? -1

@cython.locals(full_stop=Py_ssize_t, tail=str, item=str, items=list)
cpdef Py_ssize_t end_of_text(str text) except -1
