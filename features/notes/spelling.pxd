# C types of spelling.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython

cdef frozenset _BLANKS
cdef bytes _ASCII_BLANK

cpdef str flat(str lowered)
@cython.locals(place=Py_ssize_t)
cpdef Py_ssize_t find(str text, str mark, Py_ssize_t start, Py_ssize_t stop) except -1
@cython.locals(last=Py_UCS4, second=Py_UCS4, third=Py_UCS4)
cpdef bint may_end(str text, Py_ssize_t stop, bytes table) except -1
cpdef bint letter(Py_UCS4 sign) except -1
cpdef bint adjoin(str words, Py_ssize_t stop, Py_ssize_t start) except -1
@cython.locals(second=Py_UCS4)
cdef bint _opens_gap(str words, Py_ssize_t stop) except -1
@cython.locals(last=Py_UCS4, sign=Py_UCS4)
cdef bint _shortens(str words, Py_ssize_t stop) except -1
cdef bint _plain(Py_UCS4 sign)
cdef bint _white(str words, Py_ssize_t start, Py_ssize_t stop) except -1
cpdef bint in_word(Py_UCS4 sign) except -1
@cython.locals(part=str)
cpdef bint holds_one(str words, tuple parts) except -1
