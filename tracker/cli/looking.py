"""Looking things up: `releases`, `tags` and `catalog`."""

from typing import TYPE_CHECKING, Any

import click

from tracker import console
from tracker.cli.options import cli, now, settings_of, shape_option, with_settings

if TYPE_CHECKING:
    pass


@cli.command()
@click.argument("component")
@shape_option("table", "json", help="How to print the releases.")
@with_settings
def releases(component: str, shape: str, watchlists: str | None, database: str | None) -> int:
    """List the releases known of a component.

    COMPONENT is a name of the catalog or OWNER/REPO; the newest version comes first, and tags that are no
    releases come last, with the reason.
    """
    from tracker.pipeline.releases import list_releases
    from tracker.report.machine import releases_json
    from tracker.report.terminal import releases_text

    listed = list_releases(settings_of(watchlists, database), component, now())
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
@shape_option("table", "json", help="How to print the tags.")
@with_settings
def tags(component: str, file: Any, shape: str, watchlists: str | None, database: str | None) -> int:
    """Say what each tag of a component is read as, and by which rule.

    COMPONENT is a name of the catalog or OWNER/REPO. Nothing is polled; a FILE is judged without the database.
    """
    from tracker.pipeline.tags import read_tag_list, trace_known_tags, trace_tag_list
    from tracker.report.machine import tags_json
    from tracker.report.terminal import tags_text

    settings = settings_of(watchlists, database)
    if file is None:
        trace = trace_known_tags(settings, component, now())
    else:
        shown = "the standard input" if file.name == "<stdin>" else file.name
        trace = trace_tag_list(settings, component, read_tag_list(file.read(), shown))
    console.show(tags_json(trace) if shape == "json" else tags_text(trace, width=console.width()))
    return 0


@cli.command()
@click.argument("word", metavar="[WORD]", required=False)
@shape_option("table", "json", help="How to print the components.")
@with_settings
def catalog(word: str | None, shape: str, watchlists: str | None, database: str | None) -> int:
    """List the components of the catalog.

    WORD is looked for in names, aliases, repositories, images and charts. The exit code is 1 where it is nowhere.
    """
    from tracker.pipeline.catalog import look_up
    from tracker.report.components import components_json, components_text

    looked = look_up(settings_of(watchlists, database), word)
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
