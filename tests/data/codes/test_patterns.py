"""The notation of code groups: what it covers, and that reading running text never loses a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialrisk.data.codes.patterns import matches, patterns

CODE = st.from_regex(r"[A-Z]\d[0-9A-B](\.[0-9A-Z]{1,4})?", fullmatch=True)


@pytest.mark.parametrize(
    ("pattern", "covered", "not_covered"),
    [
        ("R53.1", "R531", "R530"),
        ("F32.-", "F329", "F339"),
        ("G71-G72", "G7281", "G73"),
        ("I63.3-I63.5", "I63511", "I639"),
        ("I69.-5-", "I69354", "I69334"),
        ("I69.-92", "I69392", "I69393"),
        ("E08-E13 with .42", "E1142", "E1143"),
        ("T36-T50 with character 5 or 6 = 5", "T466X5A", "T466X1A"),
        ("T36-T65 with character 5 or 6 = 1-46", "T466X6A", "T466X5A"),
        ("S42 with character 7 = BC", "S42001B", "S42001A"),
        ("95907-95913", "95910", "95914"),
    ],
)
def test_covers(pattern: str, covered: str, not_covered: str) -> None:
    assert matches(pattern, covered)
    assert not matches(pattern, not_covered)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("G71-G72", ("G71-G72",)),
        ("C43.2-,C44.2-", ("C43.2", "C44.2")),
        ("I70.2--I70.7-", ("I70.2-I70.7",)),
        ("P28.3- - P28.4-", ("P28.3-P28.4",)),
        ("I60.-. I61.-, I62.-", ("I60", "I61", "I62")),
        ("M05.00 to M05.8A", ("M05.00-M05.8A",)),
        ("S92.-with 7th character B", ("S92 with character 7 = B",)),
        ("F10-F19, with .17, .27", ("F10-F19 with .17", "F10-F19 with .27")),
        ("S52.- with open fracture 7th character", ()),
        ("favism due to G6PD", ()),
    ],
)
def test_reads_the_wordings_of_the_tabular_list(text: str, found: tuple[str, ...]) -> None:
    assert patterns(text) == found


@given(st.lists(CODE, min_size=1, max_size=6))
def test_every_code_of_a_list_is_covered(codes: list[str]) -> None:
    found = patterns(", ".join(f"{code}-" for code in codes))
    assert all(any(matches(group, code.replace(".", "")) for group in found) for code in codes)


@given(CODE, CODE, CODE)
def test_a_range_covers_what_lies_between_its_ends(one: str, two: str, three: str) -> None:
    low, code, high = sorted(each.replace(".", "")[:3] for each in (one, two, three))
    assert matches(f"{low}-{high}", code)
    assert matches(f"{low}-{high}", f"{high}9")


@given(CODE, st.text(alphabet="0123456789ABX", max_size=3))
def test_a_code_covers_all_below_it(code: str, more: str) -> None:
    assert matches(f"{code}-", code.replace(".", "") + more)
