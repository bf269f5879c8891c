"""Samples of what stands on the screens that list: releases, decisions, and how sources stand."""

from datetime import datetime, timedelta

from examples import NOW
from tracker.model import (
    Concerned,
    Condition,
    Decision,
    DecisionKind,
    DecisionState,
    DeployedEntry,
    FeedHealth,
    Health,
    HostState,
    ListedDecision,
    Plan,
    Published,
    PublishedRelease,
    ReadBy,
    Scope,
    ServiceHealth,
    Wakening,
)
from tracker.record import replace
from tui.source import DecisionList


def later(days: float) -> datetime:
    """The instant some days from now."""
    return NOW + timedelta(days=days)


def entries(*places: str, name: str = "kafka", version: str = "3.6.1") -> tuple[DeployedEntry, ...]:
    """Entries of one name and version in some environments."""
    return tuple(DeployedEntry(environment=one, name=name, version=version) for one in places)


def above(*entries: DeployedEntry, running: tuple[DeployedEntry, ...] = ()) -> Concerned:
    """That a release concerns some entries, and that some run it."""
    environments = len({one.environment for one in entries})
    return Concerned(below=entries, environments=environments, running=running)


def release(component: str, version: str, age: float, whom: Concerned | None = None) -> PublishedRelease:
    """A stable release of a component that came out some days ago."""
    return PublishedRelease(
        component=component,
        feed=f"https://feeds.example/{component}",
        tag=f"v{version}",
        version=version,
        line=version.rpartition(".")[0],
        stable=True,
        withdrawn=False,
        released_at=later(-age),
        site="https://releases.example/",
        page=f"{component}/{version}",
        mentions=(),
        concerned=whom or Concerned(),
    )


def sample_published() -> Published:
    """Releases of every kind: of concern to many, one and nobody, deployed, withdrawn, early, and of security."""
    many = entries("env-prod", "acme/prod-eu", *(f"fleet/env-{number:02}" for number in range(12)))
    grafana = entries("globex/prod", name="dashboards", version="12.4.2")
    unclear = entries("globex/lab", name="in-house-gateway", version="RC-7")
    return Published(
        releases=(
            replace(release("trino", "481-rc1", 0.5), stable=False),
            replace(release("kafka", "4.1.1", 2, above(*many)), mentions=("CVE-2026-1234",)),
            replace(
                release("postgresql-exporter-for-analytics", "0.19.0", 5, above(*entries("env-prod"))),
                mentions=("CVE-2026-1234", "CVE-2026-1235", "GHSA-aaaa-bbbb-cccc"),
            ),
            replace(release("grafana", "12.4.2", 12, above(running=grafana)), withdrawn=True),
            replace(release("loki", "3.6.0", 20), withdrawn=True, site="javascript:alert(1)", page=""),
            release("spark", "4.0.2", 45, above(running=entries("initech/prod", "initech/dr"))),
            release("gateway", "1.5.0", 60, Concerned(unclear=unclear)),
            release("airflow", "2.9.3", 400),
        ),
        components=8,
        left_out=12,
        incomplete=("airflow", "kafka", "loki", "trino"),
        errors=("umbrella/test.yaml, line 3: `verison` is no key here; `version` is.",),
    )


def decision(kind: DecisionKind, name: str, **changes: object) -> Decision:
    """A decision of ann about the support of an entry of env-prod."""
    made = Decision(
        id=f"{kind}-{name}",
        kind=kind,
        at=later(-20),
        by="ann",
        reason="not reachable from outside",
        scope=Scope(environment="env-prod", name=name),
        covers=("support:3.6",),
    )
    return replace(made, **changes)


def sample_decisions() -> DecisionList:
    """A decision of every kind and in every state."""
    kind, state = DecisionKind, DecisionState

    def listed(made: Decision, how: DecisionState = state.IN_FORCE, **more: object) -> ListedDecision:
        return replace(ListedDecision(decision=made, state=how), **more)

    return DecisionList(
        decisions=(
            listed(decision(kind.WAIVE, "kafka", until=later(90))),
            listed(decision(kind.SNOOZE, "trino", until=later(9), wakes=Wakening.NEXT_RELEASE)),
            listed(
                decision(
                    kind.HOLD,
                    "grafana",
                    covers=(),
                    by="ops",
                    until=later(41),
                    reason="dashboards are frozen",
                    location="env-prod.yaml#4",
                )
            ),
            listed(
                decision(
                    kind.PLAN,
                    "airflow",
                    plan=Plan(target="3.1.2", on=later(14), ticket="OPS-12"),
                    scope=Scope(component="airflow", customer="Acme"),
                )
            ),
            listed(decision(kind.PLAN, "spark", plan=Plan(target="4.0.2", on=later(-3)), reason="", covers=())),
            listed(decision(kind.ACKNOWLEDGE, "superset", by=None, reason="", covers=("behind:5.0.0",))),
            listed(
                decision(
                    kind.MITIGATED,
                    "zookeeper",
                    covers=("vulnerability:CVE-2026-1234", "vulnerability:CVE-2026-1235"),
                    wakes=Wakening.FIXED,
                    scope=Scope(component="zookeeper", line="3.8"),
                )
            ),
            listed(decision(kind.WAIVE, "hive"), state.IDLE),
            listed(
                decision(kind.SNOOZE, "loki", wakes=Wakening.NEXT_RELEASE),
                state.ENDED,
                ended_at=later(-2),
                why="3.6.0 came out on 2026-11-18",
                woken=True,
            ),
            listed(
                decision(kind.WAIVE, "nifi"),
                state.ENDED,
                ended_at=later(-5),
                why="reopened by bob: it is reachable",
            ),
            listed(
                decision(kind.PLAN, "redis", plan=Plan(target="8", on=later(-9))), state.ENDED, why="8 is deployed"
            ),
        ),
        errors=("umbrella/test.yaml, line 3: `verison` is no key here; `version` is.",),
    )


def feed(path: str, condition: Condition, **changes: object) -> FeedHealth:
    """A feed that two environments read, four minutes old and due in an hour."""
    well = FeedHealth(
        path=path,
        url=f"https://github.com/{path}/releases.atom",
        condition=condition,
        components=(path.rpartition("/")[2],),
        environments=2,
        read_at=NOW - timedelta(minutes=4),
        due_at=NOW + timedelta(minutes=56),
        every=timedelta(hours=1),
    )
    return replace(well, **changes)


def sample_health() -> Health:
    """A source in every condition, services, and hosts with and without wishes."""
    bad = "github.com answered 502"
    return Health(
        feeds=(
            feed("apache/kafka", Condition.WELL),
            feed("apache/spark", Condition.WELL, every=None, read_by=ReadBy.IMPORT, archived=True),
            feed("trinodb/trino", Condition.FAILING, error=bad, failures=1, failed_at=NOW),
            feed(
                "acme/gateway",
                Condition.LOST,
                error="github.com knows no such repository (404)",
                failures=31,
                failed_at=NOW,
                read_at=later(-9),
            ),
            feed("acme/new", Condition.UNREAD, read_at=None, due_at=None, every=None),
            feed("grafana/loki-old", Condition.RENAMED, renamed_to="grafana/loki"),
            feed("apache/airflow", Condition.INCOMPLETE, gap_at=later(-3), due_at=later(-0.1)),
            feed("apache/hive", Condition.OFF),
        ),
        services=(
            ServiceHealth(
                service="osv",
                condition=Condition.FAILING,
                read=120,
                total=122,
                last=later(-0.1),
                errors={"Maven org.apache.kafka:kafka": "api.osv.dev answered 503", "PyPI trino": "cut off"},
                again_at=later(0.02),
            ),
            ServiceHealth(service="endoflife", condition=Condition.WELL, read=15, total=15, last=NOW, errors={}),
        ),
        hosts={
            "api.github.com": HostState(quota_limit=5000, quota_remaining=4312, quota_resets_at=later(0.03)),
            "github.com": HostState(paused_until=later(0.01)),
            "gitlab.com": HostState(),
        },
        errors=("umbrella/test.yaml, line 3: `verison` is no key here; `version` is.",),
    )
