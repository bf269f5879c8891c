"""Notes that are made to cost whoever reads them."""

from time import process_time

import pytest

from tracker.advice.changes import changes_on_the_way
from tracker.model import ReleaseNotes

pytestmark = [pytest.mark.slow, pytest.mark.timed]

SIZE = 15_000_000
# Seconds of CPU; the dearest of them takes two.
LIMIT = 15


@pytest.mark.parametrize(
    "unit",
    [
        "<a ",
        '<a x="',
        "<!--",
        "</",
        "<ul>",
        "<ul><li>Drop support for x",
        "<p>Removed: support. The default is now x. ",
        "<h2>Breaking changes</h2>",
        "<li>remove x default you must when upgrading ",
        "<table><tr><td>",
        "<b><code><pre>",
        "<p>&#",
        "<p>\u0301",
        "- [x](\n",
        "- `a **b _c ![d[e\n",
        "- a: b: c: abcdef0\n",
        "\n",
        "# Breaking\n",
    ],
)
def test_any_notes_are_read_in_a_bounded_time(unit: str) -> None:
    notes = unit * (SIZE // len(unit))
    began = process_time()

    found = changes_on_the_way([ReleaseNotes(version="1.0", tag="v1.0", url=None, notes=notes)])

    assert process_time() - began < LIMIT
    assert found.cut == ("1.0",)
