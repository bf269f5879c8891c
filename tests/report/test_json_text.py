"""JSON text is that of the standard library."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import Code, Reason, Verdict
from tracker.report.json_text import JsonText

_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(value=_PLAIN)
def test_plain_values_are_written_as_the_library_does(value: object) -> None:
    assert JsonText().of(value) == json.dumps(value, indent=2)


@dataclass(frozen=True, slots=True)
class Nested:
    name: str
    inner: tuple[Reason, ...]
    at: datetime
    on: date
    verdict: Verdict


def nested(text: str) -> Nested:
    reason = Reason(code=Code.BEHIND, text=text, url=None)
    at = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    return Nested(text, (reason, reason), at, date(2026, 11, 20), Verdict.DUE)


@pytest.mark.parametrize("kept", [(), (Reason, Nested)], ids=["anew", "kept"])
def test_records_instants_days_and_members_are_written(kept: tuple[type, ...]) -> None:
    reason = {"code": "behind", "text": 'ü 100 % "a"', "url": None}
    plain = {
        "name": 'ü 100 % "a"',
        "inner": [reason, reason],
        "at": "2026-11-20T08:30:00Z",
        "on": "2026-11-20",
        "verdict": "due",
    }

    assert JsonText(kept).of([nested('ü 100 % "a"')]) == json.dumps([plain], indent=2)


def test_many_records_that_come_once_are_not_mistaken_for_each_other() -> None:
    text = JsonText(kept=(Nested, Reason))

    found = [json.loads(text.of(nested(str(number))))["name"] for number in range(30_000)]

    assert found == [str(number) for number in range(30_000)]


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        JsonText().of(UTC)
