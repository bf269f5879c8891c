"""Everything upstream published of what is in use, and how the sources of it stand."""

from datetime import timedelta

import pytest

from examples import NOW, day
from home import Home
from loopback import Endoflife, GitHub
from loopback.faults import status
from tracker.model import Condition, HostState
from tracker.pipeline.health import health
from tracker.pipeline.published import published
from tracker.record import replace
from tracker.store import Store


def two_environments(home: Home, github: GitHub) -> None:
    kafka = github.repository("apache/kafka")
    kafka.release("4.4.0", at=day("2026-09-01"))
    kafka.release("4.4.1-rc1", at=day("2026-11-18"))
    github.repository("acme/gateway").release("v1.5.0", at=day("2026-11-19"))
    home.write("acme/prod.yaml", "deployed: {kafka: 4.1.0, gateway: {version: v1.5.0, repo: acme/gateway}}\n")
    home.write("lab.yaml", "tier: development\ndeployed: {kafka: 3.9.0}\n")
    home.write("bad.yaml", "deployed: {kafka: 1\n")


def test_all_releases_stand_in_one_list_newest_first(home: Home, github: GitHub) -> None:
    two_environments(home, github)
    home.check("acme/prod", "lab")

    found = published(home.settings, NOW)

    told = [
        (one.component, one.tag, one.stable, [whom.environment for whom in one.concerned.below])
        for one in found.releases[:3]
    ]
    assert told == [
        ("gateway", "v1.5.0", True, []),
        ("kafka", "4.4.1-rc1", False, []),
        ("kafka", "4.4.0", True, ["acme/prod", "lab"]),
    ]
    assert [one.environment for one in found.releases[0].concerned.running] == ["acme/prod"]
    assert [one.url for one in found.releases[:2]] == [
        "https://github.com/acme/gateway/releases/tag/v1.5.0",
        "https://github.com/apache/kafka/releases/tag/4.4.1-rc1",
    ]
    assert found.components == 2
    assert [one.partition(" line")[0] for one in found.errors] == ["bad.yaml"]


def test_what_did_not_change_is_held_once(home: Home, github: GitHub) -> None:
    two_environments(home, github)
    home.check("acme/prod", "lab")
    before = published(home.settings, NOW)
    home.write("lab.yaml", "tier: development\ndeployed: {kafka: 3.9.1}\n")

    after = published(home.settings, NOW, before)

    same = {id(one) for one in before.releases}
    assert {one.component for one in after.releases if id(one) in same} == {"gateway"}
    assert after == published(home.settings, NOW)
    assert any(one.version == "3.9.1" for one in after.releases[2].concerned.below)


@pytest.mark.usefixtures("no_database")
def test_what_ships_is_listed_before_anything_was_read(home: Home) -> None:
    home.write("prod.yaml", "deployed: {kafka: 4.1.0}\n")

    found = published(home.settings, NOW)

    assert "4.1.1" in [one.version for one in found.releases]
    assert not home.database.exists()


def test_every_feed_says_how_it_stands(home: Home, github: GitHub) -> None:
    two_environments(home, github)
    github.fail(status(502), "acme/gateway")
    home.check("acme/prod", "lab")

    found = health(home.settings, NOW)

    kafka, gateway = sorted(found.feeds, key=lambda one: one.error or "")
    assert (kafka.path, kafka.components, kafka.environments, kafka.read_at) == (
        "apache/kafka",
        ("kafka",),
        2,
        NOW,
    )
    assert (gateway.components, gateway.read_at, gateway.failures) == (("gateway",), None, 1)
    assert gateway.error is not None
    assert "502" in gateway.error
    assert gateway.due_at is not None
    assert gateway.due_at > NOW
    assert [one.partition(" line")[0] for one in found.errors] == ["bad.yaml"]


def test_a_feed_is_told_by_what_is_wrong_with_it_first(home: Home, github: GitHub) -> None:
    two_environments(home, github)

    def condition(days: float) -> Condition:
        at = NOW + timedelta(days=days)
        home.check("lab", now=at)
        return next(one.condition for one in health(home.settings, at).feeds if one.path == "apache/kafka")

    assert health(home.settings, NOW).feeds[0].condition is Condition.UNREAD
    assert condition(0) is Condition.WELL
    github.rename("apache/kafka", "apache/kafka-streams")
    assert condition(1) is Condition.RENAMED
    github.fail(status(502))
    assert condition(2) is Condition.FAILING
    assert condition(6) is Condition.LOST


def test_a_feed_that_was_never_read_is_not_said_to_be_so_for_days(home: Home, github: GitHub) -> None:
    home.write("prod.yaml", "deployed: {gateway: {version: v1.4.0, repo: acme/gateway}}\n")
    github.fail(status(502))

    def condition(days: float) -> Condition:
        at = NOW + timedelta(days=days)
        home.check("prod", now=at)
        return health(home.settings, at).feeds[0].condition

    assert [condition(days) for days in (0, 6)] == [Condition.FAILING] * 2
    github.heal()
    assert [condition(days) for days in (7, 11)] == [Condition.FAILING, Condition.LOST]  # not found for four days


def test_a_service_says_when_it_is_asked_again(home: Home, endoflife: Endoflife) -> None:
    home.write("prod.yaml", "deployed: {kafka: 4.1.0}\n")
    served = replace(home, endoflife_url=endoflife.url)

    assert [one.condition for one in health(served.settings, NOW).services] == [Condition.UNREAD]
    endoflife.fail(status(503))
    served.check("prod")
    (service,) = health(served.settings, NOW).services
    assert (service.condition, service.read, service.total) == (Condition.FAILING, 0, 1)
    assert service.again_at is not None
    assert service.again_at > NOW


def test_what_is_switched_off_and_what_hosts_ask_for_is_told(home: Home) -> None:
    home.write("prod.yaml", "deployed: {kafka: 4.1.0}\n")
    quota = HostState(quota_limit=60, quota_remaining=3, quota_resets_at=NOW + timedelta(hours=1))
    with Store.open(home.database_address) as store:
        store.keep_host("api.github.com", quota)

    found = health(home.settings.model_copy(update={"github_url": ""}), NOW)

    assert [(one.path, one.condition) for one in found.feeds] == [("apache/kafka", Condition.OFF)]
    assert found.hosts == {"api.github.com": quota}
