"""What a reader brings to a run: what was kept of the last one, other keys, and a theme."""

from collections.abc import Callable, Mapping

from tracker.record import Record, field
from tui.memory import Memory


def _keep_nothing(_: Memory) -> None:
    """Forget everything at the end of the run."""


class Habits(Record):
    """Read before the interface starts; `problems` are sentences about files that were not understood.

    `keys` are the keys that the file `keys_from` gives to bindings, by their ids, as they were written; `theme` is
    the one that a setting names. `keep` writes a memory down and may be called from any thread; it raises OSError.
    """

    memory: Memory = field(default_factory=Memory)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys_from: str = "keys.yaml"
    theme: str | None = None
    problems: tuple[str, ...] = ()
    keep: Callable[[Memory], None] = _keep_nothing
