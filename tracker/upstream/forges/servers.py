"""The servers that no source names itself: those of the settings."""

from tracker.record import Record


class Servers(Record):
    """Where GitHub's pages, its API (None without one) and the API of endoflife.date are."""

    github: str
    github_api: str | None
    endoflife: str
