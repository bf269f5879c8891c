"""The pane that shows everything about one row of a list."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.text_view import TextView


class PagePane(TextView):
    """A page on the row under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "screen.step(1)", "Next", id="go.next", tooltip="Next row of the list"),
        Binding(
            "N", "screen.step(-1)", "Previous", id="go.previous", show=False, tooltip="Previous row of the list"
        ),
    ]
