# C types of values.py, compiled; see CONTRIBUTING.md, "The compiled note reader".
cimport cython

@cython.locals(value=str)
cpdef str element(object segment, Py_ssize_t position)
cpdef object money(str value, str name)
cpdef double quantity(str value, str name) except? -1
cpdef Py_ssize_t whole(str value, str name) except? -1
cpdef object day(str value, str name)
cpdef tuple period(str value, str name)
cpdef str code(str value)
cdef str _shape(str value)
