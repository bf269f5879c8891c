"""The trend as a table with small plots, as a sentence of the digest, and as JSON."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from rich.cells import cell_len

from duties import trend_day_of
from examples import NOW
from tracker.model import TrendDay
from tracker.record import replace
from tracker.report.machine import trend_json
from tracker.report.markdown import escape
from tracker.report.trend import ASCII, BLOCKS, plot, trend_line, trend_text

DAYS = [
    trend_day_of(NOW + timedelta(days=number), releases=20 - number, libyears=2.22 - number / 10, open=number % 3)
    for number in (0, 1, 2, 4, 5, 6, 7)
]


def releases(one: TrendDay) -> float:
    return one.releases


def drawn(*numbers: int | None, width: int = 80) -> str:
    """The plot of a measure on days in a row, None on a day without a check."""
    days = [
        trend_day_of(NOW + timedelta(days=number), releases=value)
        for number, value in enumerate(numbers)
        if value is not None
    ]
    return plot(days, releases, width, BLOCKS)


@pytest.mark.parametrize(
    ("numbers", "width", "expected"),
    [
        ((0, 1, 2, 3, 4, 5, 6, 7), 80, "▁▂▃▄▅▆▇█"),
        ((7, 0), 80, "█▁"),
        ((100, 104, 107), 80, "▁▅█"),
        ((5, 5, 5), 80, "▁▁▁"),
        ((3, None, 0), 80, "█ ▁"),
        ((9, 0, 8, 0, 0, 9), 3, "▁▁█"),
        ((4,), 80, "▁"),
    ],
)
def test_a_plot_runs_from_the_lowest_value_to_the_highest(
    numbers: Sequence[int | None], width: int, expected: str
) -> None:
    assert drawn(*numbers, width=width) == expected


def test_the_table_says_first_last_and_change_of_each_measure() -> None:
    assert trend_text("acme/prod", DAYS, width=60) == "\n".join(
        (
            "acme/prod   2026-11-20 to 2026-11-27, checked on 7 days",
            "",
            "                 FIRST  LAST  CHANGE",
            "components           3     3       0  ▁▁▁ ▁▁▁▁",
            "releases behind     20    13      -7  █▇▆ ▄▃▂▁",
            "days behind        812   812       0  ▁▁▁ ▁▁▁▁",
            "libyears          2.22  1.52   -0.70  █▇▆ ▄▃▂▁",
            "open duties          0     1      +1  ▁▅█ ▅█▁▅",
            "overdue duties       1     1       0  ▁▁▁ ▁▁▁▁",
            "",
        )
    )


@pytest.mark.parametrize("width", [20, 30, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    year = [replace(DAYS[0], day=DAYS[0].day + timedelta(days=number), open=number) for number in range(365)]

    lines = trend_text("a-customer/with-a-long-name/and-environment", year, width=width).splitlines()

    assert max(cell_len(line) for line in lines) <= width


def test_where_the_output_has_no_blocks_the_plot_is_ascii() -> None:
    text = trend_text("prod", DAYS, width=80, marks=ASCII)

    assert text.isascii()
    assert "%X" in text


def test_one_day_is_a_table_without_change_and_no_sentence() -> None:
    assert "checked on 1 day\n" in trend_text("prod", DAYS[:1], width=80)
    assert trend_line(DAYS[:1]) is None
    assert trend_line([]) is None


def test_the_sentence_plots_only_what_moved() -> None:
    assert trend_line(DAYS) == (
        "Since 2026-11-20: releases behind 20 to 13 █▇▆ ▄▃▂▁, days behind still 812, "
        "libyears 2.22 to 1.52 █▇▆ ▄▃▂▁, open duties 0 to 1 ▁▅█ ▅█▁▅, overdue duties still 1."
    )


def test_no_mark_of_a_plot_means_something_in_markdown() -> None:
    assert escape(BLOCKS + ASCII) == BLOCKS + ASCII


def test_the_json_has_every_day() -> None:
    made = json.loads(trend_json("prod", DAYS[:1]))

    assert made == {
        "schema": "tracker.trend/1",
        "environment": "prod",
        "days": [
            {
                "day": "2026-11-20",
                "findings": 3,
                "releases": 20,
                "days": 812,
                "libyears": 2.22,
                "open": 0,
                "overdue": 1,
            }
        ],
    }
