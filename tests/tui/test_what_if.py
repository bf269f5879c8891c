"""Supposing versions and a policy on a copy of an environment, and seeing findings come and go."""

import pytest
from textual.pilot import Pilot

from examples import NOW
from tracker.errors import ConfigurationError
from tracker.record import replace
from tui.copying import Shape
from tui.copying_screen import CopyingScreen
from tui.environment import EnvironmentScreen
from tui.keys import offers
from tui.line import first_of
from tui.portfolio import Portfolio
from tui.prompt import Prompt
from tui.source import Failure
from tui.what_if import WhatIfScreen
from tui.what_if_lines import difference_lines, what_if_row
from tui_driving import drive, make_app, press, screen_text, settle, until
from tui_source import FakeSource


def screen(pilot: Pilot[None]) -> WhatIfScreen:
    shown = pilot.app.screen
    assert isinstance(shown, WhatIfScreen)
    return shown


def cells(pilot: Pilot[None]) -> dict[str, tuple[str, ...]]:
    return {row.key: row.cells for row in screen(pilot).table.rows}


@pytest.mark.parametrize(
    ("keys", "environment"),
    [("3", "env-prod"), ("j 3", "acme/prod-eu"), ("enter w", "env-prod"), ("6 enter j 3", "acme/prod-eu")],
)
def test_it_opens_on_the_environment_in_view(keys: str, environment: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, *keys.split())
        assert f"tracker > {environment} > What-if" in text
        assert source.asked[-1] == f"what if {environment} {{}} "
        depth = len(pilot.app.screen_stack)
        await press(pilot, "3")
        assert len(pilot.app.screen_stack) == depth
        await press(pilot, "q")
        assert not isinstance(pilot.app.screen, WhatIfScreen)

    drive(make_app(source), scenario)


def test_without_an_environment_it_says_so(source: FakeSource) -> None:
    source.rows = ()

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "There is no environment in view: open one first." in await press(pilot, "3")
        assert isinstance(pilot.app.screen, Portfolio)

    drive(make_app(source), scenario)


def test_it_opens_at_the_finding(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "j", "j", "j", "enter", "w")
        assert screen(pilot).table.key == "airflow"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, EnvironmentScreen)

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize("key", ["enter", "w"])
def test_a_version_is_supposed_and_taken_back(key: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "w", key)
        assert "Suppose another version of kafka" in text
        assert "3.9.1" in text
        text = await press(pilot, "ctrl+u", *"4.1.0", "enter")
        assert source.asked[-1] == "what if env-prod {'kafka': '4.1.0'} "
        assert cells(pilot)["kafka"][:6] == (" -", "kafka", "3.6.1", "4.1.0", "overdue", "ok")
        assert "0 new, 1 gone, 0 changed" in text
        assert "!! 1 -> 0 overdue" in text
        assert "4.1.0" in await press(pilot, key)
        await press(pilot, "ctrl+u", "enter")
        assert source.asked[-1] == "what if env-prod {} "
        assert cells(pilot)["kafka"][0] == ""

    drive(make_app(source, "env-prod"), scenario)


def test_several_are_supposed_and_taken_back(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "5 versions supposed" in await press(pilot, "w", "A")
        assert [row[3] for row in cells(pilot).values()][:3] == ["3.9.1", "14.19", "2.9.4"]
        assert "4 versions supposed" in await press(pilot, "x")
        assert "No version of it is supposed." in await press(pilot, "G", "x")
        assert "nothing is supposed" in await press(pilot, "X")
        source.checks["env-prod"] = source.checks["acme"] = ConfigurationError("env-prod.yaml is gone")
        assert "env-prod.yaml is gone" in await press(pilot, "A")

    drive(make_app(source, "env-prod"), scenario)


def test_a_policy_is_supposed(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "w", "p", *"lag.days:", "space", "1", "d", "enter")
        assert source.asked[-1] == "what if env-prod {} lag.days: 1d"
        assert "policy lag.days: 1d supposed" in text
        assert cells(pilot)["trino"][0] == " +"
        source.supposing = ConfigurationError("policy: sla.high: 'soon' is not a duration")
        assert "is not a duration" in await press(pilot, "p", "end", "x", "enter")
        assert "lag.days: 1dx" in await press(pilot, "p")
        assert isinstance(pilot.app.screen, Prompt)
        source.supposing = None
        assert "nothing is supposed" in await press(pilot, "ctrl+u", "enter")

    drive(make_app(source, "env-prod"), scenario)


def test_leaving_the_prompt_leaves_all_as_it_was(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "w")
        asked = len(source.asked)
        for key in ("enter", "p"):
            await press(pilot, key, "x", "tab", "shift+tab", "down", "up", "escape")
            assert isinstance(pilot.app.screen, WhatIfScreen)
        assert len(source.asked) == asked

    drive(make_app(source, "env-prod"), scenario)


def test_the_page_says_what_becomes_of_an_entry(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "w", "enter", "ctrl+u", *"3.6.2", "enter")
        for told in (
            "kafka   3.6.1 would be 3.6.2",
            "overdue would be ok",
            "closed: support-ended 3.6",
            "against it: 3.6.2 is past its support",
            "Against it: 3.6.2 is past its support",
        ):
            assert told in text
        text = await press(pilot, "j", "enter", "ctrl+u", *"3.6.9", "enter", "m")
        assert "Against it and 1 more: 3.6.2" in text
        assert "What-if > postgresql-airflow" in text
        await press(pilot, "escape", "p", *"warn:9d", "enter", "g")
        assert "new: lag 1.0 (high)" in screen_text(pilot)

    drive(make_app(source, "env-prod"), scenario, (140, 40))


def test_the_page_tells_of_many_duties_in_one_clause(source: FakeSource) -> None:
    answer = source.what_if("env-prod", {}, "")
    closed = ("overdue became ok", *(f"closed: vulnerable CVE-{number}" for number in (1, 2)), "closed: support 3")
    one = replace(answer.differences[0], worse=("new: lag 4 (high)",), better=closed)

    told = [each.text for each in difference_lines(one, answer, NOW)[2:5]]

    assert told == ["  new: lag 4 (high)", "  overdue became ok", "  closed (3): CVE-1, CVE-2, support 3"]


def test_a_row_counts_all_that_changes(source: FakeSource) -> None:
    answer = source.what_if("env-prod", {}, "")
    closed = tuple(f"closed: vulnerable CVE-2026-{number}" for number in range(10_000, 10_040))

    row = what_if_row(replace(answer.differences[0], better=closed), {})

    assert first_of(row.cells[-1], 16, "; ").endswith(" +39")


def test_it_is_copied_as_markdown(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "Sent env-prod to the terminal's clipboard as Markdown." in await press(pilot, "w", "A", "y")
        assert "- kafka 3.6.1 becomes 3.9.1" in pilot.app.clipboard
        screen(pilot)._answer = None
        assert "There is nothing to copy yet." in await press(pilot, "y")
        screen(pilot).post_message(CopyingScreen.Written(Failure(text="it is gone"), "it", Shape.MARKDOWN))
        assert "it is gone" in await press(pilot)

    drive(make_app(source, "env-prod"), scenario)


def test_nothing_to_suppose(source: FakeSource) -> None:
    source.supposing = ConfigurationError("env-prod.yaml, line 7: 'kafka' has no version; add one")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "has no version" in await press(pilot, "w")
        assert "Not now: the list could not be read." in await press(pilot, "A")
        assert "Not now: the list could not be read." in await press(pilot, "w")

    drive(make_app(source, "env-prod"), scenario)


def test_late_answers_are_dropped(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "w")
        source.gate.clear()
        await pilot.press("A")
        await until(pilot, "reading ...")
        await pilot.press("X")
        source.gate.set()
        await settle(pilot)
        assert "nothing is supposed" in screen_text(pilot)

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize("size", [(60, 20), (200, 60)])
def test_every_size_shows_the_rows(size: tuple[int, int], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "w", "A")
        assert "trino" in text
        assert all(len(one) <= size[0] for one in text.splitlines())
        assert sum(one.show for one in offers(pilot.app.screen)) <= 9

    drive(make_app(source, "env-prod"), scenario, size)
