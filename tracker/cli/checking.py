"""Judging environments: `check`."""

import gc
from collections.abc import Iterator, Mapping, Sequence
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
    settings_of,
    shape_option,
    with_settings,
)
from tracker.record import replace

if TYPE_CHECKING:
    from tracker.errors import ConfigurationError, StorageError
    from tracker.model import ChangesOnTheWay, Check, Judged
    from tracker.pipeline.check import Checking, Request
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
        request_of(names, as_of, offline=offline, timeout=timeout),
        only=[name for names in only for name in names.split(",")],
        supposed=_supposed(supposed),
    )
    gate = Gate(alone=alone) if before is None else ComparingGate(before, alone=alone)
    checking, checks = _begun(settings, request)
    for piece in _checks_text(settings, request, gate.passing(checks), shape, several=not alone):
        console.show(piece)
    told = max(tell_errors(checking.errors), tell_unkept(checking.refusal, offline=offline))
    codes = (told, tell_objections(checking.objections), gate.code(fail_on))
    return next(filter(None, codes), 0)


def request_of(names: Sequence[str], as_of: str | None, *, offline: bool, timeout: str) -> "Request":
    """Make the request of a check from the texts of options."""
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
        yield from [checks_markdown(made, on_the_way(settings, request, made))] if made else []
    else:
        from tracker.report.terminal import check_text, painter

        paint = painter(colours=console.colours())
        for number, one in enumerate(checks):
            yield ("\n" if number else "") + check_text(one, width=console.width(), paint=paint)


def on_the_way(
    settings: "Settings", request: "Request", checks: "Sequence[Check]"
) -> Mapping[tuple[str, str], "ChangesOnTheWay"]:
    """What changes on the way for what is overdue or due."""
    from tracker.pipeline.changes import changes_of_pressing
    from tracker.pipeline.judging import Instant

    live = request.as_of is None
    return changes_of_pressing(settings, checks, Instant(at=request.as_of or request.now, live=live))


def tell_unkept(refusal: "StorageError | None", *, offline: bool) -> int:
    """Say why the outcome was not kept; return the exit code, 0 where a database was to be read and can be."""
    from tracker.errors import NotWritable

    if refusal is None:
        return 0
    console.say(f"judged by what is stored, and not remembered: {refusal}")
    return 0 if offline and isinstance(refusal, NotWritable) else 2


def tell_errors(errors: "Sequence[ConfigurationError]") -> int:
    """Say what is wrong with files; return the exit code that asks for."""
    for error in errors:
        console.say(str(error))
    return 2 if errors else 0
