"""What is wrong with the set-up: settings, files, database, feeds."""

import difflib
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from tracker.advice import is_void, named_by, unreadable_in
from tracker.catalog import Catalog, audit, load_facts
from tracker.deployed.folder import Folder
from tracker.errors import ConfigurationError, StorageError
from tracker.model import Component, HostState, ServiceHealth, Vulnerability
from tracker.pipeline.digest import templates_of
from tracker.pipeline.sending.looking_over import sending_of
from tracker.pipeline.services.services import Services
from tracker.pipeline.subscribing import subscriptions
from tracker.pipeline.watching import (
    WatchedEnvironment,
    components_of,
    open_advisories,
    open_catalog,
    sources_of,
    watch,
)
from tracker.record import Record
from tracker.report.feeds import due_counted, feed_standing, quota_left
from tracker.report.wording import together
from tracker.settings import Settings, open_secrets
from tracker.store import FeedState, Store


class Diagnosis(Record):
    """One thing that was looked at; `wrong` where it keeps tracker from working as meant."""

    subject: str
    text: str
    wrong: bool = False


def diagnose(
    settings: Settings, now: datetime, *, files_only: bool = False, every_feed: bool = False
) -> Iterator[Diagnosis]:
    """Look at everything that can be wrong, in the order in which it would matter; sends no message.

    Where `every_feed` is False, only feeds that could not be read are named.
    """
    watched: list[WatchedEnvironment] = []
    catalog = open_catalog(settings)
    for one in _environments(settings, catalog, Path(settings.watchlists)):
        if isinstance(one, Diagnosis):
            yield one
        else:
            watched.append(one)
            entries = "1 entry" if len(one.entries) == 1 else f"{len(one.entries)} entries"
            yield Diagnosis(subject=one.environment.name, text=f"{entries}, every component known")
    yield from _subscriptions(settings)
    for variable, secret in open_secrets():
        text = f"{secret} holds a secret and can be read by others: take their rights away with chmod 600"
        yield Diagnosis(subject=variable, text=text, wrong=True)
    yield from _catalog(catalog)
    yield from _advisories(settings, catalog, components_of(watched))
    yield from _templates(settings)
    for subject, text, wrong in sending_of(settings, now, files_only=files_only):
        yield Diagnosis(subject=subject, text=text, wrong=wrong)
    if not files_only:
        yield from _database(settings, watched, now, every_feed=every_feed)
    yield from _bundled_facts(watched, now)


def _environments(settings: Settings, catalog: Catalog, path: Path) -> Iterator[Diagnosis | WatchedEnvironment]:
    folder = Folder(path)
    try:
        names = folder.names()
    except ConfigurationError as error:
        yield Diagnosis(subject="watchlists", text=str(error), wrong=True)
        return
    if not names:
        text = f"{path} has no environments: create one with `tracker init ENV`"
        yield Diagnosis(subject="watchlists", text=text, wrong=True)
    for name, right in folder.misnamed().items():
        yield Diagnosis(subject=name, text=f"is not read: rename it to {right}", wrong=True)
    watched: list[WatchedEnvironment] = []
    for name in names:
        try:
            watched.append(watch(settings, folder, catalog, name))
            yield watched[-1]
        except ConfigurationError as error:
            yield Diagnosis(subject=name, text=str(error), wrong=True)
    if watched and len(watched) == len(names):
        yield from _without_environments(folder, {one.environment.customer for one in watched})


def _without_environments(folder: Folder, customers: Collection[str]) -> Iterator[Diagnosis]:
    """Tell of customers for whom something is said that holds for no environment, as when a name is misspelt."""
    for name, location in folder.customers().items():
        if name not in customers:
            near = difflib.get_close_matches(name, customers, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "name it as `customer` in one"
            file, _, line = location.partition("#")
            text = f"{file} line {line}: no environment is of the customer '{name}': {hint}"
            yield Diagnosis(subject="customers", text=text, wrong=True)


def _subscriptions(settings: Settings) -> Iterator[Diagnosis]:
    """Tell of wishes for digests and alerts that cannot be met; what is wrong with environments is told there."""
    with suppress(ConfigurationError):
        found = subscriptions(settings)
        for error in found.errors:
            if str(error).startswith("tracker.yaml"):
                yield Diagnosis(subject="tracker.yaml", text=str(error), wrong=True)
        if found.digests or found.alerts:
            text = f"{_counted(len(found.digests), 'digest')} and {_counted(len(found.alerts), 'alert')} asked for"
            yield Diagnosis(subject="messages", text=text)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _catalog(catalog: Catalog) -> Iterator[Diagnosis]:
    for remark in audit(catalog):
        yield Diagnosis(subject=remark.component, text=remark.text, wrong=remark.wrong)
    own = len(catalog.corrections())
    added = f", {own} corrected or added in components/" if own else ""
    yield Diagnosis(subject="catalog", text=f"{len(catalog.names())} components{added}")


def _advisories(settings: Settings, catalog: Catalog, deployed: Collection[Component]) -> Iterator[Diagnosis]:
    """Tell of the team's own advisories, and of those that speak of nothing or in versions nobody can read."""
    try:
        advisories = open_advisories(settings)
    except ConfigurationError as error:
        yield Diagnosis(subject="advisories", text=str(error), wrong=True)
        return
    for name, problem in advisories.errors.items():
        yield Diagnosis(subject=name, text=str(problem), wrong=True)
    components = {*deployed, *_readable(catalog)} if advisories.records else set()
    for record in advisories.records:
        named = [one for one in components if any(named_by(one, [record]))]
        for text in _wrong_with(record, named):
            yield Diagnosis(subject=record.source, text=text, wrong=True)
    if advisories.records:
        yield Diagnosis(subject="advisories", text=f"{len(advisories.records)} of the team's own")


def _wrong_with(record: Vulnerability, named: Collection[Component]) -> Iterator[str]:
    """Tell why an advisory concerns no version of the components that it names, or not those that it should."""
    if not named:
        yield "names a component that is neither in the catalog nor deployed"
    ruled = [(one.name, one.rule) for one in named if one.rule]
    if unreadable := {text: name for name, rule in ruled for text in unreadable_in(record, rule)}:
        yield f"names what is no version of {next(iter(unreadable.values()))}: {', '.join(sorted(unreadable))}"
    elif any(is_void(record, rule) for _, rule in ruled):
        yield "affects no version by one of its ranges, which ends below its beginning or at a fix below it"


def _templates(settings: Settings) -> Iterator[Diagnosis]:
    """Try the templates of the folder on examples."""
    templates = templates_of(settings)
    own, problems = templates.own(), [*templates.problems()]
    for problem in problems:
        yield Diagnosis(subject="templates", text=problem, wrong=True)
    if own and not problems:
        yield Diagnosis(subject="templates", text=f"{', '.join(own)} can be used")


def _readable(catalog: Catalog) -> Iterator[Component]:
    """Give the components whose files are right; the audit tells of the others."""
    for name in catalog.names():
        with suppress(ConfigurationError):
            yield catalog.component(name)


def _database(
    settings: Settings, watched: list[WatchedEnvironment], now: datetime, *, every_feed: bool
) -> Iterator[Diagnosis]:
    sources = sources_of(watched)
    try:
        with Store.open(settings.database_url) as store:
            states = store.feed_states([source.url for source in sources])
            hosts = store.hosts()
            services = [*Services(settings, store.services, components_of(watched), now).read_so_far()]
    except StorageError as error:
        yield Diagnosis(subject="database", text=str(error), wrong=True)
        return
    read = sum(1 for state in states.values() if state.polled_at)
    refusal = Store.refusal(settings.database_url)
    text = f"{refusal or 'usable'}; {read} of {len(sources)} feeds were read so far"
    yield Diagnosis(subject="database", text=text, wrong=refusal is not None)
    standing = [(source.path, states.get(source.url, FeedState())) for source in sources]
    if standing:
        yield Diagnosis(subject="feeds", text=due_counted([state.due_at for _, state in standing], now))
    yield from (_feed(path, state, now) for path, state in standing) if every_feed else _failed(standing, now)
    for path, state in standing:
        if (state.shown_path or path).lower() != path.lower():
            text = f"was renamed to {state.shown_path}: write the new name in the watchlist or component file"
            yield Diagnosis(subject=path, text=text, wrong=True)
    for one in services:
        yield Diagnosis(subject=one.service, text=_service_text(one))
        for names, why in together(one.errors.items()):
            yield Diagnosis(subject=f"{one.service} {names}", text=why, wrong=True)
    for name, host in hosts.items():
        yield from _host(name, host, now)


def _failed(standing: Collection[tuple[str, FeedState]], now: datetime) -> Iterator[Diagnosis]:
    """Tell of feeds that could not be read, once of those with the same reason."""
    errors = [(path, state.error) for path, state in standing if state.error]
    times = Counter(error for _, error in errors)
    yield from (_feed(path, state, now) for path, state in standing if times[state.error or ""] == 1)
    for names, error in together((path, error) for path, error in errors if times[error] > 1):
        yield Diagnosis(subject=names, text=f"{error}; `tracker doctor --feeds` tells of each", wrong=True)


def _feed(path: str, state: FeedState, now: datetime) -> Diagnosis:
    interval = timedelta(seconds=state.interval) if state.interval else None
    standing = feed_standing(state.polled_at, state.due_at, interval, now)
    text = f"{state.error}; {standing}" if state.error else standing
    return Diagnosis(subject=path, text=text, wrong=state.error is not None)


def _host(name: str, host: HostState, now: datetime) -> Iterator[Diagnosis]:
    if host.paused_until and host.paused_until > now:
        text = f"asked to be left alone until {host.paused_until:%Y-%m-%d %H:%M}Z"
        yield Diagnosis(subject=name, text=text, wrong=True)
    if left := quota_left(host, now):
        yield Diagnosis(subject=name, text=left, wrong=host.quota_remaining == 0)


def _service_text(one: ServiceHealth) -> str:
    when = f", last on {one.last:%Y-%m-%d %H:%M}Z" if one.last else ""
    return f"{one.read} of {one.total} documents in use were read so far{when}"


def _bundled_facts(watched: list[WatchedEnvironment], now: datetime) -> Iterator[Diagnosis]:
    used = {entry.component for one in watched for entry in one.entries}
    days = [facts.day for one in used if one.catalogued and (facts := load_facts(one.name))]
    if days:
        age = (now.date() - min(days)).days
        text = f"{len(days)} of {len(used)} components in use have some, of {min(days)} or later ({age} days old)"
        yield Diagnosis(subject="bundled facts", text=text)
