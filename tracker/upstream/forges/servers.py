"""The servers that no source names itself: those of the settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where GitHub's pages, its API (None without one) and the API of endoflife.date are."""

    github: str
    github_api: str | None
    endoflife: str
