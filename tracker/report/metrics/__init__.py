"""What is measured, for Prometheus: its exposition, and ready alert rules and a dashboard that go with it."""

from tracker.report.metrics.exposition import exposition, registry_of
from tracker.report.metrics.shipped import alert_rules, dashboard

__all__ = ["alert_rules", "dashboard", "exposition", "registry_of"]
