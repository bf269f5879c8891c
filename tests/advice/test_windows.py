"""Windows and freezes: how they are written, and when an environment may be changed next."""

from datetime import UTC, datetime

import pytest

from tracker.advice import local_instant, next_opening, parse_window
from tracker.model import Calendar, Freeze, Window

AMSTERDAM = "Europe/Amsterdam"


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def freeze(start: str, end: str) -> Freeze:
    return Freeze(starts_at=instant(start), until=instant(end), reason="year-end closing")


def calendar(*windows: str, freezes: tuple[Freeze, ...] = (), timezone: str = AMSTERDAM) -> Calendar:
    return Calendar(
        timezone=timezone,
        windows=tuple(map(parse_window, windows)),
        freezes=freezes,
        location="customers.yaml#2",
    )


def opening(asked: Calendar, after: str) -> tuple[str, str | None] | None:
    found = next_opening(asked, instant(after), None)
    if found is None:
        return None
    return f"{found.starts_at:%F %H:%M}", f"{found.ends_at:%F %H:%M}" if found.ends_at else None


@pytest.mark.parametrize(
    ("text", "days", "weeks", "opens", "minutes"),
    [
        ("sat 22:00-02:00", {5}, set(), 1320, 240),
        ("mon-fri 20:00-22:00", {0, 1, 2, 3, 4}, set(), 1200, 120),
        ("fri-mon 20:00-22:00", {4, 5, 6, 0}, set(), 1200, 120),
        ("mon,wed-thu 20:00-22:00", {0, 2, 3}, set(), 1200, 120),
        ("first sun 02:00-06:00", {6}, {1}, 120, 240),
        ("last sat 22:00-04:00", {5}, {-1}, 1320, 360),
        ("second,fourth tue 10:00-11:30", {1}, {2, 4}, 600, 90),
        ("daily 01:00-03:00", {0, 1, 2, 3, 4, 5, 6}, set(), 60, 120),
        ("  Sun   00:00-24:00 ", {6}, set(), 0, 1440),
        ("sun 22:00-24:00", {6}, set(), 1320, 120),
        ("sun 22:00-00:00", {6}, set(), 1320, 120),
    ],
)
def test_a_window_is_read(text: str, days: set[int], weeks: set[int], opens: int, minutes: int) -> None:
    expected = Window(
        text=" ".join(text.split()), days=frozenset(days), weeks=frozenset(weeks), opens=opens, minutes=minutes
    )

    assert parse_window(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not a window such as 'sat 22:00-02:00'"),
        ("sat", "is not a window such as"),
        ("sat 22-02", "is not a window such as"),
        ("sat 24:00-02:00", "is not a window such as"),
        ("sat 22:00-02:60", "is not a window such as"),
        ("sat 22:00-22:00", "opens and closes at the same time: a whole day is 00:00-24:00"),
        ("sut 22:00-02:00", "'sut' is none of daily, mon, tue"),
        ("mon-tue-wed 22:00-02:00", "'mon-tue-wed' is none of daily"),
        ("mon, 22:00-02:00", "'' is none of daily"),
        ("frist sat 22:00-02:00", "'frist' is none of first, second, third, fourth, fifth, last"),
    ],
)
def test_a_text_that_is_no_window_is_refused_with_what_would_be_right(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_window(text)


@pytest.mark.parametrize(
    ("wall", "found"),
    [
        ("2026-01-15 22:00", "2026-01-15 21:00"),
        ("2026-07-15 22:00", "2026-07-15 20:00"),
        ("2026-03-29 02:30", "2026-03-29 01:00"),  # set forward from 02:00 to 03:00
        ("2026-03-29 02:00", "2026-03-29 01:00"),
        ("2026-03-29 03:00", "2026-03-29 01:00"),
        ("2026-10-25 02:30", "2026-10-25 00:30"),  # set back from 03:00 to 02:00
        ("2026-10-25 03:00", "2026-10-25 02:00"),
    ],
)
def test_a_time_by_the_clocks_of_a_place_is_the_first_instant_they_show_it(wall: str, found: str) -> None:
    assert local_instant(AMSTERDAM, datetime.fromisoformat(wall)) == instant(found)


# 2026-11-20 is a Friday; Amsterdam is an hour ahead of UTC in winter and two in summer.
@pytest.mark.parametrize(
    ("windows", "after", "found"),
    [
        (["sat 22:00-02:00"], "2026-11-20 08:00", ("2026-11-21 21:00", "2026-11-22 01:00")),
        (["sat 22:00-02:00"], "2026-11-21 21:00", ("2026-11-21 21:00", "2026-11-22 01:00")),
        (["sat 22:00-02:00"], "2026-11-22 00:30", ("2026-11-21 21:00", "2026-11-22 01:00")),  # open now
        (["sat 22:00-02:00"], "2026-11-22 01:00", ("2026-11-28 21:00", "2026-11-29 01:00")),  # just closed
        (["mon-fri 20:00-22:00"], "2026-11-20 21:00", ("2026-11-23 19:00", "2026-11-23 21:00")),
        (["first sun 02:00-06:00"], "2026-11-20 08:00", ("2026-12-06 01:00", "2026-12-06 05:00")),
        (["last sat 22:00-04:00"], "2026-11-20 08:00", ("2026-11-28 21:00", "2026-11-29 03:00")),
        (["fifth mon 22:00-23:00"], "2026-11-20 08:00", ("2026-11-30 21:00", "2026-11-30 22:00")),
        (["sat 22:00-02:00", "daily 12:00-13:00"], "2026-11-20 08:00", ("2026-11-20 11:00", "2026-11-20 12:00")),
        (["sun 01:00-04:00"], "2026-03-28 08:00", ("2026-03-29 00:00", "2026-03-29 02:00")),  # an hour is missing
        (["sun 02:00-03:00"], "2026-03-28 08:00", ("2026-04-05 00:00", "2026-04-05 01:00")),  # all of it is
        (["sun 01:00-04:00"], "2026-10-24 08:00", ("2026-10-24 23:00", "2026-10-25 03:00")),  # an hour comes twice
    ],
)
def test_the_next_window_is_found(windows: list[str], after: str, found: tuple[str, str]) -> None:
    assert opening(calendar(*windows), after) == found


@pytest.mark.parametrize(
    ("windows", "freezes", "found"),
    [
        (
            ["sat 22:00-02:00"],
            [("2026-11-20 23:00", "2026-11-22 23:00")],
            ("2026-11-28 21:00", "2026-11-29 01:00"),
        ),
        # Only the start of a window must be free; where a freeze begins it closes.
        (
            ["sat 22:00-02:00"],
            [("2026-11-21 23:00", "2026-11-29 23:00")],
            ("2026-11-21 21:00", "2026-11-21 23:00"),
        ),
        (
            ["sat 22:00-02:00"],
            [("2026-11-14 23:00", "2026-11-21 23:00")],
            ("2026-11-28 21:00", "2026-11-29 01:00"),
        ),
        (["sat 22:00-02:00"], [("2026-11-01 00:00", "2029-01-01 00:00")], None),
        ([], [], ("2026-11-20 08:00", None)),
        ([], [("2026-12-19 23:00", "2027-01-03 23:00")], ("2026-11-20 08:00", "2026-12-19 23:00")),
        ([], [("2026-11-19 23:00", "2026-11-29 23:00")], ("2026-11-29 23:00", None)),
        (
            [],
            [
                ("2026-11-19 23:00", "2026-11-29 23:00"),
                ("2026-11-28 23:00", "2026-12-05 23:00"),
                ("2026-12-07 23:00", "2026-12-09 23:00"),
            ],
            ("2026-12-05 23:00", "2026-12-07 23:00"),
        ),
        ([], [("2026-11-19 23:00", "2029-11-29 23:00")], None),
    ],
)
def test_freezes_are_left_out(
    windows: list[str], freezes: list[tuple[str, str]], found: tuple[str, str | None] | None
) -> None:
    asked = calendar(*windows, freezes=tuple(freeze(start, end) for start, end in freezes))

    assert opening(asked, "2026-11-20 08:00") == found


def test_a_window_that_a_freeze_has_closed_is_not_open() -> None:
    asked = calendar("sat 22:00-02:00", freezes=(freeze("2026-11-21 23:00", "2026-11-22 23:00"),))

    assert opening(asked, "2026-11-21 23:30") == ("2026-11-28 21:00", "2026-11-29 01:00")


@pytest.mark.parametrize(
    ("before", "in_time"),
    [
        (None, True),
        ("2026-11-21 21:01", True),
        ("2026-11-21 21:00", False),
        ("2026-11-01 00:00", False),
    ],
)
def test_an_opening_is_in_time_where_it_starts_before_the_deadline(before: str | None, in_time: bool) -> None:
    found = next_opening(
        calendar("sat 22:00-02:00"), instant("2026-11-20 08:00"), instant(before) if before else None
    )

    assert found is not None
    assert (found.in_time, found.timezone) == (in_time, AMSTERDAM)


@pytest.mark.parametrize(("after", "in_time"), [("2026-11-21 22:00", True), ("2026-11-21 23:30", False)])
def test_a_window_that_is_open_is_in_time_until_the_deadline(after: str, in_time: bool) -> None:
    found = next_opening(calendar("sat 22:00-02:00"), instant(after), instant("2026-11-21 23:00"))

    assert found is not None
    assert found.in_time is in_time
