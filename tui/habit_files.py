"""The files of a reader's own: what is kept between runs, and the keys he wants."""

from pathlib import Path

import platformdirs

from tracker.errors import ConfigurationError
from tui.habits import Habits
from tui.memory import Memory
from tui.state_file import StateFile, Unreadable

APPLICATION = "tracker"


def state_path() -> Path:
    """The file that is kept between runs."""
    return platformdirs.user_state_path(APPLICATION) / "ui.json"


def keys_path() -> Path:
    """The file that gives other keys to bindings."""
    return platformdirs.user_config_path(APPLICATION) / "keys.yaml"


def habits_of(folder: str, theme: str | None) -> Habits:
    """Read what is kept for a watchlists folder, and the keys; what cannot be read becomes a problem to tell."""
    file = StateFile(state_path(), str(Path(folder).absolute()))
    problems: list[str] = []
    memory, keys = Memory(), {}
    try:
        memory = file.read()
    except Unreadable as error:
        problems.append(str(error))
    try:
        keys = read_keys(keys_path())
    except ConfigurationError as error:
        problems.append(str(error))
    return Habits(
        memory=memory,
        keys=keys,
        keys_from=str(keys_path()),
        theme=theme,
        problems=tuple(problems),
        keep=file.write,
    )


def read_keys(path: Path) -> dict[str, tuple[str, ...]]:
    """Read the keys of bindings by their ids, nothing where there is no file; raises ConfigurationError.

    A binding is given one key or a list of keys.
    """
    try:
        if not path.exists():
            return {}
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from None
    from tracker.yaml_file import read_document

    document = read_document(path, str(path))
    found: dict[str, tuple[str, ...]] = {}
    for name, value in document.content.items():
        keys = value if isinstance(value, list) else [value]
        if not all(isinstance(key, str) and key for key in keys):
            raise document.error((name,), f"`{name}` is not given a key such as x or ctrl+x, or a list of them")
        found[name] = tuple(keys)
    return found
