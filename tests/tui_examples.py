"""What the tests of the interface build on: sample records, a source of them, and a way to drive the app."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock
from typing import TypeVar

from textual.pilot import Pilot

from tracker.advice.comparison import differences
from tracker.model import (
    Behind,
    Check,
    Code,
    Coverage,
    CoverageOf,
    Deployed,
    Duty,
    FeedFailure,
    Finding,
    FindingFacts,
    Fleet,
    Health,
    Hold,
    Pair,
    Phase,
    Polling,
    Published,
    ReachedList,
    Reason,
    Relation,
    Side,
    SideBySide,
    State,
    Summary,
    Support,
    Target,
    Targets,
    Tier,
    TrendDay,
    Urgency,
    Verdict,
    WhatIf,
)
from tracker.record import replace
from tui.app import TrackerApp
from tui.source import Chain, Contents, DecisionList, Done, EnvironmentRow, Past, Sides, Sought, Whom
from tui.wishes import Wish
from tui_chains import sample_chain, sample_reach, sample_trend
from tui_fleet import RUNNING, sample_fleet, whom
from tui_lists import sample_decisions, sample_health, sample_published

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
FILE = "env-prod.yaml#4"
GOLDEN = Path(__file__).parent / "tui" / "golden"
NOTES = """\
# Highlights

- The old consumer protocol is off by default; clients older than 2.1 cannot connect any more.
- Brokers start faster where there are many partitions.

## Fixed
* A leak of file handles when a log segment is deleted while it is being read.
"""


def days(count: float) -> datetime:
    """The instant some days from now."""
    return NOW + timedelta(days=count)


def target(version: str, *, age: float = 60, support: float | None = None, url: str | None = "") -> Target:
    """A release to move to; `support` is in how many days it ends."""
    page = f"https://releases.example/{version}" if url == "" else url
    ends = None if support is None else days(support)
    on_line = version.rpartition(".")[0] or None
    return Target(
        version=version, tag=f"v{version}", released_at=days(-age), url=page, support_ends=ends, line=on_line
    )


def finding(
    name: str,
    verdict: Verdict,
    version: str = "1.0.0",
    *,
    targets: Targets | None = None,
    reasons: tuple[Reason, ...] = (),
    duties: tuple[Duty, ...] = (),
    hold: Hold | None = None,
    versions: tuple[str, ...] = (),
) -> Finding:
    """A finding that is coherent enough to show."""
    return Finding(
        name=name,
        component=name,
        repository=f"example/{name}",
        state=State.BEHIND if targets else State.CURRENT,
        verdict=verdict,
        urgency=duties[0].urgency if duties else Urgency.NONE,
        deployed=Deployed(
            version=version,
            versions=versions or (version,),
            tag=f"v{version}",
            released_at=days(-800),
            source="watchlist",
            since=days(-300),
        ),
        targets=targets or Targets(),
        behind=Behind(releases=3, majors=0, minors=3, patches=0, days=200, libyears=0.55),
        support=Support(line="1.0", phase=Phase.ACTIVE, ends_at=days(300), source="https://support.example"),
        coverage=CoverageOf(releases=Coverage.FULL, support=Coverage.FULL, vulnerabilities=Coverage.NONE),
        due_at=min((duty.due_at for duty in duties if duty.due_at), default=None),
        duties=duties,
        hold=hold,
        facts=FindingFacts(
            releases_from=days(-0.01), source="feed", complete=True, feed=f"https://feeds.example/{name}"
        ),
        reasons=reasons or (Reason(code=Code.CURRENT, text=f"{version} is the newest stable release", url=None),),
    )


def duty(subject: str, due_in: float | None, code: Code = Code.SUPPORT_ENDED) -> Duty:
    """A duty of high urgency that arose a hundred days ago."""
    due_at = None if due_in is None else days(due_in)
    return Duty(
        id=f"env-prod/{subject}",
        code=code,
        subject=subject,
        urgency=Urgency.HIGH,
        arose_at=days(-100),
        due_at=due_at,
        rule="support.warn",
        cause=f"support of line {subject} ended",
        url=None,
    )


def ended(subject: str) -> Reason:
    """A reason with evidence on the web."""
    return Reason(
        code=Code.SUPPORT_ENDED,
        text=f"support of line {subject} ended on 2026-02-09",
        url="https://support.example/kafka",
    )


def sample_findings() -> tuple[Finding, ...]:
    """One finding of every verdict and a few more."""
    behind = Reason(code=Code.BEHIND, text="9 releases, 812 days behind 4.1.0, the newest", url=None)
    hold = Hold(until=days(41), reason="dashboards are frozen", by="ops")
    kafka = finding(
        "kafka",
        Verdict.OVERDUE,
        "3.6.1",
        targets=Targets(
            fix_minimum=None,
            line=target("3.6.2", age=590, support=-284),
            recommended=target("3.9.1", age=183, support=200),
            newest=target("4.1.0", age=79),
        ),
        reasons=(
            ended("3.6"),
            behind,
            Reason(
                code=Code.POLICY,
                text="3.9.1 is recommended: the line supported longest (track: supported)",
                url=FILE,
            ),
        ),
        duties=(duty("3.6", -12),),
    )
    kafka = replace(kafka, support=replace(kafka.support, line="3.6", phase=Phase.ENDED, ends_at=days(-284)))
    return (
        kafka,
        finding(
            "postgresql-airflow",
            Verdict.DUE,
            "14.9",
            targets=Targets(recommended=target("14.19", support=8), newest=target("18.1")),
            reasons=(
                Reason(
                    code=Code.SUPPORT_ENDING, text="support of line 14 ends on 2026-11-26, in 6 days", url=None
                ),
            ),
            duties=(duty("14", 6, Code.SUPPORT_ENDING),),
        ),
        replace(
            finding(
                "in-house-gateway",
                Verdict.UNKNOWN,
                "RC-7",
                reasons=(
                    Reason(
                        code=Code.VERSION_UNREADABLE,
                        text="'RC-7' cannot be read as a version of in-house-gateway",
                        url=FILE,
                    ),
                ),
            ),
            state=State.UNJUDGED,
            support=Support(line=None, phase=Phase.UNKNOWN, ends_at=None, source=None),
            facts=FindingFacts(releases_from=None, source=None, complete=False),
        ),
        finding(
            "airflow",
            Verdict.ADVICE,
            "2.9.3",
            targets=Targets(line=target("2.9.4"), newest=target("3.1.2")),
            reasons=(behind,),
            duties=(duty("2.9", None),),
        ),
        finding(
            "superset",
            Verdict.ADVICE,
            "4.0.2",
            targets=Targets(newest=target("5.0.0", url="javascript:alert(1)")),
            reasons=(behind,),
        ),
        finding(
            "grafana",
            Verdict.WAIVED,
            "10.4.2",
            targets=Targets(recommended=target("11.6.4", url=None)),
            hold=hold,
            reasons=(
                Reason(code=Code.DECISION, text="held by ops until 2026-12-31: dashboards are frozen", url=FILE),
            ),
            duties=(duty("10", -3),),
        ),
        finding("zookeeper", Verdict.OK, "3.8.6", versions=("3.8.4", "3.8.6")),
        finding("trino", Verdict.OK, "478"),
    )


def kafka_findings() -> tuple[Finding, ...]:
    """The finding on kafka of several environments: overdue, due, waived and fine."""
    kafka, due, *others = sample_findings()
    waived = next(one for one in others if one.verdict is Verdict.WAIVED)
    fine = next(one for one in others if one.verdict is Verdict.OK)
    return tuple(replace(one, name="kafka", component="kafka") for one in (kafka, due, waived, fine))


def check(name: str = "env-prod", findings: tuple[Finding, ...] | None = None) -> Check:
    """The check of an environment of Acme, four minutes old."""
    return Check(
        environment=name,
        customer="Acme",
        tier=Tier.PRODUCTION,
        as_of=NOW - timedelta(minutes=4),
        verdict=Verdict.OVERDUE,
        polling=Polling(
            polled=8,
            unchanged=7,
            failed=(FeedFailure(component="trino", error="github.com answered 502", facts_from=days(-1)),),
        ),
        findings=sample_findings() if findings is None else findings,
    )


def row(
    name: str, customer: str = "Acme", verdict: Verdict = Verdict.OK, due_in: float | None = None, **counts: int
) -> EnvironmentRow:
    """An environment with a summary."""
    summary = Summary(
        environment=name,
        customer=customer,
        tier=Tier.PRODUCTION,
        checked_at=NOW,
        verdict=verdict,
        counts={Verdict(word): count for word, count in counts.items()},
        behind=sum(counts.values()),
        next_due=None if due_in is None else days(due_in),
    )
    return EnvironmentRow(name=name, customer=customer, tier=Tier.PRODUCTION, summary=summary)


def sample_rows() -> tuple[EnvironmentRow, ...]:
    """Environments of every verdict, one never checked and one whose file is broken."""
    return (
        row("env-prod", verdict=Verdict.OVERDUE, due_in=-12, overdue=1, due=1, advice=2),
        row("acme/prod-eu", verdict=Verdict.DUE, due_in=3.2, due=2, advice=4),
        row("globex/lab", "Globex Research", Verdict.UNKNOWN, unknown=2),
        row("globex/prod", "Globex Research", Verdict.ADVICE, due_in=52, advice=6),
        row("initech/legacy", "Initech", Verdict.WAIVED, waived=3),
        row("initech/prod", "Initech", Verdict.OK),
        EnvironmentRow(name="umbrella/prod", customer="Umbrella", tier=Tier.STAGING),
        EnvironmentRow(
            name="umbrella/test", error="umbrella/test.yaml, line 3: `verison` is no key here; `version` is."
        ),
    )


def compared(sides: Sides, left: Check) -> SideBySide:
    """A check beside another, which has each standing to it."""
    standings = [*Relation]

    def pair(place: int, one: Finding) -> Pair:
        standing = standings[place % len(standings)]
        if standing is Relation.ONLY_LEFT:
            return Pair(left=one, right=None, standing=standing)
        other = finding(one.name, Verdict.DUE, "2.0.0", duties=(duty("2.0", 3),))
        if standing is Relation.ONLY_RIGHT:
            return Pair(left=None, right=other, standing=standing)
        return Pair(left=one, right=one if standing is Relation.SAME else other, standing=standing)

    def side(name: str, typed: str) -> Side:
        return Side(environment=name, customer=left.customer, tier=left.tier, as_of=NOW, asked=bool(typed))

    return SideBySide(
        left=side(sides.left, sides.left_day),
        right=side(sides.right, sides.right_day),
        pairs=tuple(pair(place, one) for place, one in enumerate(left.findings)),
    )


def supposed(before: Check, versions: Mapping[str, str], policy: str) -> WhatIf:
    """What would become of a check: what is moved is fine, what has no duty is due by another policy."""

    def then(one: Finding) -> Finding:
        if one.name in versions:
            fine = finding(one.name, Verdict.OK, versions[one.name])
            return replace(fine, component=one.component)
        due = duty("1.0", 9, Code.LAG)
        return replace(one, verdict=Verdict.DUE, duties=(due,)) if policy and not one.duties else one

    after = tuple(map(then, before.findings))
    against = [
        Reason(code=Code.SUPPORT_ENDED, text=f"{version} is past its support", url=None)
        for version in versions.values()
        if version.startswith("3.6")
    ]
    return WhatIf(
        before=before,
        after=replace(before, findings=after),
        versions=versions,
        policy=policy,
        differences=differences(before.findings, after),
        objections=tuple(against),
    )


Answer = TypeVar("Answer")


class FakeSource:
    """A source that answers with records; a cleared gate holds its answers back."""

    folder = "watchlists"

    def __init__(self) -> None:
        self.rows: tuple[EnvironmentRow, ...] | Exception = sample_rows()
        self.seen: tuple[EnvironmentRow, ...] = ()
        self.checks: dict[str, Check | Exception] = {"env-prod": check()}
        self.release_notes: str | Exception = NOTES
        self.chain: Callable[[Finding], Chain] | Exception = sample_chain
        self.reach: Callable[[str], ReachedList] | Exception = sample_reach
        self.days: tuple[TrendDay, ...] | Exception = sample_trend()
        self.files: dict[str, str] = {}
        self.published: Published | Exception = sample_published()
        self.decided: DecisionList | Exception = sample_decisions()
        self.standing: Health | Exception = sample_health()
        self.owed: Fleet | Exception = sample_fleet()
        self.reached: tuple[Finding, ...] | Exception = kafka_findings()
        self.running = RUNNING
        self.supposing: Exception | None = None
        self.gate = Event()
        self.gate.set()
        self.asked: list[str] = []
        self.closed = False
        self.wishes: list[Wish] = []
        self.refusal: Exception | None = None
        self.only_readable: str | None = None
        self._lock = Lock()

    def _answer(self, question: str) -> None:
        with self._lock:
            self.asked.append(question)
        assert self.gate.wait(10), "the gate was never opened"

    def glance(self) -> tuple[EnvironmentRow, ...]:
        """The rows prepared for it."""
        return self.seen

    def environments(self) -> tuple[EnvironmentRow, ...]:
        """The sample rows."""
        rows = self.rows
        self._answer("environments")
        return _or_raise(rows)

    def contents(self) -> tuple[Contents, ...]:
        """What the sample environments deploy."""
        rows = self.rows
        self._answer("contents")
        return tuple(map(_contents, _or_raise(rows)))

    def init(self, name: str, customer: str, runs: str) -> str:
        """Add an environment to the samples, or refuse it."""
        self._answer(f"init {name} {customer} {runs}")
        _or_raise(self.refusal or True)
        self.rows = (*_or_raise(self.rows), EnvironmentRow(name=name, customer=customer or name))
        return f"watchlists/{name}.yaml is written"

    def vulnerabilities(self) -> tuple[tuple[str, int], ...]:
        """Those of the fleet of the samples."""
        owed = self.owed
        self._answer("vulnerabilities")
        return tuple((one.id, len(one.affected)) for one in _or_raise(owed).vulnerabilities)

    def environment(self, name: str) -> EnvironmentRow:
        """One of the sample rows, as checked now."""
        self._answer(f"environment {name}")
        return next(one for one in _or_raise(self.rows) if one.name == name)

    def judge(self, environment: str) -> Check:
        """The check prepared for the environment, judged and not kept."""
        prepared = self.checks.get(environment) or check(environment)
        self._answer(f"judge {environment}")
        return _or_raise(prepared)

    def unwritable(self) -> str | None:
        """Why nothing can be kept, if that was prepared."""
        return self.only_readable

    def check(self, environment: str, *, offline: bool, tried: object = None) -> Check:  # noqa: ARG002
        """The check prepared for the environment."""
        prepared = self.checks.get(environment) or check(environment)
        self._answer(f"check {environment}{' offline' if offline else ''}")
        return _or_raise(prepared)

    def notes(self, feed: str, tag: str) -> str:
        """The same notes for every release."""
        notes = self.release_notes
        self._answer(f"notes {feed} {tag}")
        return _or_raise(notes)

    def explain(self, environment: str, name: str) -> Chain:
        """What stands behind a finding of the check prepared for the environment."""
        make = self.chain
        prepared = self.checks.get(environment) or check(environment)
        self._answer(f"explain {environment} {name}")
        found = next(one for one in _or_raise(prepared).findings if one.name == name)
        return _or_raise(make)(found)

    def elsewhere(self, component: str) -> ReachedList:
        """Who runs a component."""
        make = self.reach
        self._answer(f"elsewhere {component}")
        return _or_raise(make)(component)

    def trend(self, environment: str) -> tuple[TrendDay, ...]:
        """The same days for every environment."""
        days = self.days
        self._answer(f"trend {environment}")
        return _or_raise(days)

    def export(self, name: str, text: str) -> str:
        """Keep the text under its name, or refuse it."""
        self._answer(f"export {name}")
        _or_raise(self.refusal or True)
        self.files[name] = text
        return f"/exports/{name}"

    def releases(self) -> Published:
        """The releases of the samples."""
        published = self.published
        self._answer("releases")
        return _or_raise(published)

    def decisions(self) -> DecisionList:
        """The decisions of the samples."""
        decided = self.decided
        self._answer("decisions")
        return _or_raise(decided)

    def health(self) -> Health:
        """How the sources of the samples stand."""
        standing = self.standing
        self._answer("health")
        return _or_raise(standing)

    def fleet(self) -> Fleet:
        """The fleet of the samples."""
        owed = self.owed
        self._answer("fleet")
        return _or_raise(owed)

    def reaching(self, sought: Sought) -> Whom:
        """The environments of the samples, each with one of the findings."""
        reached = self.reached
        self._answer(f"reaching {sought.name}")
        return whom(sought, _or_raise(reached), self.running)

    def what_if(self, environment: str, versions: Mapping[str, str], policy: str) -> WhatIf:
        """The check of the environment, with a fine finding for every version that is supposed."""
        prepared = self.supposing or self.checks.get(environment) or check(environment)
        self._answer(f"what if {environment} {dict(versions)} {policy}")
        before = _or_raise(prepared)
        return supposed(before, versions, policy)

    def compare(self, sides: Sides) -> SideBySide:
        """The findings of the samples on the left; on the right those of an environment that differs."""
        prepared = self.checks.get(sides.left) or check(sides.left)
        self._answer(f"compare {sides.shown}")
        return compared(sides, _or_raise(prepared))

    def act(self, place: str, wish: Wish) -> Done:
        """Remember the wish, or refuse it."""
        self._answer(f"act {place} {wish.act}")
        _or_raise(self.refusal or True)
        self.wishes.append(wish)
        about = [*(one.shown(place) for one in wish.entries), *wish.decisions]
        where = tuple(dict.fromkeys(one.environment for one in wish.entries))
        return Done(told=f"{', '.join(about)}: {wish.act}", past=self.past(place), environments=where)

    def undo(self, place: str) -> Done:
        """Say what would be undone, or refuse it."""
        self._answer(f"undo {place}")
        _or_raise(self.refusal or True)
        return Done(told="undone: it", past=Past(redo="it"))

    def redo(self, place: str) -> Done:
        """Say what would be done again, or refuse it."""
        self._answer(f"redo {place}")
        _or_raise(self.refusal or True)
        return Done(told="done again: it", past=Past(undo="it"))

    def past(self, place: str) -> Past:
        """The last wish, for all are of env-prod, or of several."""
        here = [one for one in self.wishes if place in {"env-prod", ""}]
        return Past(undo=here[-1].act if here else None)

    def close(self) -> None:
        """Let everything go that waits at the gate."""
        self.closed = True
        self.gate.set()


def _or_raise(answer: Answer | Exception) -> Answer:
    if isinstance(answer, Exception):
        raise answer
    return answer


def _contents(one: EnvironmentRow) -> Contents:
    deployed = tuple((found.name, found.component) for found in sample_findings())
    return Contents(environment=one.name, customer=one.customer, tier=one.tier, deployed=deployed)


def make_app(source: FakeSource, environment: str | None = None) -> TrackerApp:
    """The app over a source, on the day of the samples."""
    return TrackerApp(source, environment, now=lambda: NOW)


def drive(
    app: TrackerApp, scenario: Callable[[Pilot[None]], Awaitable[None]], size: tuple[int, int] = (80, 24)
) -> None:
    """Run a scenario against a running app."""

    async def running() -> None:
        async with app.run_test(size=size) as pilot:
            await scenario(pilot)

    asyncio.run(running())


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every worker has answered and every answer is on the screen."""
    await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        while any(not worker.is_finished for worker in pilot.app.workers):
            await pilot.pause()
        await pilot.pause()  # an answer may lead to another question
    await pilot.pause()


async def until(pilot: Pilot[None], text: str) -> None:
    """Wait until a text stands on the screen; after ten seconds fail with what stands there."""
    with suppress(TimeoutError):
        async with asyncio.timeout(10):
            while text not in screen_text(pilot):
                await pilot.pause()
    shown = screen_text(pilot)
    assert text in shown, f"{text!r} does not stand there:\n{shown}"


async def press(pilot: Pilot[None], *keys: str) -> str:
    """Press keys, let everything settle, and return what stands on the screen."""
    await pilot.press(*keys)
    await settle(pilot)
    return screen_text(pilot)


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the screen, without colours and trailing blanks."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def compare(name: str, text: str) -> None:
    """Compare a screen with its golden text, or write it anew."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
