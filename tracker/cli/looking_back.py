"""Looking back: `trend` and `log`."""

import click

from tracker import console
from tracker.cli.options import cli, now, plot_marks, settings_of, shape_option, with_settings


@cli.command()
@click.argument("environment", metavar="ENV")
@click.option(
    "--days",
    type=click.IntRange(1, 3660),
    default=90,
    show_default=True,
    metavar="N",
    help="How far to look back.",
)
@shape_option("table", "json", help="How to print the days.")
@with_settings
def trend(environment: str, days: int, shape: str, watchlists: str | None, database: str | None) -> int:
    """Show how far an environment was behind and how much it owed, day by day.

    Distances add up over all components; a duty is open until a decision covers it. Each day's last check counts.
    The exit code is 1 where no day is known.
    """
    from tracker.pipeline.looking_back import trend_of
    from tracker.report.machine import trend_json
    from tracker.report.trend import trend_text

    known = trend_of(settings_of(watchlists, database), environment, now().date(), days)
    if shape == "json":
        console.show(trend_json(environment, known))
    elif known:
        console.show(trend_text(environment, known, width=console.width(), marks=plot_marks()))
    if not known:
        console.say(f"no check of {environment} is known of these days: `tracker check {environment}` makes one")
    return int(not known)


@cli.command()
@click.argument("environment", metavar="ENV")
@click.argument("name", metavar="[NAME]", required=False)
@shape_option("table", "json", help="How to print the log.")
@with_settings
def log(environment: str, name: str | None, shape: str, watchlists: str | None, database: str | None) -> int:
    """Show what became of the duties of an environment.

    They arise, are seen, change, are decided on, and are closed by something. NAME is an entry of the environment.
    The exit code is 1 where nothing is known.
    """
    from tracker.pipeline.looking_back import duty_log_of
    from tracker.report.duty_log import duty_log_text
    from tracker.report.machine import duty_log_json

    events = duty_log_of(settings_of(watchlists, database), environment, name)
    if shape == "json":
        console.show(duty_log_json(environment, events))
    elif events:
        console.show(duty_log_text(environment, events, width=console.width()))
    if not events:
        console.say(f"no duty of {environment}{f' {name}' if name else ''} was ever seen by a check")
    return int(not events)
