"""Small examples that tests of the core build on: a component, its history, a question about it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from tracker.advice import Exposure, History, Outlook, Question, build_history, resolve_policy
from tracker.model import (
    BundledFacts,
    Code,
    Component,
    DateSource,
    Deployment,
    Finding,
    Origin,
    PolicyLayer,
    StoredReleases,
    SupportFacts,
    SupportLine,
    TagRule,
    Tier,
    UpstreamRelease,
)
from tracker.record import replace

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
RULE = TagRule(scheme="loose", pattern=r"(?P<version>\d+\.\d+.*)")
KAFKA = Component(name="kafka", title="Apache Kafka", origin=Origin(path="apache/kafka"), rule=RULE)


def day(text: str) -> datetime:
    """The start of a day in UTC."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)


def shown(releases: Mapping[str, str], **changes: Any) -> tuple[UpstreamRelease, ...]:
    """Releases as a feed shows them, from tags and days."""
    return tuple(
        UpstreamRelease(
            tag=tag,
            title=tag,
            url=f"https://github.com/apache/kafka/releases/tag/{tag}",
            released_at=day(released),
            dated_by=DateSource.FEED,
            **changes,
        )
        for tag, released in releases.items()
    )


def history(releases: Mapping[str, str], component: Component = KAFKA, **stored: Any) -> History:
    """A history that a feed showed, read at NOW."""
    polled = {"polled_at": NOW} | stored
    return build_history(component, StoredReleases(releases=shown(releases), **polled), None)


def bundle(releases: Mapping[str, str], *, on: str = "2026-08-22", tagged: bool = False) -> BundledFacts:
    """Bundled facts without support, from versions (or tags) and days."""
    dated = tuple((text, date.fromisoformat(released)) for text, released in releases.items())
    return BundledFacts(day=date.fromisoformat(on), releases=dated, tagged=tagged, support=None)


def support(*lines: SupportLine, on: str = "2026-11-01") -> SupportFacts:
    """What a source says of some lines."""
    return SupportFacts(lines=lines, source="https://endoflife.date/apache-kafka", day=date.fromisoformat(on))


def line(name: str, ends: str | None = None, **more: Any) -> SupportLine:
    """The support of one line that ends on a day, or has no known end."""
    return SupportLine(name=name, ends_at=day(ends) if ends else None, **more)


KAFKA_RELEASES = {
    "3.6.1": "2023-12-04",
    "3.6.2": "2024-04-08",
    "3.9.0": "2024-11-06",
    "3.9.2": "2026-02-20",
    "4.0.0": "2025-03-18",
    "4.2.1": "2026-05-28",
    "4.3.0-rc1": "2026-05-10",
}
ENDED = line("3.6", ends="2024-11-06")
LTS = line("3.9", ends="2027-11-06", lts_from=day("2024-11-06"))
MAINTAINED = line("4.2", maintained=True)


def question(version: str | tuple[str, ...], known: History, **changes: Any) -> Question:
    """A question about one deployed version under the built-in policy, at NOW, with a duty since 2020."""
    versions = (version,) if isinstance(version, str) else version
    policy, tier = changes.pop("policy", {}), changes.pop("tier", Tier.PRODUCTION)
    records = changes.pop("vulnerabilities", ())
    facts, as_of, live = changes.pop("support", None), changes.pop("as_of", NOW), changes.pop("live", True)
    outlook = Outlook(known, facts, as_of, live=live)
    asked = Question(
        environment="env-prod",
        tier=tier,
        deployment=Deployment(name="kafka", component="kafka", versions=versions, location="env-prod.yaml#4"),
        versions=versions,
        component=KAFKA,
        outlook=outlook,
        exposure=Exposure(records, outlook),
        policy=resolve_policy((PolicyLayer(name="test", location="policies.yaml#1", said=policy),), tier),
        since=day("2020-01-01"),
    )
    return replace(asked, **changes)


def at(asked: Question, as_of: datetime, *, live: bool = True) -> Question:
    """The same question at another instant."""
    outlook = Outlook(asked.history, asked.support, as_of, live=live)
    return replace(asked, outlook=outlook, exposure=Exposure(asked.exposure.records, outlook))


def codes(finding: Finding) -> list[Code]:
    """The codes of the reasons of a finding, in their order."""
    return [reason.code for reason in finding.reasons]
