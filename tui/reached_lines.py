"""The entries that run a component, or that a vulnerability concerns, as rows."""

from datetime import datetime

from tracker.model import Check, Finding, Opening, Polling, Reach, Reached, ReachedList
from tracker.record import Record
from tracker.report.wording import SIGNS, decided, due_in
from tracker.text import clean_line
from tui.columns import Column
from tui.filter import Row, soon
from tui.line import Role, cut_end
from tui.words import ROLES, rank

REACHED_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="ENVIRONMENT", least=12, most=36, share=5),
    Column(heading="CUSTOMER", least=8, most=24, share=3, optional=True),
    Column(heading="NAME", least=8, most=24, share=2, optional=True),
    Column(heading="VERSION", least=8, most=20, share=2),
    Column(heading="FIX", least=7, most=14),
    Column(heading="WINDOW", least=10, most=17, optional=True),
    Column(heading="DECIDED", least=8, most=30, share=3, draw=cut_end),
    Column(heading="DUE", least=12, most=13),
)


class Run(Record):
    """An entry that is concerned, with the finding on it."""

    reached: Reached
    finding: Finding

    @property
    def key(self) -> str:
        """What tells it from all others: no name holds a line break."""
        return f"{self.reached.environment}\n{self.reached.name}"


def reached_row(one: Run, now: datetime) -> Row:
    """Make the row of an entry."""
    reached = one.reached
    doubt = "" if reached.reach in {Reach.RUNS, Reach.AFFECTED} else f" ({reached.reach})"
    window = reached.window
    texts = (
        reached.environment,
        reached.customer,
        reached.name,
        f"{reached.version}{doubt}",
        reached.fix or "-",
        _opens(window) if window else "-",
        ", ".join(map(decided, reached.decisions)) or "-",
    )
    role = ROLES[reached.verdict]
    return Row(
        key=one.key,
        cells=(SIGNS[reached.verdict], *map(clean_line, texts), due_in(reached.due_at, now) or "-"),
        order=(
            rank(reached.verdict),
            *texts,
            soon(reached.due_at),
        ),
        roles=(role, *(Role.PLAIN,) * len(texts), role),
    )


def _opens(window: Opening) -> str:
    """The day of the next window, and whether it comes too late."""
    return f"{window.starts_at:%Y-%m-%d}" if window.in_time else f"{window.starts_at:%m-%d} late"


def as_check(one: Run, as_of: datetime) -> Check:
    """The finding on an entry, as the check of its environment would have it alone."""
    return Check(
        environment=one.reached.environment,
        customer=one.reached.customer,
        tier=one.reached.tier,
        as_of=as_of,
        verdict=one.finding.verdict,
        polling=Polling(),
        findings=(one.finding,),
    )


def reach_words(found: ReachedList) -> str:
    """How many are concerned, and how many are done."""
    return f"{found.running:,} run it" if found.done is None else f"done {found.done:,} of {found.running:,}"
