"""What was decided, and moving the log of it: `decisions`."""

from pathlib import Path

import click

from tracker import console
from tracker.cli.options import cli, now, settings_of, shape_option, with_settings
from tracker.text import clean_line


@cli.command()
@click.argument("environment", metavar="[ENV]", required=False)
@click.option("--ended", is_flag=True, help="List those too that are over, with when and why.")
@shape_option("table", "json", help="How to print the decisions.")
@click.option("--export", "target", metavar="FILE", help="Write the whole log to FILE (- is standard output).")
@click.option("--import", "source", metavar="FILE", help="Add what the log in FILE has (- is standard input).")
@with_settings
def decisions(
    environment: str | None,
    ended: bool,
    shape: str,
    target: str | None,
    source: str | None,
    watchlists: str | None,
    database: str | None,
) -> int:
    """List what was decided, by whom, why and until when.

    A decision is in force, or idle where nothing that it covers is open. The log in a file has an entry of JSON a
    line; to import it twice changes nothing, and a file with a broken line is refused as a whole.
    """
    moves = [one for one in (target, source) if one is not None]
    if moves and (environment or ended or len(moves) > 1):
        raise click.UsageError("--export and --import stand alone: they move the whole log")
    if target is not None:
        return _export(target, watchlists, database)
    if source is not None:
        return _import(source, watchlists, database)
    from tracker.pipeline.decisions import list_decisions
    from tracker.report.decisions import decisions_json, decisions_text

    listing = list_decisions(settings_of(watchlists, database), environment, now(), ended=ended)
    listed = listing.decisions
    console.show(decisions_json(listed) if shape == "json" else decisions_text(listed, width=console.width()))
    for error in listing.errors:
        console.say(str(error))
    return 2 if listing.errors else 0


def _export(file: str, watchlists: str | None, database: str | None) -> int:
    from tracker.pipeline.decision_file import write_log
    from tracker.pipeline.decisions import decision_log

    log = decision_log(settings_of(watchlists, database))
    if file == "-":
        console.show(write_log(log))
        return 0
    console.write(Path(file), write_log(log))
    console.show(f"{clean_line(file)} is written: {_entries(len(log))}\n")
    return 0


def _import(file: str, watchlists: str | None, database: str | None) -> int:
    from tracker.pipeline.decisions import take_over

    shown = "the standard input" if file == "-" else clean_line(file)
    added = take_over(settings_of(watchlists, database), console.read(file), shown)
    console.show(f"{_entries(added)} added to the log\n")
    return 0


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"
