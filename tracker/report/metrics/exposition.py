"""How everything stands as metrics: Prometheus' text format, or OpenMetrics where it is asked for.

The names follow https://prometheus.io/docs/practices/naming/. Instants are seconds since 1970, so that their age
is `time() - NAME` however old the page is; what does not exist has no series. The library writes and escapes.
"""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from tracker import __version__
from tracker.model import Standing
from tracker.report.metrics.advice import advice_metrics
from tracker.report.metrics.gauges import gauge, seconds
from tracker.report.metrics.sources import source_metrics


def exposition(standing: Standing) -> str:
    """Write the metrics in the text format that every collector reads (version 0.0.4)."""
    return generate_latest(registry_of(standing)).decode()


def registry_of(standing: Standing) -> CollectorRegistry:
    """Give the metrics to whatever of the library writes them."""
    registry = CollectorRegistry()
    registry.register(_Standing(standing))
    return registry


class _Standing(Collector):
    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    def collect(self) -> Iterable[Metric]:
        """Give every metric, also those without a series, so that their meaning is on the page."""
        yield from _own_metrics(self._standing)
        yield from advice_metrics(self._standing)
        yield from source_metrics(self._standing.health)


def _own_metrics(standing: Standing) -> Iterable[Metric]:
    yield InfoMetricFamily("tracker_build", "The running tracker.", {"version": __version__})
    yield InfoMetricFamily("tracker_database", "The database and its schema.", {"schema": standing.schema})
    yield gauge("tracker_collected_timestamp_seconds", "When these numbers were collected.", seconds(standing.at))
    yield gauge(
        "tracker_run_turned_timestamp_seconds",
        "When the loop of `tracker run` last turned; only served by it.",
        seconds(standing.turned_at),
    )
    yield gauge("tracker_environments", "Environments whose file can be read.", standing.watched)
    yield gauge(
        "tracker_unreadable_files",
        "Files of the watchlists folder that something is wrong with.",
        len(standing.health.errors),
    )
    yield gauge(
        "tracker_last_judgement_timestamp_seconds",
        "When an environment was last judged, by `tracker run` or a check.",
        seconds(max((one.checked_at for one in standing.environments), default=None)),
    )
    yield gauge(
        "tracker_last_poll_timestamp_seconds",
        "When a feed was last read well.",
        seconds(max((one.read_at for one in standing.health.feeds if one.read_at), default=None)),
    )
    yield _deliveries(standing.deliveries)


def _deliveries(by_state: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily("tracker_deliveries", "Messages by the state of their delivery.", labels=["state"])
    for state, count in by_state.items():
        family.add_metric([state], count)
    return family
