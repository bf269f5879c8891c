"""What one finding depends on."""

from collections.abc import Mapping
from datetime import datetime

from tracker.advice.clock import Clock
from tracker.advice.exposure import Exposure
from tracker.advice.history import History
from tracker.advice.outlook import Outlook
from tracker.advice.policy import Policy
from tracker.model import Calendar, Component, Decision, Deployment, Status, SupportFacts, Tier
from tracker.record import Record, field


class Question(Record):
    """All that one finding depends on.

    `versions` are the texts judged, which for a past instant may differ from the deployment's. `since` is the
    instant before which no clock of this entry starts; `seen` says when each duty was first seen, by its id.
    `decisions` are those that may concern the entry. `feed` is the address the releases are read from.
    """

    environment: str
    tier: Tier
    deployment: Deployment
    versions: tuple[str, ...]
    component: Component
    outlook: Outlook
    exposure: Exposure
    policy: Policy
    since: datetime
    seen: Mapping[str, datetime] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    calendar: Calendar | None = None
    feed: str | None = None

    @property
    def as_of(self) -> datetime:
        """The instant judged."""
        return self.outlook.as_of

    @property
    def live(self) -> bool:
        """Whether that instant is now; facts have no age where an instant was named."""
        return self.outlook.live

    @property
    def clock(self) -> Clock:
        """Where the clocks of the entry's duties start."""
        return Clock(as_of=self.as_of, since=self.since, seen=self.seen)

    @property
    def history(self) -> History:
        """The releases known at the instant."""
        return self.outlook.history

    @property
    def support(self) -> SupportFacts | None:
        """What a source says of the component's support."""
        return self.outlook.support

    @property
    def support_is_old(self) -> bool:
        """Whether what is known of support has outlived its limit: that for what is polled, or for what ships."""
        facts = self.support
        if facts is None or not self.live:
            return False
        if facts.read_at is not None:
            return self.as_of - facts.read_at > self.policy.stale_polled
        return self.as_of.date() - facts.day > self.policy.stale_bundled

    @property
    def forsaken(self) -> str | None:
        """Why nobody mends the component any more: it is abandoned, archived or replaced; else None."""
        component = self.component
        heirs = f", use {' or '.join(component.replaced_by)} instead" if component.replaced_by else ""
        if component.status in {Status.ABANDONED, Status.REPLACED}:
            return f"{component.title} is {component.status}{heirs}"
        if self.history.archived:
            return f"the repository of {component.title} is archived: no more releases are to be expected{heirs}"
        return None
