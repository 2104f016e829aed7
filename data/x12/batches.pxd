# C types of batches.py, compiled; see CONTRIBUTING.md, "The compiled note reader".

cdef list _arrays(tuple columns, object rows)
cdef object _array(object column, object values)
