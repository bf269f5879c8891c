"""The alert rules and the dashboard that ship with the program."""

from importlib.resources import files


def alert_rules() -> str:
    """Give the alert rules of Prometheus, in YAML."""
    return _shipped("alerts.yaml")


def dashboard() -> str:
    """Give the dashboard of Grafana, in JSON."""
    return _shipped("dashboard.json")


def _shipped(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
