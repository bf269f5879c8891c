"""What checks leave behind: the log of duties, clocks that start at first sight, the trend."""

from datetime import timedelta

import pytest

from examples import NOW, day
from home import Home
from tracker.model import DutyEvent, Finding, TrendDay
from tracker.record import replace
from tracker.store import Store

UNSUPPORTED = "since: 2024-06-01\ndeployed: {kafka: 3.6.1, postgresql: 18.6}\n"
BAD = "releases: {}\navoid: [{range: '4.2.1', why: loses records, url: 'https://acme.example/42'}]\n"
TODAY = day("2026-08-25")


@pytest.fixture
def home(home: Home, database_url: str) -> Home:
    """A set-up with either database."""
    return replace(home, database_url=database_url)


def log(home: Home, name: str | None = None) -> list[str]:
    """What the log holds, in a word each."""
    return [f"{one.duty.name} {one.kind}" for one in entries(home, name)]


def entries(home: Home, name: str | None = None) -> tuple[DutyEvent, ...]:
    with Store.open(home.database_url) as store:
        return store.duty_log("env", name)


def trend(home: Home) -> tuple[TrendDay, ...]:
    with Store.open(home.database_url) as store:
        return store.trends(["env"], day("2026-01-01").date(), day("2027-12-31").date())["env"]


def kafka(home: Home, after: timedelta = timedelta()) -> Finding:
    (check,) = home.check("env", now=TODAY + after, offline=True).checks
    return next(one for one in check.findings if one.name == "kafka")


def test_a_check_logs_what_became_of_duties(home: Home) -> None:
    home.write("env.yaml", UNSUPPORTED)
    duty = next(one for one in kafka(home).duties if one.code == "support-ended")
    kafka(home, timedelta(days=1))
    home.write("env.yaml", UNSUPPORTED.replace("3.6.1", "4.3.1"))
    kafka(home, timedelta(days=2))

    told = [one for one in entries(home, "kafka") if one.duty.id == duty.id]

    assert [(str(one.kind), one.at) for one in told] == [
        ("arose", duty.arose_at),
        ("seen", TODAY),
        ("closed", TODAY + timedelta(days=2)),
    ]
    assert told[-1].why == "4.3.1 is deployed, where it was 3.6.1"


def test_an_entry_that_leaves_the_file_takes_its_duties_with_it(home: Home) -> None:
    home.write("env.yaml", UNSUPPORTED)
    kafka(home)
    home.write("env.yaml", "deployed: {postgresql: 18.6}\n")
    home.check("env", now=TODAY + timedelta(days=1), offline=True)

    assert log(home, "kafka")[-1] == "kafka closed"


def test_another_instant_leaves_nothing_behind(home: Home) -> None:
    home.write("env.yaml", UNSUPPORTED)
    home.check("env", as_of=TODAY)

    assert log(home) == []
    assert trend(home) == ()


def test_what_has_no_date_counts_from_the_day_it_was_first_seen_and_its_due_date_stays(home: Home) -> None:
    home.write("components/kafka.yaml", BAD)
    home.write("env.yaml", "since: 2024-06-01\ndeployed: {kafka: 4.2.1}\n")

    first, later = kafka(home), kafka(home, timedelta(days=20))

    ((seen, due),) = {(one.arose_at, one.due_at) for one in first.duties if one.code == "known-bad"}
    assert (seen, due) == (TODAY, TODAY + timedelta(days=30))
    assert [one.due_at for one in later.duties if one.code == "known-bad"] == [due]


def test_as_of_counts_what_was_seen_by_then(home: Home) -> None:
    home.write("components/kafka.yaml", BAD)
    home.write("env.yaml", "since: 2024-06-01\ndeployed: {kafka: 4.2.1}\n")
    kafka(home)

    for as_of, arose in ((NOW, TODAY), (TODAY - timedelta(days=1), TODAY - timedelta(days=1))):
        (finding,) = home.check("env", as_of=as_of).checks[0].findings
        assert [one.arose_at for one in finding.duties if one.code == "known-bad"] == [arose]


def test_each_day_has_the_numbers_of_its_last_check(home: Home) -> None:
    home.write("env.yaml", UNSUPPORTED)
    for hours in (0, 5, 24):
        kafka(home, timedelta(hours=hours))
        home.write("env.yaml", UNSUPPORTED.replace("3.6.1", "4.3.1"))

    first, last = trend(home)

    assert (first.day, last.day) == (TODAY.date(), (TODAY + timedelta(days=1)).date())
    assert first.findings == last.findings == 2
    assert first.releases == last.releases
    assert first.overdue == 0
