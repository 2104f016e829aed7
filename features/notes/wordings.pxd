# C types of wordings.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits, Term, lexicon
from denialrisk.features.notes.phrases cimport Node, Phrases
from denialrisk.features.notes.spelling cimport adjoin, letter
from denialrisk.features.notes.text cimport Hit, Piece, Wording, hit_of

cdef Bits _FIVE, _WRITTEN_GRADE
cdef Memory _MEMORY
cdef Py_ssize_t _CODES, _BEFORE_FIVE, _OF_ONE_CODE, SHORT_ENOUGH

cdef class Search

@cython.final
cdef class Memory:
    cdef list latest
    cdef Search search

@cython.locals(said=Wording)
cpdef Wording wording(str text, Piece piece)
cdef inline bint _says(Wording said, str text, Piece piece) except -1
@cython.locals(latest=Wording, said=Wording)
cdef Wording _met_before(str text, Piece piece)
@cython.locals(before=Wording, said=Wording)
cdef Wording _taken_out(Wording latest, str text, Piece piece)
@cython.locals(search=Search, said=Wording, hit=Hit, start=Py_ssize_t, place=Py_ssize_t, sign=Py_UCS4, code=Py_ssize_t)
cpdef Wording _worded(str words)
@cython.locals(hit=Hit, kept=Py_ssize_t)
cdef list _said(str words, list found)
cdef _shorten(list items, Py_ssize_t kept)
@cython.locals(start=Py_ssize_t)
cdef bint _unsaid(str words, Hit hit) except -1
cdef inline bint _counts(Py_UCS4 before, Py_UCS4 earlier) except -1
@cython.locals(five=Py_ssize_t, before=Py_ssize_t)
cdef bint _grade(str words) except -1

@cython.final
@cython.no_gc
cdef class Opening:
    cdef Py_ssize_t start
    cdef Node node

@cython.final
@cython.no_gc
cdef class Search:
    cdef str _words
    cdef Phrases _phrases
    cdef list found
    cdef Bits signs
    cdef list _opened
    cdef Py_ssize_t _open
    cdef Node _before
    cdef Py_ssize_t _begins
    cdef Py_ssize_t _stops
    cdef bint _ended

    cdef begin(self, str words)
    @cython.locals(node=Node, before=Node)
    cdef word(self, Py_ssize_t start, Py_ssize_t stop, Py_ssize_t code)
    @cython.locals(opening=Opening, node=Node, opened=Py_ssize_t, number=Py_ssize_t)
    cdef _go_on(self, Node before, Node word, Py_ssize_t stop)
    @cython.locals(opening=Opening)
    cdef int _keep_open(self, Py_ssize_t start, Node node) except -1
    @cython.locals(node=Node)
    cdef Node _follow(self, Node opened, Py_ssize_t start, Node word, Py_ssize_t stop)
    @cython.locals(begin=str, signs=Bits)
    cdef _begun(self, Node node, str word)
    @cython.locals(last=Hit)
    cdef _keep(self, Py_ssize_t start, Py_ssize_t stop, Term term)
