# C types of reader.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.care cimport read_care
from denialrisk.features.notes.cause cimport read_causes
from denialrisk.features.notes.conclusion cimport concludes
from denialrisk.features.notes.context cimport settle
from denialrisk.features.notes.copied cimport read_copied
from denialrisk.features.notes.cut cimport cut
from denialrisk.features.notes.exam cimport read_exam
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.side cimport read_side
from denialrisk.features.notes.strength cimport read_strength
from denialrisk.features.notes.teller cimport Teller
from denialrisk.features.notes.text cimport Note, Piece, Sentence, Wording
from denialrisk.features.notes.weakness cimport read_weakness
from denialrisk.features.notes.wordings cimport wording

cdef Bits _NAMING, _EXAMINES
cdef unsigned int _KEYWORDS
cdef int _RELATIVE, _EXAMINED, _DENIED
cdef tuple _BULLETS

@cython.locals(
    note=Note, sentences=list, starts=list, roles=Bits, teller=Teller, relative=bint, examined=bint, denying=bint,
    piece=Piece, said=Wording, before=int, sentence=Sentence
)
cpdef Note understand(str text)
@cython.locals(sentence=Sentence)
cdef Sentence _settled(Wording said, Teller teller, int before)
cpdef list documented(Note note)
@cython.locals(findings=Findings)
cpdef Findings found(Note note)
