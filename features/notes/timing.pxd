# C types of timing.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.context cimport gave_up
from denialrisk.features.notes.exam cimport names_task
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits, lexicon, small_words
from denialrisk.features.notes.openings cimport Listed, holds_small, listed
from denialrisk.features.notes.spans cimport next_span
from denialrisk.features.notes.spelling cimport holds_one, in_word
from denialrisk.features.notes.text cimport Hit, Note, Sentence

cdef unsigned int _MAY_NAME, _PLAN_OR_HISTORY, _STORY, _NO_HEADING
cdef Bits WEAKNESS, _FIGURE, _DATED, _TIMED, _TASKS, _STAGES, _DECIDED, _SPOILT, _FOUND, _NOT_NOW, _ABLE
cdef Bits _CAUSE, _COURSE, _FUNCTION, _ONSET, _OTHER_MATTER, _PAST
cdef Bits _REGION, _RESOLVED, _TIME, _WRITTEN_GRADE
cdef frozenset _AHEAD_WORDS
cdef str _BULLETS
cdef tuple _OF_SYMPTOMS, _PAST_OPENINGS, _MATTERS_NOT, _STRENGTH_WORDS

@cython.locals(sentence=Sentence, number=Py_ssize_t, untold=bint, telling=bint, referring=bint)
cpdef read_time(Note note, list told, bint any_told, Findings findings)
@cython.locals(number=Py_ssize_t, telling=bint)
cdef bint _told_in_no_story(Note note, list told) except -1
cdef bint _may_tell(Sentence sentence) except -1
cdef bint _of_the_story(unsigned int section) except -1
cdef bint _tells(Sentence sentence) except -1
@cython.locals(after=Py_ssize_t, place=Py_ssize_t)
cdef bint _is_near(Py_ssize_t number, Sentence sentence, list told) except -1
cdef _read_exam(Py_ssize_t start, Sentence sentence, Findings findings)
cdef object _rule(Sentence sentence, bint telling, bint near)
cdef bint _acts(Sentence sentence) except -1
cdef bint _is_story(Sentence sentence) except -1
@cython.locals(hit=Hit)
cpdef bint _decides_nothing(Sentence sentence) except -1
@cython.locals(course=Hit)
cpdef _of_strength(Sentence sentence, Findings findings)
cdef bint _beside_strength(str words, Hit course) except -1
@cython.locals(words=str, start=Py_ssize_t, stop=Py_ssize_t)
cdef bint _refers(Sentence sentence) except -1
cpdef bint _opens_referring(Sentence sentence) except -1
cdef bint _goes_on(Sentence sentence) except -1
@cython.locals(words=str)
cpdef bint _symptoms(Sentence sentence) except -1
cpdef _told(Sentence sentence, Findings findings)
cpdef _referred(Sentence sentence, Findings findings)
cpdef _beside(Sentence sentence, Findings findings)
cdef _add(Sentence sentence, Findings findings, bint telling, bint beside)
@cython.locals(hit=Hit)
cdef _add_resolved_and_course(Sentence sentence, Findings findings, bint telling, bint beside)
@cython.locals(words=str)
cdef _add_compared(Sentence sentence, Findings findings, bint telling)
@cython.locals(start=Py_ssize_t, end=Py_ssize_t)
cdef _add_course(Sentence sentence, Findings findings, str value, tuple place, bint telling)
cdef bint _is_loose(Sentence sentence, Hit course) except -1
@cython.locals(first=Py_ssize_t, last=Py_ssize_t)
cdef bint _points_back(str words, Hit course) except -1
cdef tuple _staged(Sentence sentence)
cpdef bint _may_be_staged(str words) except -1
@cython.locals(first=Hit, second=Hit)
cdef tuple _one_part_then_another(Sentence sentence)
@cython.locals(words=str, hit=Hit)
cdef tuple _onset(Sentence sentence, bint telling)
@cython.locals(start=Py_ssize_t, end=Py_ssize_t)
cdef bint _is_onset(Sentence sentence, span, bint telling) except -1
@cython.locals(begin=Py_ssize_t, end=Py_ssize_t)
cpdef bint _is_ahead(str words, Py_ssize_t start) except -1
@cython.locals(figures=Py_ssize_t, place=Py_ssize_t, sign=Py_UCS4)
cpdef bint _may_hold_clock(str words) except -1
@cython.locals(hit=Hit)
cdef bint _of_disease(Sentence sentence, Py_ssize_t start) except -1
@cython.locals(first=Py_ssize_t, place=Py_ssize_t, letter=Py_UCS4, following=Py_UCS4)
cpdef bint _taken(str words, Py_ssize_t start) except -1
@cython.locals(last=Py_ssize_t, subject=Listed, before=str)
cdef bint _another_subject(str words, Py_ssize_t start, Py_ssize_t end) except -1
cdef Py_ssize_t _clause_start(str words, Py_ssize_t end) except -1
@cython.locals(place=Py_ssize_t)
cdef Py_ssize_t _clause_end(str words, Py_ssize_t start) except -1
cdef str _of_matter(str words)
cpdef bint _names_matter(str words) except -1
@cython.locals(words=str)
cdef bint _of_another(Sentence sentence, Py_ssize_t start, Py_ssize_t end, bint telling) except -1
@cython.locals(after=str, before=str)
cdef bint _beside_matter(str words, Py_ssize_t start, Py_ssize_t end, bint telling) except -1
