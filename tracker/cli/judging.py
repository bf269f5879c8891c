"""Judging environments: `check` and `digest`."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import console
from tracker.cli.gate import ComparingGate, Gate, tell_objections
from tracker.cli.options import (
    cli,
    instant_option,
    named,
    now,
    option,
    plot_marks,
    settings_of,
    shape_option,
    with_settings,
)
from tracker.cli.sending import send, try_out

if TYPE_CHECKING:
    from tracker.errors import ConfigurationError
    from tracker.model import ChangesOnTheWay, Check, Judged
    from tracker.pipeline.check import Checked, Checking, Request
    from tracker.settings import Settings


@cli.command()
@click.argument("environments", metavar="ENV...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Check every environment of the folder.")
@instant_option
@click.option("--offline", is_flag=True, help="Poll nothing.")
@click.option("--timeout", default="30s", show_default=True, metavar="TIME", help="Time to read feeds in.")
@shape_option("table", "json", "markdown", help="How to print the findings.")
@click.option(
    "--fail-on",
    type=click.Choice(["advice", "due", "overdue", "never"]),
    default="due",
    show_default=True,
    help="The verdict from which on the exit code is 1.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Judge only this entry; may be repeated.")
@click.option(
    "--set", "supposed", multiple=True, metavar="NAME=VERSION", help="Judge as if deployed; may be repeated."
)
@click.option("--baseline", metavar="FILE", help="Fail only on what became worse since this JSON of a check.")
@with_settings
def check(
    environments: Sequence[str],
    every: bool,
    as_of: str | None,
    offline: bool,
    timeout: str,
    shape: str,
    fail_on: str,
    only: Sequence[str],
    supposed: Sequence[str],
    baseline: str | None,
    watchlists: str | None,
    database: str | None,
) -> int:
    """Judge environments and say what to do.

    Exit codes: 2 an error in the usage, a file or the database; 1 a verdict at or above --fail-on; 3 a verdict
    is unknown; 0 otherwise. Development counts only when it is named alone.

    With --set nothing is remembered of the environment, and the exit code is 1, whatever --fail-on says, where the
    version is withdrawn, known to be bad, past its support, refused by policy, or vulnerable where today's is not.
    With --baseline only what became worse counts: a verdict, an urgency, or a duty that is new.
    """
    settings = settings_of(watchlists, database)
    names = named(settings, environments, every=every)
    alone = not every and len(names) == 1
    if supposed and not alone:
        raise click.UsageError("--set judges one environment: name it")
    before = _baseline(baseline)
    request = replace(
        _request(names, as_of, offline=offline, timeout=timeout),
        only=[name for names in only for name in names.split(",")],
        supposed=_supposed(supposed),
    )
    gate = Gate(alone=alone) if before is None else ComparingGate(before, alone=alone)
    checking, checks = _begun(settings, request)
    for piece in _checks_text(settings, request, gate.passing(checks), shape, several=not alone):
        console.show(piece)
    codes = (_told(checking.errors), tell_objections(checking.objections), gate.code(fail_on))
    return next(filter(None, codes), 0)


@cli.command()
@click.argument("environments", metavar="[ENV...]", nargs=-1)
@instant_option
@click.option("--offline", is_flag=True, help="Poll nothing.")
@click.option("--all", "every", is_flag=True, help="All environments, which is the default.")
@shape_option("markdown", "html", "json", help="How to write the digest.")
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
    if audience is not None and shape != "html":
        raise click.UsageError("--audience goes with --format html")
    settings = settings_of(watchlists, database)
    names = named(settings, environments, every=every or not environments)
    request = _request(names, as_of, offline=offline, timeout="30s")
    if sending or dry_run or to is not None:
        if as_of or output:
            raise click.UsageError("what is sent is of now: leave --as-of and --output out")
        checked = _checked(settings, request)
        code, told = _told(checked.errors), [str(error) for error in checked.errors]
        if environments and not checked.checks:
            return code
        if dry_run or to is not None:
            return max(code, try_out(settings, environments, None if dry_run else to, told))
        return max(code, send(settings, environments, told))
    checked = _checked(settings, request)
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
    return _told(checked.errors)


def _request(names: Sequence[str], as_of: str | None, *, offline: bool, timeout: str) -> "Request":
    from tracker.advice import parse_duration
    from tracker.deployed.schema import parse_instant
    from tracker.pipeline.check import Request

    return Request(
        environments=names,
        now=now(),
        as_of=None if as_of is None else option("--as-of", parse_instant, as_of),
        offline=offline,
        within=option("--timeout", parse_duration, timeout),
    )


def _baseline(name: str | None) -> "tuple[Judged, ...] | None":
    if name is None:
        return None
    from tracker.pipeline.baseline import read_baseline

    return read_baseline(Path(name))


def _supposed(texts: Sequence[str]) -> Mapping[str, str]:
    from tracker.pipeline.what_if import read_supposed

    return dict(option("--set", read_supposed, text) for text in texts)


def _begun(settings: "Settings", request: "Request") -> "tuple[Checking, Iterator[Check]]":
    """Begin to check; progress is shown until the first check is there."""
    from tracker.pipeline.check import Checking
    from tracker.pipeline.collecting import COLLECT_AFTER

    gc.set_threshold(*COLLECT_AFTER)
    with console.progress() as shown:
        checking = Checking(settings, request, shown)
        checks = iter(checking)
        first = [*islice(checks, 1)]
    return checking, chain(first, checks)


def _checked(settings: "Settings", request: "Request") -> "Checked":
    from tracker.pipeline.check import check as check_environments

    with console.progress() as shown:
        return check_environments(settings, request, shown)


def _checks_text(
    settings: "Settings", request: "Request", checks: "Iterator[Check]", shape: str, *, several: bool
) -> Iterator[str]:
    """Write checks in pieces; without any there is none."""
    if shape == "json":
        from tracker.report.machine import checks_json

        yield from checks_json(checks, several=several)
    elif shape == "markdown":
        from tracker.report.markdown import checks_markdown

        made = [*checks]
        yield from [checks_markdown(made, _on_the_way(settings, request, made))] if made else []
    else:
        from tracker.report.terminal import check_text, painter

        paint = painter(colours=console.colours())
        for number, one in enumerate(checks):
            yield ("\n" if number else "") + check_text(one, width=console.width(), paint=paint)


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


def _on_the_way(
    settings: "Settings", request: "Request", checks: "Sequence[Check]"
) -> Mapping[tuple[str, str], "ChangesOnTheWay"]:
    """What changes on the way for what is overdue or due."""
    from tracker.pipeline.changes import changes_of_pressing
    from tracker.pipeline.judging import Instant

    live = request.as_of is None
    return changes_of_pressing(settings, checks, Instant(at=request.as_of or request.now, live=live))


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
    from tracker.report.markdown import digest_markdown

    return digest_markdown(checks, day, trends, _on_the_way(settings, request, checks))


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


def _told(errors: "Sequence[ConfigurationError]") -> int:
    """Say what is wrong with files; return the exit code that asks for."""
    for error in errors:
        console.say(str(error))
    return 2 if errors else 0
