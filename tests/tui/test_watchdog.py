"""Nothing holds the interface up for 50 ms, however much there is to show."""

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from examples import NOW
from tracker.model import Published
from tracker.record import replace
from tui.calm import calm_interpreter
from tui.screen_names import PLACES
from tui.source import DecisionList
from tui_driving import drive, make_app, press, screen_text, settle
from tui_findings import check, row
from tui_lists import sample_decisions, sample_health, sample_published
from tui_source import FakeSource
from watchdog import Watchdog

ENVIRONMENTS, FINDINGS, DECISIONS, FEEDS = 450, 2_000, 2_000, 500
_DIGITS = "123456789"
# What a reader does on every screen, one press after the other.
_MARKS = ("ctrl+a", "j", "ctrl+a", "space", "space", "v", "pagedown", "v", "r")
_KEYS = ("j", "pagedown", "G", "k", "g", "s", "s", "S", "slash", *"ka", "escape", "enter", "j", "escape")


def burn(seconds: float) -> None:
    """Take some seconds of CPU."""
    from time import thread_time

    end = thread_time() + seconds
    while thread_time() < end:
        pass


def test_a_step_that_is_late_is_told_with_its_stack(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        pilot.app.call_later(burn, 0.4)
        await settle(pilot)

    with Watchdog() as dog:
        drive(make_app(source), scenario)

    assert any("in burn" in one.stack and one.seconds >= 0.4 for one in dog.late)


def large(releases: int) -> FakeSource:
    """A source of a large fleet."""
    source = FakeSource()
    source.rows = tuple(row(f"customer-{n // 4}/env-{n}", f"Customer {n // 4}") for n in range(ENVIRONMENTS))
    few = check("env-prod").findings
    many = tuple(replace(few[n % len(few)], name=f"{few[n % len(few)].name}-{n}") for n in range(FINDINGS))
    source.checks = {one.name: replace(check(one.name), findings=many) for one in source.rows}
    published = sample_published()
    assert isinstance(published, Published)
    source.published = replace(
        published,
        releases=tuple(
            replace(one, tag=f"v{n}.{place}", version=f"{n}.{place}", released_at=NOW - timedelta(minutes=n))
            for n in range(releases // len(published.releases) + 1)
            for place, one in enumerate(published.releases)
        ),
    )
    decided, health = sample_decisions().decisions, sample_health()
    source.decided = DecisionList(
        decisions=tuple(
            replace(one, decision=replace(one.decision, id=f"{one.decision.id}-{n}"))
            for n in range(DECISIONS // len(decided))
            for one in decided
        )
    )
    source.standing = replace(
        health,
        feeds=tuple(
            replace(one, path=f"{one.path}-{n}", url=f"{one.url}?{n}")
            for n in range(FEEDS // len(health.feeds))
            for one in health.feeds
        ),
    )
    return source


async def tour(pilot: Pilot[None]) -> None:
    """Open every screen and do on it what readers do."""
    await settle(pilot)
    for digit in _DIGITS[: len(PLACES) + 1]:
        await press(pilot, digit)
        for key in _KEYS:
            await press(pilot, key)


async def stay(pilot: Pilot[None]) -> None:
    """Read and mark the findings of one environment."""
    await settle(pilot)
    assert f"1 of {FINDINGS:,}" in screen_text(pilot)
    for key in (*_KEYS, *_MARKS):
        await press(pilot, key)


def late(releases: int) -> list[str]:
    """What was late on a tour, and in an environment."""
    source = large(releases)
    assert isinstance(source.rows, tuple)
    with calm_interpreter(), Watchdog() as dog:
        drive(make_app(source), tour, size=(140, 40))
        drive(make_app(source, source.rows[0].name), stay, size=(140, 40))
    return [str(one) for one in dog.late]


@pytest.mark.slow
@pytest.mark.timed
def test_nothing_is_late_on_any_screen() -> None:
    assert "".join(late(5_000)) == ""


@pytest.mark.slow
@pytest.mark.timed
def test_nothing_is_late_with_sixty_thousand_rows() -> None:
    assert "".join(late(60_000)) == ""
