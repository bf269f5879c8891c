"""The line that says where the reader is, each step of which leads back there."""

from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from textual.events import Click
from textual.message import Message

from tui.drawing import LineBar
from tui.line import line

_BETWEEN = " > "


class Crumbs(LineBar):
    """The way to where the reader is, as it stands at the left: names with ` > ` between them."""

    MOUSE: ClassVar[tuple[tuple[str, str], ...]] = (("click on the path", "go back there"),)

    @dataclass
    class Chosen(Message):
        """A step was clicked: its name, and how many there are behind it."""

        name: str
        behind: int

    def on_click(self, event: Click) -> None:
        """Say which step was clicked."""
        names = self._left.text.split(_BETWEEN)
        ends = accumulate(line(name + _BETWEEN).width for name in names)
        for index, (name, end) in enumerate(zip(names, ends, strict=True), start=1):
            if event.x < end:
                self.post_message(self.Chosen(name.strip(), len(names) - index))
                return
