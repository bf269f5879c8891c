"""Judging less than all of an environment, or versions that are not deployed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.advice import objections
from tracker.errors import ConfigurationError
from tracker.model import Reason
from tracker.pipeline.judging import Instant, questions
from tracker.pipeline.watching import WatchedEnvironment, entry_of, unknown_entry
from tracker.store import Store
from tracker.text import is_clean_name


def only(watched: Sequence[WatchedEnvironment], names: Sequence[str]) -> list[WatchedEnvironment]:
    """Leave in some environments the entries of some names, and no environment without any.

    Raises ConfigurationError for a name that none of them has.
    """
    has = {entry.deployment.name for one in watched for entry in one.entries}
    for name in names:
        if name not in has:
            raise ConfigurationError(unknown_entry(watched, name))
    entries = ((one, tuple(entry for entry in one.entries if entry.deployment.name in names)) for one in watched)
    return [replace(one, entries=left) for one, left in entries if left]


def supposing(watched: WatchedEnvironment, versions: Mapping[str, str]) -> WatchedEnvironment:
    """Suppose versions of some entries, by name; raises ConfigurationError for a name that is none."""
    for name in versions:
        entry_of(watched, name)
    entries = (
        replace(entry, supposed=(versions[entry.deployment.name],)) if entry.deployment.name in versions else entry
        for entry in watched.entries
    )
    return replace(watched, entries=tuple(entries))


def objections_to(store: Store, supposed: WatchedEnvironment, instant: Instant) -> tuple[Reason, ...]:
    """Say what speaks against the versions supposed in an environment; raises StorageError."""
    entries = tuple(entry for entry in supposed.entries if entry.supposed)
    today = replace(supposed, entries=tuple(replace(entry, supposed=()) for entry in entries))
    asked = zip(
        questions(store, [replace(supposed, entries=entries)], instant),
        questions(store, [today], instant),
        strict=True,
    )
    return tuple(reason for (_, _, one), (_, _, now) in asked for reason in objections(one, now))


def read_supposed(text: str) -> tuple[str, str]:
    """Read NAME=VERSION; raises ValueError."""
    name, equals, version = text.partition("=")
    if not name or not equals or not is_clean_name(version):
        raise ValueError(f"'{text}' is not NAME=VERSION")
    return name, version
