"""How the reading of a source ended."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from tracker.model import Source
from tracker.record import Record

# Called after each feed with its path, the error if it failed, and how many of how many are read.
Progress = Callable[[str, str | None, int, int], None]


class Result(StrEnum):
    """How the reading of one feed ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Polled(Record):
    """The outcome of one feed, with the reason where it failed; `late` where it only was not read in time."""

    source: Source
    result: Result
    error: str | None = None
    late: bool = False


def failed(source: Source, error: str, *, late: bool = False) -> Polled:
    """The outcome of a source that could not be read."""
    return Polled(source=source, result=Result.FAILED, error=error, late=late)


def in_vain(outcomes: Mapping[str, Polled]) -> Mapping[str, Polled]:
    """Those not to be asked again soon: that failed, or were late where nothing could be read at all."""
    wrong = {url: one for url, one in outcomes.items() if one.result is Result.FAILED}
    return wrong if len(wrong) == len(outcomes) else {url: one for url, one in wrong.items() if not one.late}


def was_read(outcomes: Mapping[str, Polled], source: Source) -> bool:
    """Say whether a source was asked and did not fail."""
    return source.url in outcomes and outcomes[source.url].result is not Result.FAILED
