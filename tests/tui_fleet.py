"""What the tests of the screens over all environments show: a fleet, and whom a part of it concerns."""

from tracker.model import (
    DeployedEntry,
    Finding,
    Fleet,
    FleetComponent,
    FleetDuties,
    FleetVulnerability,
    Opening,
    Reach,
    Reached,
    ReachedList,
    Tier,
    Urgency,
)
from tui.source import Sought, Whom
from tui_lists import entries, later

RUNNING = {"env-prod": "Acme", "acme/prod-eu": "Acme", "globex/prod": "Globex", "initech/prod": "Initech"}


def feed_of(component: str) -> str:
    """Where the releases of a component are read."""
    return f"https://feeds.example/{component}"


def component(
    name: str, owed: FleetDuties, *deployed: DeployedEntry, vulnerabilities: tuple[str, ...] = ()
) -> FleetComponent:
    """A component with its entries."""
    return FleetComponent(
        component=name, feed=feed_of(name), entries=deployed, owed=owed, vulnerabilities=vulnerabilities
    )


def sample_fleet() -> Fleet:
    """Components and vulnerabilities in every state, and an environment that was never checked."""
    mixed = (
        *entries("env-prod", "acme/prod-eu"),
        *entries("globex/prod", *(f"fleet/env-{number:02}" for number in range(12)), version="3.9.1"),
    )
    late = FleetDuties(open=2, overdue=1, covered=1, next_due=later(-12))
    airflow = entries("env-prod", "initech/prod", "initech/dr", version="2.9.3")
    return Fleet(
        components=(
            component("kafka", late, *mixed, vulnerabilities=("CVE-2026-1234", "GHSA-aaaa-bbbb-cccc")),
            component("grafana", FleetDuties(open=1, next_due=later(5)), *entries("env-prod", version="10.4.2")),
            component("airflow", FleetDuties(open=3), *airflow),
            component("hive", FleetDuties(covered=1), *entries("initech/legacy", version="3.1.3")),
            component("trino", FleetDuties(), *entries("env-prod", version="478")),
        ),
        vulnerabilities=(
            FleetVulnerability(
                id="CVE-2026-1234",
                components=("kafka",),
                feeds=(feed_of("kafka"),),
                urgency=Urgency.CRITICAL,
                entries=15,
                done=12,
                affected=mixed[:3],
                owed=late,
            ),
            FleetVulnerability(
                id="GHSA-aaaa-bbbb-cccc",
                components=("kafka", "spark"),
                feeds=(feed_of("kafka"), feed_of("spark")),
                urgency=Urgency.NORMAL,
                entries=17,
                done=16,
                affected=mixed[:1],
                owed=FleetDuties(covered=1),
            ),
        ),
        environments=17,
        checked_from=later(-0.2),
        unchecked=("umbrella/prod",),
        errors=("umbrella/test.yaml, line 3: `verison` is no key here; `version` is.",),
    )


def reached(environment: str, customer: str, finding: Finding, sought: Sought) -> Reached:
    """An entry with a finding that something concerns."""
    hit = sought.vulnerability is not None
    return Reached(
        customer=customer,
        environment=environment,
        tier=Tier.PRODUCTION,
        name=finding.name,
        component=finding.component,
        version=finding.deployed.version,
        reach=Reach.AFFECTED if hit else Reach.RUNS,
        verdict=finding.verdict,
        fix="3.9.1" if hit else None,
        due_at=finding.due_at,
        window=Opening(starts_at=later(2), ends_at=later(2.1), timezone="UTC", in_time=customer != "Globex"),
        decisions=finding.decisions,
        why=None,
        location=f"{environment}.yaml#4",
    )


def whom(sought: Sought, findings: tuple[Finding, ...], running: dict[str, str] | None = None) -> Whom:
    """Every environment with a finding of its own, in turn."""
    pairs = tuple(zip((running or RUNNING).items(), findings, strict=False))
    return Whom(
        found=ReachedList(
            asked=sought.name,
            components=("kafka",),
            range=None,
            ids=(sought.vulnerability,) if sought.vulnerability else (),
            as_of=later(-0.001),
            running=len(pairs) + 2 if sought.vulnerability else len(pairs),
            done=2 if sought.vulnerability else None,
            entries=tuple(reached(name, customer, finding, sought) for (name, customer), finding in pairs),
        ),
        findings=tuple(finding for _, finding in pairs),
        errors=("umbrella/test.yaml, line 3: `verison` is no key here; `version` is.",),
    )
