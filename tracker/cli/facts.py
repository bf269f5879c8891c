"""Getting facts: `poll`, `run`, `export-facts` and `import-facts`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import console
from tracker.cli.options import cli, named, now, settings_of, with_settings
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.settings import Settings


@cli.command()
@click.argument("environments", metavar="[ENV...]", nargs=-1)
@with_settings
def poll(environments: Sequence[str], watchlists: str | None, database: str | None) -> int:
    """Read every feed of what is in use now, due or not.

    Afterwards it says what is left of the quota of each host, and when `tracker run` would read the next feed.
    """
    from tracker.pipeline.polling.polled import Result
    from tracker.pipeline.refresh import refresh
    from tracker.report.feeds import next_due, quota_lines
    from tracker.report.wording import counted_services, failures, gaps, unread_services

    settings = settings_of(watchlists, database)
    names = named(settings, environments, every=not environments)
    polled_at = now()
    with console.progress() as shown:
        refreshed = refresh(settings, names, now=polled_at, progress=shown)
    _say_switched_off(settings)
    results = [one.result for one in refreshed.outcomes]
    counted = ", ".join(f"{results.count(result)} {result}" for result in Result)
    console.show(f"{len(results)} feeds read: {counted}\n")
    if refreshed.services:
        console.show(f"services read: {counted_services(refreshed.services)}\n")
    for line in filter(None, (*quota_lines(refreshed.hosts, polled_at), next_due(refreshed.due, polled_at))):
        console.show(f"{clean_line(line)}\n")
    for sentence in failures((one.source.path, one.error) for one in refreshed.outcomes if one.error):
        console.say(sentence)
    for sentence in (*unread_services(refreshed.unread), *gaps(refreshed.gaps.items())):
        console.say(sentence)
    for error in refreshed.errors:
        console.say(str(error))
    return 2 if refreshed.errors else int(Result.FAILED in results)


@cli.command()
@click.option(
    "--health-file", type=click.Path(path_type=Path), metavar="FILE", help="Write FILE each time the loop turns."
)
@with_settings
def run(health_file: Path | None, watchlists: str | None, database: str | None) -> int:
    """Stay up, and read every feed when it is due.

    How often depends on how often a repository releases: from once an hour to once a day. Changed watchlist files
    are noticed; of a broken one the last valid version is kept. SIGTERM or Ctrl-C ends it. The log goes to
    standard error. Where TRACKER_METRICS_LISTEN says, /metrics and /healthz are served.
    """
    from tracker.clock import Clock, work_until_stopped
    from tracker.log import start_log
    from tracker.pipeline.staying.run import stay_up

    settings = settings_of(watchlists, database)
    start_log(settings.secrets, settings.log_format)
    work_until_stopped(lambda stop: stay_up(settings, Clock(stop), health_file=health_file))
    return 0


@cli.command(name="export-facts")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--offline", is_flag=True, help="Poll nothing; write what is known.")
@with_settings
def export_facts(file: Path, offline: bool, watchlists: str | None, database: str | None) -> int:
    """Write the facts of the whole catalog to a file, for a closed network.

    The feeds of all components are read first. FILE holds releases, support dates and vulnerabilities, and
    nothing of any environment. The exit code is 1 where a feed could not be read.
    """
    from tracker.pipeline.snapshot import export_facts
    from tracker.report.wording import counted_facts, failures, unread_services

    settings = settings_of(watchlists, database)
    with console.progress() as shown:
        exported = export_facts(settings, file, now=now(), offline=offline, progress=shown)
    console.show(f"{file} holds {counted_facts(exported.counts)}\n")
    _say_switched_off(settings)
    failed = [(one.source.path, one.error) for one in exported.outcomes if one.error]
    for sentence in (*failures(failed), *unread_services(exported.unread)):
        console.say(sentence)
    return int(bool(failed))


@cli.command(name="import-facts")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True, help="Take what is missing from a file older than what is known.")
@with_settings
def import_facts(file: Path, force: bool, watchlists: str | None, database: str | None) -> int:
    """Take over the facts of a file that `tracker export-facts` wrote elsewhere."""
    from tracker.pipeline.snapshot import import_facts
    from tracker.report.wording import counted_facts

    imported = import_facts(settings_of(watchlists, database), file, now=now(), force=force)
    taken = counted_facts(imported.counts)
    console.show(f"Taken over, as of {imported.made_at:%Y-%m-%d %H:%M}Z: {taken}\n")
    for sentence in imported.left_out:
        console.say(f"left out: {sentence}")
    return 0


def _say_switched_off(settings: "Settings") -> None:
    if not settings.github_url:
        console.say("the source github is switched off: TRACKER_GITHUB_URL is empty")
