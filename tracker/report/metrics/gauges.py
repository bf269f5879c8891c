"""One metric with its series, the values of their labels clean and no series twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from prometheus_client.metrics_core import GaugeMetricFamily

from tracker.text import clean_line

_LONGEST_LABEL = 200

Series = tuple[Sequence[str], float | None]


def gauge(name: str, told: str, value: float | None) -> GaugeMetricFamily:
    """Give a metric without labels; without a value it has no series."""
    return labelled(name, told, (), [((), value)])


def labelled(name: str, told: str, labels: Sequence[str], series: Iterable[Series]) -> GaugeMetricFamily:
    """Give a metric with a series for each of some label values; those whose number is None are left out.

    Of series with the same labels the first counts: one that came twice would cost a collector the whole page.
    """
    family = GaugeMetricFamily(name, told, labels=labels)
    values: dict[tuple[str, ...], float] = {}
    for of, value in series:
        if value is not None:
            values.setdefault(tuple(clean_line(text, _LONGEST_LABEL) for text in of), value)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def seconds(at: datetime | None) -> float | None:
    """Give an instant in seconds since 1970, in UTC."""
    return None if at is None else at.timestamp()
