"""The history of a component: gaps are filled where they can be and stated where not; what happens is an event."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from pydantic import SecretStr

from examples import NOW, day
from home import Home
from loopback import GitHub, faults
from tracker.model import Event, EventKind, State
from tracker.pipeline.refresh import refresh
from tracker.pipeline.releases import list_releases

ENV = "deployed: {acme-gateway: {version: v1.4.0, repo: acme/gateway}}\n"
DAY = timedelta(days=1)


@pytest.fixture
def gateway(home: Home, github: GitHub) -> GitHub:
    """A repository outside the catalog with 25 releases, watched by one environment."""
    home.write("env.yaml", ENV)
    repository = github.repository("acme/gateway", id=77)
    for minor in range(25):
        repository.release(f"v1.{minor}.0", at=day("2025-01-01") + minor * 7 * DAY, notes="<ul><li>a</li></ul>")
    return github


def release_more(github: GitHub, *minors: int) -> None:
    for minor in minors:
        github.repository("acme/gateway").release(f"v2.{minor}.0", at=NOW + timedelta(hours=minor + 1))


def tags(minors: Iterable[int]) -> list[str]:
    return [f"v2.{minor}.0" for minor in minors]


def poll(home: Home, hours: float = 0, *, token: str | None = None, api: str | None = None) -> dict[str, str]:
    """Read everything; return why gaps could not be filled."""
    given = {"github_token": token and SecretStr(token), "github_api_url": api}
    settings = home.settings.model_copy(update={name: value for name, value in given.items() if value})
    return dict(refresh(settings, ["env"], now=NOW + timedelta(hours=hours)).gaps)


def events(home: Home) -> list[tuple[str, str | None]]:
    return [(one.kind.value, one.tag) for one in happened(home)]


def happened(home: Home) -> tuple[Event, ...]:
    return list_releases(home.settings, "acme/gateway", NOW).events


def known(home: Home) -> int:
    return len(list_releases(home.settings, "acme/gateway", NOW).releases)


def api_requests(github: GitHub) -> list[str]:
    return [one.path for one in github.requests if one.path.startswith("/api")]


def test_s14_a_first_window_is_filled_by_the_api_and_announces_nothing(home: Home, gateway: GitHub) -> None:
    assert poll(home) == {}

    listed = list_releases(home.settings, "acme/gateway", NOW)
    assert (len(listed.releases), listed.complete, listed.events) == (25, True, ())
    assert api_requests(gateway) == ["/api/repos/acme/gateway/releases"]


def test_a_feed_that_shows_fewer_than_ten_is_complete_and_the_api_is_not_asked(home: Home, github: GitHub) -> None:
    home.write("env.yaml", ENV)
    github.repository("acme/gateway").release("v1.4.0", at=day("2026-01-01"))

    assert poll(home) == {}
    assert list_releases(home.settings, "acme/gateway", NOW).complete
    assert api_requests(github) == []


def test_s11_s12_what_was_missed_between_two_readings_is_found_and_announced_once(
    home: Home, gateway: GitHub
) -> None:
    poll(home)
    release_more(gateway, *range(25))

    poll(home, hours=30)
    poll(home, hours=31)

    told = events(home)
    assert sorted(str(tag) for kind, tag in told if kind == "new") == sorted(
        f"v2.{minor}.0" for minor in range(25)
    )
    assert [kind for kind, _ in told if kind != "new"] == ["gap", "filled"]
    assert known(home) == 50


def test_s09_s10_back_ports_are_announced_and_the_newest_is_that_of_the_history(
    home: Home, gateway: GitHub
) -> None:
    poll(home)
    release_more(gateway, 0)
    poll(home, hours=2)
    back_ports = [f"v1.9.{patch}" for patch in range(1, 13)]
    for minutes, tag in enumerate(back_ports):
        gateway.repository("acme/gateway").release(tag, at=NOW + timedelta(hours=2, minutes=minutes))
    poll(home, hours=3)
    poll(home, hours=4)

    assert {tag for kind, tag in events(home) if kind == "new"} == {"v2.0.0", *back_ports}
    assert list_releases(home.settings, "acme/gateway", NOW).newest == "2.0.0"
    assert ("withdrawn", "v2.0.0") not in events(home)


def test_s11_a_gap_that_the_api_cannot_fill_is_stated_and_tried_again_a_day_later(
    home: Home, gateway: GitHub
) -> None:
    poll(home)
    release_more(gateway, *range(25))

    assert poll(home, hours=30, api=f"{gateway.url}/nothing-here") == {
        "acme/gateway": f"{gateway.host}: 404, it is deleted, private or mistyped"
    }
    assert poll(home, hours=31) == {}
    assert not list_releases(home.settings, "acme/gateway", NOW).complete
    assert "Releases may be missing" in home.run("check", "env", "--offline").out

    poll(home, hours=60)
    assert list_releases(home.settings, "acme/gateway", NOW).complete


def test_tags_without_releases_are_found_on_older_pages_of_the_feed(home: Home, github: GitHub) -> None:
    home.write("env.yaml", ENV)
    for minor in range(25):
        github.repository("acme/gateway").bare_tag(f"v1.{minor}.0", at=day("2025-01-01") + minor * DAY)

    assert poll(home) == {}
    assert (known(home), list_releases(home.settings, "acme/gateway", NOW).complete) == (25, True)


def test_a_feed_that_shows_the_same_page_again_leaves_the_gap_open(home: Home, github: GitHub) -> None:
    home.write("env.yaml", ENV)
    for minor in range(25):
        github.repository("acme/gateway").bare_tag(f"v1.{minor}.0", at=day("2025-01-01") + minor * DAY)
    github.ignore_after()

    assert poll(home) == {
        "acme/gateway": "acme/gateway: its feed shows the same page again instead of an older one"
    }
    assert not list_releases(home.settings, "acme/gateway", NOW).complete


def test_s13_a_prerelease_that_only_the_api_knows_is_not_advised(home: Home, gateway: GitHub) -> None:
    gateway.repository("acme/gateway").release("v3.0.0", at=day("2026-01-01"), prerelease=True)
    gateway.repository("acme/gateway").release("v1.25.0", at=day("2026-01-02"))

    (check,) = home.check("env").checks

    assert check.findings[0].targets.newest is not None
    assert check.findings[0].targets.newest.version == "1.25.0"


def test_a_check_spends_requests_on_a_gap_only_where_a_verdict_depends_on_it(home: Home, gateway: GitHub) -> None:
    (check,) = home.check("env").checks

    assert check.findings[0].state is State.BEHIND
    assert check.findings[0].facts.complete
    assert check.findings[0].behind.releases == 20
    assert api_requests(gateway) == ["/api/repos/acme/gateway/releases"]


def test_with_a_token_a_repository_is_asked_whether_it_is_archived(home: Home, gateway: GitHub) -> None:
    gateway.repository("acme/gateway").archived = True
    poll(home, token="t0ken")

    assert events(home) == [("archived", None)]
    sent = {one.path: one.headers.get("authorization") for one in gateway.requests}
    assert sent == {
        "/acme/gateway/releases.atom": None,
        "/api/repos/acme/gateway": "Bearer t0ken",
        "/api/repos/acme/gateway/releases": "Bearer t0ken",
    }


def test_a_private_repository_is_read_by_the_api_with_the_token(home: Home, gateway: GitHub) -> None:
    gateway.make_private("acme/gateway", token="t0ken")
    assert poll(home, token="t0ken") == {}
    poll(home, hours=1, token="t0ken")

    assert known(home) == 25
    assert [one.path for one in gateway.requests].count("/acme/gateway/releases.atom") == 1
    assert events(home) == []


def test_h11_a_renamed_repository_is_followed_told_once_and_then_asked_where_it_is(
    home: Home, gateway: GitHub
) -> None:
    poll(home)
    gateway.rename("acme/gateway", "acme/edge")
    for hour in range(1, 6):
        poll(home, hours=hour)

    assert events(home) == [("renamed", None)]
    assert happened(home)[0].after == {"repository": "acme/edge"}
    assert known(home) == 25
    asked = [one.path for one in gateway.requests if one.path.endswith(".atom")]
    assert asked[-1] == "/acme/edge/releases.atom"
    assert asked[-2] == "/acme/edge/releases.atom"
    assert "acme/gateway: was renamed to acme/edge" in home.run("doctor").out


def test_s15_another_spelling_of_capitals_is_no_rename(home: Home, gateway: GitHub) -> None:
    poll(home)
    gateway.rename("acme/gateway", "Acme/Gateway")
    poll(home, hours=1)

    assert events(home) == []


def test_h12_another_repository_under_the_name_is_an_alarm_and_never_a_merge(home: Home, gateway: GitHub) -> None:
    poll(home)
    gateway.delete("acme/gateway")
    gateway.repository("acme/gateway", id=666).release("v6.6.6", at=NOW)

    for hour in range(1, 4):
        poll(home, hours=hour)

    assert events(home) == [("replaced", None)]
    assert known(home) == 25


def test_h08_a_repository_that_is_gone_for_days_is_told_once_and_so_is_its_return(
    home: Home, gateway: GitHub
) -> None:
    poll(home)
    gateway.fail(faults.status(404), "acme/gateway", times=1)
    poll(home, hours=1)
    poll(home, hours=2)
    assert events(home) == []

    gateway.fail(faults.status(404), "acme/gateway")
    for days in range(1, 6):
        poll(home, hours=24 * days)
    assert events(home) == [("gone", None)]

    gateway.heal()
    poll(home, hours=200)
    assert events(home) == [("gone", None), ("returned", None)]


def test_s04_a_deleted_release_is_withdrawn_after_two_sightings_and_listed_so(home: Home, gateway: GitHub) -> None:
    poll(home)
    gateway.repository("acme/gateway").remove("v1.24.0")
    poll(home, hours=1)
    assert events(home) == []

    poll(home, hours=2)

    assert events(home) == [("withdrawn", "v1.24.0")]
    assert "withdrawn: v1.24.0" in home.run("releases", "acme/gateway").out
    assert list_releases(home.settings, "acme/gateway", NOW).newest == "1.23.0"


def test_edited_notes_are_an_event_with_both_texts(home: Home, gateway: GitHub) -> None:
    poll(home)
    gateway.repository("acme/gateway").edit("v1.24.0", notes="<ul><li>b</li></ul>", edited_at=NOW)
    poll(home, hours=1)

    (event,) = happened(home)
    assert event.kind is EventKind.EDITED
    assert (event.before, event.after) == ({"notes": "<ul><li>a</li></ul>"}, {"notes": "<ul><li>b</li></ul>"})
    assert "notes of v1.24.0 edited" in home.run("releases", "acme/gateway").out
