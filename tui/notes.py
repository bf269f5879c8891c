"""The notes of a release as lines: headings stand out, points hang, and what is too long is cut and says so."""

from collections.abc import Iterator

from tracker.text import clean, clean_line
from tui.line import Line, Role, line, span
from tui.source import Failure
from tui.words import counted

# So many characters of notes are shown.
NOTES_LIMIT = 65_536

_HANG = 4


def release_notes(version: str, url: str | None, notes: str | Failure | None) -> tuple[Line, ...]:
    """Write the notes of a release; None says that they are on their way."""
    return (Line(), line(span(f"Notes of {clean_line(version)}", Role.HEADING)), *_below(url, notes))


def _below(url: str | None, notes: str | Failure | None) -> Iterator[Line]:
    if url:
        yield line(span(f"  {clean_line(url)}", Role.MUTED), hang=_HANG)
    yield Line()
    if notes is None:
        yield line(span("  Reading the notes ...", Role.MUTED))
    elif isinstance(notes, Failure):
        yield line(span(f"  The notes could not be read: {notes.text}", Role.UNKNOWN), hang=_HANG)
    elif not notes.strip():
        yield line(span("  No notes are known.", Role.MUTED))
    else:
        yield from (_note(text) for text in clean(notes, NOTES_LIMIT).strip("\n").split("\n"))
        if len(notes) > NOTES_LIMIT:
            yield line(span(f"  Cut here: {counted(len(notes), 'character')} in all.", Role.UNKNOWN), hang=_HANG)


def _note(text: str) -> Line:
    text = text.expandtabs(4).rstrip()
    stripped = text.lstrip()
    bullet = 2 if stripped[:2] in {"- ", "* ", "+ "} else 0
    role = Role.STRONG if stripped.startswith("#") else Role.PLAIN
    return line(span(f"  {text}", role), hang=2 + len(text) - len(stripped) + bullet)
