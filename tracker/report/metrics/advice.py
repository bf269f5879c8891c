"""What is advised and owed as metrics."""

from collections.abc import Iterable, Iterator, Mapping
from math import inf

from prometheus_client.metrics_core import Metric

from tracker.model import Standing, Summary, Urgency
from tracker.report.metrics.gauges import Series, gauge, labelled, seconds

_ENVIRONMENT = ("customer", "environment", "tier")


def advice_metrics(standing: Standing) -> Iterable[Metric]:
    """Give the metrics of findings and duties."""
    owed = standing.owed
    by_name = {one.environment: _labels(one) for one in standing.environments}
    yield labelled(
        "tracker_environment_judged_timestamp_seconds",
        "When each environment was last judged.",
        _ENVIRONMENT,
        [(_labels(one), seconds(one.checked_at)) for one in standing.environments],
    )
    yield labelled(
        "tracker_findings",
        "Findings of the last judgement; the urgency is that of the most urgent open duty.",
        (*_ENVIRONMENT, "urgency", "verdict"),
        [series for one in standing.environments for series in _findings(one)],
    )
    for name, told, counts in (
        ("tracker_open_duties", "Open duties that no decision covers.", owed.open),
        ("tracker_covered_duties", "Open duties that are held, snoozed, waived or mitigated.", owed.covered),
    ):
        yield labelled(name, told, (*_ENVIRONMENT, "urgency"), _counted(counts, by_name))
    yield labelled(
        "tracker_duty_due_seconds",
        "Seconds until an open duty is due, less than 0 where it is overdue, +Inf where nothing says by when; "
        "without those that a decision covers.",
        (*_ENVIRONMENT, "name", "code", "subject", "urgency"),
        _duties(standing, by_name),
    )
    yield gauge(
        "tracker_duties_left_out",
        "Open duties without a series of their own: those that are due last.",
        sum(owed.open.values()) - len(owed.first),
    )


def _labels(one: Summary) -> tuple[str, ...]:
    return one.customer, one.environment, one.tier.value


def _findings(one: Summary) -> Iterator[Series]:
    """Count by verdict and urgency; the urgency is empty where only an older tracker has stored the outcome."""
    for (verdict, urgency), count in one.urgencies.items():
        yield (*_labels(one), urgency.value, verdict.value), count
    for verdict, count in () if one.urgencies else one.counts.items():
        yield (*_labels(one), "", verdict.value), count


def _counted(
    counts: Mapping[tuple[str, Urgency], int], by_name: Mapping[str, tuple[str, ...]]
) -> Iterator[Series]:
    for (name, urgency), count in counts.items():
        if name in by_name:
            yield (*by_name[name], urgency.value), count


def _duties(standing: Standing, by_name: Mapping[str, tuple[str, ...]]) -> Iterator[Series]:
    for one in standing.owed.first:
        if one.environment in by_name:
            left = (one.due_at - standing.at).total_seconds() if one.due_at else inf
            yield (*by_name[one.environment], one.name, one.code, one.subject, one.urgency.value), left
