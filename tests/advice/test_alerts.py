"""Which vulnerabilities are told at once, to whom, and when again."""

from examples import NOW
from tracker.advice.alerts import alarms_for, facts_of, hits_of, news_among, times_told
from tracker.model import (
    Alarm,
    AlertSubscription,
    Audience,
    Behind,
    Check,
    Code,
    Coverage,
    CoverageOf,
    Deployed,
    Duty,
    Finding,
    FindingFacts,
    Hit,
    Phase,
    Polling,
    Rating,
    State,
    Support,
    Targets,
    Tier,
    Urgency,
    Verdict,
)
from tracker.record import replace

OPS = AlertSubscription(
    id="team:ops",
    audience=Audience.TEAM,
    to=("ops@acme.example",),
    environments=("acme/prod", "acme/test"),
    urgency=Urgency.HIGH,
    location="tracker.yaml#3",
)


def duty(subject: str = "CVE-2026-1", **changes: object) -> Duty:
    made = Duty(
        id=f"env/kafka/{subject}",
        code=Code.VULNERABLE,
        subject=subject,
        urgency=Urgency.CRITICAL,
        arose_at=NOW,
        due_at=NOW,
        rule="sla.critical",
        cause="it is bad",
        url="https://osv.dev/CVE-2026-1",
        rating=Rating.HIGH,
        exploited=False,
        fixed_in="3.9.2",
    )
    return replace(made, **changes)


def hit(environment: str = "acme/prod", *, versions: tuple[str, ...] = ("3.6.1",), **changes: object) -> Hit:
    return Hit(
        environment=environment,
        customer="Acme",
        tier=Tier.PRODUCTION,
        name="kafka",
        component="kafka",
        versions=versions,
        duty=duty(**changes),  # type: ignore[arg-type]
    )


def check(*duties: Duty) -> Check:
    finding = Finding(
        name="kafka",
        component="kafka",
        repository="apache/kafka",
        state=State.BEHIND,
        verdict=Verdict.DUE,
        urgency=Urgency.CRITICAL,
        deployed=Deployed(
            version="3.6.1", versions=("3.6.1",), tag=None, released_at=None, source="watchlist", since=NOW
        ),
        targets=Targets(),
        behind=Behind(releases=1, majors=0, minors=0, patches=1, days=1, libyears=0.0),
        support=Support(line=None, phase=Phase.UNKNOWN, ends_at=None, source=None),
        coverage=CoverageOf(releases=Coverage.FULL, support=Coverage.NONE, vulnerabilities=Coverage.FULL),
        due_at=NOW,
        duties=duties,
        hold=None,
        facts=FindingFacts(releases_from=NOW, source="feed", complete=True),
        reasons=(),
    )
    return Check(
        environment="acme/prod",
        customer="Acme",
        tier=Tier.PRODUCTION,
        as_of=NOW,
        verdict=Verdict.DUE,
        polling=Polling(),
        findings=(finding,),
    )


def told(*alarms: Alarm) -> dict[str, str]:
    return dict(facts_of(one) for one in alarms)


def one_alarm(*hits: Hit) -> Alarm:
    [alarm] = alarms_for(OPS, hits)
    return alarm


def test_open_and_clear_vulnerabilities_are_hits_and_nothing_else() -> None:
    duties = (
        duty(),
        duty("CVE-2", decision="7"),
        duty("CVE-3", unclear=True),
        duty("3.6", code=Code.SUPPORT_ENDED),
    )

    assert [(one.environment, one.name, one.duty) for one in hits_of(check(*duties))] == [
        ("acme/prod", "kafka", duty())
    ]


def test_one_alarm_tells_of_all_environments_and_only_of_those_asked_for() -> None:
    alarms = alarms_for(OPS, [hit("acme/test", urgency=Urgency.HIGH), hit(), hit("other/prod")])

    assert [one.environment for one in alarms[0].hits] == ["acme/prod", "acme/test"]
    assert len(alarms) == 1


def test_what_is_less_urgent_than_asked_for_is_no_alarm() -> None:
    assert alarms_for(OPS, [hit(urgency=Urgency.NORMAL)]) == ()
    assert len(alarms_for(OPS, [hit(urgency=Urgency.HIGH)])) == 1


def test_records_of_one_vulnerability_are_one_alarm_whatever_their_ids() -> None:
    hits = [
        hit(subject="GHSA-1", aliases=("CVE-2026-1",)),
        hit("acme/test", subject="BIT-1"),
        hit("acme/test", subject="CVE-2026-1", aliases=("BIT-1",)),
        hit("acme/test", subject="CVE-2026-2", urgency=Urgency.HIGH),
    ]

    alarms = alarms_for(OPS, hits)

    assert [one.ids for one in alarms] == [("CVE-2026-1", "BIT-1", "GHSA-1"), ("CVE-2026-2",)]
    assert len(alarms[0].hits) == 3


def test_it_is_told_once() -> None:
    alarm = one_alarm(hit())

    assert news_among([alarm], []) == (alarm,)
    assert news_among([alarm], [told(alarm)]) == ()
    assert news_among([one_alarm(hit(subject="GHSA-1", aliases=("CVE-2026-1",)))], [told(alarm)]) == ()
    assert news_among([one_alarm(hit(subject="CVE-2026-9"))], [told(alarm)]) != ()


def test_it_is_told_again_only_when_severity_exploitation_or_fix_changes() -> None:
    before = one_alarm(hit())
    for changed in (hit(rating=Rating.CRITICAL), hit(exploited=True), hit(fixed_in="3.9.3")):
        alarm = one_alarm(changed)
        assert news_among([alarm], [told(before)]) == (replace(alarm, changed=True),)
        assert news_among([alarm], [told(before), told(alarm)]) == ()
        assert news_among([before], [told(before), told(alarm)]) == (replace(before, changed=True),)
        assert times_told(alarm, [told(before), told(alarm), told(one_alarm(hit(subject="CVE-7")))]) == 2


def test_another_due_date_version_or_environment_is_no_news() -> None:
    before = told(one_alarm(hit()))

    assert news_among([one_alarm(hit(due_at=None, cause="said otherwise"))], [before]) == ()
    assert news_among([one_alarm(hit(versions=("3.7.0",), fixed_in="3.7.2"))], [before]) == ()
    assert news_among([one_alarm(hit(), hit("acme/test", fixed_in="4.0.1"))], [before]) == ()


def test_nothing_known_of_the_severity_can_be_remembered_too() -> None:
    alarm = one_alarm(hit(rating=None, fixed_in=None))

    assert news_among([alarm], [told(alarm)]) == ()
