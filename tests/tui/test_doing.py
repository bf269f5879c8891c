"""What the screens ask for, done over a real folder and database, and what then stands on the screen."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from home import Home
from loopback import GitHub
from only_readable import files_no_longer_than
from tracker.errors import Refused, StorageError
from tracker.model import DecisionKind, DecisionState, Turn, Verdict
from tracker.pipeline.decisions import decision_log
from tracker.pipeline.glance import glance
from tracker.record import replace
from tui.app import TrackerApp
from tui.form import ActForm
from tui.loader import Loader, now
from tui.source import Sides, Sought
from tui.wishes import Act, Entry, Field, Wish
from tui_driving import press, screen_text, settle, until

PROD = """\
customer: Acme
since: 2024-06-01
deployed:
  kafka: 3.6.1     # its line is past its support
  kafka-old: {component: kafka, version: "3.5.1"}
"""
OTHER = "customer: Globex\nsince: 2024-06-01\ndeployed: {kafka: 3.6.1}\n"
DAY = f"{(now() + timedelta(days=30)).date()}"


@pytest.fixture
def acme(home: Home, github: GitHub) -> Home:
    github.repository("apache/kafka").release("4.4.0", at=now() - timedelta(days=60))
    home.write("acme/prod.yaml", PROD)
    home.write("globex.yaml", OTHER)
    home.check("acme/prod", "globex", now=now())
    return home


@pytest.fixture
def loader(acme: Home) -> Loader:
    return Loader(acme.settings)


def wish(act: Act, *names: str, subject: str = "", targets: Mapping[str, str] | None = None, **said: str) -> Wish:
    typed = {Field[name.upper()]: text for name, text in said.items()}
    entries = tuple(Entry("acme/prod", name) for name in names or ("kafka",))
    moving = {Entry("acme/prod", name): target for name, target in (targets or {}).items()}
    return Wish(act=act, entries=entries, said={Field.FOR: subject, **typed}, targets=moving)


def verdicts(home: Home) -> list[str]:
    (check,) = home.check("acme/prod", now=now() + timedelta(hours=1), offline=True).checks
    return [one.verdict.value for one in sorted(check.findings, key=lambda one: one.name)]


@pytest.mark.parametrize(
    ("asked", "kinds", "after"),
    [
        (wish(Act.ACKNOWLEDGE), [DecisionKind.ACKNOWLEDGE], ["overdue", "overdue"]),
        (wish(Act.SNOOZE, until=DAY, reason="busy", tell="in May"), [DecisionKind.SNOOZE], ["waived", "overdue"]),
        (wish(Act.HOLD, until=DAY, reason="frozen"), [DecisionKind.HOLD], ["waived", "overdue"]),
        (
            wish(Act.WAIVE, "kafka", "kafka-old", event="next-release", reason="no"),
            [DecisionKind.WAIVE] * 2,
            ["waived"] * 2,
        ),
        (
            wish(Act.MITIGATED, subject="support:3.6", until=DAY, reason="fenced"),
            [DecisionKind.MITIGATED],
            ["waived", "overdue"],
        ),
        (
            wish(
                Act.PLAN,
                "kafka",
                "kafka-old",
                on=DAY,
                ticket="https://tickets.example/1",
                targets={"kafka": "4.4.0", "kafka-old": "4.4.0"},
            ),
            [DecisionKind.PLAN] * 2,
            ["overdue"] * 2,
        ),
    ],
)
def test_a_decision_is_made_undone_and_made_again(
    asked: Wish, kinds: list[DecisionKind], after: list[str], acme: Home, loader: Loader
) -> None:
    done = loader.act("acme/prod", asked)

    log = decision_log(acme.settings)
    assert [getattr(one, "kind", None) for one in log] == kinds
    assert verdicts(acme) == after
    assert done.past.undo == done.told
    undone = loader.undo("acme/prod")
    assert undone.told == f"undone: {done.told}"
    assert (undone.past.undo, undone.past.redo) == (None, done.told)
    assert verdicts(acme) == ["overdue", "overdue"]
    assert loader.redo("acme/prod").told == f"done again: {done.told}"
    assert verdicts(acme) == after


def test_what_was_done_is_said_in_a_line(loader: Loader) -> None:
    plan = wish(Act.PLAN, "kafka", "kafka-old", on=DAY, targets={"kafka": "4.4.0", "kafka-old": "4.4.0"})
    assert loader.act("acme/prod", plan).told == f"2 entries: moves are planned for {DAY}"
    told = loader.act("acme/prod", wish(Act.WAIVE, until=DAY, reason="not reachable")).told
    assert told.startswith("kafka: waived by ")
    assert told.endswith(f" until {DAY}: not reachable")
    assert loader.act("acme/prod", wish(Act.REOPEN)).told == "reopened: kafka: 2 decisions"
    reopened = loader.act("acme/prod", wish(Act.REOPEN, "kafka-old")).told
    assert reopened.startswith("reopened: kafka-old: 4.4.0 is planned by ")
    assert loader.past("globex").undo is None


def test_a_version_is_moved_and_moved_back(acme: Home, loader: Loader) -> None:
    file = acme.watchlists / "acme/prod.yaml"

    told = loader.act("acme/prod", wish(Act.DEPLOYED, version="4.4.0")).told

    assert told == "kafka: 3.6.1 is now 4.4.0; it was overdue, it is ok"
    assert file.read_text() == PROD.replace("3.6.1", "4.4.0")
    loader.undo("acme/prod")
    assert file.read_text() == PROD


def test_several_environments_are_decided_about_together_and_undone(acme: Home, loader: Loader) -> None:
    (kafka,) = [one for one in loader.fleet().components if one.component == "kafka"]
    reached = loader.reaching(Sought(name="kafka", feeds=(kafka.feed,)))
    entries = tuple(Entry(one.environment, one.name) for one in reached.found.entries)
    assert {one.environment for one in entries} == {"acme/prod", "globex"}
    asked = replace(wish(Act.WAIVE, until=DAY, reason="no"), entries=entries)

    told = loader.act("", asked).told

    assert told.startswith("3 entries: waived by ")
    assert verdicts(acme) == ["waived", "waived"]
    assert loader.past("acme/prod").undo is None
    undone = loader.undo("")
    assert undone.past.redo == told
    assert verdicts(acme) == ["overdue", "overdue"]
    with pytest.raises(Refused, match="globex has no entry 'nothing'"):
        loader.act("", replace(asked, entries=(*entries, Entry("globex", "nothing"))))
    assert verdicts(acme) == ["overdue", "overdue"]


def test_sides_and_suppositions_are_read_from_what_is_stored(loader: Loader) -> None:
    found = loader.compare(Sides(left="acme/prod", right="globex", left_day=DAY[:4] + "-01-01"))
    assert (found.left.asked, found.right.environment) == (True, "globex")
    with pytest.raises(Refused, match="as of: 'soon' is not a date"):
        loader.compare(Sides(left="acme/prod", right="globex", right_day="soon"))
    answer = loader.what_if("acme/prod", {"kafka": "4.4.0"}, "warn: 1d")
    assert answer.differences[0].turn is Turn.GONE


def test_an_act_far_away_names_where(loader: Loader) -> None:
    asked = replace(wish(Act.ACKNOWLEDGE), entries=(Entry("globex", "kafka"),))

    assert loader.act("", asked).told.startswith("kafka in globex: acknowledged by ")
    with pytest.raises(Refused, match="gone: no environment runs it any more"):
        loader.reaching(Sought(name="gone", feeds=("https://gone.example",)))


def test_a_reopening_is_undone(acme: Home, loader: Loader) -> None:
    loader.act("acme/prod", wish(Act.WAIVE, until=DAY, reason="no"))
    loader.act("acme/prod", wish(Act.REOPEN, subject="support:3.6"))
    assert verdicts(acme) == ["overdue", "overdue"]

    loader.undo("acme/prod")
    assert verdicts(acme) == ["waived", "overdue"]


def test_decisions_are_ended_by_themselves(acme: Home, loader: Loader) -> None:
    loader.act("acme/prod", wish(Act.WAIVE, "kafka", "kafka-old", until=DAY, reason="no"))
    ids = [one.decision.id for one in loader.decisions().decisions]

    done = loader.act("", Wish(act=Act.REOPEN, decisions=(ids[0],), said={Field.FOR: "support:3.6"}))

    assert done.told.startswith("reopened: kafka in acme/prod: waived by ")
    assert verdicts(acme) == ["overdue", "waived"]
    with pytest.raises(Refused, match="it is over already"):
        loader.act("", Wish(act=Act.REOPEN, decisions=tuple(ids)))
    loader.undo("")
    assert verdicts(acme) == ["waived", "waived"]
    left = tuple(one.decision.id for one in loader.decisions().decisions if one.state is DecisionState.IN_FORCE)
    assert loader.act("", Wish(act=Act.REOPEN, decisions=left)).told == "reopened: 2 decisions"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (wish(Act.SNOOZE, until=DAY), "reason: say why; it is shown in reports"),
        (wish(Act.SNOOZE, until=DAY, reason="x", tell="\x1b"), "tell: write one line"),
        (wish(Act.SNOOZE, reason="x"), "until: say what ends it: a day such as 2027-01-31"),
        (wish(Act.SNOOZE, until="soon", reason="x"), "until: 'soon' is not a date such as 2026-01-15, nor one of"),
        (wish(Act.SNOOZE, until="2020-01-01", reason="x"), "--until: 2020-01-01 has come"),
        (wish(Act.ACKNOWLEDGE, reason="x" * 501), "reason: write one line of at most 500 characters"),
        (wish(Act.PLAN, on="then", targets={"kafka": "4.4.0"}), "on: 'then' is not a date"),
        (wish(Act.PLAN, on=DAY, ticket="no", targets={"kafka": "4.4.0"}), "ticket: name a web address"),
        (wish(Act.PLAN, on=DAY, targets={"kafka": "9"}), "--target: 9 is no known release of kafka"),
        (wish(Act.DEPLOYED), "version: say what runs there now"),
        (wish(Act.DEPLOYED, version="\x1b[2J"), "cannot be a version: write one line of plain text"),
        (wish(Act.REOPEN), "no decision is in force for kafka in acme/prod"),
        (wish(Act.WAIVE, "kafka", "nothing", until=DAY, reason="x"), "acme/prod has no entry 'nothing'"),
    ],
)
def test_what_is_wrong_begins_with_its_field(asked: Wish, message: str, acme: Home, loader: Loader) -> None:
    with pytest.raises(Refused) as caught:
        loader.act("acme/prod", asked)

    assert message in str(caught.value)
    assert decision_log(acme.settings) == ()
    with pytest.raises(Refused, match="nothing is left to be undone"):
        loader.undo("acme/prod")
    with pytest.raises(Refused, match="nothing is left to be done again"):
        loader.redo("acme/prod")


def drive(loader: Loader, scenario: Callable[[Pilot[None]], Awaitable[None]]) -> None:
    async def running() -> None:
        app = TrackerApp(loader, "acme/prod", now=now)
        async with app.run_test(size=(140, 40)) as pilot:
            await settle(pilot)
            await scenario(pilot)

    asyncio.run(running())


def test_from_the_key_to_the_log_and_back(acme: Home, loader: Loader) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        text = await press(pilot, "ctrl+a", "W", *"frozen", "enter")
        assert "2 entries: waived by " in text
        assert "~ 2 waived" in text
        assert "Undone: 2 entries" in await press(pilot, "z")
        assert "!! 2 overdue" in screen_text(pilot)
        await press(pilot, "y", "m")
        await press(pilot, "Z", "enter")
        assert "~ 2 waived" in screen_text(pilot)
        shown = screen_text(pilot) + pilot.app.clipboard + await press(pilot, "escape", "y", "l")
        assert "Globex" not in shown + pilot.app.clipboard
        assert "globex" not in shown + pilot.app.clipboard

    drive(loader, scenario)
    assert Counter(one.reason for one in decision_log(acme.settings)) == {"frozen": 4, "undone": 1}


def test_the_portfolio_follows_what_was_decided_over_environments(acme: Home, loader: Loader) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await press(pilot, "q")
        assert "!! 2 environments overdue" in screen_text(pilot)
        await press(pilot, "6", "slash", *"kafka", "enter", "enter")
        assert "3 entries: waived by " in await press(pilot, "ctrl+a", "W", *"frozen", "enter")
        assert "~ 2 environments covered" in await press(pilot, "1")
        await press(pilot, "6", "enter", "z", "1")
        assert "!! 2 environments overdue" in screen_text(pilot)

    drive(loader, scenario)
    assert {one.verdict for one in glance(acme.settings)} == {Verdict.OVERDUE}


def test_a_locked_database_is_waited_for_without_blocking_the_keys(acme: Home, loader: Loader) -> None:
    other = sqlite3.connect(acme.database)

    async def scenario(pilot: Pilot[None]) -> None:
        await press(pilot, "W", *"frozen")
        other.execute("BEGIN IMMEDIATE")
        await pilot.press("enter")
        await until(pilot, "Writing ...")
        await pilot.press("escape")
        await until(pilot, "It is being written already")
        other.rollback()
        await until(pilot, "Kafka: waived by")

    drive(loader, scenario)
    other.close()


@pytest.mark.slow
def test_a_full_disk_is_told_until_there_is_room(acme: Home, loader: Loader) -> None:
    other = sqlite3.connect(acme.database)  # keeps the log, so that nothing more is needed to read
    other.execute("SELECT name FROM sqlite_master").fetchall()

    def has_no_room(text: str) -> bool:
        return "nothing of this step was kept; see that its disk is sound and has room" in " ".join(text.split())

    async def scenario(pilot: Pilot[None]) -> None:
        await press(pilot, "W", *"frozen")
        with files_no_longer_than(1):
            assert "see that its disk is sound and" in await press(pilot, "enter")
            assert isinstance(pilot.app.screen, ActForm)
        assert "Kafka: waived by" in await press(pilot, "enter")
        with files_no_longer_than(1):
            text = await press(pilot, "z")
            assert "Not undone: the database" in text
            assert has_no_room(text)
            assert "~ 1 waived" in text
            text = await press(pilot, "q", "r")
            assert "acme/prod was checked, but not remembered: the database" in text
            assert has_no_room(text)
        assert "Undone: kafka" in await press(pilot, "enter", "z")

    drive(loader, scenario)
    other.close()


def test_a_database_that_can_only_be_read_is_told(acme: Home) -> None:
    home = replace(acme, database_url=f"sqlite:///file:{acme.database}?mode=ro&uri=true")
    loader = Loader(home.settings)

    with pytest.raises(StorageError, match="attempt to write a readonly database"):
        loader.act("acme/prod", wish(Act.ACKNOWLEDGE))
    assert loader.past("acme/prod").undo is None
