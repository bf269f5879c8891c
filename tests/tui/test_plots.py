"""Deadlines, ends of support and releases, drawn in characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import NOW
from tracker.model import Finding, Phase, Support, Verdict
from tracker.record import replace
from tui.plots import Axis, deadline, growth, support
from tui.release_plot import release_plot
from tui.support_axis import reach_of, support_counts, support_rows
from tui_chains import considered, sample_explanation
from tui_findings import days, finding, sample_findings


@pytest.mark.parametrize(
    ("arose", "due", "covered", "drawn"),
    [
        (-50, 50, False, "[#####|-----]"),
        (0, 50, False, "[|----------]"),
        (-50, 0, False, "[##########|]"),
        (-75, -25, False, "[######]!!!!|"),
        (-75, -25, True, "[~~~~~~]~~~~|"),
        (-50, 50, True, "[~~~~~|-----]"),
        (-1, -1, False, "[#]!!!!!!!!!|"),
        (5, 9, False, "[|----------]"),
    ],
)
def test_a_deadline(arose: float, due: float, covered: bool, drawn: str) -> None:
    assert deadline(days(arose), days(due), NOW, 10, covered=covered) == drawn


@given(st.integers(-5000, 5000), st.integers(0, 5000), st.integers(4, 60), st.booleans())
def test_a_deadline_always_fits_and_marks_today_once(arose: int, lasts: int, width: int, covered: bool) -> None:
    drawn = deadline(days(arose), days(arose + lasts), NOW, width, covered=covered)
    assert len(drawn) <= width + 3
    assert drawn.count("|") == drawn.count("[") == drawn.count("]") == 1
    assert ("!" in drawn) is (arose + lasts < 0 and not covered)


@pytest.mark.parametrize(
    ("ends", "drawn"),
    [
        (50, "     |====x"),
        (-50, "x!!!!|     "),
        (300, "     |====>"),
        (-300, "<!!!!|     "),
        (None, "     |     "),
        (0, "     |     "),
    ],
)
def test_what_is_left_of_support(ends: float | None, drawn: str) -> None:
    axis = Axis(start=days(-55), end=days(55), width=11)
    assert support(None if ends is None else days(ends), NOW, axis) == drawn


@pytest.mark.parametrize(
    ("back", "ahead", "width", "drawn"),
    [
        (700, 700, 40, "  2025       2026      2027       2028  "),
        (60, 400, 40, "         2027-01         2027-07        "),
        (5000, 5000, 24, "        2020        2030"),
        (1, 1, 10, "          "),
    ],
)
def test_ticks_have_room(back: float, ahead: float, width: int, drawn: str) -> None:
    ticks = Axis(start=days(-back), end=days(ahead), width=width).ticks()
    assert len(ticks) == width
    assert ticks.split() == drawn.split()


def test_growth_counts_what_had_come_by_then() -> None:
    assert growth([days(-30), days(-30), days(-1)], days(-40), NOW, 4) == "▆▆▆█"
    assert growth([], NOW, NOW, 3) == "▁▁▁"


def rows(one: Finding, *versions: tuple[str, float], width: int = 40) -> list[str]:
    above = tuple(considered(version, age) for version, age in versions)
    return [row.text for row in release_plot(replace(sample_explanation(one), considered=above), NOW, width)]


def test_many_lines_are_left_out_from_the_middle() -> None:
    drawn = rows(finding("etcd", Verdict.ADVICE, "1.0.0"), *((f"1.{minor}.0", 700 - minor) for minor in range(20)))
    assert [row.split()[0] for row in drawn[1:10]] == ["1.0", *(f"1.{minor}" for minor in range(12, 20))]
    assert drawn[10] == "  11 lines between them are left out"


def test_releases_in_one_cell_are_many() -> None:
    drawn = rows(finding("etcd", Verdict.ADVICE, "1.0.0"), ("1.1.0", 400), ("1.1.1", 400), ("1.1.2", 399))
    assert drawn[2].count("O") == 1
    assert "o" not in drawn[2]


def test_a_version_without_a_date_has_no_mark() -> None:
    one = finding("etcd", Verdict.ADVICE, "1.0.0")
    undated = replace(one, deployed=replace(one.deployed, released_at=None))
    assert "D" not in "".join(rows(undated, ("1.1.0", 40))[:3])
    assert rows(undated) == ["  No release above it is known."]
    assert rows(one) == ["  Nothing was released above it."]


def test_rows_stand_in_the_order_of_their_ends() -> None:
    keys = [row.key for row in support_rows(sample_findings())]
    assert keys[0] == "kafka"
    assert keys[-1] == "in-house-gateway"


def test_the_axis_reaches_all_ends_but_not_too_far() -> None:
    far = replace(
        finding("a", Verdict.OK),
        support=Support(line="1", phase=Phase.ACTIVE, ends_at=days(9000), source=None),
    )
    near = replace(far, name="b", support=replace(far.support, ends_at=days(30)))
    gone = replace(far, name="c", support=replace(far.support, phase=Phase.ENDED, ends_at=days(-9000)))
    assert (reach_of([], NOW).back.days, reach_of([], NOW).ahead.days) == (60, 365)
    assert (reach_of([far, gone], NOW).back.days, reach_of([far, gone], NOW).ahead.days) == (730, 1825)
    assert [one.text.strip() for one in support_counts([far, near, gone], NOW)] == [
        "1 support ended",
        "1 ends within 90 days",
        "1 later",
    ]
