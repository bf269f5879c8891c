"""Samples of findings, of the checks they are of, and of environments as rows."""

from datetime import datetime, timedelta

from examples import NOW
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
    Hold,
    Phase,
    Polling,
    Reason,
    State,
    Summary,
    Support,
    Target,
    Targets,
    Tier,
    Urgency,
    Verdict,
)
from tracker.record import replace
from tui.source import EnvironmentRow

FILE = "env-prod.yaml#4"


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


BEHIND = Reason(code=Code.BEHIND, text="9 releases, 812 days behind 4.1.0, the newest", url=None)


def sample_findings() -> tuple[Finding, ...]:
    """One finding of every verdict and a few more."""
    return (
        _kafka(),
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
        _gateway(),
        finding(
            "airflow",
            Verdict.ADVICE,
            "2.9.3",
            targets=Targets(line=target("2.9.4"), newest=target("3.1.2")),
            reasons=(BEHIND,),
            duties=(duty("2.9", None),),
        ),
        finding(
            "superset",
            Verdict.ADVICE,
            "4.0.2",
            targets=Targets(newest=target("5.0.0", url="javascript:alert(1)")),
            reasons=(BEHIND,),
        ),
        finding(
            "grafana",
            Verdict.WAIVED,
            "10.4.2",
            targets=Targets(recommended=target("11.6.4", url=None)),
            hold=Hold(until=days(41), reason="dashboards are frozen", by="ops"),
            reasons=(
                Reason(code=Code.DECISION, text="held by ops until 2026-12-31: dashboards are frozen", url=FILE),
            ),
            duties=(duty("10", -3),),
        ),
        finding("zookeeper", Verdict.OK, "3.8.6", versions=("3.8.4", "3.8.6")),
        finding("trino", Verdict.OK, "478"),
    )


def _kafka() -> Finding:
    """One whose line has ended, with a release on each rung but the lowest."""
    chosen = "3.9.1 is recommended: the line supported longest (track: supported)"
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
        reasons=(ended("3.6"), BEHIND, Reason(code=Code.POLICY, text=chosen, url=FILE)),
        duties=(duty("3.6", -12),),
    )
    return replace(kafka, support=replace(kafka.support, line="3.6", phase=Phase.ENDED, ends_at=days(-284)))


def _gateway() -> Finding:
    """One whose version cannot be read."""
    text = "'RC-7' cannot be read as a version of in-house-gateway"
    unreadable = Reason(code=Code.VERSION_UNREADABLE, text=text, url=FILE)
    return replace(
        finding("in-house-gateway", Verdict.UNKNOWN, "RC-7", reasons=(unreadable,)),
        state=State.UNJUDGED,
        support=Support(line=None, phase=Phase.UNKNOWN, ends_at=None, source=None),
        facts=FindingFacts(releases_from=None, source=None, complete=False),
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
