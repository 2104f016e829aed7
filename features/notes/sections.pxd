cimport cython
from denialrisk.features.notes.places cimport Where
