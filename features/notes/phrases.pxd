# C types of phrases.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits

@cython.final
@cython.no_gc  # a tree: there are no cycles to look for
cdef class Node:
    cdef str word
    cdef unsigned long long bit
    cdef public object term
    cdef Bits signs
    cdef dict following
    cdef unsigned long long mask
    cdef list begins

    @cython.locals(node=Node)
    cdef Node step(self, str word)
    cdef step_as(self, str begin, Bits signs)

cdef dict _NONE

cdef unsigned long long _bit(str word) except? 0

@cython.final
cdef class Phrases:
    cdef dict _terms
    cdef Node _tree
    cdef dict _signs
    cdef dict _begins
    cdef dict _ends
    cdef dict _inside
    cdef list _met

    @cython.locals(node=Node)
    cdef Node node(self, str words, Py_ssize_t start, Py_ssize_t stop, Py_ssize_t place)
    @cython.locals(node=Node)
    cdef Node _node(self, str phrase)
    @cython.locals(node=Node)
    cdef _add_sign(self, str sign, Bits bits)
    @cython.locals(node=Node, opened=Node)
    cdef Node _meet(self, str word)
    @cython.locals(signs=Bits, bits=Bits, begin=str, end=str, part=str)
    cdef Bits _signs_of(self, str word) except? 0
