"""What is remembered of checks: the log of duties, the trend, the summaries; on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, event, text

from duties import CVE, SUPPORT, decision, entry, outcome, summary, trend_day_of
from examples import NOW
from tracker.advice import open_duties
from tracker.errors import StorageError
from tracker.model import (
    Closing,
    DecisionKind,
    Deployment,
    DutyEventKind,
    Environment,
    Outcome,
    Tier,
    Verdict,
)
from tracker.record import replace
from tracker.store import Store

SECOND, THIRD = NOW + timedelta(days=1), NOW + timedelta(days=2)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.open(database_url) as opened:
        yield opened


def keep(store: Store, *outcomes: Outcome) -> None:
    for one in outcomes:
        store.keep_outcomes([one])


def kinds(store: Store) -> list[str]:
    return [one.kind.value for one in store.duty_log("env")]


def test_the_log_tells_a_duty_from_first_sight_to_its_end(store: Store) -> None:
    waived = decision(DecisionKind.WAIVE, "support-ending:3.6", at=SECOND)
    keep(
        store,
        outcome(entry(SUPPORT)),
        outcome(entry(replace(SUPPORT, due_at=None), decisions=(waived,)), at=SECOND),
        outcome(entry(versions=("3.9.1",)), at=THIRD),
    )

    arose, seen, changed, covered, closed = store.duty_log("env")

    assert (arose.at, arose.noticed_at, arose.duty.due_at) == (SUPPORT.arose_at, NOW, SUPPORT.due_at)
    assert (seen.kind, seen.duty) == (DutyEventKind.SEEN, arose.duty)
    assert (changed.before, changed.duty.due_at) == ({"due_at": "2026-12-24T00:00:00+00:00"}, None)
    assert (covered.decision, covered.by, covered.why) == (waived.id, "ops", "after the freeze")
    assert (closed.closed_by, closed.at) == (Closing.DEPLOYED, THIRD)
    assert closed.duty.decisions == (waived.id,)


def test_the_same_duties_again_write_nothing(store: Store) -> None:
    for at in (NOW, SECOND, THIRD):
        keep(store, outcome(entry(SUPPORT, CVE), at=at))

    assert kinds(store) == ["arose", "seen", "arose", "seen"]


def test_a_log_is_that_of_one_environment_or_of_one_entry(store: Store) -> None:
    keep(
        store,
        outcome(entry(SUPPORT), entry(CVE, name="spark")),
        outcome(entry(SUPPORT), environment="other"),
    )

    assert {one.duty.name for one in store.duty_log("env")} == {"kafka", "spark"}
    assert {one.duty.id for one in store.duty_log("env", "spark")} == {CVE.id}
    assert store.duty_log("nowhere") == ()


def test_first_sights_are_told_as_they_stood_at_an_instant(store: Store) -> None:
    keep(
        store,
        outcome(entry(SUPPORT)),
        outcome(entry(SUPPORT, CVE), at=SECOND),
        outcome(entry(CVE), at=THIRD),
    )

    def seen(days: int) -> object:
        return store.duties_seen(["env", "other"], NOW + timedelta(days=days))

    assert store.duties_seen(["env", "other"], None) == {"env": {CVE.id: SECOND}, "other": {}}
    assert seen(0) == {"env": {}, "other": {}}
    assert seen(1) == {"env": {SUPPORT.id: NOW}, "other": {}}
    assert seen(2) == {"env": {SUPPORT.id: NOW, CVE.id: SECOND}, "other": {}}
    assert seen(3) == {"env": {CVE.id: SECOND}, "other": {}}


def test_a_duty_that_was_closed_and_arises_again_is_seen_anew(store: Store) -> None:
    moved = entry(versions=("3.9.1",))
    keep(store, outcome(entry(SUPPORT)), outcome(moved, at=SECOND), outcome(entry(SUPPORT), at=THIRD))

    assert store.duties_seen(["env"], None) == {"env": {SUPPORT.id: THIRD}}
    assert store.duties_seen(["env"], THIRD + timedelta(days=1)) == {"env": {SUPPORT.id: THIRD}}


def test_what_is_open_follows_from_the_log(store: Store, database_url: str) -> None:
    keep(
        store,
        outcome(entry(SUPPORT, CVE), entry(CVE, name="spark", judged=False)),
        outcome(entry(replace(CVE, due_at=None)), at=SECOND),
        outcome(entry(SUPPORT, replace(CVE, decision="d1")), at=THIRD),
    )

    replayed = open_duties(store.duty_log("env"))

    engine = create_engine(database_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT duty, decisions FROM duty ORDER BY duty")).all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [(SUPPORT.id, "[]"), (CVE.id, '["d1"]')]
    assert {key: one.decisions for key, one in replayed.items()} == {SUPPORT.id: (), CVE.id: ("d1",)}
    assert {key: one.seen_at for key, one in replayed.items()} == store.duties_seen(["env"], None)["env"]


def test_the_outcome_of_the_last_check_is_kept(store: Store) -> None:
    first, better = summary(), summary(verdict=Verdict.OK, at=SECOND)
    keep(store, outcome(summary=first), outcome(summary=better), outcome(environment="other"))

    assert store.summaries() == {"env": better}


def test_the_last_check_of_a_day_is_that_day(store: Store) -> None:
    days = [trend_day_of(NOW, open=5), trend_day_of(NOW, open=4, libyears=2.5), trend_day_of(SECOND, open=2)]
    keep(store, *(outcome(trend=one) for one in days), outcome(environment="other", trend=days[0]), outcome())

    found = store.trends(["env", "nowhere"], date(2026, 11, 1), date(2026, 11, 30))

    assert found == {"env": (days[1], days[2]), "nowhere": ()}
    assert store.trends(["env"], SECOND.date(), SECOND.date()) == {"env": (days[2],)}


def environments(count: int, version: str) -> list[Environment]:
    deployed = (Deployment(name="kafka", component="kafka", versions=(version,), location="env.yaml#2"),)
    return [
        Environment(name=f"env-{number}", customer="Acme", tier=Tier.STAGING, deployments=deployed)
        for number in range(count)
    ]


def outcomes(count: int, version: str) -> list[Outcome]:
    """Checks of many environments in each of which a duty arises, or ends."""
    duties = (SUPPORT,) if version == "3.6.1" else ()
    return [
        outcome(
            entry(*(replace(one, id=f"env-{number}/support") for one in duties), versions=(version,)),
            environment=f"env-{number}",
            summary=summary(f"env-{number}"),
            trend=trend_day_of(open=number),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("version", ["3.6.1", "3.9.1"])
def test_a_hundred_environments_take_no_more_statements_than_ten(store: Store, version: str) -> None:
    told: list[int] = []
    for count in (10, 100):
        statements = 0

        def count_one(*_: object) -> None:
            nonlocal statements
            statements += 1

        event.listen(store._engine, "before_cursor_execute", count_one)
        store.see(environments(count, version), NOW)
        store.keep_outcomes(outcomes(count, version))
        store.sightings([f"env-{number}" for number in range(count)], NOW)
        store.duties_seen([f"env-{number}" for number in range(count)], None)
        event.remove(store._engine, "before_cursor_execute", count_one)
        told.append(statements)

    assert told[1] <= told[0]


def test_many_environments_are_kept_and_found_in_portions(store: Store) -> None:
    names = [f"env-{number}" for number in range(700)]
    store.see(environments(700, "3.6.1"), NOW)
    store.keep_outcomes(outcomes(700, "3.6.1"))

    assert {len(seen) for seen in store.duties_seen(names, None).values()} == {1}
    assert {len(seen) for seen in store.duties_seen(names, SECOND).values()} == {1}
    assert {len(seen) for seen in store.sightings(names, NOW).values()} == {1}
    assert [days[0].open for days in store.trends(names, NOW.date(), NOW.date()).values()] == [*range(700)]
    assert len(store.summaries()) == 700


def test_of_a_check_that_was_cut_off_nothing_is_kept_and_what_was_known_stays(store: Store) -> None:
    keep(store, outcome(entry(SUPPORT), summary=summary(), trend=trend_day_of()))
    log, kept = store.duty_log("env"), store.summaries()
    broken = replace(trend_day_of(), open=None)

    with pytest.raises(StorageError):
        store.keep_outcomes([outcome(summary=summary(verdict=Verdict.OK), trend=broken, at=SECOND)])

    assert store.duty_log("env") == log
    assert store.summaries() == kept
    assert store.trends(["env"], NOW.date(), NOW.date()) == {"env": (trend_day_of(),)}
