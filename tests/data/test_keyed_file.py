"""A table sorted into a file by its key gives the rows that filtering it would."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from denialrisk.data import keyed_file
from denialrisk.data.keyed_file import KeyedFile

SCHEMA = pa.schema([pa.field("key", pa.string()), pa.field("number", pa.int64())])
KEYS = st.one_of(st.none(), st.text(max_size=3), st.integers(0, 40).map(str))


@settings(max_examples=30, deadline=None)
@given(tables=st.lists(st.lists(KEYS, max_size=60), max_size=4), asked=st.lists(KEYS, max_size=20))
def test_rows_of_a_key_come_in_their_order_and_only_once(tables: list[list[str | None]], asked: list[str]) -> None:
    whole, parts = [], []
    for keys in tables:
        numbers = range(len(whole), len(whole) + len(keys))
        whole += list(zip(keys, numbers, strict=True))
        parts.append(pa.table([pa.array(keys, pa.string()), pa.array(numbers, pa.int64())], schema=SCHEMA))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "sorted"
        keyed_file.write(iter(parts), SCHEMA, "key", file)
        found = KeyedFile(file, "key").rows(pa.array(asked, pa.string()))
        assert [each.name for each in Path(folder).iterdir()] == ["sorted"]
    wanted = {key for key in asked if key is not None}
    for key in wanted:
        rows = found.filter(pc.equal(found["key"], key))
        assert rows["number"].to_pylist() == [number for own, number in whole if own == key]
    assert found.num_rows == sum(own in wanted for own, _ in whole)
