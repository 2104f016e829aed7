# C types of care.py for the compiled reader; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.features.notes.context cimport gave_up
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits, small_pattern
from denialrisk.features.notes.spelling cimport in_word
from denialrisk.features.notes.teller cimport opens_with_order
from denialrisk.features.notes.text cimport Hit, Note, Sentence, is_current

cdef unsigned int _ASSESSED, _DIAGNOSES, _MAY_DECIDE, _NOT_OF_PATIENT, _NO_REPORT, _PLANNED, _PLANS_NOTHING, _PLANNED_OR_GOALS, _PLAN_OR_RESULTS, _UNDER_ADVICE, _UNDER_FREQUENCY, _UNDER_GOALS, _UNDER_KEYWORDS, _UNPLANNED
cdef Bits EXAMINED, WEAKNESS, _DATED, _RECORDED, _RECORD, _JUDGED, _DIAGNOSED, _RESULT, _DONE, _DECIDED
cdef Bits _SAID, _NO_CLOSING, _COMPLAINT, _PAPERS_NAMED, _OTHER_PAPERS, _PLAN_OF_CARE, _PROGRESS, _SKILLED, _MEDS_REVIEWED, _TRUE_WEAKNESS, _SEVERITY, _PAPER_BITS, _GONE_THROUGH, _ASKED, _CONSIDERED
cdef Bits _OF_THERAPY, _PLANS, _READ
cdef Bits _NO_TREATMENT, _NOT_DONE_OR_IF
cdef Bits _ARRANGED_BIT, _CAUSE, _CONDITION, _CREDENTIALS, _DEADLINE, _DIFFERENTIAL_NAMED, _EARLIER_CARE
cdef Bits _FULL, _GOES_ON, _GOALS, _IMPERATIVE, _NOT_DONE, _ONSET, _PERSON
cdef Bits _PLAN_ACTION, _RATE_BIT, _RATIONALE, _RECORDS, _RED_FLAGS, _RESIDUAL, _REVIEWED_BIT
cdef Bits _REVIEWING, _SIGNED_BIT, _TEST, _THERAPY, _TOLD_APART_BIT, _TREATMENT, _UNSKILLED

cdef tuple _WEEK, _LONG_ENDS, _GIVEN, _OPENINGS, _LONG_UNITS
cdef Py_ssize_t _SHORT, _NEXT, _LATER_REACH, _SIGNATURE_REACH, _DATE_REACH, _LETTERS, _LIST_REACH, _DATE_END, _FREQUENCY_REACH


@cython.locals(
    therapy=bint, examined=bint, before=bint, planned=bint, plans=bint, treats=bint, treated=bint, number=Py_ssize_t,
    sentence=Sentence, roles=Bits, context=tuple, said=dict,
)
cpdef read_care(Note note, Findings findings)

@cython.locals(sentence=Sentence)
cdef bint _tells_plan(Note note, Py_ssize_t number) except -1

@cython.locals(roles=Bits)
cdef inline bint _aims(Sentence sentence) except -1

@cython.locals(roles=Bits)
cdef inline bint _asked(Sentence sentence) except -1

cdef inline bint _may_plan(Sentence sentence) except -1

cpdef _read_of_therapy(Sentence sentence, Findings findings, bint treated=*)

cpdef _read(Sentence sentence, Findings findings, bint treated=*)

@cython.locals(roles=Bits)
cdef _read_all(Sentence sentence, Findings findings, bint treated, bint therapy)

cdef inline tuple _whole(Sentence sentence)

@cython.locals(words=str, place=Py_ssize_t)
cdef bint _content(Sentence sentence) except -1

@cython.locals(place=Py_ssize_t, second=Py_ssize_t)
cdef Py_ssize_t _date_after(str words, Py_ssize_t start) except -2

@cython.locals(hit=Hit)
cdef tuple _first(Sentence sentence, Bits roles)

@cython.locals(first=bint, place=Py_ssize_t, hit=Hit)
cdef _tests(Sentence sentence, Findings findings)

@cython.locals(hit=Hit, before=Hit, after=Hit)
cdef bint _not_done(Sentence sentence, Py_ssize_t place) except -1

cdef _assessment(Sentence sentence, Findings findings)

cdef bint _judges(Sentence sentence) except -1

@cython.locals(hit=Hit, first=Hit, last=Hit, causes=list, doubted=list, named=list)
cdef _differential(Sentence sentence, Findings findings)

@cython.locals(named=Py_ssize_t, hit=Hit)
cdef bint _may_differ(Sentence sentence) except -1

cdef _plan(Sentence sentence, Findings findings, bint treated)

cdef bint _may_decide(Sentence sentence) except -1

@cython.locals(hit=Hit)
cdef _decision(Sentence sentence, Findings findings)

@cython.locals(told=bint)
cdef bint _decided(Sentence sentence, Hit hit) except -1

@cython.locals(hit=Hit)
cdef _tests_to_come(Sentence sentence, Findings findings)

@cython.locals(place=Py_ssize_t, sign=Py_UCS4, stroke=Py_ssize_t, in_weeks=bint)
cdef bint _to_come(str words, Py_ssize_t end) except -1

@cython.locals(each=Hit)
cdef bint _begins_illness(Sentence sentence, Hit hit) except -1

@cython.locals(roles=Bits)
cdef bint _decides(Sentence sentence) except -1

@cython.locals(full=list, last=Hit)
cdef bint _arranges(Sentence sentence) except -1

@cython.locals(hit=Hit)
cdef _arranged_tests(Sentence sentence, Findings findings)

@cython.locals(concluded=bint, last=Py_ssize_t, number=Py_ssize_t, sentence=Sentence, start=Py_ssize_t)
cdef _closing(Note note, Findings findings)

cdef inline bint _may_close(Sentence sentence) except -1

@cython.locals(words=str)
cdef bint _closes(Sentence sentence, bint last) except -1

@cython.locals(letter=Py_UCS4)
cdef bint _has_letter(str words) except -1

@cython.locals(words=list, word=str)
cdef bint _is_short(str text) except -1

@cython.locals(roles=Bits, result=bint, hit=Hit)
cdef bint _does(Sentence sentence) except -1

cdef bint _signs(Sentence sentence) except -1

@cython.locals(roles=Bits)
cdef inline bint _may_treat(Sentence sentence) except -1

cdef bint _plans_nothing(Sentence sentence) except -1

@cython.locals(words=str, start=Py_ssize_t, short=bint, place=Py_ssize_t, hit=Hit)
cdef _treatment(Sentence sentence, Findings findings)

@cython.locals(lowered=str, start=Py_ssize_t, end=Py_ssize_t, sentence=Sentence)
cdef bint _in_home_list(Note note, Py_ssize_t number) except -1

@cython.locals(place=Py_ssize_t)
cdef Py_ssize_t _list_start(str lowered, Py_ssize_t start, Py_ssize_t end) except -1

@cython.locals(words=str, hit=Hit, place=tuple)
cdef _therapy(Sentence sentence, Findings findings, bint therapy)

@cython.locals(tried=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, sign=Py_UCS4)
cdef object _frequency(str words)

@cython.locals(sign=Py_UCS4)
cdef bint _may_begin_frequency(str words, Py_ssize_t place) except -1

@cython.locals(end=Py_ssize_t, several=bint)
cdef bint _may_count(str words, Py_ssize_t place) except -1

@cython.locals(sign=Py_UCS4, before=Py_UCS4)
cdef bint _may_end_frequency(str words, Py_ssize_t place) except -1

cdef inline bint _names_aim(str words) except -1

cdef bint _treats_at_rate(Sentence sentence, bint therapy) except -1

cdef bint _is_of_therapy(Sentence sentence, object found) except -1

@cython.locals(lowered=str, reach=Py_ssize_t, date=Py_ssize_t)
cdef _signature(Note note, Findings findings)

@cython.locals(first=Py_ssize_t, number=Py_ssize_t, sentence=Sentence, start=Py_ssize_t, end=Py_ssize_t)
cdef Py_ssize_t _credentials(Note note, Py_ssize_t reach) except -1

@cython.locals(place=Py_ssize_t)
cdef Py_ssize_t _before_date(str words, Py_ssize_t date, Py_ssize_t reach) except -1

cdef inline bint _before_a_date(Py_UCS4 letter) except -1

@cython.locals(place=Py_ssize_t)
cdef bint _ends_with_date(str words, Py_ssize_t reach) except -1

cdef _reviews(Sentence sentence, Findings findings)

cdef object _reviewed(Sentence sentence)

cdef inline bint _names_medicines(str words) except -1

@cython.locals(hit=Hit)
cdef _papers(Sentence sentence, Findings findings)

cdef _other_papers(Sentence sentence, Hit hit, Findings findings)

@cython.locals(place=tuple)
cdef _named_papers(Hit hit, Findings findings)
