# C types of text.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.lexicon cimport Bits, Term

cpdef bint is_current(str state) except -1

@cython.final
@cython.no_gc  # nothing here stands in a cycle
@cython.freelist(256)
cdef class Hit:
    cdef public Py_ssize_t start
    cdef public Py_ssize_t end
    cdef public Term term
    cdef public Bits roles
    cdef public str state

@cython.locals(hit=Hit)
cpdef Hit hit_of(Term term, Py_ssize_t start, Py_ssize_t end)

@cython.final
@cython.no_gc
@cython.freelist(128)
cdef class Piece:
    cdef public Py_ssize_t start
    cdef public Py_ssize_t stop
    cdef public unsigned int section
    cdef public Py_ssize_t code

@cython.locals(piece=Piece)
cpdef Piece piece_of(Py_ssize_t start, Py_ssize_t stop, unsigned int section, Py_ssize_t code)

@cython.final
@cython.no_gc
cdef class Known:
    cdef object read
    cdef tuple context
    cdef object found
    cdef Known other

@cython.final
@cython.no_gc
@cython.freelist(64)
cdef class Sentence:
    cdef public str words
    cdef public unsigned int section
    cdef public bint exam
    cdef public int before
    cdef public Bits roles
    cdef public list hits
    cdef public bint concludes
    cdef public bint relative
    cdef public bint denying
    cdef Known known
    cdef Sentence other

    @cython.locals(known=Known)
    cpdef object once(self, object read, tuple context=*)
    @cython.locals(known=Known)
    cdef Known recall(self, object read, tuple context)
    @cython.locals(known=Known)
    cdef Known keep(self, object read, tuple context, object found)
    @cython.locals(hit=Hit, found=list)
    cpdef list having(self, Bits roles)

@cython.final
@cython.no_gc
@cython.freelist(64)
cdef class Wording:
    cdef public str words
    cdef public Bits roles
    cdef public list hits
    cdef Sentence latest
    cdef public Wording earlier

    @cython.locals(each=Sentence)
    cpdef Sentence met(self, unsigned int section, bint exam, int before)
    cdef void add(self, Sentence sentence)
    @cython.locals(hit=Hit)
    cpdef list unsettled(self)

@cython.final
cdef class Note:
    cdef public str lowered
    cdef public list sentences
    cdef public list starts
    cdef public Bits roles

    @cython.locals(sentence=Sentence, number=Py_ssize_t, found=list)
    cpdef list having(self, Bits roles)
    cpdef tuple place(self, Py_ssize_t number)
