"""What is typed for a form that did not open; none of it may act on what lies behind."""

from textual.events import Key

# Who reads that a key was refused has stopped typing for about so long.
REST_SECONDS = 1.0
_ENDS = frozenset({"enter", "escape"})
_EDITS = frozenset({"tab", "shift+tab", "backspace", "delete"})


class TypedAhead:
    """Leaves out the keys that follow a refused one, until the typing rests or ends as it would in a form."""

    def __init__(self) -> None:
        self._pressed_at = 0.0
        self._leaving_out = False

    def begin(self) -> None:
        """Leave out what follows the key that was pressed last."""
        self._leaving_out = True

    def leaves_out(self, key: Key) -> bool:
        """Say whether a key is one of those; asked once for every key, in their order."""
        rested = key.time - self._pressed_at > REST_SECONDS
        typed = key.is_printable or key.key in _ENDS | _EDITS
        left_out = self._leaving_out and typed and not rested
        self._pressed_at = key.time
        self._leaving_out = left_out and key.key not in _ENDS
        return left_out
