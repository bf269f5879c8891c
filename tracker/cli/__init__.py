"""The commands: read the arguments, call one use case, print what it gives, set the exit code."""

from collections.abc import Sequence

import click

from tracker import console
from tracker.cli import (
    asking,
    checking,
    deciding,
    decisions,
    digest,
    facts,
    looking,
    looking_back,
    measuring,
    sending,
    setting_up,
)
from tracker.cli.options import cli
from tracker.errors import TrackerError

__all__ = [
    "asking",
    "checking",
    "cli",
    "deciding",
    "decisions",
    "digest",
    "facts",
    "looking",
    "looking_back",
    "main",
    "measuring",
    "sending",
    "setting_up",
]

_ERROR = 2
_INTERRUPTED = 130
_PIPE_CLOSED = 141


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
