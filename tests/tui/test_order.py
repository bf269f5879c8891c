"""How rows are sorted: as people count, all of them, equal ones in the order they came."""

from hypothesis import given
from hypothesis import strategies as st

from tui import filter as filtering
from tui.filter import Arrangement, Row, arrange
from tui.line import Role

TEXTS = st.lists(st.text("av109.-Ä", max_size=6), max_size=40)


def row(key: int, text: str, count: float = 0) -> Row:
    return Row(str(key), (text, f"{count}"), (text, count), (Role.PLAIN, Role.PLAIN))


def texts(*given: str, column: int = 0, reverse: bool = False) -> list[str]:
    rows = [row(key, text) for key, text in enumerate(given)]
    return [one.cells[0] for one in arrange(rows, Arrangement(column=column, reverse=reverse))]


def test_numbers_in_texts_count_as_numbers() -> None:
    assert texts("v10", "V9", "v1.2") == ["v1.2", "V9", "v10"]
    assert texts("v10", "V9", "v1", reverse=True) == ["v10", "V9", "v1"]


def test_numbers_are_sorted_by_their_value() -> None:
    rows = [row(key, "", count) for key, count in enumerate([10, 9, -1, float("inf")])]

    assert [one.key for one in arrange(rows, Arrangement(column=1))] == ["2", "1", "0", "3"]


@given(TEXTS, st.booleans(), st.integers(1, 7))
def test_sorting_in_runs_is_sorting_at_once(given: list[str], reverse: bool, at_once: int) -> None:
    rows = [row(key, text) for key, text in enumerate(given)]
    usual = filtering._AT_ONCE
    expected = arrange(rows, Arrangement(column=0, reverse=reverse))

    try:
        filtering._AT_ONCE = at_once
        found = arrange(rows, Arrangement(column=0, reverse=reverse))
    finally:
        filtering._AT_ONCE = usual

    assert found == expected
