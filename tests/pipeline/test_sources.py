"""Sources other than GitHub's feeds, from the file that names them to the finding; H.. and S.. are faults here."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from examples import NOW, day
from home import Home
from loopback import Gitea, GitHub, GitLab, faults
from loopback.endoflife import product
from tracker.model import EventKind, Finding, Polling, Source
from tracker.pipeline.check import Request, check
from tracker.pipeline.polling.poll import poll
from tracker.pipeline.polling.polled import Result
from tracker.pipeline.releases import list_releases, notes
from tracker.store import Store

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def gitlab() -> Iterator[GitLab]:
    with GitLab() as server:
        yield server


@pytest.fixture
def gitea() -> Iterator[Gitea]:
    with Gitea() as server:
        yield server


def found(home: Home, now: datetime = NOW, **changes: Any) -> tuple[Finding, Polling]:
    """Check the only entry of `env` with settings of its own."""
    settings = home.settings.model_copy(update=changes)
    checked = check(settings, Request(environments=["env"], now=now))
    assert checked.errors == ()
    (made,) = checked.checks
    return made.findings[0], made.polling


def newest(finding: Finding) -> str | None:
    return finding.targets.newest.version if finding.targets.newest else None


def test_a_project_of_gitlab_is_judged_by_its_releases(home: Home, gitlab: GitLab) -> None:
    project = gitlab.repository("acme/data/gateway")
    project.release("v1.4.0", at=day("2026-05-01")).release("v1.5.0", at=day("2026-10-01"), notes="<p>New</p>")
    source = f"{{gitlab: acme/data/gateway, url: '{gitlab.url}'}}"
    home.write("env.yaml", f"deployed: {{gateway: {{version: 1.4.0, source: {source}}}}}\n")

    finding, polling = found(home)

    assert (finding.repository, newest(finding), polling.polled) == ("acme/data/gateway", "1.5.0", 1)
    assert finding.targets.newest is not None
    assert finding.targets.newest.url == f"{gitlab.url}/acme/data/gateway/-/releases/v1.5.0"
    assert finding.facts.feed == f"{gitlab.url}/acme/data/gateway/-/releases.atom"
    assert notes(home.settings, finding.facts.feed, "v1.5.0").strip() == "New"


def test_what_gitlab_announces_is_not_moved_to_before_its_day(home: Home, gitlab: GitLab) -> None:
    project = gitlab.repository("acme/gateway")
    project.release("v1.4.0", at=day("2026-05-01")).release("v1.5.0", at=NOW + 10 * DAY)
    source = f"{{gitlab: acme/gateway, url: '{gitlab.url}'}}"
    home.write("env.yaml", f"deployed: {{gateway: {{version: 1.4.0, source: {source}}}}}\n")

    before, _ = found(home)
    gitlab.repository("acme/gateway").edit("v1.5.0", edited_at=NOW + 11 * DAY)
    after, _ = found(home, NOW + 11 * DAY)

    assert newest(before) is None
    assert newest(after) == "1.5.0"
    assert after.targets.newest is not None
    assert after.targets.newest.released_at == NOW + 10 * DAY


def test_a_private_project_of_gitlab_leads_to_a_page_that_is_no_feed(home: Home, gitlab: GitLab) -> None:
    gitlab.serve_bytes("/users/sign_in", b"<!DOCTYPE html><title>Sign in</title>", "text/html")
    source = f"{{gitlab: acme/secret, url: '{gitlab.url}'}}"
    home.write("env.yaml", f"deployed: {{gateway: {{version: 1.4.0, source: {source}}}}}\n")

    _, polling = found(home)

    assert [one.error for one in polling.failed] == [
        "127.0.0.1 served an HTML page titled 'Sign in' instead of a feed"
    ]


def test_h04_the_time_in_every_page_of_gitea_changes_nothing_that_is_known(home: Home, gitea: Gitea) -> None:
    repository = gitea.repository("acme/gateway")
    for minor in range(12):
        repository.release(f"v1.{minor}.0", at=day("2025-01-01") + minor * 7 * DAY)
    source = Source(
        forge="git.example",
        path="acme/gateway",
        url=f"{gitea.url}/acme/gateway/releases.atom",
        kind="gitea",
    )
    with Store.open(home.settings.database_url) as store:
        results = []
        for hour in range(5):
            now = NOW + hour * HOUR
            outcome = poll([source], settings=home.settings, store=store, now=now)[source.url]
            results.append(outcome.result)
        stored, events = store.releases([source.url])[source.url], store.events([source.url])

    assert results == [Result.CHANGED] + [Result.UNCHANGED] * 4
    assert (len(stored.releases), len(gitea.requests), events) == (12, 5, {})
    assert stored.polled_at == NOW + 4 * HOUR


def test_s07_a_tag_made_anew_on_gitea_is_told_and_releases_nothing_new(home: Home, gitea: Gitea) -> None:
    repository = gitea.repository("acme/gateway").release("nightly", at=NOW - 9 * DAY)
    repository.release("v1.4.0", at=day("2026-05-01"))
    source = f"{{forgejo: acme/gateway, url: '{gitea.url}'}}"
    home.write("components/gateway.yaml", f"source: {source}\n")
    home.write("env.yaml", "deployed: {gateway: 1.4.0}\n")

    before, _ = found(home)
    repository.release("nightly", at=NOW)
    after, _ = found(home, NOW + 2 * HOUR)
    listed = list_releases(home.settings, "gateway", NOW + 2 * HOUR)

    assert newest(before) is newest(after) is None
    assert [(one.kind, one.tag) for one in listed.events] == [(EventKind.MOVED, "nightly")]
    assert (listed.repository, [one.tag for one in listed.releases if not one.skipped]) == (
        "acme/gateway",
        ["v1.4.0"],
    )


def test_s16_two_feeds_of_one_repository_are_one_history(home: Home, github: GitHub) -> None:
    repository = github.repository("acme/gateway", id=7).release("v1.4.0", at=day("2026-05-01"))
    repository.bare_tag("v1.3.0", at=day("2026-04-01"))
    tags = github.serve_bytes("/acme/gateway/tags.atom", _served(github, "/acme/gateway/releases.atom"))
    urls = [f"{github.url}/acme/gateway/releases.atom", tags]
    sources = [Source(forge="github", path="acme/gateway", url=url) for url in urls]
    with Store.open(home.settings.database_url) as store:
        for source in sources:
            poll([source], settings=home.settings, store=store, now=NOW)
        stored, events = store.releases(urls), store.events(urls)

    assert {url: len(stored[url].releases) for url in urls} == dict.fromkeys(urls, 2)
    assert events == {}


def _served(server: GitHub, path: str) -> bytes:
    from urllib.request import urlopen

    with urlopen(f"{server.url}{path}") as answer:
        body: bytes = answer.read()
    return body


PACKAGES = """<rss version="2.0"><channel><title>acme</title>
<item><title>1.5.0</title><link>https://packages.example/acme/1.5.0/</link>
<pubDate>Thu, 01 Oct 2026 10:00:00 GMT</pubDate></item>
<item><title>1.4.0</title><link>https://packages.example/acme/1.4.0/</link>
<pubDate>Fri, 01 May 2026 10:00:00 GMT</pubDate></item></channel></rss>"""


def test_any_feed_is_judged_by_the_versions_it_names(home: Home, github: GitHub) -> None:
    url = github.serve_bytes("/rss/acme.xml", PACKAGES.encode(), "application/rss+xml")
    home.write("env.yaml", f"deployed: {{acme: {{version: 1.4.0, source: {{feed: '{url}'}}}}}}\n")

    finding, _ = found(home)

    assert (finding.repository, newest(finding), finding.facts.feed) == (url, "1.5.0", url)
    assert not finding.facts.complete


def test_the_pattern_of_a_component_reads_what_a_feed_names_as_it_stands(home: Home, github: GitHub) -> None:
    news = "".join(
        f"<entry><id>urn:{place}</id><title>{title}</title><updated>2026-0{place}-01T10:00:00Z</updated></entry>"
        for place, title in enumerate(["Acme 4.9.7 for all", "We are hiring 3.2", "Acme 4.9.8 for all"], 1)
    )
    url = github.serve_bytes("/news", f'<feed xmlns="http://www.w3.org/2005/Atom">{news}</feed>'.encode())
    home.write(
        "components/acme.yaml",
        f"source: {{feed: '{url}', from: title}}\n"
        "tags: {pattern: 'Acme (?P<version>\\d+\\.\\d+\\.\\d+) .*', format: 'Acme {version} for all'}\n",
    )
    home.write("env.yaml", "deployed: {acme: 4.9.7}\n")

    finding, _ = found(home)
    listed = list_releases(home.settings, "acme", NOW)

    assert newest(finding) == "4.9.8"
    assert [(one.tag, one.version) for one in listed.releases] == [
        ("Acme 4.9.8 for all", "4.9.8"),
        ("Acme 4.9.7 for all", "4.9.7"),
        ("We are hiring 3.2", None),
    ]


def lines(newest_of: Mapping[str, str]) -> bytes:
    """A product of endoflife.date with the newest release of each line, all of one day."""
    listed = [
        {"name": name, "releaseDate": "2026-01-02", "latest": {"name": newest, "date": "2026-02-03"}}
        for name, newest in newest_of.items()
    ]
    return json.dumps(product("acme-db", *listed)).encode()


def test_a_product_without_a_repository_is_judged_by_its_page(home: Home, github: GitHub) -> None:
    github.serve_bytes("/v1/products/acme-db", lines({"16": "16.3", "17": "17.1"}), "application/json")
    home.write("env.yaml", "deployed: {db: {version: 16.1, source: {endoflife: acme-db}}}\n")

    finding, _ = found(home, endoflife_url=f"{github.url}/v1")

    assert finding.repository == "https://endoflife.date/acme-db"
    assert (newest(finding), finding.facts.source, finding.facts.complete) == ("17.1", "feed", True)
    assert github.requests[0].headers["accept"] == "application/json"


def test_the_release_before_the_newest_of_a_line_was_followed_and_not_withdrawn(
    home: Home, github: GitHub
) -> None:
    home.write("components/db.yaml", "source: {endoflife: acme-db}\n")
    home.write("env.yaml", "deployed: {db: 16.1}\n")
    for hours, shown in enumerate(({"16": "16.3"}, {"16": "16.4"}, {"16": "16.4"})):
        github.serve_bytes("/v1/products/acme-db", lines(shown), "application/json")
        found(home, NOW + 2 * hours * HOUR, endoflife_url=f"{github.url}/v1")

    settings = home.settings.model_copy(update={"endoflife_url": f"{github.url}/v1"})
    listed = list_releases(settings, "db", NOW)

    assert [(one.tag, one.withdrawn) for one in listed.releases] == [("16.4", False), ("16.3", False)]
    assert [(one.kind, one.tag) for one in listed.events] == [(EventKind.NEW, "16.4")]


def test_an_answer_that_is_no_product_is_the_failure_of_its_feed_alone(home: Home, github: GitHub) -> None:
    github.serve_bytes("/v1/products/acme-db", b"[]", "application/json")
    home.write("env.yaml", "deployed: {db: {version: 16.1, source: {endoflife: acme-db}}}\n")

    _, polling = found(home, endoflife_url=f"{github.url}/v1")

    (failure,) = polling.failed
    assert failure.error.endswith("answered otherwise than documented: it: should be an object")


@pytest.mark.parametrize(("github_on", "endoflife_on"), [(True, False), (False, True), (False, False)])
def test_an_empty_address_switches_off_its_own_sources_alone(
    home: Home, github: GitHub, gitea: Gitea, github_on: bool, endoflife_on: bool
) -> None:
    github.repository("acme/a").release("v1", at=day("2026-01-01"))
    gitea.repository("acme/b").release("v1", at=day("2026-01-01"))
    github.serve_bytes("/v1/products/acme-db", lines({"16": "16.3"}), "application/json")
    home.write(
        "env.yaml",
        "deployed:\n"
        "  a: {version: v1, repo: acme/a}\n"
        f"  b: {{version: v1, source: {{gitea: acme/b, url: '{gitea.url}'}}}}\n"
        "  db: {version: 16.1, source: {endoflife: acme-db}}\n",
    )

    _, polling = found(
        home,
        github_url=github.url if github_on else "",
        endoflife_url=f"{github.url}/v1" if endoflife_on else "",
    )

    assert polling.polled == 1 + github_on + endoflife_on
    assert polling.failed == ()


def test_an_entry_is_joined_to_the_catalog_by_its_source_and_never_by_its_name(home: Home) -> None:
    home.write(
        "env.yaml",
        "deployed:\n"
        "  ours: {version: 3.9.1, source: {github: Apache/Kafka, url: 'https://github.com'}}\n"
        "  kafka: {version: 1.0, source: {github: acme/kafka}}\n"
        "  theirs: {version: 3.9.1, source: {github: apache/kafka, url: 'https://ghe.acme.example'}}\n"
        "  cluster: {version: 1.33, source: {endoflife: kubernetes}}\n",
    )

    checked = check(home.settings, Request(environments=["env"], now=NOW, offline=True))
    named = {one.name: one.component for one in checked.checks[0].findings}

    assert named == {"ours": "kafka", "kafka": "kafka", "theirs": "theirs", "cluster": "cluster"}
    sources = {one.name: one.facts.source for one in checked.checks[0].findings}
    assert sources == {"ours": "history", "kafka": None, "theirs": None, "cluster": None}


def test_a_correction_moves_a_component_to_another_source(home: Home, gitea: Gitea) -> None:
    gitea.repository("fork/kafka").release("4.9.9", at=day("2026-09-01"))
    home.write("components/kafka.yaml", f"source: {{gitea: fork/kafka, url: '{gitea.url}'}}\n")
    home.write("env.yaml", "deployed: {kafka: 4.9.8}\n")

    finding, _ = found(home)

    assert (finding.component, finding.repository, newest(finding)) == ("kafka", "fork/kafka", "4.9.9")
    assert finding.facts.source == "feed"


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{version: 1, repo: a/b, source: {github: a/b}}", "deployed.x: must hold repo or source, and not both"),
        ("{version: 1, source: {github: a/b, gitlab: a/b}}", "deployed.x.source: must name one of github"),
        (
            "{version: 1, source: {gitub: a/b}}",
            "unknown key 'gitub' under deployed.x.source, did you mean 'github'?",
        ),
        ("{version: 1, source: a/b}", "deployed.x.source: 'a/b' is not a mapping"),
        ("{version: 1, source: {feed: 'http://2130706433/'}}", "'http://2130706433/' is not an http or https"),
    ],
)
def test_a_source_of_a_wrong_form_is_told_with_file_line_and_key(home: Home, entry: str, problem: str) -> None:
    home.write("env.yaml", f"deployed:\n  x: {entry}\n")

    outcome = home.run("doctor", "--files")

    assert outcome.code == 1
    (told,) = [line for line in outcome.out.splitlines() if line.startswith("!! env: env.yaml line 2: ")]
    assert problem in told


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("repository: a/b\nsource: {github: a/b}\n", "line 1: must hold repository or source, and not both"),
        ("source: {gitea: a/b}\n", "line 1: source: gitea needs the url of its server"),
        ("title: Acme\n", "line 1: missing key 'repository' or 'source'"),
    ],
)
def test_a_component_names_one_source(home: Home, text: str, problem: str) -> None:
    home.write("env.yaml", "deployed: {acme: 1.0}\n")
    home.write("components/acme.yaml", text)

    outcome = home.run("check", "env", "--offline")

    assert outcome.code == 2
    assert f"components/acme.yaml {problem}" in outcome.err


def test_a_redirect_of_a_source_to_a_host_that_nothing_names_is_not_followed(home: Home, gitlab: GitLab) -> None:
    gitlab.repository("a/b")
    gitlab.fail(faults.redirect("http://127.0.0.2:1/a/b"), "a/b")
    source = f"{{gitlab: a/b, url: '{gitlab.url}'}}"
    home.write("env.yaml", f"deployed: {{x: {{version: 1.0, source: {source}}}}}\n")

    _, polling = found(home)

    assert "redirects a/b to 127.0.0.2:1, which no setting names; it is not followed" in polling.failed[0].error
