"""Ending decisions on the screen that lists them all."""

import pytest
from textual.pilot import Pilot

from tui.wishes import Act, Field
from tui_driving import drive, make_app, press, screen_text, settle
from tui_source import FakeSource

# In the order of the sample: spark, loki, airflow, superset, trino, grafana, kafka, zookeeper, hive, nifi, redis.
GRAFANA, ZOOKEEPER, NIFI = 5, 7, 9


def down(rows: int) -> list[str]:
    return ["j"] * rows


def test_a_decision_is_ended_and_that_undone(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "u Reopen" in await press(pilot, "5")
        text = await press(pilot, "u")
        assert "Reopen spark in env-prod" in text
        assert "4.0.2 is planned by ann for 2026-11-17" in text
        text = await press(pilot, *"late", "enter")
        assert "Plan-spark: reopen." in text
        assert source.asked[-2:] == ["act  reopen", "decisions"]
        assert "Undone: it." in await press(pilot, "z")
        assert "Done again: it." in await press(pilot, "Z")

    drive(make_app(source), scenario)
    (wish,) = source.wishes
    assert (wish.act, wish.entries, wish.decisions) == (Act.REOPEN, (), ("plan-spark",))
    assert wish.said == {Field.REASON: "late"}


def test_marked_decisions_are_ended_together_as_far_as_they_can(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "5", "ctrl+a", "u")
        assert "Reopen 7 decisions" in text
        assert "airflow of Acme" in text
        assert "Left out, being over, written in a file" in text
        await press(pilot, "enter")
        assert "marked" not in screen_text(pilot)
        await press(pilot, "g", "space", "space", "escape")
        assert "marked" not in screen_text(pilot)

    drive(make_app(source), scenario, (140, 40))
    assert len(source.wishes[0].decisions) == 7


def test_a_part_of_what_it_covers_is_ended(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "5", *down(ZOOKEEPER), "u")
        assert "all that was decided (2)" in text
        await press(pilot, "up", "space", "enter")

    drive(make_app(source), scenario)
    (wish,) = source.wishes
    assert wish.decisions == ("mitigated-zookeeper",)
    assert wish.said[Field.FOR] == "vulnerability:CVE-2026-1234"


def test_what_lies_behind_is_judged_again(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "5", "escape")
        assert "check env-prod offline" not in source.asked
        assert "nothing was done here yet" in await press(pilot, "z")
        await press(pilot, "5", "u", "enter", "escape")
        assert source.asked[-1] == "check env-prod offline"
        assert "Undone: it." in await press(pilot, "z")

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (["u"], "the list is empty"),
        ([*down(GRAFANA), "u"], "it is held in env-prod.yaml line 4: take it out there"),
        ([*down(NIFI), "u"], "it is over already"),
        ([*down(NIFI), "space", "space", "u"], "they are all over already, or written in a file"),
        (["slash", *"zzz", "enter", "u"], "the filter leaves nothing"),
        (["z"], "nothing was done here yet"),
    ],
)
def test_what_cannot_be_ended_says_why(keys: list[str], reason: str, source: FakeSource) -> None:
    if reason == "the list is empty":
        source.decided = type(source.decided)()

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert f"Not now: {reason}." in await press(pilot, "5", *keys)

    drive(make_app(source), scenario)
