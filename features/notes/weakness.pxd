# C types of weakness.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits, small_words
from denialrisk.features.notes.openings cimport holds_small, listed
from denialrisk.features.notes.places cimport Where, around, names_other_side
from denialrisk.features.notes.strength_words cimport examined_weakness
from denialrisk.features.notes.text cimport Hit, Note, Sentence, is_current
from denialrisk.features.notes.timing cimport read_time

cdef unsigned int _ASSESSED, _EXAM_OR_NONE, _NOT_EXAMINED, _UNDER_EXAM, _NO_HEADING, _UNDER_PAST
cdef Bits _FIGURE, WEAKNESS, _BODY, _NAMED_DISEASE, _MEASURED, _FATIGUE, _SPOKEN_OF, _PART, _MUSCULAR, _SHOWN, _ON_STRENGTH, _NORMAL
cdef Bits _CAUSE, _COMPLAINS, _CONCLUSION, _COURSE, _CRANIAL_NERVES, _EXCLUDED, _FATIGUE_BIT, _FATIGUE_DENIED
cdef Bits _GRADE_WORD, _LASTING, _MUSCLE, _NUMB, _ONSET, _PARESIS, _PAST
cdef Bits _REDUCED, _REGION, _RESIDUAL, _RESOLVED, _SIDE, _STOP, _TELLS
cdef Bits _TEST, _TODAY, _WEAK, _WRITTEN_GRADE
cdef Py_ssize_t _NEXT, _CLOSE
cdef tuple _SPOKEN_OF_BEFORE, _IN_THE_FAMILY, _OF_A_MUSCLE, _PASSING

@cython.final
@cython.freelist(64)
cdef class Mention:
    cdef public bint alone
    cdef public Py_ssize_t number
    cdef public Sentence sentence
    cdef public Py_ssize_t place
    cdef public str state

    cpdef void put_in_the_past(self) noexcept

@cython.locals(mention=Mention)
cdef Mention _mention(Py_ssize_t number, Sentence sentence, Py_ssize_t place, str state, bint alone)

@cython.locals(mentions=list, mention=Mention, start=Py_ssize_t, told=list, current=bint)
cpdef void read_weakness(Note note, Findings findings) except *

@cython.locals(mentions=list, told=list, sentence=Sentence, number=Py_ssize_t, place=Py_ssize_t, state=str)
cdef list _read_mentions(Note note, Findings findings)

@cython.locals(mentions=list, hit=Hit, place=Py_ssize_t)
cpdef list _mentions(Sentence sentence)

@cython.locals(words=list)
cpdef bint _is_over(Sentence sentence) except -1

@cython.locals(mention=Mention)
cdef void _end(list mentions, Py_ssize_t number) except *

@cython.locals(denial=Mention, mention=Mention, at=Py_ssize_t)
cdef void _let_denial_of_today_win(list mentions) except *

@cython.locals(mention=Mention, sentence=Sentence, looked=bint, over=bint)
cdef void _put_past_episodes_in_the_past(Note note, list mentions) except *

@cython.locals(mention=Mention, hit=Hit)
cdef bint _says_it_is_over(list mentions) except -1

@cython.locals(sentence=Sentence, following=Py_ssize_t)
cdef bint _recovered_after(Note note, Py_ssize_t number) except -1

cpdef bint _tells_the_past(Sentence sentence) except -1
@cython.locals(place=Py_ssize_t)
cdef bint _names_year(str words) except -1

cpdef str _written(Sentence sentence)

@cython.locals(mention=Mention, current=bint)
cdef bint _tell_current(list mentions, list told) except -1

cdef bint _just_gone(Sentence sentence) except -1

@cython.locals(sentence=Sentence, grades=str, grade=Py_UCS4, graded=bint, normal=bint, reduced=bint)
cdef bint _full_strength_only(Note note) except -1

cdef bint _is_looked_at(Sentence sentence) except -1

@cython.locals(sentence=Sentence)
cdef bint _found_on_exam(Note note) except -1

@cython.locals(hit=Hit)
cdef bint _grades_as_reduced(Sentence sentence) except -1

@cython.locals(hit=Hit, place=Py_ssize_t, told=str)
cpdef _fatigue(Sentence sentence, Findings findings)

cdef bint _gone(Sentence sentence, Hit hit) except -1

@cython.locals(hits=list, hit=Hit, near=Hit)
cdef bint _of_a_muscle(Sentence sentence, Py_ssize_t place) except -1

@cython.locals(
    hits=list, words=str, hit=Hit, near=Hit, first=Py_ssize_t, last=Py_ssize_t, after=str, before=str, leading=list, following=list
)
cdef bint _another_weak(Sentence sentence, Py_ssize_t place) except -1

@cython.locals(hit=Hit, near=Hit)
cdef bint _beside_body(list hits, Py_ssize_t place) except -1

@cython.locals(things=frozenset, clause=str, word=str)
cdef bint _beside_weak_thing(str before, str after) except -1

cdef bint _is_described(str word) except -1

@cython.locals(copulas=frozenset, auxiliaries=frozenset, word=str)
cdef str _subject(list words)

@cython.locals(place=Py_ssize_t, state=str)
cpdef _record_alone(Sentence sentence, Findings findings)

@cython.locals(hit=Hit, words=tuple, where=Where, facial=bint)
cpdef _record(Sentence sentence, Findings findings, Py_ssize_t place, str state)

@cython.locals(region=Hit)
cdef bint _of_the_face(Hit hit, Where where) except -1

@cython.locals(hits=list, named=list, place=Py_ssize_t, hit=Hit, after=Hit)
cdef list _only_side(Sentence sentence)

@cython.locals(denied=bint, spoken_of=bint, placed=bint)
cdef bint _is_finding(Sentence sentence, Hit hit, Where where) except -1

@cython.locals(region=Hit)
cdef bint _names_arm(Where where) except -1

@cython.locals(region=Hit)
cdef bint _tested(Sentence sentence, Where where) except -1

@cython.locals(ticked=str)
cdef str _state(Sentence sentence, Hit hit)

cdef bint _of_the_family(str words, Py_ssize_t end) except -1

@cython.locals(cause=Hit)
cdef bint _lasts(Sentence sentence, Hit hit) except -1

cdef str _ticked(Sentence sentence, Hit hit)

cdef bint _may_tick(str words, Py_ssize_t start) except -1

@cython.locals(words=str)
cdef bint _none_ticked(Sentence sentence, Hit hit) except -1

cdef bint _left_by_the_past(Sentence sentence, Hit hit) except -1

@cython.locals(side=str)
cdef void _paresis(Sentence sentence, Hit hit, str state, Where where, Findings findings) except *

@cython.locals(side=str, source=Hit, spread=Hit, value=str, focal=bint)
cdef void _where(Sentence sentence, Hit hit, Where where, Findings findings) except *

@cython.locals(spread=Hit)
cdef bint _focal(Sentence sentence, Hit hit, Where where) except -1

@cython.locals(part=Hit, side=str)
cdef bint _narrowed(Sentence sentence, Hit hit, Where where) except -1

@cython.locals(place=Py_ssize_t)
cdef bint _is_part(str words, Hit hit, Hit part) except -1
