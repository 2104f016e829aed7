cimport cython
from denialrisk.features.notes.text cimport Hit, Sentence, Note
from denialrisk.features.notes.findings cimport Findings
from denialrisk.features.notes.lexicon cimport Bits

cdef Bits _ELEMENTS, _ORDERING, _ABILITY, _ABLE, _ACT, _COMPLAINS, _COORDINATION, _CRANIAL_NERVES
cdef Bits _DEVICE, _DROOP, _FALLS, _FUNCTION, _GAIT, _HANDED, _LOOKED, _NUMB
cdef Bits _ORDERED, _REFLEXES, _REGION, _SENSATION, _TONE
