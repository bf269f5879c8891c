"""JSON text is that of the standard library with `indent=2`."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import Code, Reason, Verdict
from tracker.report.json_text import json_text

_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(value=_PLAIN)
def test_plain_values_are_written_as_the_library_does(value: object) -> None:
    assert json_text(value) == json.dumps(value, indent=2)


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_back_as_they_were(number: float) -> None:
    assert json.loads(json_text(number)) == number


@dataclass(frozen=True, slots=True)
class Nested:
    name: str
    inner: tuple[Reason, ...]
    at: datetime
    on: date
    verdict: Verdict


def test_records_instants_days_and_members_are_written() -> None:
    reason = Reason(code=Code.BEHIND, text='ü 🐍 100 % "a"', url=None)
    at = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    nested = Nested("a\nb", (reason,), at, date(2026, 11, 20), Verdict.DUE)
    plain = {
        "name": "a\nb",
        "inner": [{"code": "behind", "text": 'ü 🐍 100 % "a"', "url": None}],
        "at": "2026-11-20T08:30:00Z",
        "on": "2026-11-20",
        "verdict": "due",
    }

    assert json_text([nested]) == json.dumps([plain], indent=2)
    assert json_text(MappingProxyType({"a": 1})) == '{\n  "a": 1\n}'


def test_a_value_within_another_is_indented_as_its_line_is() -> None:
    assert json_text({"a": [1]}, 2) == '{\n      "a": [\n        1\n      ]\n    }'


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        json_text(UTC)
