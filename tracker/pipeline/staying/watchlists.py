"""The watchlists folder over time: what is read anew, what is kept of a file that broke, what has left."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum

from tracker.deployed.advisories import Advisories
from tracker.deployed.folder import Folder, Mark, environment_of
from tracker.errors import ConfigurationError
from tracker.model import Source
from tracker.pipeline.watching import WatchedEnvironment, open_advisories, open_catalog, sources_of, watch
from tracker.record import Record
from tracker.settings import Settings


class Change(StrEnum):
    """What happened to a file of the folder."""

    ADDED = "file-added"
    CHANGED = "file-changed"
    REMOVED = "file-removed"
    BROKEN = "file-broken"
    MENDED = "file-mended"


class FileNews(Record):
    """A change of a file; `subject` names the file, or says in a sentence what is or was wrong with it."""

    change: Change
    subject: str


class Watchlists:
    """The environments of a folder, each as it last could be read."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._catalog = open_catalog(settings)
        self._seen: Mapping[str, Mark] = {}
        self._read: dict[str, Mark] = {}
        self._environments: dict[str, WatchedEnvironment] = {}
        self._problems: dict[str, str] = {}
        self._advisories = Advisories()

    @property
    def environments(self) -> Collection[WatchedEnvironment]:
        """The environments as they are watched."""
        return self._environments.values()

    def as_of_now(self) -> tuple[Sequence[WatchedEnvironment], Sequence[str]]:
        """Give the environments and what is wrong with files, to another thread than the one that reads them.

        Both are copied in one step of the interpreter each, so that nothing changes within it.
        """
        return tuple(self._environments.values()), tuple(self._problems.values())

    @property
    def sources(self) -> Sequence[Source]:
        """The sources of all environments, each once."""
        return sources_of(self._environments.values())

    def open(self) -> tuple[FileNews, ...]:
        """Read every file; raises ConfigurationError where there is no such folder."""
        self._seen = Folder(self._settings.watchlists).marks()
        return self._take_over(self._seen)

    def look(self) -> tuple[FileNews, ...]:
        """Read what has changed and stood still since the last look, so that nothing is read half written."""
        try:
            seen = Folder(self._settings.watchlists).marks()
        except ConfigurationError as error:
            return tuple(self._judged({**self._problems, "": str(error)}))
        before, self._seen = self._seen, seen
        return self._take_over({name: mark for name, mark in seen.items() if before.get(name) == mark}, before)

    def _take_over(
        self, still: Mapping[str, Mark], before: Mapping[str, Mark] | None = None
    ) -> tuple[FileNews, ...]:
        gone = {name for name in self._read if name not in self._seen and name not in (before or {})}
        changed = {name for name, mark in still.items() if self._read.get(name) != mark}
        if not gone and not changed and "" not in self._problems:
            return ()
        news = [*self._changes(changed, gone)] if before is not None else []
        for name in gone:
            self._read.pop(name)
            self._environments.pop(environment_of(name) or "", None)
        self._read |= {name: still[name] for name in changed}
        return (*news, *self._judged(self._read_anew(changed, gone)))

    def _changes(self, changed: Collection[str], gone: Collection[str]) -> Iterator[FileNews]:
        for name in sorted(changed):
            yield FileNews(change=Change.CHANGED if name in self._read else Change.ADDED, subject=name)
        for name in sorted(gone):
            yield FileNews(change=Change.REMOVED, subject=name)

    def _read_anew(self, changed: Collection[str], gone: Collection[str]) -> Mapping[str, str]:
        """Read the environments that files bear on; return what is wrong with each environment, by its name."""
        names = {name for path in self._read if (name := environment_of(path))}
        problems = {name: problem for name, problem in self._problems.items() if name in names}
        shared = "" in self._problems or any(environment_of(path) is None for path in (*changed, *gone))
        try:
            if shared:
                self._catalog = open_catalog(self._settings)
                self._advisories = open_advisories(self._settings)
        except ConfigurationError as error:
            return {**problems, "": str(error)}
        folder = Folder(self._settings.watchlists)
        for name in sorted(names if shared else {environment_of(path) or "" for path in changed} & names):
            problems.pop(name, None)
            try:
                self._environments[name] = watch(
                    self._settings, folder, self._catalog, name, self._advisories.records
                )
            except ConfigurationError as error:
                problems[name] = str(error)
        return {**problems, **{name: str(error) for name, error in self._advisories.errors.items()}}

    def _judged(self, problems: Mapping[str, str]) -> Iterator[FileNews]:
        """Tell each problem once, and once that it is over."""
        before, after = dict.fromkeys(self._problems.values()), dict.fromkeys(problems.values())
        self._problems = dict(problems)
        for text in after:
            if text not in before:
                yield FileNews(change=Change.BROKEN, subject=text)
        for text in before:
            if text not in after:
                yield FileNews(change=Change.MENDED, subject=text)
