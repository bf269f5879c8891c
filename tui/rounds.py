"""What came of a round of checks, in words: what was not checked, not remembered or not read, and why."""

from collections.abc import Iterator, Mapping

from tracker.model import Check, Polling
from tracker.record import Record
from tracker.text import clean_line
from tui.source import EnvironmentRow, Failure
from tui.words import counted, feed_words, nothing_read


class Made(Record):
    """What is kept of a check: how its environment stands after it, and what could not be read or remembered.

    `unread` says the former in words, empty where all could be read, and `nothing_read` whether that was
    everything it needs; the findings of all would fill the memory.
    """

    row: EnvironmentRow
    polling: Polling
    unread: str = ""
    nothing_read: bool = False
    unkept: str | None = None


def made(check: Check, row: EnvironmentRow) -> Made:
    """Keep that of a check."""
    return Made(
        row=row,
        polling=check.polling,
        unread=clean_line(feed_words(check)),
        nothing_read=nothing_read(check),
        unkept=check.unkept,
    )


class Round(Record):
    """How the checks of some environments ended, by their names."""

    ended: Mapping[str, Made | Failure]

    @property
    def is_fine(self) -> bool:
        """Whether everything was read and kept."""
        return not self._problems and not any(one.unread for one in self._made)

    @property
    def words(self) -> str:
        """Say it in a sentence, the worst first."""
        failed, done = tuple(self._failed()), tuple(self._done())
        if failed and not self._nothing_read:
            return f"{'; '.join((*failed, *done))}."
        text = "; ".join((*done, *failed))
        return f"{text[:1].upper()}{text[1:]}."

    @property
    def _made(self) -> tuple[Made, ...]:
        return tuple(one for one in self.ended.values() if isinstance(one, Made))

    @property
    def _problems(self) -> tuple[str, ...]:
        return tuple(
            f"{name} was {'checked, but ' if isinstance(one, Made) else 'not checked: '}{why}"
            for name, one in self.ended.items()
            if (why := problem(one))
        )

    def _failed(self) -> Iterator[str]:
        """The first that was not checked, and how many others were not."""
        first, *others = self._problems or ("",)
        if first:
            yield f"{len(others) + 1:,} failed: {first}" if others else first

    def _done(self) -> Iterator[str]:
        asked, done = len(self.ended), len(self.ended) - len(self._problems)
        if not done:
            return
        number = f"{done:,} of {asked:,} environments" if done < asked else counted(done, "environment")
        failed = {one.component: one.error for each in self._made for one in each.polling.failed}
        if self._nothing_read:
            yield f"nothing could be read for {number}, older facts stand: {next(iter(failed.values()))}"
            return
        yield f"checked {number}"
        for component, error in [*failed.items()][:1]:
            yield f"{counted(len(failed), 'feed')} could not be read: {component}: {error}"
        services = {one.service: one.error for each in self._made for one in each.polling.services}
        yield from (f"{service}: {error}" for service, error in services.items())

    @property
    def _nothing_read(self) -> bool:
        return bool(self._made) and all(one.nothing_read for one in self._made)


def problem(one: Made | Failure) -> str | None:
    """Why an environment was not checked, or why its check is not remembered."""
    if isinstance(one, Failure):
        return one.text
    return None if one.unkept is None else f"not remembered: {one.unkept}"
