"""`explain`, `affected`, and the options of `check` that judge less, something else, or only what changed."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from examples import NOW, day
from home import Home, Outcome
from loopback import GitHub, Osv
from tracker.pipeline.explaining import explain
from tracker.pipeline.judging import Instant
from tracker.record import replace
from tracker.report.explanation import explanation_text
from tracker.report.machine import explanation_json

AS_OF = ("--as-of", "2026-11-20")
PROD = """\
customer: Acme
since: 2025-06-01
deployed:
  gateway: {version: v1.4.0, repo: acme/gateway}
  loader: {version: 2.0.0, repo: acme/loader}
"""
DEV = """\
customer: Zeta
tier: development
since: 2026-01-01
deployed: {gateway: {version: v1.5.0, repo: acme/gateway}}
"""
CALM = """\
calm:
  soak: {patch: 9d}
  tiers: {staging: {sla: {high: 4d}}}
"""
UNSOUND = {
    "environment": "a",
    "findings": [{"name": "b", "verdict": "fine", "urgency": "none", "duties": []}],
}


@pytest.fixture
def asked(home: Home, github: GitHub) -> Home:
    """Two environments with components of their own, whose feeds were read once."""
    gateway, loader = github.repository("acme/gateway"), github.repository("acme/loader")
    for number, on in enumerate(("2026-01-10", "2026-03-01", "2026-06-01", "2026-11-18")):
        gateway.release(f"v1.{number + 3}.0", at=day(on))
    gateway.release("v1.7.0-rc.1", at=day("2026-11-19"))
    loader.release("2.0.0", at=day("2026-05-01"))
    home.write("acme/prod.yaml", PROD)
    home.write("dev.yaml", DEV)
    home.check("acme/prod", "dev")
    return home


def entries(outcome: Outcome) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(outcome.out)["entries"]
    return found


def rows(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored, by table."""
    with sqlite3.connect(home.database) as database:
        names = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {name: database.execute(f"select * from {name}").fetchall() for name in names}


def test_an_explanation_names_everything_behind_a_finding(asked: Home) -> None:
    outcome = asked.run("explain", "acme/prod", "gateway", *AS_OF)

    assert (outcome.code, outcome.err) == (0, "")
    for told in (
        "acme/prod gateway v1.4.0   Acme, production",
        "'v1.4.0' is read as 1.4.0, on line 1.4",
        "acme/prod.yaml line 4",
        "our duty began on 2025-06-01",
        "1.7.0-rc.1",
        "soak.patch",
        "built-in",
        "nobody was asked about them",
    ):
        assert told in outcome.out
    assert all(len(one) <= 80 or "http" in one for one in outcome.out.splitlines())


def test_an_explanation_has_the_age_of_its_facts_only_where_it_is_of_now(asked: Home) -> None:
    now = explanation_text(explain(asked.settings, "acme/prod", "gateway", Instant(at=NOW)), width=200)
    then = asked.run("explain", "acme/prod", "gateway", *AS_OF).out

    assert "read from its feed, as of 2026-11-20 08:00Z, 0 hours old" in now
    assert "old" not in then
    assert asked.run("explain", "acme/prod", "gateway", *AS_OF).out == then


def test_an_explanation_as_json_lists_each_release_with_its_rule(asked: Home) -> None:
    said = json.loads(explanation_json(explain(asked.settings, "acme/prod", "gateway", Instant(at=NOW))))

    assert said["schema"] == "tracker.explain/1"
    assert said["location"] == "acme/prod.yaml#4"
    assert [one["version"] for one in said["considered"]] == ["1.5.0", "1.6.0", "1.7.0-rc.1"]
    assert {one["kind"] for one in said["facts"]} == {"deployment", "releases", "support", "vulnerabilities"}
    assert {"key": "warn", "value": "14d", "layer": "built-in", "location": None} in said["policy"]


def test_the_layer_that_won_is_named_with_its_line(asked: Home) -> None:
    asked.write("policies.yaml", CALM)
    asked.write("acme/prod.yaml", PROD.replace("since:", "tier: staging\npolicy: calm\nsince:"))

    out = asked.run("explain", "acme/prod", "gateway", *AS_OF).out

    told = {line.split()[0]: " ".join(line.split()[1:]) for line in out.splitlines() if line.startswith("  s")}
    assert told["soak.patch"] == "9d policy calm, policies.yaml line 1"
    assert told["soak.major"] == "30d built-in"
    assert told["sla.high"] == "4d policy calm, policies.yaml line 1"


@pytest.mark.usefixtures("no_database")
def test_what_was_never_read_is_explained_by_what_ships(home: Home) -> None:
    home.write("env.yaml", "deployed: {kafka: 3.6.1}\n")

    outcome = home.run("explain", "env", "kafka", *AS_OF)

    assert outcome.code == 0
    assert "from the history that ships" in outcome.out
    assert "3.6.1 is" not in outcome.err
    assert not home.database.exists()


def test_explaining_writes_and_polls_nothing(asked: Home, github: GitHub) -> None:
    before, requests = rows(asked), len(github.requests)

    asked.run("explain", "acme/prod", "gateway")
    asked.run("affected", "acme/gateway", "<1.5.0")

    assert rows(asked) == before
    assert len(github.requests) == requests


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("explain", "acme/prod", "gatewya"),
            "there is no entry 'gatewya' in acme/prod.yaml: did you mean 'gateway'?",
        ),
        (("explain", "acme/prod", "x"), "there is no entry 'x' in acme/prod.yaml: there are gateway, loader"),
        (("explain", "acme/prd", "x"), "there is no environment 'acme/prd'"),
        (("explain", "acme/prod", "gateway", "--as-of", "soon"), "--as-of: 'soon' is not a date"),
        (("check", "acme/prod", "--only", "gatewya"), "did you mean 'gateway'?"),
        (("check", "--all", "--only", "x"), "there is no entry 'x' in acme/prod.yaml, dev.yaml"),
        (("check", "acme/prod", "--set", "gatewya=1.0"), "did you mean 'gateway'?"),
        (("check", "acme/prod", "--set", "gateway"), "--set: 'gateway' is not NAME=VERSION"),
        (("check", "--all", "--set", "gateway=1.0"), "--set judges one environment"),
        (("affected", "acme/gateway", "1.5.0"), "RANGE: '1.5.0' is not a comparison"),
        (("affected", "CVE-2026-1234", "<2"), "a RANGE belongs to a component"),
    ],
)
def test_a_mistake_is_named_with_what_was_meant(asked: Home, arguments: tuple[str, ...], told: str) -> None:
    offline = ("--offline",) if arguments[0] == "check" else ()

    outcome = asked.run(*arguments, *offline)

    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err


def test_whom_a_component_reaches_is_told_over_all_environments(asked: Home) -> None:
    outcome = asked.run("affected", "acme/gateway", "--format", "json", *AS_OF)

    assert outcome.code == 0
    assert [(one["customer"], one["environment"], one["reach"]) for one in entries(outcome)] == [
        ("Acme", "acme/prod", "runs"),
        ("Zeta", "dev", "runs"),
    ]
    assert json.loads(outcome.out)["done"] is None


def test_a_range_tells_the_fix_and_how_far_it_is_done(asked: Home) -> None:
    outcome = asked.run("affected", "acme/gateway", "<1.5.0", "--format", "json", *AS_OF)

    said = json.loads(outcome.out)
    (one,) = said["entries"]
    assert (one["environment"], one["version"], one["fix"]) == ("acme/prod", "v1.4.0", "1.5.0")
    assert (said["running"], said["done"]) == (2, 1)
    assert said["schema"] == "tracker.affected/1"


def test_nobody_affected_is_an_answer(asked: Home) -> None:
    outcome = asked.run("affected", "acme/gateway", "<1.0", *AS_OF)

    assert outcome.code == 0
    assert "2 entries run acme/gateway: done 2 of 2" in outcome.out
    assert "Nobody is affected" in outcome.out


def test_a_component_that_nobody_runs_is_an_answer(asked: Home) -> None:
    assert asked.run("affected", "kafka", *AS_OF).out == "kafka   no environment runs kafka\n"


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("kafak", "did you mean 'kafka'?"),
        ("CVE-2026-99999", "no record that is known has the id 'CVE-2026-99999'"),
        ("ghsa-aaaa-bbbb-cccc", "no record that is known has the id"),
    ],
)
def test_what_nothing_is_known_of_could_not_be_done(asked: Home, subject: str, told: str) -> None:
    outcome = asked.run("affected", subject)

    assert (outcome.code, outcome.out) == (1, "")
    assert told in outcome.err


def test_a_record_of_what_nobody_runs_is_an_answer(home: Home, github: GitHub, osv: Osv) -> None:
    github.repository("apache/kafka").release("4.3.1", at=day("2026-06-23"))
    home.write("env.yaml", "deployed: {kafka: 4.3.0}\n")
    osv.record(
        "CVE-2026-20001", "Bitnami/kafka", aliases=["BIT-kafka-2026-20001"], published="2026-10-01T00:00:00Z"
    )
    replace(home, osv_url=osv.url).check("env")
    home.write("env.yaml", "deployed: {postgresql: 18.1}\n")

    found, early = (home.run("affected", "cve-2026-20001", *more) for more in ((), ("--as-of", "2026-09-01")))
    by_alias = home.run("affected", "BIT-kafka-2026-20001")

    assert (found.code, by_alias.code, early.code) == (0, 0, 1)
    assert "no environment runs kafka" in found.out
    assert "Also known as BIT-kafka-2026-20001." in found.out


def test_a_component_goes_by_the_name_that_an_environment_gives_it(home: Home) -> None:
    source = "{feed: 'https://packages.acme.example/own.xml'}"
    home.write("env.yaml", f"deployed: {{own-tool: {{version: 1.0, source: {source}}}}}\n")

    assert "1 entry runs own-tool" in home.run("affected", "own-tool", *AS_OF).out


@pytest.mark.parametrize("command", ["releases", "tags"])
def test_what_only_an_environment_names_is_found_by_that_name(asked: Home, command: str) -> None:
    outcome = asked.run(command, "gateway")

    assert (outcome.code, outcome.err) == (0, "")
    assert "v1.6.0" in outcome.out
    assert "'gatewya' is no component of the catalog" in asked.run(command, "gatewya").err
    nowhere = replace(asked, root=asked.root / "nowhere")
    assert "'gateway' is no component of the catalog" in nowhere.run(command, "gateway").err


def test_a_bad_file_costs_only_its_own_environment(asked: Home) -> None:
    asked.write("broken.yaml", "deployed: {gateway: }\n")

    outcome = asked.run("affected", "acme/gateway", *AS_OF)

    assert outcome.code == 2
    assert "2 entries run" in outcome.out
    assert "broken.yaml line 1" in outcome.err


def test_only_some_entries_are_judged_and_the_summary_stays(asked: Home) -> None:
    before = rows(asked)

    (check,) = asked.check("acme/prod", only=["loader"]).checks
    both = asked.check("acme/prod", "dev", only=["loader"]).checks

    assert [finding.name for finding in check.findings] == ["loader"]
    assert [one.environment for one in both] == ["acme/prod"]
    assert rows(asked)["summary"] == before["summary"]


def test_names_may_be_repeated_or_separated_by_commas(asked: Home) -> None:
    repeated = asked.run("check", "acme/prod", "--only", "loader", "--only", "gateway", *AS_OF)

    assert asked.run("check", "acme/prod", "--only", "loader,gateway", *AS_OF) == repeated
    assert "2 components" in repeated.out


def test_a_version_is_judged_as_if_it_were_deployed_and_nothing_is_stored(asked: Home) -> None:
    before = rows(asked)

    (check,) = asked.check("acme/prod", supposed={"gateway": "1.6.0"}, offline=True).checks
    (past,) = asked.check("acme/prod", supposed={"gateway": "1.6.0"}, as_of=day("2026-11-20")).checks

    for made in (check, past):
        finding = next(one for one in made.findings if one.name == "gateway")
        assert finding.deployed.version == "1.6.0"
    assert rows(asked) == before


def test_a_version_that_must_not_be_deployed_fails_with_its_reason(home: Home) -> None:
    home.write("env.yaml", "since: 2026-11-01\ndeployed: {kafka: 4.3.1}\n")
    judged = ("check", "env", "--only", "kafka", "--fail-on", "never", *AS_OF)

    good, bad = home.run(*judged, "--set", "kafka=4.3.0"), home.run(*judged, "--set", "kafka=3.6.1")

    assert (good.code, good.err) == (0, "")
    assert bad.code == 1
    assert "3.6.1 is past its support: that of line 3.6 ended on 2024-02-27" in bad.err
    assert "kafka      3.6.1" in bad.out


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("4.2.2", "is refused by policy: "),
        ("4.3.2", "4.3.2 was withdrawn"),
        ("4.3.3", "loses records"),
        ("4.3.4", "4.3.4 is affected by CVE-2026-1001, which 4.3.1 is not"),
    ],
)
def test_what_speaks_against_a_version_is_said(
    home: Home, github: GitHub, osv: Osv, version: str, told: str
) -> None:
    kafka = github.repository("apache/kafka").release("4.3.1", at=day("2026-06-23"))
    for number in (2, 3, 4, 5):
        kafka.release(f"4.3.{number}", at=day(f"2026-07-0{number}"))
    osv.record("BIT-1", "Bitnami/kafka", aliases=["CVE-2026-1001"], published="2026-08-01T00:00:00Z")
    ranges = [{"type": "SEMVER", "events": [{"introduced": "4.3.4"}, {"fixed": "4.3.5"}]}]
    osv.records["BIT-1"]["affected"][0]["ranges"] = ranges
    home.write(
        "components/kafka.yaml", 'avoid: [{range: "==4.3.3", why: loses records, url: "https://x.example"}]\n'
    )
    home.write("env.yaml", 'since: 2026-11-01\npolicy: {deny: "<4.3"}\ndeployed: {kafka: 4.3.1}\n')
    there = replace(home, osv_url=osv.url)
    there.check("env")
    kafka.remove("4.3.2")
    for days in (1, 2):
        there.check("env", now=NOW + timedelta(days=days))

    outcome = there.run("check", "env", "--offline", "--fail-on", "never", "--set", f"kafka={version}")

    assert outcome.code == 1
    assert told in outcome.err


def test_an_unknown_version_fails_as_any_unknown_does(asked: Home) -> None:
    judged = ("check", "acme/prod", "--only", "gateway", *AS_OF)

    assert asked.run(*judged, "--set", "gateway=nightly").code == 3


def test_with_a_baseline_only_what_became_worse_fails(home: Home, tmp_path: Path) -> None:
    home.write("env.yaml", "since: 2025-01-01\ndeployed: {kafka: 3.6.1}\n")
    checked = ("check", "env", *AS_OF, "--format", "json")
    baseline = tmp_path / "before.json"
    baseline.write_text(home.run(*checked).out, encoding="utf-8")
    since = (*checked, "--baseline", str(baseline))

    same = home.run(*since)
    home.write("env.yaml", "since: 2025-01-01\ndeployed: {kafka: 3.6.1, postgresql: 13.1}\n")
    worse = home.run(*since)
    home.write("env.yaml", "since: 2025-01-01\ndeployed: {kafka: 4.3.1}\n")
    better = home.run(*since)

    assert home.run(*checked).code == 0
    assert (same.code, same.err) == (0, "")
    assert worse.code == 1
    assert "worse: env postgresql: ok became overdue; new: support-ended 13 (high)" in worse.err
    assert better.code == 0
    assert "better: env kafka: overdue became ok; closed: support-ended 3.6" in better.err


def test_a_baseline_may_hold_several_environments(asked: Home, tmp_path: Path) -> None:
    baseline = tmp_path / "before.json"
    baseline.write_text(asked.run("check", "--all", *AS_OF, "--format", "json").out, encoding="utf-8")

    assert asked.run("check", "--all", *AS_OF, "--baseline", str(baseline)).err == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "something else than JSON"),
        ("[]", "it: should be an object"),
        ('{"schema": "tracker.releases/1"}', "its schema is 'tracker.releases/1'"),
        ('{"schema": "tracker.check/1", "environment": "a"}', "findings: Field required"),
        (
            json.dumps({"schema": "tracker.checks/1", "environments": [UNSOUND]}),
            "environments.0.findings.0.verdict",
        ),
    ],
)
def test_a_broken_baseline_is_named(asked: Home, tmp_path: Path, text: str, told: str) -> None:
    baseline = tmp_path / "before.json"
    baseline.write_text(text, encoding="utf-8")

    outcome = asked.run("check", "acme/prod", "--offline", "--baseline", str(baseline))

    assert (outcome.code, outcome.out) == (2, "")
    assert "before.json cannot be compared with" in outcome.err
    assert told in outcome.err


def test_a_baseline_may_lack_what_was_added_later(asked: Home, tmp_path: Path) -> None:
    before = json.loads(asked.run("check", "--all", *AS_OF, "--format", "json").out)
    older = {
        "schema": before["schema"],
        "environments": [
            {
                "environment": one["environment"],
                "findings": [
                    {
                        **{key: finding[key] for key in ("name", "verdict", "urgency")},
                        "duties": [
                            {key: duty[key] for key in ("id", "code", "subject", "urgency")}
                            for duty in finding["duties"]
                        ],
                    }
                    for finding in one["findings"]
                ],
            }
            for one in before["environments"]
        ],
    }
    baseline = tmp_path / "before.json"
    baseline.write_text(json.dumps(older), encoding="utf-8")

    assert asked.run("check", "--all", *AS_OF, "--baseline", str(baseline)).err == ""


def test_a_missing_baseline_is_named(asked: Home) -> None:
    outcome = asked.run("check", "acme/prod", "--offline", "--baseline", "nowhere.json")

    assert outcome.code == 2
    assert "nowhere.json cannot be read: No such file or directory" in outcome.err
