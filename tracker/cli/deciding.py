"""Deciding about findings: `acknowledge`, `snooze`, `hold`, `waive`, `mitigate`, `plan`, `reopen`."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING

import click

from tracker import console
from tracker.cli.options import Command, cli, now, option, settings_of, with_settings
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.model import Decision
    from tracker.pipeline.deciding import Ending, Said
    from tracker.pipeline.scopes import Where
    from tracker.settings import Settings

# The values of Wakening, named here since help must not wait for the model to be imported.
EVENTS = ("next-release", "next-minor", "fixed", "support-ends")
_REASON = "Why; it is shown in reports."


def _scoped(command: Command) -> Command:
    """Add what says where a decision holds, and who made it."""
    entry = click.argument("entry", metavar="[ENV] NAME", nargs=-1, required=True)
    customer = click.option(
        "--customer", metavar="C", help="For the component NAME in all environments of a customer."
    )
    every = click.option("--all", "every", is_flag=True, help="For the component NAME in all environments.")
    who = "Who decided [git's user.email here, else the login]."
    by = click.option("--by", metavar="WHO", callback=_something_if_any, help=who)
    return entry(customer(every(by(command))))


def _about(command: Command) -> Command:
    """Add what says which duties are meant."""
    return click.option(
        "--for",
        "subjects",
        metavar="DUTY",
        multiple=True,
        help="About a CVE, support, lag, ... that is open; again for others. Without it, all that is open now.",
    )(command)


def _reason(command: Command) -> Command:
    return click.option("--reason", metavar="TEXT", required=True, callback=_something, help=_REASON)(command)


def _something_if_any(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    return text if text is None else _something(context, parameter, text)


def _something(context: click.Context, parameter: click.Parameter, text: str) -> str:  # noqa: ARG001 - click's
    if not text.strip():
        raise click.UsageError(f"{parameter.opts[0]}: it is empty: write one line")
    return text


def _reason_if_any(command: Command) -> Command:
    return click.option("--reason", metavar="TEXT", default="", help=_REASON)(command)


def _tell(command: Command) -> Command:
    text = "What customers are told of it, in their digests and pages; they never see the reason."
    return click.option("--tell", metavar="TEXT", default="", help=text)(command)


def _until(command: Command) -> Command:
    """Add what ends a decision."""
    return click.option(
        "--until",
        "ends",
        metavar="END",
        multiple=True,
        help=f"A day, or one of {', '.join(EVENTS)}; a day and an event: whichever comes first.",
    )(command)


def _resolved(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the settings, where its decision holds and what is said with it, for the options of these."""

    @wraps(command)
    def resolved(
        entry: Sequence[str],
        customer: str | None,
        every: bool,
        by: str | None,
        reason: str,
        watchlists: str | None,
        database: str | None,
        subjects: Sequence[str] = (),
        tell: str = "",
        **others: object,
    ) -> int:
        where, said = _where(entry, customer, every=every), _said(by, reason, subjects, tell)
        return command(settings_of(watchlists, database), where, said, **others)

    return resolved


@cli.command()
@_scoped
@_about
@_reason_if_any
@with_settings
@_resolved
def acknowledge(settings: "Settings", where: "Where", said: "Said") -> int:
    """Say that duties were seen; they stay due."""
    from tracker.model import DecisionKind
    from tracker.pipeline import deciding

    return _shown(deciding.decide(settings, DecisionKind.ACKNOWLEDGE, [where], said, deciding.Ending()))


def _covering(name: str, kind: str, meaning: str) -> None:
    """Add a command that covers duties until some end."""

    @cli.command(name, help=meaning)
    @_scoped
    @_about
    @_until
    @_reason
    @_tell
    @with_settings
    @_resolved
    def command(settings: "Settings", where: "Where", said: "Said", ends: Sequence[str]) -> int:
        from tracker.model import DecisionKind
        from tracker.pipeline import deciding

        return _shown(deciding.decide(settings, DecisionKind(kind), [where], said, _ending(ends)))


_covering("snooze", "snooze", "Put duties off until a day or an event.")
_covering("waive", "waive", "Accept duties as they are; new ones are not covered.")
_covering("mitigate", "mitigated", "Say that something else was done about duties; --reason says what.")


@cli.command()
@_scoped
@_until
@_reason
@_tell
@with_settings
@_resolved
def hold(settings: "Settings", where: "Where", said: "Said", ends: Sequence[str]) -> int:
    """Stay on the deployed version on purpose; what is open and what is to come is covered."""
    from tracker.pipeline import deciding

    return _shown(deciding.hold(settings, [where], said, _ending(ends)))


@cli.command()
@_scoped
@_about
@click.option("--target", metavar="VERSION", required=True, help="The release to move to.")
@click.option("--on", "day", metavar="DATE", required=True, help="The day of the move.")
@click.option("--ticket", metavar="URL", help="Where the work is tracked.")
@_reason_if_any
@with_settings
@_resolved
def plan(settings: "Settings", where: "Where", said: "Said", target: str, day: str, ticket: str | None) -> int:
    """Plan a move; duties stay due.

    It wakes when the day has passed and the move was not made, or when the target turns out to be bad.
    """
    from tracker.model import Plan
    from tracker.pipeline import deciding
    from tracker.pipeline.saying import read_day, read_ticket

    address = option("--ticket", read_ticket, ticket) if ticket is not None else None
    planned = Plan(target=target, on=option("--on", read_day, day), ticket=address)
    return _shown(deciding.plan(settings, {where: planned}, said))


@cli.command()
@_scoped
@_about
@_reason_if_any
@with_settings
@_resolved
def reopen(settings: "Settings", where: "Where", said: "Said") -> int:
    """End decisions before they end by themselves."""
    from tracker.pipeline import deciding

    return _shown(deciding.reopen(settings, [where], said), "reopened: ")


def _shown(made: "Sequence[Decision]", what: str = "") -> int:
    """Show decisions, each behind what became of it."""
    from tracker.report.decisions import decided_text

    for one in made:
        console.show(f"{what}{clean_line(decided_text(one), 2000)}\n")
    return 0


def _where(entry: Sequence[str], customer: str | None, *, every: bool) -> "Where":
    from tracker.pipeline.scopes import Where

    if every and customer is not None:
        raise click.UsageError("say --all or --customer, not both")
    if len(entry) == 2:
        return Where(environment=entry[0], name=entry[1], customer=customer, every=every)
    if len(entry) == 1 and (every or customer is not None):
        return Where(name=entry[0], customer=customer, every=every)
    raise click.UsageError("name an entry as ENV NAME, or a component as NAME with --all or --customer")


def _said(by: str | None, reason: str, subjects: Sequence[str], tell: str = "") -> "Said":
    from tracker.pipeline.deciding import Said
    from tracker.pipeline.saying import author, read_line

    decider = author() if by is None else option("--by", read_line, by)
    return Said(
        by=decider,
        reason=option("--reason", read_line, reason),
        now=now(),
        subjects=tuple(subjects),
        tell=option("--tell", read_line, tell),
    )


def _ending(ends: Sequence[str]) -> "Ending":
    from tracker.pipeline.saying import read_ending

    return option("--until", read_ending, ends)
