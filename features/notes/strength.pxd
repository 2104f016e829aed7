# C types of strength.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits, small_words
from denialrisk.features.notes.places cimport Where, around, within
from denialrisk.features.notes.spelling cimport holds_one, in_word
from denialrisk.features.notes.text cimport Hit, Note, Sentence, is_current

cdef int _FULL, _LONGEST_TABLE
cdef tuple _COMPARING, _CHANGING, _LATER_WORDS, _SIGNS, _NUMBER_WORDS, _USUAL, _BEFORE_FIVE
cdef dict _NUMBERS
cdef frozenset _OTHER_BEGINNINGS
cdef unsigned int _NOT_FOUND, _NO_EXAM, _OTHER_TIMES
cdef Bits _FELT, _MUSCLES, _GRADED, _SPOKEN_OF, _MEASURED, _WRITTEN, _IN_WORDS, _SHOWN
cdef Bits _SIDED, _NAMED, _ABLE, _COMPARED, _COMPLAINS, _COURSE, _FIGURE, _FULL_BIT, _GAIT
cdef Bits _GRADE_WORD, _MUSCLE, _NEGATE, _PARESIS, _REDUCED, _REFLEXES, _SCALE_NAMED, _SENSATION
cdef Bits _SIDE, _SIDES, _SPREAD, _STRENGTH, _TELLS, _TONE, _WEAKNESS, _WRITTEN_GRADE

cdef Where _NOWHERE

@cython.final
@cython.freelist(64)
cdef class Grade:
    cdef readonly double number
    cdef readonly Py_ssize_t start
    cdef readonly Py_ssize_t end
    cdef public Where where

@cython.final
cdef class Weak:
    cdef dict parts
    cdef dict sides
    cdef double lowest

    @cython.locals(hit=Hit, part=str, sides=list)
    cdef add(self, Grade grade, Sentence sentence)
    @cython.locals(sides=set)
    cdef bint in_one_limb(self) except -1

@cython.locals(weak=Weak, spared=set)
cpdef read_strength(Note note, Findings findings)
@cython.locals(
    weak=Weak, number=Py_ssize_t, last=Py_ssize_t, sentence=Sentence, roles=Bits, measured=bint, scaled=bint, context=tuple,
    graded=tuple, grade=Grade,
)
cdef Weak _read_all(Note note, Findings findings)
cdef bint _of_no_exam(unsigned int section) except -1
@cython.locals(later=tuple, grade=Grade, first=Py_ssize_t, last=Py_ssize_t)
cdef _later(Py_ssize_t start, Sentence sentence, tuple graded, double before, Findings findings)
cpdef tuple _later_place(Sentence sentence)
@cython.locals(right=tuple, left=bint)
cdef _both_sides(Findings findings)
@cython.locals(spared=set, number=Py_ssize_t, sentence=Sentence)
cdef set _near_and_far(Note note, Findings findings)
cdef bint _names_near_or_far(Sentence sentence) except -1
@cython.locals(before=Sentence, paired=bint, reflexes=bint, first=str)
cdef tuple _context(Note note, Py_ssize_t number, bint after, bint scaled)
@cython.locals(sentence=Sentence, words=str, place=Py_ssize_t, before=str)
cdef str _first_column(Note note, Py_ssize_t number)
@cython.locals(second=Py_ssize_t)
cdef bint _ends_in_two(str words) except -1
@cython.locals(place=Py_ssize_t)
cdef Py_ssize_t _last_grade(str words, Py_ssize_t end) except -2
@cython.locals(grade=Grade)
cdef tuple _row(Sentence sentence, str first)
cdef bint _pairs(Sentence sentence) except -1
cpdef bint _right_left(Sentence sentence) except -1
@cython.locals(grade=Grade, value=str, hit=Hit, course=str)
cdef _tell_grades(Sentence sentence, Findings findings, tuple graded)
cpdef _read_ungraded(Sentence sentence, Findings findings)
@cython.locals(hit=Hit)
cdef _contrasted(Sentence sentence, Findings findings)
@cython.locals(words=str)
cdef _changed(Sentence sentence, Findings findings)
@cython.locals(letter=Py_UCS4, figures=Py_ssize_t)
cdef bint _three_figures(str words) except -1
cdef str _compared(double then, double now)
cpdef _prevailing(Sentence sentence, Findings findings)
cpdef frozenset _spared(Sentence sentence)
cdef _pattern(dict reduced, set spared, Findings findings)
@cython.locals(words=str, grades=list)
cdef list _grades(Sentence sentence, bint after, bint scaled, bint paired, bint reflexes)
cdef bint _of_five(str words) except -1
@cython.locals(hit=Hit)
cdef bint _of_another_scale(Sentence sentence, bint go_on) except -1
@cython.locals(
    words=str, numbers=list, after_muscle=list, after_word=list, named=bint, several=bint, grades=list, grade=Grade,
)
cdef list _plain(Sentence sentence, bint scaled)
@cython.locals(grade=Grade)
cdef bint _signed(str words, list grades) except -1
@cython.locals(grades=list, grade=Grade)
cdef list _pairs_after_muscles(Sentence sentence)
@cython.locals(sided=bint, side=bint, hit=Hit, gap=Py_ssize_t)
cdef bint _follows_muscle(Sentence sentence, Py_ssize_t place) except -1
cdef list _found(object pattern, str words)
@cython.locals(grades=list, grade=Grade)
cdef list _of_strength(str words, list numbers)
@cython.locals(numbers=list, place=Py_ssize_t, grade=Grade)
cdef list _numbers(object pattern, str words)
@cython.locals(end=Py_ssize_t, lowest=double, stem=str)
cdef Grade _number_at(object pattern, str words, Py_ssize_t place)
@cython.locals(end=Py_ssize_t, after=Py_UCS4)
cdef Py_ssize_t _end_of_fifths(str words, Py_ssize_t place) except -1
cdef inline bint _joins(Py_UCS4 letter) except -1
@cython.locals(letter=Py_UCS4, after=Py_UCS4)
cdef bint _may_begin(str words, Py_ssize_t place) except -1
@cython.locals(start=Py_ssize_t)
cdef Py_ssize_t _stretch(str words, Py_ssize_t place, Py_ssize_t reach) except -1
@cython.locals(before=str)
cdef bint _is_strength(str words, Py_ssize_t start, Py_ssize_t end) except -1
@cython.locals(first=Py_ssize_t, start=Py_ssize_t, begins=bint)
cdef bint _of_another_matter(str words, Py_ssize_t place) except -1
cdef bint _letter_follows(str words, Py_ssize_t place) except -1
cdef _dynamometer(Sentence sentence, Findings findings)
@cython.locals(
    words=str, leads=Where, leading=bint, side_last=bint, is_last=bint, before=Py_ssize_t, place=Py_ssize_t, grade=Grade,
    after=Py_ssize_t, where=Where, trailing=list, beyond=list,
)
cdef _place(Sentence sentence, list grades)
@cython.locals(hit=Hit)
cdef list _sides_within(Sentence sentence, Py_ssize_t start, Py_ssize_t end)
@cython.locals(side=str)
cdef bint _all_bilateral(Where where) except -1
@cython.locals(after=Py_ssize_t)
cdef Py_ssize_t _reach(str words, Py_ssize_t place) except -1
@cython.locals(lowest=double, grade=Grade)
cdef _keep_weakest_part(list grades)
@cython.locals(hit=Hit)
cdef Py_ssize_t _next_muscle(Sentence sentence, Py_ssize_t start) except -1
@cython.locals(hit=Hit)
cdef Py_ssize_t _until_full(Sentence sentence, Py_ssize_t start, Py_ssize_t end) except -1
@cython.locals(full=str, other=str, grade=Grade, where=Where)
cdef _against_the_other(list grades)
@cython.locals(full=str, side=str, grade=Grade)
cdef str _full_side(list grades)
@cython.locals(place=Py_ssize_t, hit=Hit, value=str)
cdef _in_words(Sentence sentence, Findings findings, bint graded)
@cython.locals(hit=Hit, after=Hit, number=Py_ssize_t)
cdef _muscle(Sentence sentence, Py_ssize_t place, Findings findings)
cdef bint _examined(Sentence sentence) except -1
@cython.locals(hit=Hit, after=Hit, before=Hit, number=Py_ssize_t, judged=bint, denied=bint, normal=bint, value=str, where=Where)
cdef _qualified(Sentence sentence, Py_ssize_t place, Findings findings)
@cython.locals(sides=list, side=str, region=Hit, group=str)
cdef _add(Findings findings, str value, tuple place, Where where, object number)
@cython.locals(sides=list, side=str)
cdef list _sides(Where where)
@cython.locals(hit=Hit, spread=str, side=str)
cpdef note_reduced(Findings findings, tuple place, Where where)
cpdef examined_weakness(Hit hit, Where where, Findings findings)
@cython.locals(region=Hit)
cdef bint _of_the_face(Hit hit, Where where) except -1
