"""Judging less than all of an environment, or versions that are not deployed."""

from collections.abc import Mapping, Sequence

from tracker.advice import objections
from tracker.advice.comparison import differences
from tracker.deployed.folder import Folder
from tracker.errors import ConfigurationError
from tracker.model import PolicyLayer, Reason, WhatIf
from tracker.pipeline.judging import Instant, ReadNow, judge_all, questions
from tracker.pipeline.watching import WatchedEnvironment, entry_of, unknown_entry, watch_one
from tracker.record import replace
from tracker.settings import Settings
from tracker.store import Store
from tracker.text import is_clean_name


def what_if(
    settings: Settings, environment: str, versions: Mapping[str, str], policy: str, instant: Instant
) -> WhatIf:
    """Judge an environment as it is, and with other versions, by name, and a policy laid over; nothing is stored.

    Raises ConfigurationError for a name, an environment or a policy that is none, StorageError.
    """
    watched = watch_one(settings, environment)
    layers = Folder(settings.watchlists).supposed_policy(policy)
    supposed = _under(supposing(watched, versions), layers)
    with Store.open_existing(settings.database_url) as store:
        before, after = judge_all(store, [watched, supposed], ReadNow(), instant)
        against = objections_to(store, supposed, instant)
    return WhatIf(
        before=before,
        after=after,
        versions=versions,
        policy=policy,
        differences=differences(before.findings, after.findings),
        objections=against,
    )


def _under(watched: WatchedEnvironment, layers: tuple[PolicyLayer, ...]) -> WatchedEnvironment:
    """Lay more of a policy over that of every entry."""
    entries = (
        replace(one, deployment=replace(one.deployment, policies=(*one.deployment.policies, *layers)))
        for one in watched.entries
    )
    return replace(watched, entries=tuple(entries)) if layers else watched


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


def objections_to(store: Store | None, supposed: WatchedEnvironment, instant: Instant) -> tuple[Reason, ...]:
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
