"""Asking about what is known: `explain` and `affected`."""

from typing import TYPE_CHECKING

import click

from tracker import console
from tracker.cli.options import cli, instant_option, now, option, settings_of, shape_option, with_settings

if TYPE_CHECKING:
    from tracker.model import ReachedList
    from tracker.pipeline.judging import Instant
    from tracker.versions import Range


@cli.command()
@click.argument("environment", metavar="ENV")
@click.argument("name", metavar="NAME")
@instant_option
@shape_option("text", "json", help="How to print the explanation.")
@with_settings
def explain(
    environment: str, name: str, as_of: str | None, shape: str, watchlists: str | None, database: str | None
) -> int:
    """Say everything behind the finding on one entry.

    Each fact with its source and age, each duty with its clock, each release above the deployed one with the rule
    that kept or dropped it, each setting of the policy with the layer that won. Nothing is polled: it is judged by
    what is known, as `check --offline` does.
    """
    from tracker.pipeline.explaining import explain as explain_finding
    from tracker.report.explanation import explanation_text
    from tracker.report.machine import explanation_json

    explained = explain_finding(settings_of(watchlists, database), environment, name, _instant(as_of))
    text = explanation_json(explained) if shape == "json" else explanation_text(explained, width=console.width())
    console.show(text)
    return 0


@cli.command()
@click.argument("subject", metavar="COMPONENT|CVE-...|GHSA-...")
@click.argument("versions", metavar="[RANGE]", required=False)
@instant_option
@shape_option("table", "json", "markdown", help="How to print the entries.")
@with_settings
def affected(
    subject: str,
    versions: str | None,
    as_of: str | None,
    shape: str,
    watchlists: str | None,
    database: str | None,
) -> int:
    """Say which customers and environments run a component, or a version that is affected.

    All environments of the folder are looked at, and nothing is polled. RANGE is one such as '<3.9.2' or
    '>=4,<4.1.1'. Done are the entries that run the component now and are not affected. The exit code is 1 where
    nothing is known by that name or id, and 0 where nobody is affected.
    """
    from tracker.pipeline.affected import affected as whom_it_affects
    from tracker.pipeline.affected import is_id

    wanted = None if versions is None else _range(versions)
    if wanted is not None and is_id(subject):
        raise click.UsageError(f"a RANGE belongs to a component, and {subject.upper()} is a vulnerability")
    answered = whom_it_affects(settings_of(watchlists, database), subject, wanted, _instant(as_of))
    if answered.found is not None:
        console.show(_shown(answered.found, shape))
    if answered.hint is not None:
        console.say(answered.hint)
    for error in answered.errors:
        console.say(str(error))
    return 2 if answered.errors else int(answered.hint is not None)


def _shown(found: "ReachedList", shape: str) -> str:
    if shape == "json":
        from tracker.report.machine import reach_json

        return reach_json(found)
    from tracker.report.reach import reach_markdown, reach_text

    return reach_markdown(found) if shape == "markdown" else reach_text(found, width=console.width())


def _instant(as_of: str | None) -> "Instant":
    from tracker.deployed.schema import parse_instant
    from tracker.pipeline.judging import Instant

    return Instant(at=now()) if as_of is None else Instant(at=option("--as-of", parse_instant, as_of), live=False)


def _range(text: str) -> "Range":
    from tracker.versions import Range

    return option("RANGE", Range.parse, text)
