"""Measuring for programs that watch: `metrics`."""

from pathlib import Path

import click

from tracker import console
from tracker.cli.options import cli, now, settings_of, with_settings

# The collector of text files runs as another user, and reads only files of this name.
_READABLE_BY_ALL = 0o644
_COLLECTED = ".prom"


@cli.command()
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write FILE, whole or not at all.")
@click.option("--rules", "shown", flag_value="rules", help="Print alert rules for Prometheus instead.")
@click.option("--dashboard", "shown", flag_value="dashboard", help="Print a dashboard for Grafana instead.")
@with_settings
def metrics(output: Path | None, shown: str | None, watchlists: str | None, database: str | None) -> int:
    """Write how everything stands in Prometheus' exposition format.

    By what is stored: nothing is polled and nothing judged. For node_exporter's textfile collector let FILE end in
    .prom; a new one can be read by all users of the host. `tracker run` serves the same where
    TRACKER_METRICS_LISTEN says.
    """
    from tracker.report.metrics import alert_rules, dashboard, exposition

    if shown == "rules":
        text = alert_rules()
    elif shown == "dashboard":
        text = dashboard()
    else:
        from tracker.pipeline.standing import standing

        text = exposition(standing(settings_of(watchlists, database), now()))
    if output is None:
        console.show(text)
        return 0
    console.write(output, text, mode=_READABLE_BY_ALL)
    if shown is None and output.suffix != _COLLECTED and (output.is_file() or not output.exists()):
        console.say(f"{output} is written; a textfile collector would read it only if it ended in {_COLLECTED}")
    return 0
