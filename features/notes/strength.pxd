# C types of strength.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.grade_places cimport first_column, place_grades, graded_row
from denialrisk.features.notes.grades cimport Grade, written_grades, come_in_pairs, may_grade
from denialrisk.features.notes.lexicon cimport Bits
from denialrisk.features.notes.places cimport Where
from denialrisk.features.notes.strength_compared cimport compare_sides, read_change, read_contrast, measured_forces, compare_later, read_near_and_far, tell_pattern
from denialrisk.features.notes.strength_words cimport add_strength, read_words
from denialrisk.features.notes.text cimport Hit, Note, Sentence

cdef unsigned int _NO_EXAM, _OTHER_TIMES
cdef Bits _MUSCLES, _MEASURED, _WRITTEN, _IN_WORDS, _SHOWN, _COURSE, _FIGURE, _GRADE_WORD, _MUSCLE
cdef Bits _REFLEXES, _SCALE_NAMED, _STRENGTH
cdef int FULL

@cython.locals(weak=list, strengths=list)
cpdef read_strength(Note note, Findings findings)
@cython.locals(
    weak=list, lowest=double, number=Py_ssize_t, last=Py_ssize_t, sentence=Sentence, roles=Bits, measured=bint, scaled=bint, context=tuple,
    graded=tuple, grade=Grade,
)
cdef list _read_all(Note note, Findings findings)
@cython.locals(before=Sentence, paired=bint, reflexes=bint, first=str)
cdef tuple _context(Note note, Py_ssize_t number, bint after, bint scaled)
@cython.locals(grade=Grade, value=str, hit=Hit, course=str)
cdef _tell_grades(Sentence sentence, Findings findings, tuple graded)
cpdef _read_ungraded(Sentence sentence, Findings findings)
