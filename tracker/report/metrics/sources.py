"""How feeds, services and hosts stand as metrics."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from prometheus_client.metrics_core import Metric

from tracker.model import Condition, Health, HostState
from tracker.report.metrics.gauges import labelled, seconds

_FEED = ("repository", "url")


def source_metrics(health: Health) -> Iterable[Metric]:
    """Give the metrics of everything that facts are read from; of what is switched off there is only a count."""
    conditions = Counter(one.condition for one in health.feeds)
    read = [one for one in health.feeds if one.condition is not Condition.OFF]
    yield labelled(
        "tracker_feeds",
        "Release feeds in use by how they stand: lost is not read for days.",
        ("condition",),
        [((condition.name.lower(),), conditions[condition]) for condition in Condition],
    )
    yield labelled(
        "tracker_feed_last_success_timestamp_seconds",
        "When each feed was last read well; without a series while it never was.",
        _FEED,
        [((one.path, one.url), seconds(one.read_at)) for one in read],
    )
    yield labelled(
        "tracker_feed_failures",
        "How often in a row each feed could not be read.",
        _FEED,
        [((one.path, one.url), one.failures) for one in read],
    )
    yield from _services(health)
    yield from _hosts(health.hosts)


def _services(health: Health) -> Iterable[Metric]:
    yield labelled(
        "tracker_service_last_success_timestamp_seconds",
        "When anything was last read of each support or vulnerability service.",
        ("service",),
        [((one.service,), seconds(one.last)) for one in health.services],
    )
    for name, told, count in (
        ("tracker_service_documents", "Documents in use of each service.", lambda one: one.total),
        ("tracker_service_documents_read", "Of these, those that were ever read.", lambda one: one.read),
        ("tracker_service_documents_failing", "Of these, those last not read.", lambda one: len(one.errors)),
    ):
        yield labelled(name, told, ("service",), [((one.service,), count(one)) for one in health.services])


def _hosts(hosts: Mapping[str, HostState]) -> Iterable[Metric]:
    measures: tuple[tuple[str, str, Callable[[HostState], float | None]], ...] = (
        ("quota_limit", "Requests that each host grants.", lambda one: one.quota_limit),
        (
            "quota_remaining",
            "Requests that each host still grants until its quota is reset.",
            lambda one: one.quota_remaining,
        ),
        (
            "quota_reset_timestamp_seconds",
            "When the quota of each host is reset.",
            lambda one: seconds(one.quota_resets_at),
        ),
        (
            "paused_until_timestamp_seconds",
            "Until when each host asked to be left alone.",
            lambda one: seconds(one.paused_until),
        ),
    )
    for name, told, measure in measures:
        series = [((host,), measure(state)) for host, state in hosts.items()]
        yield labelled(f"tracker_host_{name}", told, ("host",), series)
