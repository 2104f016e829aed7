"""The note reader: from note text to evidence."""

from __future__ import annotations

import pyarrow as pa

from denialrisk.data.schema import EVIDENCE


def read(batch: pa.RecordBatch) -> pa.Table:  # noqa: ARG001 -- the reader takes it up
    """EVIDENCE of the notes of a CLAIMS batch."""
    # No words are read yet: until the reader lands, a note counts as present, and says nothing.
    return EVIDENCE.arrow.empty_table()
