# C types of cut.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.sections cimport Headings, end_of_text
from denialrisk.features.notes.spelling cimport may_end
from denialrisk.features.notes.text cimport Piece, piece_of

cdef Py_ssize_t _LAST_CODE, _LONGEST_ABBREVIATION, _REACH, SHORT_LINE, LONGEST_SENTENCE
cdef str _OPENING
cdef bytes _ENDS
cdef unsigned int _NO_HEADING, _ENDS_WITH_ITS_LINE

@cython.locals(cutter=_Cutter, code=Py_ssize_t, turn=Py_ssize_t, place=Py_ssize_t, sign=cython.uchar, blank=cython.uchar,
    last_mark=cython.uchar)
cpdef list cut(str text, str lowered)

@cython.final
cdef class _Cutter:
    cdef str text
    cdef str lowered
    cdef Py_ssize_t end
    cdef list pieces
    cdef Headings headings
    cdef Py_ssize_t start
    cdef Py_ssize_t resume
    cdef Py_ssize_t following
    cdef Py_ssize_t turn
    cdef unsigned int section
    cdef bint ended
    cdef bint ends_with_line

    cdef int _look_ahead(self) except -1
    cdef Py_ssize_t begin(self, Py_ssize_t place, Py_ssize_t code) except -1
    @cython.locals(stop=Py_ssize_t, section=cython.uint)
    cdef int _under_heading(self) except -1
    @cython.locals(text=str, after=Py_ssize_t)
    cdef Py_ssize_t meet(self, Py_ssize_t mark) except -1
    @cython.locals(lowered=str, first=Py_ssize_t, place=Py_ssize_t)
    cdef int add(self, Py_ssize_t stop, Py_ssize_t code) except -1

@cython.locals(sign=Py_UCS4)
cdef bint _goes_on(str text, str lowered, Py_ssize_t mark, Py_ssize_t after) except -1

@cython.locals(sign=Py_UCS4, after=Py_ssize_t)
cdef Py_ssize_t _boundary(str text, Py_ssize_t mark, Py_ssize_t stop) except -1

@cython.locals(sign=Py_UCS4)
cdef Py_ssize_t _marks_end(str text, Py_ssize_t after, Py_ssize_t stop) except -1

cdef bint _is_run_together(str text, Py_ssize_t mark, Py_ssize_t stop) except -1

@cython.locals(before=Py_UCS4)
cdef bint _closes(str text, Py_ssize_t mark) except -1

@cython.locals(place=Py_ssize_t)
cdef bint _text_beside(str text, Py_ssize_t heading_end, Py_ssize_t end) except -1

cdef bint _wrapped(str text, Py_ssize_t start, Py_ssize_t stop) except -1

@cython.locals(last=Py_UCS4)
cdef bint _abbreviated(str text, str lowered, Py_ssize_t mark) except -1

@cython.locals(first=Py_ssize_t, word=str)
cdef bint _is_short(str text, str lowered, Py_ssize_t mark) except -1

@cython.locals(first=Py_ssize_t)
cdef Py_ssize_t _word_start(str lowered, Py_ssize_t stop) except -1

@cython.locals(number=Py_ssize_t, reach=Py_ssize_t)
cdef bint _numbers_item(str lowered, Py_ssize_t stop) except -1
