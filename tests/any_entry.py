"""Strategies for laws: anything that may be known of, said of and decided about one entry."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from examples import KAFKA, NOW, question, support
from tracker.advice import Question, build_history, parse_window
from tracker.model import (
    BY_LINE,
    Affected,
    AffectedRange,
    Avoided,
    Calendar,
    Component,
    Contract,
    DateSource,
    Decision,
    DecisionKind,
    Deployment,
    Freeze,
    Hold,
    Plan,
    Rating,
    Scope,
    Status,
    StoredReleases,
    SupportLine,
    Tier,
    UpstreamRelease,
    Vulnerability,
    Wakening,
)
from tracker.record import Record, replace


class Entry(Record):
    """All that judging one entry depends on, so that a law can change a part of it."""

    versions: tuple[str, ...]
    releases: tuple[UpstreamRelease, ...]
    lines: tuple[SupportLine, ...] | None = None
    records: tuple[Vulnerability, ...] = ()
    decisions: tuple[Decision, ...] = ()
    component: Component = KAFKA
    policy: tuple[tuple[str, Any], ...] = ()
    tier: Tier = Tier.PRODUCTION
    since: datetime = NOW
    hold: Hold | None = None
    contract: Contract | None = None
    calendar: Calendar | None = None

    def ask(self, as_of: datetime = NOW, *, live: bool = True) -> Question:
        """Ask about the entry at an instant."""
        stored = StoredReleases(releases=self.releases, polled_at=NOW)
        return question(
            self.versions,
            build_history(self.component, stored, None),
            support=None if self.lines is None else support(*self.lines),
            vulnerabilities=self.records,
            decisions=self.decisions,
            component=self.component,
            policy=dict(self.policy),
            tier=self.tier,
            since=self.since,
            calendar=self.calendar,
            deployment=Deployment(
                name="kafka",
                component="kafka",
                versions=self.versions,
                location="env-prod.yaml#4",
                hold=self.hold,
                contract=self.contract,
            ),
            as_of=as_of,
            live=live,
        )


def _mapping(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[tuple[tuple[str, Any], ...]]:
    return st.fixed_dictionaries(required, optional=optional).map(lambda said: tuple(said.items()))


def _seldom(what: st.SearchStrategy[Any], *, of: int = 6) -> st.SearchStrategy[Any]:
    """Mostly None: what each entry has would hide what it hides."""
    return st.integers(1, of).flatmap(lambda number: what if number == of else st.none())


# Few versions, days and names, so that what is drawn meets.
VERSIONS = st.tuples(st.integers(1, 3), st.integers(0, 2), st.integers(0, 2)).map(
    lambda parts: "{}.{}.{}".format(*parts)
)
INSTANTS = st.sampled_from([*range(-720, 721, 90), *range(-40, 41, 10), -3, -1, 0, 1]).map(
    lambda days: NOW + timedelta(days=days)
)
_PAST = INSTANTS.filter(lambda at: at <= NOW)
_RANGES = st.sampled_from([">=2", "<2.1", "=1.2.1", ">=1.1,<3", ">=2.0.1,<2.1.2"])
_IDS = st.sampled_from(["CVE-2026-1", "CVE-2026-2", "GHSA-a", "OSV-1"])

RELEASES = st.lists(
    st.builds(
        lambda version, early, at, url, **said: UpstreamRelease(
            tag=f"{version}{early}",
            title=version,
            url=f"https://example.com/{version}" if url else None,
            released_at=at,
            dated_by=DateSource.FEED,
            **said,
        ),
        VERSIONS,
        _seldom(st.just("-rc1")).map(lambda early: early or ""),
        _PAST,
        _seldom(st.just("no page")).map(lambda without: without is None),
        prerelease=_seldom(st.just(True)),
        withdrawn=_seldom(st.just(True)).map(bool),
        mentions=_seldom(st.tuples(_IDS)).map(lambda ids: ids or ()),
    ),
    min_size=4,
    max_size=14,
    unique_by=lambda one: one.tag,
).map(tuple)
_LINES = st.lists(
    st.builds(
        SupportLine,
        name=st.sampled_from(["1", "1.0", "1.1", "1.2", "2", "2.0", "2.1", "3"]),
        released_at=st.none() | _PAST,
        active_until=st.none() | INSTANTS,
        ends_at=INSTANTS | INSTANTS | st.none(),
        ended=_seldom(st.just(True)).map(bool),
        lts_from=st.none() | INSTANTS,
        maintained=st.booleans(),
        known_at=st.none() | _PAST,
    ),
    min_size=2,
    max_size=6,
    unique_by=lambda one: one.name,
).map(tuple)
_SPANS = st.builds(
    lambda kind, begins, ends: AffectedRange(kind=kind, events=(("introduced", begins), *ends)),
    st.sampled_from(["SEMVER", "ECOSYSTEM", "GIT", BY_LINE]),
    st.just("0") | VERSIONS,
    st.lists(
        st.tuples(
            st.sampled_from(["fixed", "fixed", "fixed", "last_affected", "limit"]),
            _seldom(st.just("soon")).flatmap(lambda text: st.just(text) if text else VERSIONS),
        ),
        max_size=2,
    ).map(tuple),
)
RECORDS = st.lists(
    st.builds(
        lambda published_at, **said: Vulnerability(published_at=published_at, **said),
        _PAST | st.none(),
        id=_IDS,
        source=st.sampled_from(["osv", "osv", "advisories/team.yaml#3"]),
        modified_at=_PAST,
        aliases=st.lists(_IDS, max_size=1).map(tuple),
        withdrawn_at=_seldom(_PAST),
        rating=st.sampled_from(Rating),
        affected=st.lists(
            st.builds(
                lambda ranges, versions: Affected(package=None, ranges=ranges, versions=versions),
                st.lists(_SPANS, min_size=1, max_size=2).map(tuple),
                st.lists(VERSIONS, max_size=2).map(tuple),
            ),
            min_size=1,
            max_size=2,
        ).map(tuple),
        exploited_at=_seldom(_PAST, of=3),
    ),
    max_size=4,
    unique_by=lambda one: one.id,
).map(tuple)
_COVERS = st.sampled_from(
    ["vulnerable", "support", "lag", "known-bad", "withdrawn", "abandoned", "abandoned:kafka"]
) | st.one_of(
    _IDS.map("vulnerable:{}".format),
    VERSIONS.map("behind:{}".format),
    st.sampled_from(["support:1.1", "support:2"]),
)


def decision_of(number: int, *, name: str = "d") -> st.SearchStrategy[Decision]:
    """Any decision about the entry, with an id of its own."""
    return st.builds(
        lambda kind, covers, target, **said: Decision(
            id=f"{name}{number}",
            kind=kind,
            by="ann",
            reason="seen",
            scope=Scope(environment="env-prod", name="kafka"),
            covers=() if kind is DecisionKind.HOLD else covers,
            plan=Plan(target=target, on=NOW + timedelta(days=9)) if kind is DecisionKind.PLAN else None,
            **said,
        ),
        st.sampled_from(DecisionKind),
        st.lists(_COVERS, min_size=1, max_size=3).map(tuple),
        VERSIONS,
        at=INSTANTS,
        until=st.none() | INSTANTS,
        wakes=st.none() | st.sampled_from(Wakening),
    )


DECISIONS = st.tuples(*(_seldom(decision_of(number), of=2) for number in range(3))).map(
    lambda drawn: tuple(one for one in drawn if one is not None)
)
_DURATIONS = st.sampled_from(["0d", "3d", "30d", "90d"])
_TRACKS = st.sampled_from(["supported", "supported", "newest", "newest", "lts", "line", ">=1.1,<3", "none"])
POLICIES = _mapping(
    {"track": _TRACKS, "reason": st.just("told so")},
    {
        "prereleases": st.sampled_from(["yes", "no"]),
        "allow": _seldom(st.lists(_RANGES, min_size=1, max_size=2)).map(lambda said: said or []),
        "deny": st.lists(_RANGES, max_size=2),
        "soak": st.fixed_dictionaries(
            {}, optional={"major": _DURATIONS, "minor": _DURATIONS, "patch": _DURATIONS}
        ),
        "lag": st.sampled_from(["none", {"days": "200"}, {"lines": "1"}, {"lines": "2"}]),
        "support": st.fixed_dictionaries({"warn": _DURATIONS}),
        "sla": st.sampled_from(["none", {"low": "90d"}, {"high": "none"}]),
    },
)
_CALENDARS = st.builds(
    lambda zone, windows, freezes: Calendar(
        timezone=zone, windows=windows, freezes=freezes, location="customers.yaml#7"
    ),
    st.sampled_from(["UTC", "Europe/Amsterdam"]),
    st.lists(st.sampled_from(["sat 22:00-02:00", "first sun 02:00-06:00"]).map(parse_window), max_size=2).map(
        tuple
    ),
    st.lists(
        st.builds(lambda at: Freeze(starts_at=at, until=at + timedelta(days=40)), INSTANTS),
        max_size=2,
    ).map(tuple),
)
_COMPONENTS = st.builds(
    lambda avoid, status, lts: replace(KAFKA, avoid=avoid, status=status, lts=lts),
    st.lists(
        st.builds(lambda span: Avoided(range=span, why="it loses data", url="https://example.com/bad"), _RANGES),
        max_size=1,
    ).map(tuple),
    _seldom(st.just(Status.ABANDONED)).map(lambda status: status or Status.ACTIVE),
    st.just(()) | st.just(("1.1",)),
)
_LOW = st.tuples(st.sampled_from([1, 1, 1, 2, 3]), st.integers(0, 2), st.integers(0, 2)).map(
    lambda parts: "{}.{}.{}".format(*parts)
)
_ODD = st.sampled_from(["1.1", "2.0.0-rc1", "1.1.0-1ubuntu2", "9.0.0", "nightly"])
_DEPLOYED = st.tuples(_LOW, _seldom(_ODD | _LOW)).map(lambda texts: tuple(text for text in texts if text))


_HOLDS = st.builds(lambda until: Hold(until=until, reason="frozen", by=None), INSTANTS)
_CONTRACTS = st.builds(
    lambda until: Contract(until=until, by="Acme", reason="bought", location="env-prod.yaml#9"), INSTANTS
)


def entries(**fixed: Any) -> st.SearchStrategy[Entry]:
    """Any entry, but for what is fixed."""
    return st.builds(
        Entry,
        **{
            "versions": _seldom(_ODD).flatmap(lambda odd: st.just((odd,)) if odd else _DEPLOYED),
            "releases": RELEASES,
            "lines": _LINES | _seldom(_LINES),
            "records": RECORDS,
            "decisions": DECISIONS,
            "component": _COMPONENTS,
            "policy": POLICIES,
            "tier": st.sampled_from(Tier),
            "since": _PAST | INSTANTS,
            "hold": _seldom(_HOLDS),
            "contract": _seldom(_CONTRACTS),
            "calendar": st.none() | _CALENDARS,
        }
        | fixed,
    )


def undecided(entry: Entry) -> Entry:
    """The same entry while nobody has decided anything."""
    return replace(entry, decisions=(), hold=None)


def shuffled(values: Sequence[Any], order: Any) -> tuple[Any, ...]:
    """The same values in another order."""
    mixed = [*values]
    order.shuffle(mixed)
    return tuple(mixed)
