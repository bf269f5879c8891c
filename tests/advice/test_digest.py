"""What a digest tells since the last one, in which part, and in which words to whom."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from digests import (
    CVE,
    FIRST,
    LATE,
    NOW,
    SUPPORT,
    TEAM,
    TERMS,
    YESTERDAY,
    check,
    digest,
    event,
    finding,
    target,
    told,
)
from duties import decision, trend_day_of
from examples import history, question
from tracker.advice import advise
from tracker.model import (
    Audience,
    Closing,
    Code,
    DecisionKind,
    Duty,
    DutyEvent,
    DutyEventKind,
    Event,
    EventKind,
    Happened,
    Plan,
    Reader,
    Reason,
    Section,
    Span,
    Targets,
    Tier,
    Upgrade,
    Urgency,
    Verdict,
    Woken,
)
from tracker.record import replace

CUSTOMER = replace(TEAM, audience=Audience.CUSTOMER)
AT_FIRST = replace(TEAM, span=FIRST)
TOMORROW = Span(since=NOW, until=NOW + timedelta(days=1), day=NOW.date())
FEED = "https://github.com/apache/kafka/releases.atom"
SEEN = (event(DutyEventKind.AROSE, CVE), event(DutyEventKind.SEEN, CVE))


OF_FEED = replace(finding().facts, feed=FEED)


def upstream(*events: Event) -> Happened:
    return Happened(upstream={FEED: events})


def test_the_first_digest_is_complete() -> None:
    advised = finding(to="3.9.1", verdict=Verdict.ADVICE, component="spark")

    made = digest(check(finding(LATE, SUPPORT, to="3.9.1"), finding(SUPPORT), advised), reader=AT_FIRST)

    assert made.changed
    assert told(made) == [
        (Section.DUE, "kafka", "3.9.1", ("CVE-2026-1",)),
        (Section.NEW, "kafka", None, ("support of line 3.6 ends",)),
        (Section.STANDING, "spark", "3.9.1", ()),
    ]


def test_what_was_due_before_still_stands_and_is_no_change() -> None:
    made = digest(check(finding(LATE, SUPPORT)))

    assert told(made) == [(Section.STANDING, "kafka", None, ("CVE-2026-1",))]
    assert not made.changed
    assert made.counts == {Verdict.OVERDUE: 1}


@pytest.mark.parametrize(
    ("due_in", "section"),
    [
        (timedelta(days=14), Section.DUE),  # it comes near at this instant
        (timedelta(days=13), Section.STANDING),  # it came near at the last digest
        (timedelta(days=13, seconds=1), Section.DUE),
        (timedelta(days=5), Section.STANDING),
        (timedelta(), Section.DUE),  # its day has come
        (timedelta(days=-1), Section.STANDING),
    ],
)
def test_a_duty_is_told_when_it_comes_near_and_when_it_is_overdue(due_in: timedelta, section: Section) -> None:
    made = digest(check(finding(replace(CVE, due_at=NOW + due_in))))

    assert [part for part, *_ in told(made)] == [section]


def test_what_is_critical_is_due_at_once_without_a_deadline() -> None:
    critical = replace(CVE, urgency=Urgency.CRITICAL, due_at=None, arose_at=NOW)

    assert told(digest(check(finding(critical, verdict=Verdict.DUE))))[0][0] is Section.DUE


def test_a_new_duty_is_new_and_one_that_presses_became_due() -> None:
    fresh = (event(DutyEventKind.AROSE, SUPPORT), *SEEN)

    made = digest(check(finding(SUPPORT), finding(CVE)), happened=Happened(duties=fresh))

    assert [part for part, *_ in told(made)] == [Section.DUE, Section.NEW]


def test_of_a_finding_one_line_tells_where_it_belongs() -> None:
    fresh = (event(DutyEventKind.AROSE, SUPPORT), *SEEN)

    made = digest(check(finding(CVE, SUPPORT)), happened=Happened(duties=fresh))

    assert told(made) == [(Section.DUE, "kafka", None, ("CVE-2026-1",))]


@pytest.mark.parametrize(
    ("before", "section"),
    [
        ({"urgency": "normal"}, Section.DUE),
        ({"urgency": "critical"}, Section.STANDING),
        ({"due_at": None}, Section.DUE),
        ({"due_at": "2026-12-05T00:00:00+00:00"}, Section.DUE),
        ({"due_at": "2026-11-05T00:00:00+00:00"}, Section.STANDING),
        ({"code": "support-ending"}, Section.DUE),
        ({"versions": "3.5.0"}, Section.STANDING),
    ],
)
def test_a_duty_that_became_worse_is_told_again(before: dict[str, str | None], section: Section) -> None:
    changed = event(DutyEventKind.CHANGED, CVE, before=before)

    made = digest(check(finding(CVE)), happened=Happened(duties=(changed,)))

    assert [part for part, *_ in told(made)] == [section]


def test_a_duty_that_lost_its_deadline_is_not_worse() -> None:
    open_ended = replace(CVE, due_at=None)
    changed = event(DutyEventKind.CHANGED, open_ended, before={"due_at": "2026-12-05T00:00:00+00:00"})

    assert not digest(check(finding(open_ended)), happened=Happened(duties=(changed,))).changed


def test_what_is_covered_or_less_urgent_than_asked_is_not_told_but_counted() -> None:
    covered = replace(LATE, decision="d-1")
    low = replace(SUPPORT, urgency=Urgency.NORMAL)

    made = digest(
        check(
            finding(covered, verdict=Verdict.WAIVED),
            finding(low, verdict=Verdict.ADVICE),
            finding(to="3.9.1", verdict=Verdict.ADVICE),
            finding(),
        ),
        reader=replace(AT_FIRST, least=Urgency.HIGH),
    )

    assert (made.lines, made.below) == ((), 2)


def test_one_cause_does_not_stand_under_what_is_due_and_under_what_is_new() -> None:
    far, beside = replace(LATE, due_at=NOW + timedelta(days=60)), replace(SUPPORT, due_at=None)
    tested = check(finding(far, to="3.9.1"), name="test", tier=Tier.STAGING)
    other = check(finding(beside, to="3.9.1"), name="other")

    made = digest(check(finding(LATE, to="3.9.1")), tested, reader=AT_FIRST)
    both = digest(check(finding(LATE, to="3.9.1")), other, reader=AT_FIRST)

    assert [part for part, *_ in told(made)] == [Section.DUE]
    assert [(one.environment, one.due_at) for one in made.lines[0].places] == [
        ("prod", LATE.due_at),
        ("test", far.due_at),
    ]
    assert [part for part, *_ in told(both)] == [Section.DUE, Section.NEW]


@pytest.mark.parametrize(
    ("tag", "ripe_in", "releases", "said"),
    [
        ("3.9.1", None, {"3.9.1": None}, "is recommended from now on"),
        ("3.9.1", timedelta(), {}, "is recommended from now on"),
        ("3.9.1", timedelta(days=-1), {}, None),
        ("3.9.1", timedelta(seconds=1), {}, None),
        (None, None, {"4.0.0": "4.0"}, "opened line 4.0"),
        (None, None, {"4.0.0": None}, None),
    ],
)
def test_a_release_is_told_when_it_becomes_one_to_move_to_or_opens_a_line(
    tag: str | None, ripe_in: timedelta | None, releases: dict[str, str | None], said: str | None
) -> None:
    targets = Targets(recommended=target(tag) if tag else None, newest=target("4.0.0"))
    terms = replace(TERMS, ripe_at=None if ripe_in is None else NOW + ripe_in, releases=releases)
    happened = upstream(*(Event(kind=EventKind.NEW, at=NOW, tag=tag) for tag in releases))
    one = check(finding(targets=targets, facts=OF_FEED))

    made = digest(one, terms=terms, happened=happened)
    later = digest(one, terms=replace(terms, ripe_at=None), happened=happened, reader=replace(TEAM, span=TOMORROW))

    assert [line.topic.said for line in made.lines] == ([said] if said else [])
    assert not later.changed


def test_releases_wait_for_who_wishes_to_hear_of_what_is_urgent_only() -> None:
    targets, terms = Targets(recommended=target("3.9.1")), replace(TERMS, releases={"3.9.1": None})

    happened = upstream(Event(kind=EventKind.NEW, at=NOW, tag="3.9.1"))
    one = check(finding(targets=targets, facts=OF_FEED))

    made = digest(one, reader=replace(TEAM, least=Urgency.HIGH), terms=terms, happened=happened)

    assert digest(one, terms=terms, happened=happened).changed
    assert not made.changed


def test_releases_that_matter_to_nobody_are_counted_once() -> None:
    tags = ("3.9.1", "4.0.0", "3.8.7", "nightly")
    events = [Event(kind=EventKind.NEW, at=NOW, tag=tag) for tag in tags]
    late = Event(kind=EventKind.NEW, at=NOW + timedelta(seconds=1), tag="3.7.9")
    terms = replace(TERMS, releases={"3.9.1": None, "4.0.0": "4.0", "3.8.7": None, "3.7.9": None})
    one = finding(targets=Targets(recommended=target("3.9.1"), newest=target("4.0.0")), facts=OF_FEED)
    happened = upstream(*events, late)

    made = digest(check(one), check(one, name="test"), happened=happened, terms=terms)

    assert (made.unconcerned, len(made.lines)) == (1, 1)
    assert digest(check(one), happened=happened, terms=terms, reader=AT_FIRST).unconcerned == 0
    assert digest(check(one), happened=happened).unconcerned == 0


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (EventKind.RENAMED, "its repository was renamed from apache/old to apache/kafka"),
        (EventKind.ARCHIVED, "its repository was archived: no more releases are to be expected"),
        (EventKind.GONE, "its repository has not been there for days"),
        (EventKind.MOVED, "3.6.1 was moved to other content"),
        (EventKind.GAP, None),
    ],
)
def test_what_happened_upstream_is_told_of_who_runs_it(kind: EventKind, words: str | None) -> None:
    happens = Event(
        kind=kind, at=NOW, tag="3.6.1", before={"repository": "apache/old"}, after={"repository": "apache/kafka"}
    )
    running = finding(facts=OF_FEED)

    made = digest(check(running, finding()), happened=upstream(happens, replace(happens, at=YESTERDAY)))

    assert [(line.topic.said, len(line.places)) for line in made.lines] == ([(words, 1)] if words else [])
    assert not digest(check(running), happened=upstream(happens), reader=replace(TEAM, least=Urgency.HIGH)).lines
    assert not digest(check(running), happened=upstream(happens), reader=AT_FIRST).lines


def test_what_could_not_be_judged_is_one_line_a_reason() -> None:
    unreadable = advise(question("nightly", history({"3.6.1": "2026-01-01"})))
    odd = replace(unreadable, reasons=(Reason(code=Code.POLICY, text="ops want it so", url=None),))

    made = digest(check(unreadable, odd), check(unreadable, name="test"), reader=CUSTOMER)

    assert [(line.topic.section, line.topic.said, len(line.places)) for line in made.lines] == [
        (Section.UNJUDGED, "'nightly' cannot be read as a version of kafka", 2),
        (Section.UNJUDGED, "there is not enough to judge it by", 1),
    ]


def woken(duty_id: str = "d-snooze") -> Woken:
    return Woken(decision=replace(decision(DecisionKind.SNOOZE), id=duty_id), at=NOW, why="2026-11-20 has come")


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (TEAM, "no longer snoozed by ops: after the freeze (2026-11-20 has come)"),
        (CUSTOMER, "what was decided to wait for is open again"),
    ],
)
def test_a_decision_that_woke_up_is_told_with_what_is_open_again(reader: Reader, words: str) -> None:
    over = event(DutyEventKind.DECISION_ENDED, LATE, decision="d-snooze")
    quiet = replace(SUPPORT, due_at=None)
    awake = event(DutyEventKind.DECISION_ENDED, quiet, decision="d-snooze")

    due = digest(check(finding(LATE, woken=(woken(),))), happened=Happened(duties=(over,)), reader=reader)
    advised = digest(check(finding(quiet, woken=(woken(),))), happened=Happened(duties=(awake,)), reader=reader)
    move = digest(check(finding(to="3.9.1", verdict=Verdict.ADVICE, woken=(woken(),))), reader=reader)

    assert told(due) == [(Section.DUE, "kafka", None, ("CVE-2026-1", words))]
    assert told(advised) == [(Section.NEW, "kafka", None, ("support of line 3.6 ends", words))]
    assert told(move) == [(Section.NEW, "kafka", "3.9.1", (words,))]


def test_a_customer_is_told_again_what_a_decision_said_to_them() -> None:
    told_them = replace(woken(), decision=replace(woken().decision, tell="until your freeze ends"))

    move = digest(check(finding(to="3.9.1", verdict=Verdict.ADVICE, woken=(told_them,))), reader=CUSTOMER)

    words = "what was decided to wait for is open again: until your freeze ends"
    assert told(move) == [(Section.NEW, "kafka", "3.9.1", (words,))]


def test_a_decision_that_woke_up_under_another_that_covers_is_not_told() -> None:
    covered = replace(LATE, decision="d-hold")

    assert not digest(check(finding(covered, verdict=Verdict.WAIVED, woken=(woken(),)))).lines
    assert not digest(check(finding(LATE, woken=(woken("d-2"),)))).changed


def closed(duty: Duty = LATE, by: Closing = Closing.DEPLOYED, **changes: Any) -> DutyEvent:
    return event(DutyEventKind.CLOSED, duty, closed_by=by, why="ops said so", **changes)


UPGRADE = Upgrade(name="kafka", before=("3.6.1",), after=("3.9.1",), seen_at=NOW)


def test_an_upgrade_is_told_with_what_it_closed_and_whether_that_was_in_time() -> None:
    late = Happened(duties=(closed(), closed(SUPPORT)), upgrades=(UPGRADE,))
    in_time = Happened(duties=(closed(SUPPORT),), upgrades=(UPGRADE, replace(UPGRADE, name="spark")))

    (line,) = digest(check(finding()), happened=late).lines
    timely = digest(check(finding()), happened=in_time)

    assert (line.topic.section, line.topic.to, line.places[0].version) == (Section.DONE, "3.9.1", "3.6.1")
    assert [cause.text for cause in line.causes] == ["CVE-2026-1", "support of 3.6"]
    assert line.places[0].note == "late"
    assert [(line.topic.component, line.places[0].note) for line in timely.lines] == [
        ("kafka", "in time"),
        ("spark", ""),
    ]
    assert not digest(check(finding()), happened=late, reader=AT_FIRST).lines


@pytest.mark.parametrize(
    ("by", "said"), [(Closing.REMOVED, "no longer deployed"), (Closing.FACTS, "no longer open")]
)
def test_what_ended_without_an_upgrade_is_told_without_the_words_of_the_log(by: Closing, said: str) -> None:
    made = digest(check(finding()), happened=Happened(duties=(closed(by=by), closed(by=by, at=YESTERDAY))))

    assert told(made) == [(Section.DONE, said, None, ("CVE-2026-1",))]


def test_customers_are_told_facts_and_never_what_was_written_for_the_team() -> None:
    codes = {
        Code.KNOWN_BAD: "3.6 is known to be bad",
        Code.ABANDONED: "nobody maintains it any more",
        Code.WITHDRAWN: "ann's words",
    }
    page = "https://kafka.example"
    written = [
        replace(SUPPORT, id=f"d-{code}", code=code, cause="ann's words", url=page, due_at=LATE.due_at)
        for code in codes
    ]
    own = replace(
        LATE, subject="GLOBEX-1", cause="GLOBEX-1 (severity high) affects 3.6.1", url="advisories/g.yaml#1"
    )
    ended = closed(replace(own, subject="GLOBEX-1"))

    made = digest(
        check(finding(*written, own)), happened=Happened(duties=(ended,)), reader=replace(CUSTOMER, span=FIRST)
    )
    done = digest(check(finding()), happened=Happened(duties=(ended,)), reader=CUSTOMER)
    team = digest(check(finding(own)), happened=Happened(duties=(ended,)))

    assert {cause.text for cause in made.lines[0].causes} == {*codes.values(), "a vulnerability is known to us"}
    assert [cause.text for line in done.lines for cause in line.causes] == ["a vulnerability"]
    assert [(cause.text, cause.url) for line in team.lines for cause in line.causes] == [
        ("GLOBEX-1 (severity high)", None),
        ("GLOBEX-1", None),
    ]


def test_one_line_tells_of_all_environments_production_first_with_what_is_most_common_first() -> None:
    other = replace(LATE, id="other", cause="CVE-2026-2 affects 3.6.1", subject="CVE-2026-2")
    plan = replace(decision(DecisionKind.PLAN), plan=Plan(target="3.9.1", on=NOW))
    planned = finding(LATE, to="3.9.1", decisions=(plan,))

    made = digest(
        check(finding(other, LATE, to="3.9.1"), name="test", tier=Tier.STAGING),
        check(planned, name="prod"),
        reader=AT_FIRST,
    )

    (line,) = made.lines
    assert [cause.text for cause in line.causes] == ["CVE-2026-1 affects 3.6.1"[:10], "CVE-2026-2"]
    assert [(one.environment, one.note) for one in line.places] == [
        ("prod", "planned for 2026-11-20"),
        ("test", ""),
    ]
    assert line.urgency is Urgency.HIGH
    assert made.environments == ("test", "prod")


def test_of_many_environments_the_first_are_kept_and_the_others_counted() -> None:
    checks = [
        check(finding(LATE), name=f"env-{number:03}", tier=[*Tier][number % 2]) for number in reversed(range(100))
    ]

    (line,) = digest(*checks, reader=AT_FIRST).lines

    assert [one.environment for one in line.places] == [f"env-{number:03}" for number in range(0, 48, 2)]
    assert Counter(line.left) == {Tier.PRODUCTION: 26, Tier.STAGING: 50}


def test_the_days_of_environments_add_up_and_a_day_without_a_check_is_as_the_one_before() -> None:
    days = [trend_day_of(NOW - timedelta(days=3)), trend_day_of(NOW - timedelta(days=1), open=1, overdue=0)]

    made = digest(check(finding()), check(finding(), name="test"), days=days)

    assert [(one.day.day, one.open, one.overdue) for one in made.days] == [
        (17, 6, 2),
        (18, 6, 2),
        (19, 2, 0),
        (20, 2, 0),
    ]
