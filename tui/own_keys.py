"""What is wrong with the keys a reader gives to bindings, told without starting the interface."""

from collections.abc import Iterator

import tui.app  # noqa: F401 - it brings all bindings along
from tracker.errors import ConfigurationError
from tui.habit_files import keys_path, read_keys
from tui.keymap import keymap


def key_problems() -> Iterator[str]:
    """Tell what is wrong with the file of keys."""
    try:
        yield from keymap(read_keys(keys_path())).problems
    except ConfigurationError as error:
        yield str(error)
