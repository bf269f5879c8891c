"""Samples of what stands behind a finding: its chain, who else runs it, and the days of its environment."""

from datetime import datetime, timedelta

from examples import NOW
from tracker.model import (
    Change,
    ChangeGroup,
    ChangeKind,
    ChangesOnTheWay,
    Code,
    Considered,
    DutyEvent,
    DutyEventKind,
    Explanation,
    Fact,
    Finding,
    LoggedDuty,
    Reach,
    Reached,
    ReachedList,
    RuleInForce,
    Tier,
    TrendDay,
    Urgency,
    Verdict,
)
from tracker.record import replace
from tui.source import Chain

CHANGES = ChangesOnTheWay(
    groups=(
        ChangeGroup(
            kind=ChangeKind.BREAKING,
            changes=(
                Change(
                    kind=ChangeKind.BREAKING,
                    text="The old consumer protocol is off by default",
                    version="3.9.1",
                    url="https://releases.example/3.9.1",
                ),
            ),
            left_out=2,
        ),
    ),
    releases=4,
    unknown=("3.7.2",),
)
# The versions above 3.6.1, how many days ago they came, and what they are.
_ABOVE = (
    ("3.6.2", 590, ("line",)),
    ("3.7.0", 560, ()),
    ("3.7.2", 420, ()),
    ("3.8.0", 400, ()),
    ("3.9.0", 300, ()),
    ("3.9.1", 183, ("recommended",)),
    ("4.0.0", 150, ()),
    ("4.0.1", 100, ()),
    ("4.1.0", 79, ("newest",)),
)


def ago(days: float) -> datetime:
    """The instant some days before now."""
    return NOW - timedelta(days=days)


def considered(version: str, age: float, targets: tuple[str, ...] = ()) -> Considered:
    """A stable release above a deployed one."""
    kept = "recommended" in targets
    return Considered(
        version=version,
        tag=f"v{version}",
        line=version.rpartition(".")[0],
        released_at=ago(age),
        url=f"https://releases.example/{version}",
        stable=True,
        kept=kept,
        code=Code.POLICY,
        rule="recommended: the line supported longest (track: supported)" if kept else "on another line",
        targets=targets,
    )


def sample_explanation(finding: Finding) -> Explanation:
    """Everything behind a finding; kafka has releases above it."""
    above = [considered(*one) for one in _ABOVE] if finding.name == "kafka" else []
    withdrawn = replace(considered("3.8.1", 395), code=Code.WITHDRAWN, rule="withdrawn upstream")
    early = replace(considered("4.2.0-rc1", 5), stable=False, rule="a pre-release (prereleases: no)")
    return Explanation(
        environment="env-prod",
        customer="Acme",
        tier=Tier.PRODUCTION,
        as_of=NOW,
        as_of_asked=False,
        location="env-prod.yaml#4",
        read_as=f"'{finding.deployed.version}' is read as it is, by what all tags have in common",
        finding=finding,
        facts=(
            Fact(
                kind="deployment",
                said=f"deployed as {finding.deployed.version}; our duty began on 2026-01-24 (said)",
                source="env-prod.yaml#4",
            ),
            Fact(
                kind="releases",
                said="67 stable releases are known, read from its feed",
                source=finding.facts.feed,
                known_at=ago(0.25),
            ),
        ),
        considered=(*above[:4], withdrawn, *above[4:], early) if above else (),
        policy=(
            RuleInForce(key="track", value="supported", layer="built-in", location=None),
            RuleInForce(key="soak.minor", value="14d", layer="customer Acme", location="customers.yaml#7"),
        ),
        changes=CHANGES if above else None,
    )


def sample_chain(finding: Finding) -> Chain:
    """Everything behind a finding, and the log of its duty."""
    duty = LoggedDuty(
        id="1",
        name=finding.name,
        code=Code.SUPPORT_ENDED,
        subject="3.6",
        urgency=Urgency.HIGH,
        arose_at=ago(100),
        due_at=ago(12),
        rule="support.warn",
        cause="support of line 3.6 ended",
        versions=(finding.deployed.version,),
        seen_at=ago(100),
    )
    arose = DutyEvent(kind=DutyEventKind.AROSE, at=ago(100), noticed_at=ago(100), duty=duty)
    seen = replace(arose, kind=DutyEventKind.ACKNOWLEDGED, at=ago(20), by="ops", why="in the next sprint")
    return Chain(explanation=sample_explanation(finding), events=(arose, seen) if finding.duties else ())


def reached(environment: str, customer: str, version: str, verdict: Verdict, due_in: float | None) -> Reached:
    """An entry elsewhere that runs kafka."""
    return Reached(
        customer=customer,
        environment=environment,
        tier=Tier.PRODUCTION,
        name="kafka",
        component="kafka",
        version=version,
        reach=Reach.RUNS,
        verdict=verdict,
        fix=None,
        due_at=None if due_in is None else ago(-due_in),
        window=None,
        decisions=(),
        why=None,
        location=f"{environment}.yaml#3",
    )


def sample_reach(component: str) -> ReachedList:
    """Who runs a component; kafka runs in three environments, everything else in one."""
    others = (
        reached("env-prod", "Acme", "3.6.1", Verdict.OVERDUE, -12),
        reached("acme/prod-eu", "Acme", "3.7.0", Verdict.DUE, 3),
        reached("globex/prod", "Globex Research", "3.9.1", Verdict.OK, None),
    )
    entries = others if component == "kafka" else ()
    return ReachedList(
        asked=component,
        components=(component,),
        range=None,
        ids=(),
        as_of=NOW,
        running=len(entries),
        done=None,
        entries=entries,
    )


def sample_trend() -> tuple[TrendDay, ...]:
    """A month in which an environment fell behind."""
    return tuple(
        TrendDay(
            day=ago(30 - one).date(),
            findings=8,
            releases=20 + one // 3,
            days=2_000 + 8 * one,
            libyears=round(5.5 + one / 45, 2),
            open=2 + one // 12,
            overdue=one // 18,
        )
        for one in range(31)
    )
