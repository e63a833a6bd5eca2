"""The overlap table: what may come in, what is changed on the way, what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import EstimationError, InputError
from onrecord.estimation import OverlapTable, overlaps, read_overlaps

CSV = "A,B,C,count\n1,0,0,5\n0,1,0,4\n0,0,1,3\n1,1,0,2\n1,0,1,2\n0,1,1,1\n1,1,1,1\n"


def rows(table: OverlapTable) -> list[tuple[tuple[int, ...], int]]:
    return [(tuple(c), int(n)) for c, n in zip(table.cells.tolist(), table.counts, strict=True)]


def test_equal_rows_are_added_up_and_zero_counts_are_implicit() -> None:
    table = read_overlaps("A,B,C,count\n1,0,0,5\n1,0,0,2\n0,1,1,1\n1,1,1,0\n")
    assert rows(table) == [((0, 1, 1), 1), ((1, 0, 0), 7)]
    assert table.documented == 8


def test_the_order_of_rows_does_not_matter() -> None:
    head, *body = CSV.splitlines()
    assert rows(read_overlaps("\n".join([head, *reversed(body)]))) == rows(read_overlaps(CSV))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_spreadsheets_own_separators_are_read(separator: str) -> None:
    assert rows(read_overlaps(CSV.replace(",", separator))) == rows(read_overlaps(CSV))


def test_a_list_without_people_is_left_out_and_said() -> None:
    table = read_overlaps("A,B,C,D,count\n1,0,0,0,5\n0,1,1,0,2\n0,0,1,0,1\n")
    assert table.lists == ("A", "B", "C")
    assert table.notes == ("The list 'D' holds nobody and was left out.",)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("A,B,C,count\n0,0,0,9\n1,1,1,2\n", InputError, "line 2: a row for people on no list (count 9)"),
        ("A,B,C,count\n1,0,0,-1\n", InputError, "line 2: count is -1"),
        ("A,B,C,count\n1,0,0,2.5\n", InputError, "line 2: count is 2.5"),
        ("A,B,C,count\n1,0,0,many\n", InputError, "line 2: count is 'many'"),
        ("A,B,C,count\n1,0,0,nan\n", InputError, "line 2: count is nan"),
        ("A,B,C,count\n1,0,2,3\n", InputError, "line 2: column 'C' holds '2'"),
        ("A,B,sex,count\n1,0,man,3\n", InputError, "name it with --by sex"),
        ("A,B,C,count\n1,0,3\n", InputError, "line 2: 3 cells under 4 headings"),
        ("A,B,C\n1,0,0\n", InputError, "no column 'count' (found: A, B, C)"),
        ("A,A,C,count\n1,0,0,1\n", InputError, "two columns have the same name"),
        ("", InputError, "no column 'count' (found: nothing)"),
        ("A,B,count\n1,0,3\n0,1,2\n1,1,1\n", EstimationError, "cannot be estimated from fewer than three"),
        ("A,B,C,count\n1,0,0,3\n0,1,0,2\n", EstimationError, "2 lists with people on them (A, B)"),
        ("A,B,C,count\n1,0,0,0\n", EstimationError, "there is nobody in it"),
    ],
)
def test_a_broken_table_is_refused_with_place_and_remedy(text: str, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as error:
        read_overlaps(text)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("cells", "counts", "words"),
    [
        ([[1, 0, 0], [0, 0, 0]], [1, 1], "row 2: a row for people on no list"),
        ([[1, 0, 0], [0, 1, 0.5]], [1, 1], "row 2: a list's cell holds 0.5"),
        ([[1, 0, 0]], [1, 1], "1 rows of cells but counts shaped (2,)"),
        ([1, 0, 0], [1], "not an array of 1 dimensions"),
    ],
)
def test_arrays_are_held_to_the_same_contract(cells: object, counts: object, words: str) -> None:
    with pytest.raises(InputError) as error:
        OverlapTable.from_arrays(cells, counts)  # type: ignore[arg-type]
    assert words in str(error.value)


def test_full_writes_out_all_patterns() -> None:
    cells, counts = read_overlaps(CSV).full()
    assert cells.tolist() == [[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]]
    assert counts.tolist() == [5, 4, 2, 3, 2, 1, 1]


def test_without_a_list_those_on_no_other_are_gone() -> None:
    table = OverlapTable.from_arrays([[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 1]], [7, 2, 3], lists=list("ABCD"))
    assert rows(table.without("A")) == [((1, 0, 0), 2), ((1, 1, 1), 3)]


def test_two_lists_may_be_merged_into_one() -> None:
    table = OverlapTable.from_arrays([[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0]], [4, 2, 3], lists=list("ABCD"))
    merged = table.merged("A", "B")
    assert merged.lists == ("A or B", "C", "D")
    assert rows(merged) == [((0, 1, 0), 3), ((1, 0, 0), 2), ((1, 0, 1), 4)]


def test_strata_are_kept_and_unknown_ones_counted() -> None:
    text = "A,B,C,sex,count\n1,0,0,man,5\n1,0,0,Unknown,2\n0,1,1,woman,3\n0,0,1,,1\n"
    table = read_overlaps(text, by="sex")
    assert (table.stratum_names, table.of_unknown_stratum, table.documented) == (("man", "woman"), 3, 11)
    assert rows(table.stratum("woman")) == [((0, 1, 1), 3)]
    assert rows(table.pooled()) == [((0, 0, 1), 1), ((0, 1, 1), 3), ((1, 0, 0), 7)]


def test_persons_become_a_table_and_contradicting_strata_are_unknown() -> None:
    persons = [
        {"person": 1, "list": "Hospital", "sex": "man"},
        {"person": 1, "list": "Morgue", "sex": ""},
        {"person": 2, "list": "Morgue", "sex": "woman"},
        {"person": 2, "list": "Families", "sex": "man"},
        {"person": 3, "list": "Families", "sex": "woman"},
        {"person": 3, "list": "Families", "sex": "woman"},
    ]
    table = overlaps(persons, stratum="sex")
    assert table.lists == ("Families", "Hospital", "Morgue")
    assert list(zip(table.strata, rows(table), strict=True)) == [
        ("man", ((0, 1, 1), 1)),
        ("woman", ((1, 0, 0), 1)),
        (None, ((1, 0, 1), 1)),
    ]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 7), st.integers(0, 50)), min_size=1, max_size=20))
def test_nobody_is_lost_or_added(pairs: list[tuple[int, int]]) -> None:
    cells = [[p >> j & 1 for j in range(3)] for p, _ in pairs] + [[1, 1, 1]]
    counts = [c for _, c in pairs] + [1]
    table = OverlapTable.from_arrays(cells, counts)
    assert table.documented == sum(counts) == int(table.full()[1].sum())
    assert np.all(table.counts > 0)
