"""Laws of reading notes: whatever they hold, reading ends, and gives clean lines that depend on nothing else."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tracker.advice.changes import changes_on_the_way
from tracker.model import ReleaseNotes
from tracker.text import unsafe_character

_TAGS = [
    f"<{slash}{name}>"
    for name in ["p", "li", "ul", "ol", "h2", "b", "code", "pre", "table", "tr", "td", "summary", "br", "script"]
    for slash in ("", "/")
]
_PIECES = st.sampled_from(
    [
        *_TAGS,
        *(
            "<a href='",
            '">',
            "<!--",
            "-->",
            "&lt;",
            "&#27;",
            "&#x202e;",
            "\ue000",
            "\ue001",
            "\x1b[2J",
            "\n",
            "\n\n",
            "\n- ",
            "\n  * ",
        ),
        *(
            "# ",
            "**",
            "`",
            "```",
            "[",
            "](",
            "|",
            "> ",
            "---",
            "Breaking changes",
            "Removed: ",
            "CVE-2024-1234 ",
            " a ",
        ),
        *("drop support for ", "deprecate ", "the default is now ", "you must upgrade ", "no longer supported. "),
    ]
)
NOTES = st.lists(_PIECES | st.text(max_size=5), max_size=60).map("".join)
RELEASES = st.lists(
    st.builds(ReleaseNotes, version=st.just("1"), tag=st.just("v1"), url=st.none(), notes=st.none() | NOTES),
    max_size=4,
)


@given(releases=RELEASES, most=st.integers(1, 5))
def test_reading_notes_never_fails_and_gives_clean_bounded_lines(releases: list[ReleaseNotes], most: int) -> None:
    found = changes_on_the_way(releases, most)

    lines = [one.text for group in found.groups for one in group.changes]
    assert len(set(lines)) == len(lines)
    for line in lines:
        assert 0 < len(line) <= 300
        assert unsafe_character(line) is None
        assert not re.search("[\n\t\ue000\ue001]", line)
    assert all(0 < len(group.changes) <= most for group in found.groups)
    assert changes_on_the_way(releases, most) == found


@given(
    words=st.lists(st.sampled_from(["spoon", "fork", "&amp;", "1 &lt; 2"]), min_size=1, max_size=5),
    depth=st.integers(0, 40),
)
def test_tags_leave_nothing_in_a_line(words: list[str], depth: int) -> None:
    inner = "<em title='<b>'>".join(words)
    notes = f"{'<ul><li><b>x</b>' * depth}<h2>Breaking changes</h2><ul><li>The {inner}</em> is round</li></ul>"

    (group,) = changes_on_the_way([ReleaseNotes(version="1", tag="v1", url=None, notes=notes)]).groups

    assert "title" not in group.changes[0].text
    assert "<em" not in group.changes[0].text
