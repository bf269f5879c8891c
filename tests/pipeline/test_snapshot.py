"""Facts that travel into a closed network by file."""

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest

from examples import NOW, day
from home import Home
from loopback import Endoflife, GitHub, Kev, Osv
from loopback.faults import status
from tracker.errors import ConfigurationError
from tracker.model import ReadBy
from tracker.pipeline.releases import list_releases
from tracker.pipeline.snapshot import export_facts, import_facts
from tracker.store import Store

SECRET = """
customer: Secret Customer
deployed: {kafka: 4.2.1, gateway: {version: v1, repo: secret/gateway}}
"""


@pytest.fixture
def outside(tmp_path: Path, github: GitHub) -> Home:
    """An installation with a network, which watches a private repository of a customer's beside Kafka."""
    repository = github.repository("apache/kafka", id=2211243)
    repository.release("4.3.1", at=day("2026-06-23"), notes="<p>Fixes</p>")
    repository.release("4.4.0", at=day("2026-09-01"), notes="<p>New things</p>")
    github.repository("secret/gateway").release("v1.5.0", at=day("2026-09-01"))
    home = Home(root=tmp_path / "outside", github_url=github.url)
    home.write(
        "acme.yaml",
        "customer: Secret Customer\ndeployed: {kafka: 4.2.1, gw: {version: v1, repo: secret/gateway}}\n",
    )
    home.check("acme")
    return home


@pytest.fixture
def inside(tmp_path: Path) -> Home:
    """An installation without any network."""
    home = Home(root=tmp_path / "inside", github_url="")
    home.write("env.yaml", "deployed: {kafka: 4.3.1}\n")
    return home


def exported(home: Home, name: str = "facts.gz", days: int = 0) -> Path:
    path = home.root / name
    export_facts(home.settings, path, now=NOW + timedelta(days=days), offline=True)
    return path


def test_what_one_installation_knows_another_judges_by_without_a_network(outside: Home, inside: Home) -> None:
    taken = import_facts(inside.settings, exported(outside), now=NOW, force=False)
    (check,) = inside.check("env", now=NOW + timedelta(days=6)).checks

    assert (taken.made_at, taken.counts, taken.left_out) == (NOW, {"repository": 1}, ())
    (finding,) = check.findings
    assert finding.targets.newest is not None
    assert finding.targets.newest.version == "4.4.0"
    assert (finding.facts.source, finding.facts.releases_from) == ("import", NOW)
    with Store.open(inside.settings.database_url) as store:
        url = "https://github.com/apache/kafka/releases.atom"
        assert store.notes(url, "4.4.0") == "<p>New things</p>"


def test_the_age_of_imported_facts_is_said(outside: Home, inside: Home) -> None:
    import_facts(inside.settings, exported(outside), now=NOW, force=False)

    told = inside.run("check", "env", "--fail-on", "never").out

    assert "no feed read now; imported ones are up to " in told


def test_nothing_of_a_customer_is_in_the_file(outside: Home) -> None:
    with gzip.open(exported(outside), "rt") as file:
        text = file.read()

    assert "apache/kafka" in text
    for secret in ("Secret", "secret/gateway", "acme", "4.2.1", str(outside.root)):
        assert secret not in text


def test_the_whole_catalog_is_read_before_it_is_exported(outside: Home, github: GitHub) -> None:
    github.repository("apache/flink").release("release-2.1.0", at=day("2026-09-01"))

    exported_now = export_facts(outside.settings, outside.root / "facts.gz", now=NOW, offline=False)

    assert len(exported_now.outcomes) > 150
    assert exported_now.counts == {"repository": 2}


def test_a_gap_is_filled_before_the_facts_travel(outside: Home, inside: Home, github: GitHub) -> None:
    for minor in range(25):
        github.repository("apache/kafka").release(f"5.{minor}.0", at=NOW - timedelta(days=30 - minor))
    path = outside.root / "facts.gz"
    export_facts(outside.settings, path, now=NOW + timedelta(hours=2), offline=False)
    import_facts(inside.settings, path, now=NOW + timedelta(hours=2), force=False)

    listed = list_releases(inside.settings, "kafka", NOW + timedelta(hours=3))

    assert listed.complete
    assert {f"5.{minor}.0" for minor in range(25)} <= {one.tag for one in listed.releases}


def test_a_file_older_than_what_is_known_is_refused_unless_forced(
    outside: Home, inside: Home, github: GitHub
) -> None:
    old = exported(outside, "old.gz")
    import_facts(inside.settings, old, now=NOW, force=False)
    github.repository("apache/kafka").release("4.5.0", at=NOW + timedelta(days=1))
    outside.check("acme", now=NOW + timedelta(days=2))
    import_facts(inside.settings, exported(outside, "new.gz", days=2), now=NOW + timedelta(days=2), force=False)

    with pytest.raises(ConfigurationError, match=r"was made on 2026-11-20 08:00Z, and facts of 2026-11-22 08:00Z"):
        import_facts(inside.settings, old, now=NOW + timedelta(days=3), force=False)
    assert import_facts(inside.settings, old, now=NOW + timedelta(days=3), force=True).counts == {"repository": 1}

    listed = list_releases(inside.settings, "kafka", NOW + timedelta(days=3))
    assert listed.newest == "4.5.0"
    assert listed.releases_from == NOW + timedelta(days=2)
    assert [(one.kind.value, one.tag) for one in listed.events] == [("new", "4.5.0")]


def test_what_a_feed_shows_later_goes_over_what_was_imported(
    outside: Home, tmp_path: Path, github: GitHub
) -> None:
    online = Home(root=tmp_path / "online", github_url=github.url)
    online.write("env.yaml", "deployed: {kafka: 4.3.1}\n")
    import_facts(online.settings, exported(outside), now=NOW, force=False)
    github.repository("apache/kafka").release("4.5.0", at=day("2026-11-01"))

    (check,) = online.check("env", now=NOW + timedelta(hours=2)).checks

    assert check.findings[0].facts.source == ReadBy.FEED
    assert [(one.kind.value, one.tag) for one in list_releases(online.settings, "kafka", NOW).events] == [
        ("new", "4.5.0")
    ]


def packed(*lines: object) -> bytes:
    return gzip.compress("".join(f"{json.dumps(line)}\n" for line in lines).encode())


HEAD = {"schema": "tracker.facts/1", "made_at": "2026-11-20T08:00:00Z"}
KAFKA = {
    "forge": "github",
    "path": "apache/kafka",
    "repository_key": "2211243",
    "read_at": "2026-11-20T08:00:00Z",
    "complete": True,
    "archived": False,
    "releases": [],
}
READ = {"read_at": "2026-11-20T08:00:00Z"}
RECORD = {"id": "BIT-1", "source": "osv", "modified_at": "2026-11-01T00:00:00Z", "aliases": ["\u001b[2JCVE"]}
PACKAGE = {**READ, "package": "Bitnami/kafka", "records": [RECORD]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: this is no file of facts"),
        (b"hello", "is no file of facts, or is damaged or cut off"),
        (packed(HEAD)[:-9], "is no file of facts, or is damaged or cut off"),
        (packed(HEAD) + b"more", "is no file of facts, or is damaged or cut off"),
        (packed({"schema": "tracker.facts/9", "made_at": HEAD["made_at"]}), "of the form 'tracker.facts/9'"),
        (packed([]), "line 1: this is no file of facts"),
        (packed(HEAD, {"kind": "customer", "facts": {}}), "line 2: 'customer' is no kind of fact"),
        (packed(HEAD, 1), "line 2: the line is no fact"),
        (packed(HEAD, {"kind": "repository", "facts": {}}), "line 2: Object missing required field `forge`"),
        (
            packed(HEAD, {"kind": "repository", "facts": KAFKA | {"read_at": "2026-11-20T08:00:00"}}),
            "line 2: the line is no fact",
        ),
        (
            packed(HEAD, {"kind": "repository", "facts": KAFKA | {"repository_key": "1\0"}}),
            "line 2: the line is no",
        ),
        (
            packed(HEAD, {"kind": "exploited", "facts": {**READ, "listed": {"CVE-1": "2026-01-01T00:00:00"}}}),
            "line 2: the line is no fact",
        ),
        (
            packed(
                HEAD, {"kind": "exploited", "facts": {**READ, "listed": {"CVE-1": "0001-01-01T00:00:00+14:00"}}}
            ),
            "line 2: the line is no fact",
        ),
        (packed(HEAD, {"kind": "package", "facts": PACKAGE}), "line 2: the line is no fact"),
        (packed({**HEAD, "made_at": "2099-01-01T00:00:00Z"}), "set the clock that is wrong"),
    ],
    ids=[
        "empty",
        "no gzip",
        "cut off",
        "more after it",
        "newer",
        "no header",
        "other kind",
        "no object",
        "key missing",
        "no zone",
        "key",
        "no zone within",
        "no era",
        "alias",
        "future",
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_taken_over(
    inside: Home, content: bytes, words: str
) -> None:
    path = inside.root / "facts.gz"
    path.write_bytes(content)

    outcome = inside.run("import-facts", str(path))

    assert outcome.code == 2
    assert words in outcome.err
    assert "Traceback" not in outcome.err


def test_what_a_clock_ahead_has_read_is_as_old_as_the_file(inside: Home) -> None:
    path = inside.root / "facts.gz"
    path.write_bytes(packed(HEAD, {"kind": "repository", "facts": KAFKA | {"read_at": "2099-01-01T00:00:00Z"}}))

    import_facts(inside.settings, path, now=NOW, force=False)

    (finding,) = inside.check("env").checks[0].findings
    assert finding.facts.releases_from == NOW


def test_x02_a_tag_of_the_file_is_cleaned_or_refused(inside: Home) -> None:
    release = {
        "tag": "4.4.0",
        "title": "\u001b[2J4.4",
        "url": "javascript:x",
        "dated_by": 2,
        "released_at": HEAD["made_at"],
    }
    path = inside.root / "facts.gz"
    path.write_bytes(packed(HEAD, {"kind": "repository", "facts": KAFKA | {"releases": [release]}}))

    assert inside.run("import-facts", str(path)).code == 0

    (listed,) = [one for one in list_releases(inside.settings, "kafka", NOW).releases if one.tag == "4.4.0"]
    assert listed.url is None


def test_a_repository_that_the_catalog_does_not_know_is_left_out_and_said(inside: Home) -> None:
    path = inside.root / "facts.gz"
    path.write_bytes(packed(HEAD, {"kind": "repository", "facts": KAFKA | {"path": "other/thing"}}))

    outcome = inside.run("import-facts", str(path))

    assert (outcome.code, outcome.out) == (0, "Taken over, as of 2026-11-20 08:00Z: nothing\n")
    assert "left out: other/thing: this catalog has no component" in outcome.err


def test_the_commands_say_what_they_did(outside: Home, inside: Home) -> None:
    path = outside.root / "facts.gz"

    assert "holds 1 repository\n" in outside.run("export-facts", str(path), "--offline").out
    assert ": 1 repository\n" in inside.run("import-facts", str(path)).out
    assert outside.run("export-facts", str(outside.root / "no" / "where"), "--offline").code == 2


def test_a_service_that_cannot_be_read_is_said_where_facts_are_exported(tmp_path: Path) -> None:
    with Endoflife() as endoflife:
        endoflife.fail(status(503))
        home = Home(root=tmp_path, github_url="", endoflife_url=endoflife.url)

        outcome = home.run("export-facts", str(tmp_path / "facts.gz"))

    assert outcome.out.endswith("holds nothing\n")
    assert "the source github is switched off" in outcome.err
    assert f"Not read: endoflife: {endoflife.host}: 503, the server has a fault" in outcome.err


def test_what_services_said_travels_too(tmp_path: Path, github: GitHub, inside: Home) -> None:
    with Endoflife() as endoflife, Osv() as osv, Kev() as kev:
        endoflife.product("apache-kafka", {"name": "4.3", "eolFrom": "2027-03-01"})
        osv.record("BIT-kafka-1", "Bitnami/kafka", aliases=["CVE-2026-1"])
        kev.listed["CVE-2026-1"] = "2026-11-01"
        outside = Home(
            root=tmp_path / "online",
            github_url=github.url,
            endoflife_url=endoflife.url,
            osv_url=osv.url,
            kev_url=kev.url,
        )
        outside.write("env.yaml", "deployed: {kafka: 4.3.1}\n")
        outside.check("env")

    taken = import_facts(inside.settings, exported(outside), now=NOW, force=False)

    assert taken.counts == {"support": 1, "package": 2, "exploited": 1}
    (finding,) = inside.check("env", now=NOW + timedelta(days=2)).checks[0].findings
    assert finding.support.ends_at == day("2027-03-01")
    with Store.open(inside.settings.database_url) as store:
        (known,) = store.services.vulnerabilities(["Bitnami/kafka"])["Bitnami/kafka"]
    assert (known.id, known.exploited_at) == ("BIT-kafka-1", day("2026-11-01"))
