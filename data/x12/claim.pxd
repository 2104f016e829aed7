# C types of claim.py, compiled; see CONTRIBUTING.md, "The compiled note reader".
cimport cython
from denialrisk.data.x12.segments cimport SegmentReader
from denialrisk.data.x12.values cimport code, day, element, money, period, quantity, whole

cdef dict CLAIM_LOOP
cdef dict OTHER_PAYER_LOOP
cdef dict LINE_LOOP
cdef tuple _SV1
cdef tuple _SV2

@cython.final
@cython.freelist(64)
cdef class Line:
    cdef tuple service
    cdef public tuple pointers
    cdef public object service_on
    cdef public str revenue_code
    cdef public str place_of_service
    cdef public str rendering_npi

    cpdef tuple row(self)

@cython.final
@cython.freelist(4)
cdef class Claim:
    cdef SegmentReader _reader
    cdef public list clm
    cdef public Py_ssize_t number
    cdef public dict loop
    cdef public list diagnoses
    cdef public bint has_principal
    cdef public list lines
    cdef public object open_line
    cdef public Py_ssize_t last_number
    cdef public str service
    cdef public tuple statement
    cdef public object first_service
    cdef public object last_service
    cdef public object onset_on
    cdef public object admitted_on
    cdef public str original_reference
    cdef public str rendering_npi
    cdef public str attending_npi
    cdef public dict provider_taxonomy
    cdef public bint authorization
    cdef public bint referral
    cdef public bint attachment
    cdef public bint note

    @cython.locals(modifiers=tuple, basis=str)
    cdef _line(self, list segment, Py_ssize_t composite, tuple names)
    cdef Line _current_line(self)
    cdef _close_line(self)
    cdef _served(self, tuple days)
    @cython.locals(claim_id=str, facility=str, frequency=str, line=Line)
    cpdef tuple row(self, object above, object keys)
    @cython.locals(parts=tuple, facility=str, qualifier=str)
    cdef tuple _facility(self)
    cdef tuple _service_dates(self)
    cdef str _taxonomy(self, object above)

cpdef str npi(list segment)
cdef object patient_key(object subscriber, object dependent, object keys)
cdef object age(str birth, object on)
cdef object sex(str given)
cdef object _total(list clm)
