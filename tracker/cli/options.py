"""What the commands have in common: the group they belong to, their settings, the clock, how to print."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from tracker import __version__, console
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
Typed = TypeVar("Typed")
Value = TypeVar("Value")

_NO_COMMAND = 2  # as for any error in the usage

EPILOG = """\b
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
  TRACKER_SMTP_URL          the mail server, smtp://USER:PASSWORD@HOST:587 (STARTTLS, unless ?tls=none) or smtps://...;
                            TRACKER_SMTP_URL_FILE names a file that holds it (with a password not in tracker.yaml)
  TRACKER_MAIL_FROM         the sender of digests and alerts
  TRACKER_MAX_AGE           facts older than this are polled again before a check [1h]
  TRACKER_HOST_CONNECTIONS  connections to one host at a time [4]
  TRACKER_METRICS_LISTEN    HOST:PORT where `tracker run` serves /metrics and /healthz, as 127.0.0.1:9470 [nowhere]
  TRACKER_LOG_FORMAT        how `tracker run` writes its log: logfmt or json [logfmt]
  TRACKER_THEME             how the terminal UI looks: tracker, light, colour-blind, contrast, ansi
  NO_COLOR, COLUMNS         no colours; the width of tables"""


def with_settings(command: Command) -> Command:
    """Add the options that say where the watchlists and the database are."""
    folder = click.option("--watchlists", metavar="DIR", help="Folder of environment files [TRACKER_WATCHLISTS].")
    database = click.option("--database", metavar="URL", help="The database [TRACKER_DATABASE_URL].")
    return folder(database(command))


def shape_option(*shapes: str, help: str) -> Callable[[Command], Command]:  # noqa: A002 - as click names it
    """Add the option that says how to print; the first shape is the default."""
    return click.option(
        "--format", "shape", type=click.Choice(shapes), default=shapes[0], show_default=True, help=help
    )


def instant_option(command: Command) -> Command:
    """Add the option that names the instant by whose facts is judged."""
    told = "Judge with what was released strictly before; polls nothing."
    return click.option("--as-of", metavar="DATE", help=told)(command)


def option(name: str, parse: Callable[[Typed], Value], text: Typed) -> Value:
    """Read the value of an option, of which `parse` raises ValueError; raises UsageError."""
    try:
        return parse(text)
    except ValueError as error:
        raise click.UsageError(f"{name}: {error}") from None


def settings_of(watchlists: str | None, database: str | None) -> "Settings":
    """Gather the settings with the options of a command, else of the group; raises ConfigurationError."""
    from tracker.settings import load_settings

    return load_settings(**_named(watchlists, database))


def _named(watchlists: str | None, database: str | None) -> Mapping[str, str | None]:
    """The options of a command, else those of the group."""
    outer = click.get_current_context().find_root().params
    return {
        "watchlists": watchlists or outer.get("watchlists"),
        "database_url": database or outer.get("database"),
    }


class _Later:
    """Settings that are gathered when one of them is asked for, which raises what is wrong with them.

    The folder and the theme are told without, since they are asked for before anything is shown.
    """

    def __init__(self, options: Mapping[str, str | None]) -> None:
        self._options = options

    @cached_property
    def watchlists(self) -> Path:
        """The folder, which no file can name."""
        from tracker.watchlists_folder import default_watchlists

        named = self._options.get("watchlists") or _variable("TRACKER_WATCHLISTS")
        return Path(named) if named else default_watchlists()

    @property
    def theme(self) -> str | None:
        """The theme; for one that tracker.yaml may name all settings are gathered."""
        try:
            text = (self.watchlists / "tracker.yaml").read_bytes()
        except OSError:
            text = b""
        named = _variable("TRACKER_THEME")
        return named or (self._settings.theme if b"theme" in text else None)

    @cached_property
    def _settings(self) -> "Settings":
        from tracker.settings import load_settings

        return load_settings(**self._options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._settings, name)


def _variable(name: str) -> str | None:
    """Read a variable as the settings do, which ask for no case."""
    return next((value for known, value in os.environ.items() if known.upper() == name), None)


def later_settings_of(watchlists: str | None, database: str | None) -> "Settings":
    """The settings of a command that shows something before they are read, which takes 0.2 s."""
    return cast("Settings", _Later(_named(watchlists, database)))


def variables_of(watchlists: str | None, database: str | None) -> Mapping[str, str]:
    """The options of a command as the variables of another one."""
    given = _named(watchlists, database)
    return {f"TRACKER_{name.upper()}": value for name, value in given.items() if value is not None}


def now() -> datetime:
    """The instant at which a command runs, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def named(settings: "Settings", environments: Sequence[str], *, every: bool) -> Sequence[str]:
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


def plot_marks() -> str:
    """The characters of a plot that standard output can write."""
    from tracker.report.trend import ASCII, BLOCKS

    return BLOCKS if console.can_write(BLOCKS) else ASCII


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
)
@click.version_option(__version__, prog_name="tracker", message="%(prog)s %(version)s")
@with_settings
def cli(**_: str | None) -> int:
    """Read release feeds, compare them with what is deployed, and say what to upgrade, why and by when."""
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        return 0
    console.show(f"{context.get_help()}\n")
    return _NO_COMMAND
