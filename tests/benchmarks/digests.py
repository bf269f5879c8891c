"""What the digests of a morning cost: `python tests/benchmarks/digests.py` prints a table.

Of the fleet of `fleet.py`, which was checked before, 200 recipients are written to: one team about all of it, and
199 customers about five or six environments each. Measured is a whole process that judges everything once and
writes every digest in its three formats: the first ever, which is complete, and that of the next day, when every
component has one more release.
"""

import argparse
import pickle
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from tracker.record import Record

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from benchmarks.fleet import Fleet, followed, print_costs
from benchmarks.polling import Cost, cost
from tracker.model import Audience, Letter, Span, Subscription
from tracker.pipeline.digest import compose_letters

RECIPIENTS = 200


class Morning(Record):
    """What 200 digests cost, and the size in bytes of the largest of them, of all its formats together."""

    cost: Cost
    largest: int
    written: int


def recipients(environments: Sequence[str]) -> tuple[Subscription, ...]:
    """One team that is told of everything, and customers with some environments each."""
    customers = RECIPIENTS - 1
    shares = {f"customer:C{number}": environments[number::customers] for number in range(customers)}
    return (
        _subscription("team:ops", Audience.TEAM, environments),
        *(_subscription(name, Audience.CUSTOMER, share) for name, share in shares.items()),
    )


def _subscription(name: str, audience: Audience, environments: Sequence[str]) -> Subscription:
    return Subscription(
        id=name,
        audience=audience,
        to=("a@acme.example",),
        environments=tuple(environments),
        at=time(7, 30),
        timezone="UTC",
        location="tracker.yaml#1",
        customer=None if audience is Audience.TEAM else name,
    )


def morning(fleet: Fleet, now: datetime, since: datetime | None) -> Morning:
    """Write all digests in a process of its own."""
    asked, answer = fleet.home / "asked.pickle", fleet.home / "answer.pickle"
    asked.write_bytes(pickle.dumps((fleet.settings, now, since)))
    taken = cost([sys.executable, str(Path(__file__)), "--write", str(asked), str(answer)])
    largest, written = pickle.loads(answer.read_bytes())
    return Morning(cost=taken, largest=largest, written=written)


def _write(asked: Path, answer: Path) -> None:
    """Write all digests in this process."""
    settings, now, since = pickle.loads(asked.read_bytes())
    names = sorted(path.stem for path in settings.watchlists.glob("*.yaml"))
    span = Span(since=since, until=now, day=now.date())
    letters = compose_letters(settings, [(one, span) for one in recipients(names)], now)
    sizes = [_size(one) for one in letters if one is not None]  # as they are sent, one after the other
    answer.write_bytes(pickle.dumps((max(sizes), len(sizes))))


def _size(letter: Letter) -> int:
    pictures = sum(len(one.png) for one in letter.pictures)
    return sum(len(text.encode()) for text in (letter.markdown, letter.text, letter.html)) + pictures


def mornings(fleet: Fleet) -> tuple[Morning, Morning]:
    """Write all digests of a fleet that was checked just now, and those of the next day."""
    now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)  # no earlier than the check
    first, tomorrow = morning(fleet, now, None), now + timedelta(days=1)
    fleet.release(tomorrow - timedelta(hours=1))
    return first, morning(fleet, tomorrow, now)


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(prog="python tests/benchmarks/digests.py")
    parser.add_argument("--environments", type=int, default=1000, metavar="N", help="how many [1000]")
    parser.add_argument("--write", nargs=2, type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.write:
        _write(*chosen.write)
        return
    now = datetime.now(UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory() as folder:
        fleet = Fleet(Path(folder), followed(), now)
        fleet.write(chosen.environments)
        fleet.check(Path(folder) / "check.json")  # what stays up judges every hour
        first, second = mornings(fleet)
    print_costs({"the first": first.cost, "the next day": second.cost})
    print(f"\nThe largest takes {max(first.largest, second.largest) / 1000:.0f} kB in all its formats.")


if __name__ == "__main__":
    main()
