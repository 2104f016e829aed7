"""Which claim a remit answers, where the payer writes the provider's claim number in another way.

835 has to give back CLM01 as it was sent. Payers' systems nevertheless turn it to upper case, strip or fill leading
zeros, drop punctuation, or keep only the 20 characters that HIPAA obliges them to keep.
"""

from __future__ import annotations

from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

KEPT: Final = 20
"""Characters of CLM01 that a payer has to be able to give back (837 implementation guides)."""


def as_claimed(answered: pa.ChunkedArray, claimed: pa.ChunkedArray) -> pa.ChunkedArray:
    """The claim numbers ``answered``, each as ``claimed`` writes it; those that no claim has stay as they are.

    A number that a claim has is that claim's. Any other is read without case, punctuation and leading zeros, and
    changed only where exactly one claimed number reads so.

    >>> claims = pa.chunked_array([["se-0012a", "0007", "7", "0008"]])
    >>> as_claimed(pa.chunked_array([["SE0012A", "7", "00007", "000008", "9"]]), claims).to_pylist()
    ['se-0012a', '7', '00007', '0008', '9']
    """
    own = claimed.cast(pa.large_string()).unique().drop_null()
    strange = answered.cast(pa.large_string()).unique().drop_null()
    strange = strange.filter(pc.invert(pc.is_in(strange, value_set=own)))
    if not len(strange) or not len(own):
        return answered
    cut = own.filter(pc.greater(pc.utf8_length(own), KEPT))
    readings = pd.DataFrame(
        {
            "reading": pd.concat([_reading(own), _reading(pc.utf8_slice_codeunits(cut, 0, KEPT))], ignore_index=True),
            "number": pd.concat([own.to_pandas(), cut.to_pandas()], ignore_index=True),
        }
    ).drop_duplicates()
    single = readings[~readings["reading"].duplicated(keep=False) & (readings["reading"] != "")]
    written = _reading(strange).map(single.set_index("reading")["number"])
    place = pc.index_in(answered.cast(pa.large_string()), value_set=strange)
    return pc.coalesce(pa.array(written, answered.type, from_pandas=True).take(place), answered)


def _reading(numbers: pa.Array) -> pd.Series:
    """Numbers without case, punctuation and leading zeros."""
    plain = pc.replace_substring_regex(pc.utf8_upper(numbers), r"[^\p{L}\p{N}]+", "")
    readings: pd.Series = pc.utf8_ltrim(plain, "0").to_pandas()
    return readings
