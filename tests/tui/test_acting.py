"""Marking findings, saying what is decided about them, undoing it, and taking them along."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.pilot import Pilot

from examples import NOW
from tracker.errors import Refused, StorageError
from tracker.model import Decision, DecisionKind, Scope
from tracker.record import replace
from tui.acts import MEANINGS, TITLES
from tui.copying import CopyScreen
from tui.environment import EnvironmentScreen, Judged
from tui.form import ActForm
from tui.keys import KeyBar, key_name, offers
from tui.wishes import Act, Entry, Field, Wish
from tui_driving import drive, make_app, press, screen_text, settle, until
from tui_findings import check, finding, sample_findings
from tui_source import FakeSource

KEYS = {
    Act.ACKNOWLEDGE: "a",
    Act.SNOOZE: "t",
    Act.HOLD: "h",
    Act.WAIVE: "W",
    Act.MITIGATED: "M",
    Act.PLAN: "p",
    Act.REOPEN: "u",
    Act.DEPLOYED: "d",
}
WAIVED = Decision(
    id="one",
    kind=DecisionKind.WAIVE,
    at=NOW,
    by="ann",
    reason="not reachable",
    scope=Scope(environment="env-prod", name="kafka"),
    covers=("support:3.6",),
)


def marked(pilot: Pilot[None]) -> tuple[str, ...]:
    screen = pilot.app.screen
    assert isinstance(screen, EnvironmentScreen)
    return screen.marking.marked


def names(wish: Wish) -> tuple[str, ...]:
    assert {one.environment for one in wish.entries} == {"env-prod"}
    return tuple(one.name for one in wish.entries)


def decided(source: FakeSource, *decisions: Decision) -> None:
    """Let decisions be in force on the first finding."""
    kafka, *others = sample_findings()
    source.checks["env-prod"] = check(findings=(replace(kafka, decisions=decisions), *others))


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ("space", ["kafka"]),
        ("space up space", []),
        ("space j space", ["kafka", "in-house-gateway"]),
        ("v j j", ["kafka", "postgresql-airflow", "in-house-gateway"]),
        ("v j j k v j j", ["kafka", "postgresql-airflow"]),
        ("j j v k space", ["in-house-gateway"]),
        ("shift+down shift+down shift+up", ["kafka", "postgresql-airflow"]),
        ("G shift+up", ["zookeeper", "trino"]),
        ("space G shift+up", ["kafka", "zookeeper", "trino"]),
        ("slash z o o enter ctrl+a", ["zookeeper"]),
        ("slash z o o enter ctrl+a escape", ["zookeeper"]),
        ("slash z o o enter ctrl+a escape escape", []),
        ("ctrl+a ctrl+a", []),
    ],
)
def test_marking(keys: str, names: list[str], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, *keys.split())
        assert [*marked(pilot)] == names
        assert (f"{len(names)} marked" in text) is bool(names)
        assert text.count("\n*") == len(names)

    drive(make_app(source, "env-prod"), scenario)


def test_marks_are_cleared_before_going_back_and_go_with_their_rows(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "ctrl+a", "escape")
        assert marked(pilot) == ()
        await press(pilot, "ctrl+a")
        source.checks["env-prod"] = check(findings=sample_findings()[1:3])
        await press(pilot, "r")
        assert marked(pilot) == ("postgresql-airflow", "in-house-gateway")
        await press(pilot, "escape", "escape")
        assert not isinstance(pilot.app.screen, EnvironmentScreen)

    drive(make_app(source, "env-prod"), scenario)


def test_nothing_to_mark(source: FakeSource) -> None:
    source.checks["env-prod"] = check(findings=())

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "space", "v", "ctrl+a", "shift+down")
        assert marked(pilot) == ()
        for key in (*KEYS.values(), "y"):
            assert "Not now: nothing is deployed in env-prod." in await press(pilot, key)

    drive(make_app(source, "env-prod"), scenario)


def test_marking_with_the_mouse(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        table = "#table"
        await pilot.click(table, offset=(0, 2))
        assert marked(pilot) == ("postgresql-airflow",)
        await pilot.click(table, offset=(10, 4), control=True)
        assert marked(pilot) == ("postgresql-airflow", "airflow")
        await pilot.click(table, offset=(0, 2))
        await pilot.click(table, offset=(10, 2), shift=True)
        assert marked(pilot) == ("kafka", "postgresql-airflow", "airflow")
        await pilot.click(table, offset=(0, 15))
        await pilot.click(table, offset=(0, 0))
        assert len(marked(pilot)) == 3

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize(
    ("act", "typed", "said"),
    [
        (Act.ACKNOWLEDGE, "", {Field.FOR: "", Field.REASON: ""}),
        (Act.ACKNOWLEDGE, "x y", {Field.FOR: "", Field.REASON: "xy"}),
        (
            Act.SNOOZE,
            "x tab y",
            {Field.FOR: "", Field.UNTIL: "2026-12-04", Field.EVENT: "", Field.REASON: "x", Field.TELL: "y"},
        ),
        (Act.HOLD, "x", {Field.UNTIL: "2027-02-18", Field.EVENT: "", Field.REASON: "x", Field.TELL: ""}),
        (
            Act.WAIVE,
            "x up right down tab tab right",  # the event, and round to the first field
            {
                Field.FOR: "support:3.6",
                Field.UNTIL: "2027-02-18",
                Field.EVENT: "next-release",
                Field.REASON: "x",
                Field.TELL: "",
            },
        ),
        (
            Act.MITIGATED,
            "x shift+tab h left shift+tab ctrl+u",
            {Field.FOR: "", Field.UNTIL: "", Field.EVENT: "fixed", Field.REASON: "x", Field.TELL: ""},
        ),
        (
            Act.PLAN,
            "ctrl+u 4 . 1 . 0 tab ctrl+u 2 0 2 6 - 1 2 - 0 1 tab tab space down x",
            {
                Field.TARGET: "4.1.0",
                Field.ON: "2026-12-01",
                Field.TICKET: "",
                Field.FOR: "support:3.6",
                Field.REASON: "x",
            },
        ),
        (Act.REOPEN, "up space", {Field.FOR: "support:3.6", Field.REASON: ""}),
        (Act.DEPLOYED, "end space 4", {Field.VERSION: "3.9.1 4"}),
    ],
)
def test_each_act_asks_for_what_it_needs(
    act: Act, typed: str, said: Mapping[Field, str], source: FakeSource
) -> None:
    decided(source, WAIVED)

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, KEYS[act])
        assert f"{TITLES[act]} kafka" in text
        assert MEANINGS[act].split(";")[0] in text
        text = await press(pilot, *typed.split(), "enter")
        (wish,) = source.wishes
        assert (wish.act, names(wish), wish.said) == (act, ("kafka",), said)
        assert wish.targets == {Entry("env-prod", "kafka"): said.get(Field.TARGET, "3.9.1")}
        assert f"Kafka: {act}." in text
        assert source.asked[-1] == "check env-prod offline"

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize("act", Act)
def test_leaving_the_form_leaves_all_as_it_was(act: Act, source: FakeSource) -> None:
    decided(source, WAIVED)

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        before = screen_text(pilot)
        await press(pilot, KEYS[act], "x")
        assert isinstance(pilot.app.screen, ActForm)
        assert await press(pilot, "escape") == before
        assert source.wishes == []

    drive(make_app(source, "env-prod"), scenario)


def test_marked_findings_are_decided_about_together(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "ctrl+a", "p")
        assert "kafka to 3.9.1, postgresql-airflow to 14.19, airflow to 2.9.4" in text
        assert "zookeeper, trino" in text
        assert "Target" not in text
        await press(pilot, "enter")
        (wish,) = source.wishes
        assert names(wish) == ("kafka", "postgresql-airflow", "airflow", "superset", "grafana")
        assert wish.targets[Entry("env-prod", "grafana")] == "11.6.4"
        assert marked(pilot) == ()

    drive(make_app(source, "env-prod"), scenario)


def test_one_duty_is_about_those_that_have_it(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "Acknowledge 2 findings" in await press(pilot, "v", "j", "a")
        text = await press(pilot, "up", "right", "right")
        assert "Acknowledge postgresql-airflow" in text
        assert "Left out, since it does not concern them: kafka" in text
        await press(pilot, "enter")
        assert names(source.wishes[0]) == ("postgresql-airflow",)

    drive(make_app(source, "env-prod"), scenario)


def test_the_finding_on_the_whole_page_is_the_one(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "space", "enter", "a", "enter")
        assert names(source.wishes[0]) == ("postgresql-airflow",)

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("G a", "nothing is open for trino"),
        ("G k v j W", "nothing is open for 2 findings"),
        ("G t", "nothing is open for trino"),
        ("G M", "nothing is open for trino"),
        ("G p", "no release to move to is known for trino"),
        ("u", "nothing is decided for kafka"),
        ("space space d", "a version is that of one entry: unmark the others"),
        ("z", "nothing was done here yet"),
        ("Z", "nothing was undone here"),
    ],
)
def test_what_cannot_be_done_says_why(keys: str, reason: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert f"Not now: {reason}." in await press(pilot, *keys.split())
        bar = pilot.app.screen.query_one(KeyBar)
        (shown,) = (one for one in bar.fitting if one.id == "decide.acknowledge")
        assert (shown.why_not is None) is (keys[0] != "G")
        listed = {offer.id: offer.why_not for offer in offers(pilot.app.screen)}
        assert reason in listed.values()
        text = await press(pilot, "f1", "pagedown") + await press(pilot, "G")
        assert "not now: " in text

    drive(make_app(source, "env-prod"), scenario, (140, 40))


def test_the_readme_names_every_key_of_the_screen(source: FakeSource) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## The terminal UI\n")[2].partition("\n## ")[0]

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for keys in ([], ["t"], ["escape", "y"]):
            await press(pilot, *keys)
            for offer in offers(pilot.app.screen):
                assert any(f"`{key_name(key)}`" in section for key in offer.keys), offer.id

    drive(make_app(source, "env-prod"), scenario, (140, 40))


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (replace(WAIVED, location="env-prod.yaml#4"), "it is held in env-prod.yaml line 4: take it out there"),
        (
            replace(WAIVED, scope=Scope(component="kafka")),
            "it was decided more widely: reopen it on Decisions, or by `tracker reopen --all kafka`",
        ),
        (
            replace(WAIVED, scope=Scope(component="kafka", customer="Acme")),
            "it was decided more widely: reopen it on Decisions, or by `tracker reopen --customer 'Acme' kafka`",
        ),
    ],
)
def test_what_cannot_be_reopened_here_says_where(decision: Decision, reason: str, source: FakeSource) -> None:
    decided(source, decision)

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert f"Not now: {reason}." in await press(pilot, "u")

    drive(make_app(source, "env-prod"), scenario, (140, 40))


def test_a_decision_for_a_line_can_be_reopened(source: FakeSource) -> None:
    decided(source, replace(WAIVED, scope=Scope(component="kafka", line="3.6")))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "all that was decided (1)" in await press(pilot, "u")

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize(
    ("error", "shown", "focused"),
    [
        (
            Refused("--until: 2026-11-20 has come: name a day after today"),
            "Until: 2026-11-20 has come",
            "form-until",
        ),
        (Refused("reason: say why"), "Reason: say why", "form-reason"),
        (Refused("--for: 'x' is not open"), "For: 'x' is not open", "form-for"),
        (Refused("nothing is open for kafka"), "Nothing is open for kafka", "form-reason"),
        (StorageError("the database is locked: try again"), "The database is locked: try again", "form-reason"),
        (
            ValueError("[red]x[/red]\x1b[2J"),
            "ValueError: [red]x[/red][2J (a fault of tracker itself)",
            "form-reason",
        ),
    ],
)
def test_what_is_wrong_is_said_in_the_form(error: Exception, shown: str, focused: str, source: FakeSource) -> None:
    source.refusal = error

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "t", "x", "enter")
        assert shown in text
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == focused
        source.refusal = None
        assert "Kafka: snooze." in await press(pilot, "enter")

    drive(make_app(source, "env-prod"), scenario)


def test_what_is_being_written_is_waited_for(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("a", "enter")
        await until(pilot, "Writing ...")
        await pilot.press("enter", "escape")
        await until(pilot, "It is being written already; z undoes it.")
        source.gate.set()
        await until(pilot, "Kafka: acknowledge.")
        assert len(source.wishes) == 1

    drive(make_app(source, "env-prod"), scenario)


def test_the_form_with_the_mouse(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "t")
        await pilot.click("#form-reason")
        await press(pilot, "x")
        await pilot.click("#form-event", offset=(4, 0))
        await pilot.click("#form-for", offset=(0, 0))
        await pilot.click("#form-keys", offset=(2, 0))
        await settle(pilot)
        assert source.wishes[0].said == {
            Field.FOR: "support:3.6",
            Field.UNTIL: "2026-12-04",
            Field.EVENT: "next-release",
            Field.REASON: "x",
            Field.TELL: "",
        }

    drive(make_app(source, "env-prod"), scenario)


def test_undo_and_redo(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "a", "enter")
        assert "Undone: it." in await press(pilot, "z")
        assert source.asked[-2:] == ["undo env-prod", "check env-prod offline"]
        assert "Not now: nothing was done here yet." in await press(pilot, "z")
        source.refusal = Refused("somebody has reopened it meanwhile")
        assert "somebody has reopened it meanwhile" in await press(pilot, "Z")
        source.refusal = None
        source.gate.clear()
        await pilot.press("Z", "Z")
        await until(pilot, "Still writing.")
        source.gate.set()
        await until(pilot, "Done again: it.")

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize(
    ("keys", "named", "copied"),
    [
        (
            "y l",
            "kafka",
            "env-prod  kafka  3.6.1 -> 3.9.1  overdue  support ended  overdue 12d",
        ),
        ("y y", "kafka", "env-prod  kafka  3.6.1 -> 3.9.1  overdue  support ended  overdue 12d"),
        ("G y enter", "trino", "env-prod  trino  478  ok  newest release"),
        ("v j y u", "2 findings", "https://releases.example/3.9.1\nhttps://releases.example/14.19"),
    ],
)
def test_copying(keys: str, named: str, copied: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert f"Sent {named} to the terminal's clipboard as a" in await press(pilot, *keys.split())
        assert pilot.app.clipboard == copied

    drive(make_app(source, "env-prod"), scenario)


def test_copying_as_markdown(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "clipboard as Markdown." in await press(pilot, "y", "m")
        text = pilot.app.clipboard
        assert "| overdue | kafka | 3.6.1 | [3.9.1](https://releases.example/3.9.1) |" in text
        assert "trino" not in text

    drive(make_app(source, "env-prod"), scenario)


def kind(pilot: Pilot[None]) -> type[object]:
    return type(pilot.app.screen)


@pytest.mark.parametrize("leave", ["escape", "q", "left", "backspace"])
def test_copying_nothing(leave: str, source: FakeSource) -> None:
    source.checks["env-prod"] = check(findings=(finding("kafka", sample_findings()[0].verdict),))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "there is no web page for kafka" in await press(pilot, "y", "u")
        assert kind(pilot) is CopyScreen
        await press(pilot, leave)
        assert kind(pilot) is EnvironmentScreen
        assert pilot.app.clipboard == ""

    drive(make_app(source, "env-prod"), scenario)


def test_what_cannot_be_written_is_told(source: FakeSource) -> None:
    unsound = replace(sample_findings()[0], reasons=())
    source.checks["env-prod"] = check(findings=(sample_findings()[0],))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, EnvironmentScreen)
        await press(pilot, "y")
        screen._judged = Judged(check=check(findings=(unsound,)), named={unsound.name: unsound})
        assert "(a fault of tracker itself)" in await press(pilot, "m")

    drive(make_app(source, "env-prod"), scenario)


def test_what_is_typed_cannot_command_the_terminal(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "t")
        pilot.app.copy_to_clipboard("a\x1b]52;c;aGk=\x07\u202e[red]b[/red]")
        text = await press(pilot, "ctrl+v")
        assert "a]52;c;aGk=[red]b[/red]" in text
        await press(pilot, "enter")
        assert source.wishes[0].text(Field.REASON) == "a]52;c;aGk=[red]b[/red]"

    drive(make_app(source, "env-prod"), scenario)
