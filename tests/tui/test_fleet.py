"""The fleet: what all environments run and owe, and deciding over several of them at once."""

import pytest
from textual.pilot import Pilot

from tracker.errors import Refused, StorageError
from tracker.model import Fleet as KnownFleet
from tracker.model import FleetDuties
from tracker.record import replace
from tui.environment import EnvironmentScreen
from tui.fleet import Fleet
from tui.keys import offers
from tui.reached import ReachedScreen
from tui.wishes import Act, Entry
from tui_driving import drive, make_app, press, screen_text, settle, until
from tui_findings import kafka_findings
from tui_fleet import component, sample_fleet
from tui_lists import entries, later
from tui_source import FakeSource

KAFKA = [Entry("env-prod", "kafka"), Entry("acme/prod-eu", "kafka")]


def screen(pilot: Pilot[None]) -> Fleet | ReachedScreen:
    shown = pilot.app.screen
    assert isinstance(shown, Fleet | ReachedScreen)
    return shown


def cells(pilot: Pilot[None], place: int) -> list[str]:
    return [row.cells[place] for row in screen(pilot).table.rows]


def test_components_and_vulnerabilities_take_turns(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "6", "s", "s")
        assert cells(pilot, 1)[0] == "airflow"
        text = await press(pilot, "c")
        assert cells(pilot, 1) == ["CVE-2026-1234", "GHSA-aaaa-bbbb-cccc"]
        assert "12 of 15" in text
        assert "2 open vulnerabilities" in text
        await press(pilot, "slash", *"done:16", "enter")
        assert cells(pilot, 1) == ["GHSA-aaaa-bbbb-cccc"]
        await press(pilot, "escape", "c")
        assert cells(pilot, 1) == ["kafka", "grafana", "airflow", "hive", "trino"]
        assert source.asked.count("fleet") == 1

    drive(make_app(source), scenario)


def test_turning_before_the_answer_and_after_a_failure(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("6", "c")
        await until(pilot, "VULNERABILITY")
        source.gate.set()
        await until(pilot, "CVE-2026-1234")
        source.owed = OSError("the disk is gone")
        assert "the disk is gone" in await press(pilot, "r", "c")
        assert cells(pilot, 1)[0] == "kafka"

    drive(make_app(source), scenario)


def test_what_is_pressing_has_a_sign(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "6")
        assert cells(pilot, 0) == ["!!", " !", " .", " ~", ""]
        calm = component("kafka", FleetDuties(open=1, next_due=later(8)), *entries("env-prod"))
        source.owed = KnownFleet(components=(calm,), environments=1)
        text = await press(pilot, "r", "m")
        assert cells(pilot, 0) == [" ."]
        assert "open in 1 entry, due in 8d" in text

    drive(make_app(source), scenario, (140, 40))


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ("6 enter", "kafka"),
        ("6 j right", "grafana"),
        ("6 c l", "CVE-2026-1234"),
    ],
)
def test_a_row_opens_whom_it_concerns(keys: str, name: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, *keys.split())
        assert f"Fleet > {name}" in text
        assert source.asked[-1] == f"reaching {name}"
        assert cells(pilot, 1) == ["env-prod", "acme/prod-eu", "globex/prod", "initech/prod"]
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Fleet)

    drive(make_app(source), scenario)


def test_nothing_to_open(source: FakeSource) -> None:
    source.owed = KnownFleet()

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "Nothing is deployed in watchlists" in await press(pilot, "6", "enter")
        assert "Nothing was checked yet: R in the portfolio" in await press(pilot, "c", "enter")
        source.owed, source.reached = sample_fleet(), ()
        assert "It concerns nobody any more" in await press(pilot, "c", "r", "enter", "enter", "a", "o", "y")
        assert isinstance(pilot.app.screen, ReachedScreen)

    drive(make_app(source), scenario)


def test_an_entry_opens_its_environment_at_the_finding(source: FakeSource) -> None:
    source.reached = tuple(replace(one, name="trino") for one in kafka_findings())

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "6", "enter", "enter")
        shown = pilot.app.screen
        assert isinstance(shown, EnvironmentScreen)
        assert (shown.environment, shown.table.key) == ("env-prod", "trino")
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, ReachedScreen)

    drive(make_app(source), scenario)


def test_a_finding_leads_to_who_else_runs_it(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "Fleet > kafka" in await press(pilot, "f")
        await press(pilot, "q", "j", "j")
        assert "No feed is known of in-house-gateway to look for." in await press(pilot, "f")

    drive(make_app(source, "env-prod"), scenario)


def test_marked_entries_are_decided_about_over_all_environments(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "6", "enter", "ctrl+a", "W")
        assert "Waive 3 findings" in text
        assert "kafka in env-prod, kafka in acme/prod-eu, kafka in globex/prod" in text
        assert "does not concern them: kafka in initech/prod" in text
        await press(pilot, "x", "enter")
        (wish,) = source.wishes
        assert (wish.act, wish.entries) == (Act.WAIVE, (*KAFKA, Entry("globex/prod", "kafka")))
        assert source.asked[-2:] == ["act  waive", "reaching kafka"]
        assert screen(pilot).marking.marked == ()  # type: ignore[union-attr]
        assert "Undone: it." in await press(pilot, "z")
        assert "Done again: it." in await press(pilot, "Z")
        assert [one for one in source.asked if one in {"undo ", "redo "}] == ["undo ", "redo "]

    drive(make_app(source), scenario)


def test_moves_are_planned_to_where_each_finding_advises(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "kafka in env-prod to 3.9.1, kafka in acme/prod-eu to 14.19" in await press(
            pilot, "6", "enter", "v", "j", "p"
        )
        await press(pilot, "enter")
        assert source.wishes[0].targets == dict(zip(KAFKA, ("3.9.1", "14.19"), strict=True))

    drive(make_app(source), scenario)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("space space d", "a version is that of one entry: unmark the others"),
        ("G a", "nothing is open for kafka"),
        ("z", "nothing was done here yet"),
    ],
)
def test_what_cannot_be_done_says_why(keys: str, reason: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert f"Not now: {reason}." in await press(pilot, "6", "enter", *keys.split())

    drive(make_app(source), scenario)


def test_a_refusal_is_told_in_the_form(source: FakeSource) -> None:
    source.refusal = Refused("--until: 2026-11-20 has come (kafka in globex/prod)")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "6", "enter", "ctrl+a", "W", "x", "enter")
        assert "Until: 2026-11-20 has come (kafka in globex/prod)" in text

    drive(make_app(source), scenario)


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        ("y l", "env-prod  kafka  3.6.1 -> 3.9.1  overdue  support ended  overdue 12d"),
        (
            "v j y l",
            (
                "env-prod  kafka  3.6.1 -> 3.9.1  overdue  support ended  overdue 12d\n"
                "acme/prod-eu  kafka  14.9 -> 14.19  due  support ends  in 6d"
            ),
        ),
        ("v j y u", "https://releases.example/3.9.1\nhttps://releases.example/14.19"),
    ],
)
def test_copying(keys: str, copied: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "6", "enter", *keys.split())
        assert pilot.app.clipboard == copied

    drive(make_app(source), scenario)


def test_copying_as_markdown_names_every_environment(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "6", "enter", "v", "j", "y", "m")
        assert all(name in pilot.app.clipboard for name in ("env-prod", "acme/prod-eu"))
        assert "initech" not in pilot.app.clipboard

    drive(make_app(source), scenario)


def test_the_page_of_an_entry(source: FakeSource) -> None:
    app = make_app(source)
    app._browse = lambda _: True

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "Releases" in await press(pilot, "6", "enter")
        await press(pilot, "space", "g", "m")
        assert "Fleet > kafka > kafka in env-prod" in screen_text(pilot)
        assert "Opened https://releases.example/3.9.1" in await press(pilot, "o")
        await press(pilot, "n", "a", "enter")
        assert source.wishes[0].entries == (KAFKA[1],)
        await press(pilot, "escape")
        assert screen(pilot).table.has_focus
        await press(pilot, "space", "escape")
        assert isinstance(pilot.app.screen, ReachedScreen)
        assert pilot.app.screen.marking.marked == ()

    drive(app, scenario, (140, 40))


def test_what_cannot_be_remembered_of_an_act_is_said_in_the_portfolio(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "6", "enter", "v", "j", "a", "enter")
        source.checks["env-prod"] = StorageError("the database is locked")
        await press(pilot, "1")
        checked = {one for one in source.asked if one.endswith("offline")}
        assert checked == {f"check {one.environment} offline" for one in KAFKA}
        assert "the database is locked" in screen_text(pilot)

    drive(make_app(source), scenario)


def test_leaving_checks_no_more_of_what_was_decided(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "6", "enter", "v", "j", "a", "enter")
        source.gate.clear()
        await pilot.press("1")
        while not source.asked[-1].endswith("offline"):
            await pilot.pause()
        await pilot.press("ctrl+q")

    drive(make_app(source), scenario)
    assert len([one for one in source.asked if one.endswith("offline")]) == 1


def test_late_answers_are_dropped(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "6", "enter")
        shown = screen(pilot)
        listed = shown._listed
        source.reached = kafka_findings()[:1]
        await press(pilot, "r")
        assert listed is not None
        shown.post_message(shown.Answered(1, listed))
        await press(pilot)
        assert cells(pilot, 1) == ["env-prod"]

    drive(make_app(source), scenario)


@pytest.mark.parametrize("keys", ["6", "6 c", "6 enter"])
@pytest.mark.parametrize("size", [(60, 20), (200, 60)])
def test_every_size_shows_the_rows(keys: str, size: tuple[int, int], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, *keys.split())
        for row in screen(pilot).table.rows:
            assert row.cells[1] in text
        assert all(len(one) <= size[0] for one in text.splitlines())

    drive(make_app(source), scenario, size)


@pytest.mark.parametrize("keys", ["6", "6 enter"])
def test_every_key_says_what_it_does(keys: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, *keys.split())
        shown = offers(pilot.app.screen)
        assert all(one.id and one.explanation for one in shown)
        assert sum(one.show for one in shown) <= 8

    drive(make_app(source), scenario)
