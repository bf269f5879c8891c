"""What is agreed with a customer beside policies: support that was bought, and when changes are allowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from tracker.advice import local_instant, parse_window
from tracker.deployed.policies import Said
from tracker.deployed.schema import CustomerModel, EntryModel, FreezeModel
from tracker.model import Calendar, Contract, Freeze
from tracker.yaml_file import Document
from tracker.yaml_problems import KeyPath


@dataclass(frozen=True, slots=True)
class Place:
    """What a document says under one key path of a customer, an environment or an entry, named by `name`."""

    name: str
    said: CustomerModel | EntryModel
    document: Document
    at: KeyPath

    @property
    def policy(self) -> Said:
        """What it says of the policy."""
        return Said(self.name, self.said.policy, self.document, (*self.at, "policy"))

    def location(self, key: str) -> str:
        """Say where a key of this place stands, as FILE.yaml#LINE."""
        return f"{self.document.shown}#{self.document.line_of((*self.at, key))}"


def since_of(places: Sequence[Place]) -> datetime | None:
    """Find since when there is a duty; of places, the nearest stands last."""
    found = _nearest(places, "since")
    return found and found[0]


def contract_of(places: Sequence[Place]) -> Contract | None:
    """Find the support that was bought, as the nearest place says."""
    found = _nearest(places, "support")
    if found is None:
        return None
    bought, location = found
    return Contract(until=bought.until, by=bought.by, reason=bought.reason, location=location)


def calendar_of(places: Sequence[Place]) -> Calendar | None:
    """Find when changes are allowed, each key from the nearest place that has it; None where nothing says."""
    windows, freezes = _nearest(places, "windows"), _nearest(places, "freezes")
    limit = windows or freezes
    if limit is None:
        return None
    timezone, _ = _nearest(places, "timezone") or ("UTC", "")
    return Calendar(
        timezone=timezone,
        windows=tuple(map(parse_window, windows[0] if windows else ())),
        freezes=tuple(_freeze(one, timezone) for one in (freezes[0] if freezes else ())),
        location=limit[1],
    )


def _nearest(places: Sequence[Place], key: str) -> tuple[Any, str] | None:
    """Find what the nearest place says under a key, and where."""
    for place in reversed(places):
        said = getattr(place.said, key)
        if said is not None:
            return said, place.location(key)
    return None


def _freeze(said: FreezeModel, timezone: str) -> Freeze:
    starts_at, until = (
        local_instant(timezone, datetime.combine(day, time())) for day in (said.starts, said.until)
    )
    return Freeze(starts_at=starts_at, until=until, reason=said.reason)
