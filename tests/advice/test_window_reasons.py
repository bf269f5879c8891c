"""What a finding says of the next time its environment may be changed."""

import pytest

from examples import NOW, day, history, line, question, support
from tracker.advice import advise, parse_window
from tracker.model import Calendar, Code, Freeze

RELEASES = {"3.9.1": "2025-05-19", "4.3.1": "2026-06-23"}
NEVER = Freeze(starts_at=day("2026-11-01"), until=day("2030-01-01"), reason="closing")
LATER = Freeze(starts_at=day("2026-11-01"), until=day("2026-12-10"), reason="closing")


@pytest.mark.parametrize(
    ("ends", "freezes", "said"),
    [
        ("2026-11-30", (), "the next window opens on Sat 2026-11-21 22:00 (UTC) and is in time"),
        ("2026-11-30", (LATER,), "no window opens before this is due: the next is on Sat 2026-12-12 22:00 (UTC)"),
        ("2026-11-30", (NEVER,), "no window opens within two years"),
        ("2026-11-10", (), "the next window opens on Sat 2026-11-21 22:00 (UTC)"),
    ],
)
def test_the_next_window_is_told_with_whether_it_is_in_time(
    ends: str, freezes: tuple[Freeze, ...], said: str
) -> None:
    windows = (parse_window("sat 22:00-02:00"),)
    calendar = Calendar(timezone="UTC", windows=windows, freezes=freezes, location="customers.yaml#3")

    finding = advise(
        question("3.9.1", history(RELEASES), support=support(line("3.9", ends)), calendar=calendar, as_of=NOW)
    )

    assert [one.text for one in finding.reasons if one.code is Code.WINDOW] == [said]
