"""Writing digests and pages: `digest`."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import console
from tracker.cli.checking import on_the_way, request_of, tell_errors, tell_unkept
from tracker.cli.options import (
    cli,
    instant_option,
    named,
    plot_marks,
    settings_of,
    shape_option,
    with_settings,
)
from tracker.cli.sending import send, try_out

if TYPE_CHECKING:
    from tracker.model import Check
    from tracker.pipeline.check import Checked, Request
    from tracker.settings import Settings


@cli.command()
@click.argument("environments", metavar="[ENV...]", nargs=-1)
@instant_option
@click.option("--offline", is_flag=True, help="Poll nothing.")
@click.option("--all", "every", is_flag=True, help="All environments, which is the default.")
@shape_option("markdown", "html", "json", "text", help="How to write the digest; text goes with --dry-run.")
@click.option(
    "--output",
    metavar="DIR",
    help="Write a file named by day and environments into DIR; with html, a standing page of each environment.",
)
@click.option(
    "--audience",
    type=click.Choice(["team", "customer"]),
    help="For whom html is written. [customer for pages, else team]",
)
@click.option(
    "--send", "sending", is_flag=True, help="Send the digests of the watchlists now, whatever their hour."
)
@click.option(
    "--to", metavar="ADDRESS", help="Send them to this address alone, as a trial that counts for nothing."
)
@click.option("--dry-run", is_flag=True, help="Show what --send would send, and send nothing.")
@with_settings
def digest(
    environments: Sequence[str],
    as_of: str | None,
    offline: bool,
    every: bool,
    shape: str,
    output: str | None,
    audience: str | None,
    sending: bool,
    to: str | None,
    dry_run: bool,
    watchlists: str | None,
    database: str | None,
) -> int:
    """Write the digest of one, several or all environments, or send what their watchlists ask for.

    With --send each recipient gets one digest on a local day; who was served already gets nothing more. The exit
    code is 1 where a message was not sent; `tracker deliveries` tells more.

    A page written with --format html --output DIR is one file without any other, for a portal or a wiki, at the
    same place each time: DIR/acme/prod.html for acme/prod. It is written for the customer, unless --audience says
    otherwise: without names of people, what decisions were made for, and places in files.
    """
    sends = sending or dry_run or to is not None
    _refuse_what_does_not_fit(shape, audience, sends=sends, shown=dry_run, elsewhere=bool(as_of or output))
    settings = settings_of(watchlists, database)
    names = named(settings, environments, every=every or not environments)
    request = request_of(names, as_of, offline=offline, timeout="30s")
    checked = _checked(settings, request)
    if sends:
        code = max(tell_errors(checked.errors), tell_unkept(checked.refusal, offline=offline))
        told = [str(error) for error in checked.errors]
        if environments and not checked.checks:
            return code
        if dry_run or to is not None:
            return max(code, try_out(settings, environments, None if dry_run else to, shape, told))
        return max(code, send(settings, environments, told))
    if checked.checks and shape == "html":
        _html(settings, request, checked.checks, output, audience)
    elif checked.checks:
        day = (request.as_of or request.now).date()
        lines = _trend_lines(settings, request, checked.checks, to_file=output is not None)
        text = _digest_text(settings, request, checked.checks, shape, day, lines)
        if output is None:
            console.show(text)
        else:
            console.write(Path(output) / _digest_name(environments, day, shape), text)
    return max(tell_errors(checked.errors), tell_unkept(checked.refusal, offline=offline))


def _refuse_what_does_not_fit(
    shape: str, audience: str | None, *, sends: bool, shown: bool, elsewhere: bool
) -> None:
    if audience is not None and (shape != "html" or sends):
        raise click.UsageError("--audience goes with --format html, and with nothing that is sent")
    if shape == "text" and not shown:
        raise click.UsageError("--format text goes with --dry-run")
    if sends and elsewhere:
        raise click.UsageError("what is sent is of now: leave --as-of and --output out")
    if sends and (shape == "json" or (shape != "markdown" and not shown)):
        raise click.UsageError(f"a message has its own formats: leave --format {shape} out")


def _checked(settings: "Settings", request: "Request") -> "Checked":
    from tracker.pipeline.check import check as check_environments

    with console.progress() as shown:
        return check_environments(settings, request, shown)


def _trend_lines(
    settings: "Settings", request: "Request", checks: "Sequence[Check]", *, to_file: bool
) -> Mapping[str, str]:
    """The sentence on each environment's trend, of days that ended before the instant where one was named."""
    from tracker.pipeline.looking_back import trends
    from tracker.report.trend import BLOCKS, trend_line

    last = request.now.date() if request.as_of is None else request.as_of.date() - timedelta(days=1)
    marks = BLOCKS if to_file else plot_marks()
    known = trends(settings, [one.environment for one in checks], last)
    lines = {name: trend_line(days, marks) for name, days in known.items()}
    return {name: line for name, line in lines.items() if line is not None}


def _digest_text(
    settings: "Settings",
    request: "Request",
    checks: "Sequence[Check]",
    shape: str,
    day: date,
    trends: Mapping[str, str],
) -> str:
    if shape == "json":
        from tracker.report.machine import checks_json

        return "".join(checks_json(checks, several=True))
    from tracker.model import Audience
    from tracker.pipeline.digest import Complete, templates_of
    from tracker.report.markdown import digest_markdown

    changes = on_the_way(settings, request, checks)
    complete = Complete(settings, checks, on_the_way=changes, live=request.as_of is None)
    letter = templates_of(settings).letter(complete.digest(f"Releases, {day}", Audience.TEAM))
    for problem in letter.problems:
        console.say(f"{problem}; the template that ships was taken")
    return digest_markdown(letter.markdown, checks, trends, changes)


def _html(
    settings: "Settings",
    request: "Request",
    checks: "Sequence[Check]",
    output: str | None,
    audience: str | None,
) -> None:
    """Print one page of all checks, or write one of each into a folder."""
    from tracker.model import Audience
    from tracker.pipeline.digest import Complete, templates_of

    templates = templates_of(settings)
    complete = Complete(settings, checks, live=request.as_of is None)
    if output is None:
        title = checks[0].environment if len(checks) == 1 else "Releases"
        digest = complete.digest(title, Audience(audience or "team"))
        console.show(templates.page(digest, checks[0] if len(checks) == 1 else None))
        return
    for one in checks:
        digest = complete.digest(one.environment, Audience(audience or "customer"), one.environment)
        console.write(Path(output) / f"{one.environment}.html", templates.page(digest, one))


def _digest_name(environments: Sequence[str], day: date, shape: str) -> str:
    """Name a digest by its day, and by its environments where it is not of all."""
    parts = (str(day), *(name.replace("/", "-") for name in environments))
    return f"{'_'.join(parts)[:200]}.{'md' if shape == 'markdown' else 'json'}"
