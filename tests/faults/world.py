"""A platform under attack: one source goes wrong beside one that is well, and some things always hold."""

import re
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr

from examples import NOW, day
from home import Home, Outcome
from loopback import GitHub
from tracker.model import Event, StoredReleases
from tracker.pipeline.check import Request, check
from tracker.pipeline.polling.polled import Polled
from tracker.pipeline.refresh import refresh
from tracker.store import FeedState, Store

VICTIM, BYSTANDER = "acme/gateway", "acme/bystander"
TOKEN = "ghp_never_shown_anywhere"
_ENV = f"""
deployed:
  gateway: {{version: 1.0.0, repo: {VICTIM}}}
  bystander: {{version: 1.0.0, repo: {BYSTANDER}}}
"""
_INERT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SCREENS = (
    ("check", "env", "--offline", "--fail-on", "never"),
    ("check", "env", "--offline", "--format", "json", "--fail-on", "never"),
    ("check", "env", "--offline", "--format", "markdown", "--fail-on", "never"),
    ("releases", VICTIM),
    ("tags", VICTIM),
    ("doctor",),
)


@dataclass(slots=True)
class World:
    """Two watched repositories of a loopback GitHub, polled at instants an hour apart with a token at hand."""

    home: Home
    github: GitHub
    hours: int = 0
    polls: list[dict[str, Polled]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home.write("env.yaml", _ENV)
        for name, number in ((VICTIM, 77), (BYSTANDER, 78)):
            for minor in range(3):
                self.github.repository(name, id=number).release(
                    f"v1.{minor}.0", at=day("2026-01-01") + minor * timedelta(days=30), notes="<p>Notes</p>"
                )

    def url(self, path: str = VICTIM) -> str:
        """The address of a repository's feed."""
        return f"{self.github.url}/{path}/releases.atom"

    def poll(self, *, after: int = 1) -> Polled:
        """Read both feeds some hours after the last time; return how it went with the victim."""
        self.hours += after
        settings = self.home.settings.model_copy(update={"github_token": SecretStr(TOKEN)})
        refreshed = refresh(settings, ["env"], now=NOW + timedelta(hours=self.hours))
        self.polls.append({one.source.path: one for one in refreshed.outcomes})
        return self.polls[-1][VICTIM]

    def check(self, *, within: float) -> float:
        """Check within some seconds, an hour after the last reading; return how long it took."""
        self.hours += 1
        request = Request(
            environments=["env"], now=NOW + timedelta(hours=self.hours), within=timedelta(seconds=within)
        )
        started = time.monotonic()
        check(self.home.settings, request)
        return time.monotonic() - started

    def stored(self, path: str = VICTIM) -> StoredReleases:
        """What is stored of a repository."""
        with Store.open(self.home.settings.database_url) as store:
            return store.releases([self.url(path)])[self.url(path)]

    def tags(self) -> set[str]:
        """The tags that are stored of the victim."""
        return {one.tag for one in self.stored().releases}

    def state(self, path: str = VICTIM) -> FeedState:
        """How a feed stands."""
        with Store.open(self.home.settings.database_url) as store:
            return store.feed_states([self.url(path)])[self.url(path)]

    def events(self, path: str = VICTIM) -> list[tuple[str, str | None]]:
        """What is said to have happened to a repository."""
        return [(one.kind.value, one.tag) for one in self.happened(path)]

    def happened(self, path: str = VICTIM) -> tuple[Event, ...]:
        """The events of a repository."""
        with Store.open(self.home.settings.database_url) as store:
            return store.events([self.url(path)]).get(self.url(path), ())

    def shown(self) -> list[Outcome]:
        """Everything that people are shown."""
        return [self.home.run(*command) for command in _SCREENS]

    def hold(self, *, failing: bool) -> None:
        """Check what must hold after any fault; `failing` says that the victim cannot be read."""
        self._others_go_on()
        self._each_release_is_stored_once()
        self._no_event_comes_without_a_change()
        self._the_fault_shows_in_the_status(failing=failing)
        self._the_database_is_whole()
        self._nothing_secret_or_alive_is_shown()

    def heal(self) -> None:
        """End all faults; the next reading needs no repair, and brings what was released meanwhile."""
        self.github.heal()
        self.github.repository(VICTIM).release("v1.9.0", at=NOW + timedelta(hours=self.hours))
        polled = self.poll(after=30)
        assert polled.error is None
        assert {"v1.0.0", "v1.1.0", "v1.2.0", "v1.9.0"} <= self.tags()
        self._others_go_on()
        self._each_release_is_stored_once()
        self._the_fault_shows_in_the_status(failing=False)
        self._the_database_is_whole()

    def _others_go_on(self) -> None:
        for outcomes in self.polls:
            assert outcomes[BYSTANDER].error is None
        assert len(self.stored(BYSTANDER).releases) == 3

    def _each_release_is_stored_once(self) -> None:
        with sqlite3.connect(self.home.database) as database:
            rows = database.execute("SELECT forge, repository_key, tag FROM release").fetchall()
        assert max(Counter(rows).values(), default=1) == 1

    def _no_event_comes_without_a_change(self) -> None:
        assert self.events(BYSTANDER) == []
        told = Counter(event for event in self.events() if event[0] == "new")
        assert max(told.values(), default=1) == 1

    def _the_fault_shows_in_the_status(self, *, failing: bool) -> None:
        state = self.state()
        assert (state.error is not None) is failing
        if failing:
            assert state.failed_at is not None
            assert state.due_at is not None
            assert state.due_at > state.failed_at

    def _the_database_is_whole(self) -> None:
        with sqlite3.connect(self.home.database) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            assert database.execute("SELECT count(*) FROM feed WHERE lease_owner IS NOT NULL").fetchone() == (0,)
            dump = "\n".join(database.iterdump())
        assert TOKEN not in dump

    def _nothing_secret_or_alive_is_shown(self) -> None:
        for outcome in self.shown():
            for text in (outcome.out, outcome.err):
                assert TOKEN not in text
                assert "Traceback" not in text
                assert not _INERT.search(text), repr(_INERT.search(text))
