"""What all environments together run and owe, by component and by vulnerability."""

from datetime import datetime

from tracker.model.finding import Code, Urgency
from tracker.model.health import ServiceHealth
from tracker.model.published import DeployedEntry
from tracker.record import Record


class StandingDuty(Record):
    """A duty of an entry that is open by the log; `decisions` are the ids of those in force on it."""

    environment: str
    name: str
    code: Code
    subject: str
    urgency: Urgency
    due_at: datetime | None
    decisions: tuple[str, ...]


class FleetDuties(Record):
    """What some entries owe, as entries: those with a duty that no decision covers, and those past its due date.

    `covered` have duties, all of them covered. `next_due` is the first date of those that are not.
    """

    open: int = 0
    overdue: int = 0
    covered: int = 0
    next_due: datetime | None = None


class FleetComponent(Record):
    """A component by the address its releases are read from, and every entry that deploys it."""

    component: str
    feed: str
    entries: tuple[DeployedEntry, ...]
    owed: FleetDuties
    vulnerabilities: tuple[str, ...]


class FleetVulnerability(Record):
    """A vulnerability that is open somewhere; `affected` are the entries it is open for.

    `entries` counts all that run the components it is in, `done` those of them not affected, or no more.
    """

    id: str
    components: tuple[str, ...]
    feeds: tuple[str, ...]
    urgency: Urgency
    entries: int
    done: int
    affected: tuple[DeployedEntry, ...]
    owed: FleetDuties


class Fleet(Record):
    """All components and vulnerabilities, what is overdue first; `checked_from` is the oldest check behind it.

    `unchecked` are the environments never checked, `errors` what is wrong with files left out.
    `vulnerabilities_asked` is how asking the service for them stands, None where it is asked for nothing.
    """

    components: tuple[FleetComponent, ...] = ()
    vulnerabilities: tuple[FleetVulnerability, ...] = ()
    environments: int = 0
    checked_from: datetime | None = None
    unchecked: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    vulnerabilities_asked: ServiceHealth | None = None
