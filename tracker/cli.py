"""The commands: read the arguments, call one use case, print what it gives, set the exit code."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker import __version__, console
from tracker.errors import ConfigurationError, TrackerError
from tracker.text import clean_line

if TYPE_CHECKING:
    from datetime import timedelta

    from tracker.model import Check
    from tracker.pipeline.check import Checked, Request
    from tracker.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

_ERROR = 2
_INTERRUPTED = 130
_PIPE_CLOSED = 141

_EPILOG = """\b
Environment variables (each may stand in tracker.yaml in the watchlists folder, in lower case without TRACKER_):
  TRACKER_WATCHLISTS        folder of environment files (--watchlists; not in tracker.yaml)
  TRACKER_DATABASE_URL      sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME (--database);
                            TRACKER_DATABASE_URL_FILE names a file that holds it
  TRACKER_GITHUB_URL        where OWNER/REPO/releases.atom is read [https://github.com]
  TRACKER_GITHUB_API_URL    where gaps in a history are filled from [https://api.github.com]
  TRACKER_GITHUB_TOKEN      sent to that address only; TRACKER_GITHUB_TOKEN_FILE names a file that holds it, and
                            GITHUB_TOKEN is used too (a secret: not in tracker.yaml)
  TRACKER_ENDOFLIFE_URL     where support dates are read [https://endoflife.date/api/v1]
  TRACKER_OSV_URL           where known vulnerabilities are read [https://api.osv.dev/v1]
  TRACKER_KEV_URL           where CISA's catalogue of exploited vulnerabilities is read
  TRACKER_MAX_AGE           facts older than this are polled again before a check [1h]
  TRACKER_HOST_CONNECTIONS  connections to one host at a time [4]
  NO_COLOR, COLUMNS         no colours; the width of tables"""


def _with_settings(command: Command) -> Command:
    """Add the options that say where the watchlists and the database are."""
    folder = click.option("--watchlists", metavar="DIR", help="Folder of environment files [TRACKER_WATCHLISTS].")
    database = click.option("--database", metavar="URL", help="The database [TRACKER_DATABASE_URL].")
    return folder(database(command))


def _shape(*shapes: str, help: str) -> Callable[[Command], Command]:  # noqa: A002 - as click names it
    """Add the option that says how to print; the first shape is the default."""
    return click.option(
        "--format", "shape", type=click.Choice(shapes), default=shapes[0], show_default=True, help=help
    )


def _settings(watchlists: str | None, database: str | None) -> "Settings":
    from tracker.settings import load_settings

    outer = click.get_current_context().find_root().params
    return load_settings(
        watchlists=watchlists or outer.get("watchlists"), database_url=database or outer.get("database")
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(__version__, prog_name="tracker", message="%(prog)s %(version)s")
@_with_settings
def cli(watchlists: str | None, database: str | None) -> None:
    """Read release feeds, compare them with what is deployed, and say what to upgrade, why and by when."""


@cli.command()
@click.argument("environments", metavar="ENV...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Check every environment of the folder.")
@click.option("--as-of", metavar="DATE", help="Judge with what was released strictly before; polls nothing.")
@click.option("--offline", is_flag=True, help="Poll nothing.")
@click.option("--timeout", default="30s", show_default=True, metavar="TIME", help="Time to read feeds in.")
@_shape("table", "json", "markdown", help="How to print the findings.")
@click.option(
    "--fail-on",
    type=click.Choice(["advice", "due", "overdue", "never"]),
    default="due",
    show_default=True,
    help="The verdict from which on the exit code is 1.",
)
@_with_settings
def check(
    environments: Sequence[str],
    every: bool,
    as_of: str | None,
    offline: bool,
    timeout: str,
    shape: str,
    fail_on: str,
    watchlists: str | None,
    database: str | None,
) -> int:
    """Judge environments and say what to do.

    Exit codes: 2 an error in the usage, a file or the database; 1 a verdict at or above --fail-on; 3 a verdict
    is unknown; 0 otherwise. Development counts only when it is named alone.
    """
    settings = _settings(watchlists, database)
    names = _named(settings, environments, every=every)
    checked = _checked(settings, _request(names, as_of, offline=offline, timeout=timeout))
    alone = not every and len(names) == 1
    if checked.checks:
        console.show(_checks_text(checked.checks, shape, several=not alone))
    return _told(checked) or _gate(checked.checks, fail_on, alone=alone)


@cli.command()
@click.argument("environments", metavar="[ENV...]", nargs=-1)
@_with_settings
def poll(environments: Sequence[str], watchlists: str | None, database: str | None) -> int:
    """Read every feed of what is in use now, due or not.

    Afterwards it says what is left of the quota of each host, and when `tracker run` would read the next feed.
    """
    from tracker.pipeline.polled import Result
    from tracker.pipeline.refresh import refresh
    from tracker.report.feeds import next_due, quota_lines
    from tracker.report.wording import counted_services, failures, gaps, unread_services

    settings = _settings(watchlists, database)
    names = _named(settings, environments, every=not environments)
    now = _now()
    with console.progress() as shown:
        refreshed = refresh(settings, names, now=now, progress=shown)
    _say_switched_off(settings)
    results = [one.result for one in refreshed.outcomes]
    counted = ", ".join(f"{results.count(result)} {result}" for result in Result)
    console.show(f"{len(results)} feeds read: {counted}\n")
    if refreshed.services:
        console.show(f"services read: {counted_services(refreshed.services)}\n")
    for line in filter(None, (*quota_lines(refreshed.hosts, now), next_due(refreshed.due, now))):
        console.show(f"{clean_line(line)}\n")
    for sentence in failures((one.source.path, one.error) for one in refreshed.outcomes if one.error):
        console.say(sentence)
    for sentence in (*unread_services(refreshed.unread), *gaps(refreshed.gaps.items())):
        console.say(sentence)
    for error in refreshed.errors:
        console.say(str(error))
    return 2 if refreshed.errors else int(Result.FAILED in results)


@cli.command()
@_with_settings
def run(watchlists: str | None, database: str | None) -> int:
    """Stay up, and read every feed when it is due.

    How often depends on how often a repository releases: from once an hour to once a day. Changed watchlist files
    are noticed; of a broken one the last valid version is kept. SIGTERM or Ctrl-C ends it. The log goes to
    standard error.
    """
    from tracker.clock import Clock, work_until_stopped
    from tracker.log import start_log
    from tracker.pipeline.run import stay_up

    settings = _settings(watchlists, database)
    start_log(settings.secrets)
    work_until_stopped(lambda stop: stay_up(settings, Clock(stop)))
    return 0


@cli.command()
@click.argument("environments", metavar="[ENV...]", nargs=-1)
@click.option("--as-of", metavar="DATE", help="Judge with what was released strictly before; polls nothing.")
@click.option("--offline", is_flag=True, help="Poll nothing.")
@click.option("--all", "every", is_flag=True, help="All environments, which is the default.")
@_shape("markdown", "json", help="How to write the digest.")
@click.option("--output", metavar="DIR", help="Write a file named by day and environments into DIR.")
@_with_settings
def digest(
    environments: Sequence[str],
    as_of: str | None,
    offline: bool,
    every: bool,
    shape: str,
    output: str | None,
    watchlists: str | None,
    database: str | None,
) -> int:
    """Write the digest of one, several or all environments."""
    settings = _settings(watchlists, database)
    names = _named(settings, environments, every=every or not environments)
    request = _request(names, as_of, offline=offline, timeout="30s")
    checked = _checked(settings, request)
    if checked.checks:
        day = (request.as_of or request.now).date()
        text = _digest_text(checked.checks, shape, day)
        if output is None:
            console.show(text)
        else:
            console.write(Path(output) / _digest_name(environments, day, shape), text)
    return _told(checked)


@cli.command()
@click.argument("component")
@_shape("table", "json", help="How to print the releases.")
@_with_settings
def releases(component: str, shape: str, watchlists: str | None, database: str | None) -> int:
    """List the releases known of a component.

    COMPONENT is a name of the catalog or OWNER/REPO; the newest version comes first, and tags that are no
    releases come last, with the reason.
    """
    from tracker.pipeline.releases import list_releases
    from tracker.report.machine import releases_json
    from tracker.report.terminal import releases_text

    listed = list_releases(_settings(watchlists, database), component, _now())
    console.show(releases_json(listed) if shape == "json" else releases_text(listed, width=console.width()))
    return 0


@cli.command()
@click.argument("component")
@click.option(
    "--from",
    "file",
    type=click.File("r", encoding="utf-8", errors="replace"),
    metavar="FILE",
    help="Judge the tags of FILE (- is the standard input) instead: a tag, or a tag, a tab and a date, a line.",
)
@_shape("table", "json", help="How to print the tags.")
@_with_settings
def tags(component: str, file: Any, shape: str, watchlists: str | None, database: str | None) -> int:
    """Say what each tag of a component is read as, and by which rule.

    COMPONENT is a name of the catalog or OWNER/REPO. Nothing is polled; a FILE is judged without the database.
    """
    from tracker.pipeline.tags import read_tag_list, trace_known_tags, trace_tag_list
    from tracker.report.machine import tags_json
    from tracker.report.terminal import tags_text

    settings = _settings(watchlists, database)
    if file is None:
        trace = trace_known_tags(settings, component, _now())
    else:
        shown = "the standard input" if file.name == "<stdin>" else file.name
        trace = trace_tag_list(settings, component, read_tag_list(file.read(), shown))
    console.show(tags_json(trace) if shape == "json" else tags_text(trace, width=console.width()))
    return 0


@cli.command(name="export-facts")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--offline", is_flag=True, help="Poll nothing; write what is known.")
@_with_settings
def export_facts(file: Path, offline: bool, watchlists: str | None, database: str | None) -> int:
    """Write the facts of the whole catalog to a file, for a closed network.

    The feeds of all components are read first. FILE holds releases, support dates and vulnerabilities, and
    nothing of any environment. The exit code is 1 where a feed could not be read.
    """
    from tracker.pipeline.snapshot import export_facts
    from tracker.report.wording import counted_facts, failures, unread_services

    settings = _settings(watchlists, database)
    with console.progress() as shown:
        exported = export_facts(settings, file, now=_now(), offline=offline, progress=shown)
    console.show(f"{file} holds {counted_facts(exported.counts)}\n")
    _say_switched_off(settings)
    failed = [(one.source.path, one.error) for one in exported.outcomes if one.error]
    for sentence in (*failures(failed), *unread_services(exported.unread)):
        console.say(sentence)
    return int(bool(failed))


@cli.command(name="import-facts")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True, help="Take what is missing from a file older than what is known.")
@_with_settings
def import_facts(file: Path, force: bool, watchlists: str | None, database: str | None) -> int:
    """Take over the facts of a file that `tracker export-facts` wrote elsewhere."""
    from tracker.pipeline.snapshot import import_facts
    from tracker.report.wording import counted_facts

    imported = import_facts(_settings(watchlists, database), file, now=_now(), force=force)
    taken = counted_facts(imported.counts)
    console.show(f"Taken over, as of {imported.made_at:%Y-%m-%d %H:%M}Z: {taken}\n")
    for sentence in imported.left_out:
        console.say(f"left out: {sentence}")
    return 0


@cli.command()
@click.argument("environment", metavar="[ENV]", required=False)
@_with_settings
def ui(environment: str | None, watchlists: str | None, database: str | None) -> int:
    """Open the terminal UI."""
    if not console.is_terminal():
        raise click.UsageError("the terminal UI needs a terminal; `tracker check` says the same in a pipe")
    from tui.app import run
    from tui.loader import Loader, now

    run(Loader(_settings(watchlists, database)), environment, now)
    return 0


@cli.command()
@click.argument("word", metavar="[WORD]", required=False)
@_shape("table", "json", help="How to print the components.")
@_with_settings
def catalog(word: str | None, shape: str, watchlists: str | None, database: str | None) -> int:
    """List the components of the catalog.

    WORD is looked for in names, aliases, repositories, images and charts. The exit code is 1 where it is nowhere.
    """
    from tracker.pipeline.catalog import look_up
    from tracker.report.components import components_json, components_text

    looked = look_up(_settings(watchlists, database), word)
    if looked.components or shape == "json":
        text = (
            components_json(looked.components)
            if shape == "json"
            else components_text(looked.components, width=console.width())
        )
        console.show(text)
    if looked.hint:
        console.say(looked.hint)
    return int(looked.hint is not None)


@cli.command()
@click.argument("environment", metavar="ENV")
@click.argument("entries", metavar="[NAME=VERSION...]", nargs=-1)
@click.option("--customer", metavar="NAME", help="Whose environment it is.")
@click.option("--from", "source", metavar="FILE", help="A list of what runs there; - is standard input.")
@_with_settings
def init(
    environment: str,
    entries: Sequence[str],
    customer: str | None,
    source: str | None,
    watchlists: str | None,
    database: str | None,
) -> int:
    """Write a first watchlist, to fill in or made of a list.

    FILE has a line for each component: `name version`, `name,version` (with or without headings), or the reference
    of a container image. What cannot be resolved is kept as a comment with the reason. An existing file is never
    overwritten.
    """
    from tracker.pipeline.init import create_environment

    listed = (*entries, *([console.read(source)] if source else ()))
    created = create_environment(_settings(watchlists, database), environment, customer=customer, listed=listed)
    for one in created.unresolved:
        console.say(f"{one.text}: {one.reason}")
    if not listed:
        console.show(
            f"{created.path} is written: put in what runs there, then run `tracker check {environment}`\n"
        )
        return 0
    count = "1 entry" if created.entries == 1 else f"{created.entries} entries"
    console.show(f"{created.path} is written: {count}, {len(created.unresolved)} kept as comments\n")
    return int(not created.entries)


@cli.command()
@click.option("--files", "files_only", is_flag=True, help="Look at the files only: no network, no database.")
@click.option("--feeds", "every_feed", is_flag=True, help="Say of each feed when it was read and when it is due.")
@_with_settings
def doctor(files_only: bool, every_feed: bool, watchlists: str | None, database: str | None) -> int:
    """Say what is wrong with the set-up.

    The exit code is 1 where something is wrong.
    """
    from tracker.pipeline.doctor import diagnose

    if files_only and every_feed:
        raise click.UsageError("--files looks at no feeds: leave one of --files and --feeds out")
    settings = _settings(watchlists, database)
    diagnoses = [*diagnose(settings, _now(), files_only=files_only, every_feed=every_feed)]
    for one in diagnoses:
        console.show(f"{'!!' if one.wrong else ' ='} {clean_line(one.subject)}: {clean_line(one.text, 2000)}\n")
    return int(any(one.wrong for one in diagnoses))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error is one sentence on standard error."""
    console.prepare()
    try:
        return int(cli.main(arguments, prog_name="tracker", standalone_mode=False) or 0)
    except click.ClickException as error:
        console.say(error.format_message())
    except TrackerError as error:
        console.say(str(error))
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except console.ReaderLeft:
        console.forget_output()
        return _PIPE_CLOSED
    except OSError as error:
        console.forget_output()
        console.say(f"{error.filename or 'the output'} cannot be used: {error.strerror}")
    except Exception as error:  # noqa: BLE001 - whatever is wrong, a script must not take it for a verdict
        console.say(f"{type(error).__name__}: {error} (a fault of tracker itself, please report it)")
    return _ERROR


def _named(settings: "Settings", environments: Sequence[str], *, every: bool) -> Sequence[str]:
    """The environments a command is about; raises UsageError, ConfigurationError."""
    from tracker.deployed.folder import Folder

    if environments and not every:
        return list(dict.fromkeys(environments))
    if not every:
        raise click.UsageError("name an environment, or say --all")
    if environments:
        raise click.UsageError("name environments or say --all, not both")
    names = Folder(settings.watchlists).names()
    if not names:
        raise ConfigurationError(f"{settings.watchlists} has no environments: create one with `tracker init ENV`")
    return names


def _request(names: Sequence[str], as_of: str | None, *, offline: bool, timeout: str) -> "Request":
    from tracker.advice import parse_duration
    from tracker.deployed.schema import parse_instant
    from tracker.pipeline.check import Request

    return Request(
        environments=names,
        now=_now(),
        as_of=None if as_of is None else _option("--as-of", parse_instant, as_of),
        offline=offline,
        within=_option("--timeout", parse_duration, timeout),
    )


Value = TypeVar("Value", "datetime", "timedelta")


def _option(name: str, parse: Callable[[str], Value], text: str) -> Value:
    try:
        return parse(text)
    except ValueError as error:
        raise click.UsageError(f"{name}: {error}") from None


def _checked(settings: "Settings", request: "Request") -> "Checked":
    from tracker.pipeline.check import check as check_environments

    with console.progress() as shown:
        return check_environments(settings, request, shown)


def _checks_text(checks: "Sequence[Check]", shape: str, *, several: bool) -> str:
    if shape == "json":
        from tracker.report.machine import checks_json

        return checks_json(checks, several=several)
    if shape == "markdown":
        from tracker.report.markdown import checks_markdown

        return checks_markdown(checks)
    from tracker.report.terminal import check_text, painter

    paint = painter(colours=console.colours())
    return "\n".join(check_text(one, width=console.width(), paint=paint) for one in checks)


def _digest_text(checks: "Sequence[Check]", shape: str, day: Any) -> str:
    if shape == "json":
        from tracker.report.machine import checks_json

        return checks_json(checks, several=True)
    from tracker.report.markdown import digest_markdown

    return digest_markdown(checks, day)


def _digest_name(environments: Sequence[str], day: Any, shape: str) -> str:
    """Name a digest by its day, and by its environments where it is not of all."""
    parts = (str(day), *(name.replace("/", "-") for name in environments))
    return f"{'_'.join(parts)[:200]}.{'md' if shape == 'markdown' else 'json'}"


def _say_switched_off(settings: "Settings") -> None:
    if not settings.github_url:
        console.say("the source github is switched off: TRACKER_GITHUB_URL is empty")


def _told(checked: "Checked") -> int:
    """Say what is wrong with files; return the exit code that asks for."""
    for error in checked.errors:
        console.say(str(error))
    return 2 if checked.errors else 0


def _gate(checks: "Sequence[Check]", fail_on: str, *, alone: bool) -> int:
    """The exit code of a check: 1 for a verdict at or above a threshold, 3 for an unknown one, else 0."""
    if fail_on == "never":
        return 0
    verdicts = {
        finding.verdict.value
        for one in checks
        if alone or one.tier.value != "development"
        for finding in one.findings
    }
    ladder = ["overdue", "due", "advice"]
    if verdicts.intersection(ladder[: ladder.index(fail_on) + 1]):
        return 1
    return 3 if "unknown" in verdicts else 0
