"""Setting up and looking around: `init`, `deployed`, `doctor` and `ui`."""

import os
import shlex
from collections.abc import Mapping, Sequence

import click

from tracker import console
from tracker.cli.options import cli, later_settings_of, now, settings_of, variables_of, with_settings
from tracker.errors import ConfigurationError
from tracker.text import clean_line

_PORT = 8321


@cli.command()
@click.argument("environment", metavar="ENV")
@click.argument("entries", metavar="[NAME=VERSION...]", nargs=-1)
@click.option("--customer", metavar="NAME", help="Whose environment it is.")
@click.option("--from", "source", metavar="FILE", help="A list of what runs there; - is standard input.")
@with_settings
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
    created = create_environment(settings_of(watchlists, database), environment, customer=customer, listed=listed)
    for one in created.unresolved:
        console.say(f"{one.text}: {one.reason}")
    to_do = f"put in what runs there, then run `tracker check {shlex.quote(environment)}`"
    if not listed:
        console.show(f"{created.path} is written: {to_do}\n")
        return 0
    count = "1 entry" if created.entries == 1 else f"{created.entries} entries"
    more = "" if created.entries else f"; {to_do}"
    console.show(f"{created.path} is written: {count}, {len(created.unresolved)} kept as comments{more}\n")
    return int(not created.entries)


@cli.command()
@click.argument("environment", metavar="ENV")
@click.argument("name", metavar="NAME")
@click.argument("versions", metavar="VERSION...", nargs=-1, required=True)
@with_settings
def deployed(
    environment: str, name: str, versions: Sequence[str], watchlists: str | None, database: str | None
) -> int:
    """Say that another version runs now, and judge again.

    Only that version in the environment's file is written anew; comments, order and quotes stay. Several versions
    are those of nodes that differ. Nothing is polled.
    """
    from tracker.pipeline.moving import move
    from tracker.report.moves import moved_text

    moved = move(settings_of(watchlists, database), environment, name, versions, now())
    for line in moved_text(moved.location, moved.before, moved.after, moved.closed, moved.left).splitlines():
        console.show(f"{clean_line(line, 2000)}\n")
    return 0


@cli.command()
@click.option("--files", "files_only", is_flag=True, help="Look at the files only: no network, no database.")
@click.option("--feeds", "every_feed", is_flag=True, help="Say of each feed when it was read and when it is due.")
@with_settings
def doctor(files_only: bool, every_feed: bool, watchlists: str | None, database: str | None) -> int:
    """Say what is wrong with the set-up.

    The exit code is 1 where something is wrong.
    """
    from tracker.pipeline.doctor import Diagnosis, diagnose
    from tui.habit_files import keys_path

    if files_only and every_feed:
        raise click.UsageError("--files looks at no feeds: leave one of --files and --feeds out")
    settings = settings_of(watchlists, database)
    diagnoses = [*diagnose(settings, now(), files_only=files_only, every_feed=every_feed)]
    if keys_path().exists():
        from tui.own_keys import key_problems

        diagnoses += [Diagnosis(subject=str(keys_path()), text=one, wrong=True) for one in key_problems()]
    for one in diagnoses:
        console.show(f"{'!!' if one.wrong else ' ='} {clean_line(one.subject)}: {clean_line(one.text, 2000)}\n")
    return int(any(one.wrong for one in diagnoses))


@cli.command()
@click.argument("environment", metavar="[ENV]", required=False)
@click.option(
    "--serve",
    "port",
    metavar="[PORT]",
    is_flag=False,
    flag_value=_PORT,
    type=click.IntRange(1, 65535),
    help=f"In a browser of this machine instead [PORT {_PORT}].",
)
@with_settings
def ui(environment: str | None, port: int | None, watchlists: str | None, database: str | None) -> int:
    """Open the terminal UI."""
    if port is not None:
        return _serve(environment, port, variables_of(watchlists, database))
    if not console.is_terminal() and "TEXTUAL_DRIVER" not in os.environ:  # a served one has pipes and a driver
        raise click.UsageError("the terminal UI needs a terminal; `tracker check` says the same in a pipe")
    from tui.app import run
    from tui.loader import Loader, now

    loader = Loader(later_settings_of(watchlists, database))
    run(loader, environment, now, loader.habits())
    return 0


def _serve(environment: str | None, port: int, variables: Mapping[str, str]) -> int:
    """Serve the interface; what an option named reaches it by variables, since others can read arguments."""
    try:
        from tui.serving import serve
    except ImportError:
        raise ConfigurationError(
            "the interface in a browser needs textual-serve: pip install 'release-tracker[serve]'"
        ) from None
    os.environ.update(variables)
    try:
        serve(["ui", *([environment] if environment else [])], port, console.say)
    except OSError as error:
        raise ConfigurationError(
            f"port {port} of this machine cannot be had ({error.strerror}): name another with --serve PORT"
        ) from None
    return 0
