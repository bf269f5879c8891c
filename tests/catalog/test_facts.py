from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.catalog import load_facts
from tracker.catalog.facts import facts_text
from tracker.errors import ConfigurationError
from tracker.model import BundledFacts, SupportFacts, SupportLine

FACTS = BundledFacts(
    day=date(2026, 8, 22),
    releases=(("1.0", date(2025, 1, 2)), ("1.1", date(2026, 3, 4))),
    tagged=False,
    support=SupportFacts(
        lines=(
            SupportLine(
                name="1.1",
                released_at=datetime(2026, 3, 4, tzinfo=UTC),
                active_until=datetime(2026, 9, 4, tzinfo=UTC),
                ends_at=datetime(2027, 3, 4, tzinfo=UTC),
                lts_from=datetime(2026, 6, 4, tzinfo=UTC),
                maintained=True,
            ),
            SupportLine(name="1.0", ended=True),
        ),
        source="https://endoflife.date/broker",
        day=date(2026, 8, 22),
    ),
)


@pytest.mark.parametrize("facts", [FACTS, BundledFacts(day=FACTS.day, releases=(), tagged=True, support=None)])
def test_facts_are_read_as_they_were_written(tmp_path: Path, facts: BundledFacts) -> None:
    (tmp_path / "broker.json").write_text(facts_text(facts), encoding="utf-8")
    assert load_facts("broker", tmp_path) == facts


def test_facts_are_one_release_and_one_line_of_support_a_line() -> None:
    lines = facts_text(FACTS).splitlines()
    assert '["1.1","2026-03-04"]' in lines
    assert '{"name":"1.0","ended":true}' in lines


@pytest.mark.parametrize("name", ["broker", "../facts/kafka", "a/b", "", "x" * 5_000, "\0"])
def test_where_nothing_ships_there_are_no_facts(tmp_path: Path, name: str) -> None:
    assert load_facts(name, tmp_path) is None


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"day": 1, "releases": []}', '{"day": "x", "releases": [1]}'])
def test_damaged_facts_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "broker.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"^the bundled facts of broker are damaged"):
        load_facts("broker", tmp_path)
