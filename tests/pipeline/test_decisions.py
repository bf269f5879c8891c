"""Deciding: what is refused, what then holds, for whom and until when, and what the log says."""

import json
import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from examples import NOW, day
from home import Home
from loopback import GitHub
from tracker.cli.deciding import EVENTS
from tracker.errors import ConfigurationError, Refused
from tracker.model import Check, Closing, DecisionKind, DutyEventKind, Plan, Scope, Verdict, Wakening
from tracker.pipeline.deciding import Ending, Said, decide, hold, plan, reopen
from tracker.pipeline.decision_file import read_log, write_log
from tracker.pipeline.decisions import decision_log, list_decisions, take_over
from tracker.pipeline.moving import move
from tracker.pipeline.scopes import Where
from tracker.record import replace
from tracker.store import Store

PROD = """\
customer: Acme
since: 2024-06-01
deployed:
  kafka: 3.6.1     # its line is past its support
  postgresql: 16.15
  grafana: {version: 12.4.2, hold: {until: 2027-01-31, reason: frozen, by: ops, since: 2026-01-01}}
"""
HERE = Where(environment="acme/prod", name="kafka")
EVERYWHERE = Where(name="kafka", every=True)
ENDING = Ending(until=day("2027-01-31"))
ANN = Said(by="ann", reason="not reachable", now=NOW)


@pytest.fixture
def acme(home: Home, github: GitHub) -> Home:
    github.repository("apache/kafka").release("4.4.0", at=day("2026-09-01"))
    home.write("acme/prod.yaml", PROD)
    home.write("other.yaml", "since: 2024-06-01\ndeployed: {kafka: 3.6.2}\n")
    home.check("acme/prod", "other")
    return home


def verdict(home: Home, name: str, environment: str = "acme/prod", days: int = 0) -> Verdict:
    (check,) = home.check(environment, now=NOW + timedelta(days=days), offline=True).checks
    return found(check, name)


def found(check: Check, name: str) -> Verdict:
    return next(one.verdict for one in check.findings if one.name == name)


def test_what_is_waived_is_covered_there_until_its_day(acme: Home) -> None:
    assert verdict(acme, "kafka") is Verdict.OVERDUE

    (made,) = decide(acme.settings, DecisionKind.WAIVE, [HERE], ANN, ENDING)

    assert made.scope == Scope(environment="acme/prod", name="kafka")
    assert made.covers == ("support:3.6",)
    assert verdict(acme, "kafka") is Verdict.WAIVED
    assert verdict(acme, "kafka", "other") is Verdict.OVERDUE
    assert verdict(acme, "kafka", days=100) is Verdict.OVERDUE


@pytest.mark.parametrize(
    ("where", "covered"),
    [
        (EVERYWHERE, ["acme/prod", "other"]),
        (replace(HERE, every=True), ["acme/prod", "other"]),
        (Where(name="kafka", customer="Acme"), ["acme/prod"]),
    ],
)
def test_a_decision_may_hold_for_a_component_everywhere_or_of_a_customer(
    acme: Home, where: Where, covered: list[str]
) -> None:
    decide(acme.settings, DecisionKind.SNOOZE, [where], ANN, ENDING)

    for name in ("acme/prod", "other"):
        assert verdict(acme, "kafka", name) is (Verdict.WAIVED if name in covered else Verdict.OVERDUE)


def test_a_past_instant_knows_what_had_been_decided_by_then(acme: Home) -> None:
    decide(acme.settings, DecisionKind.WAIVE, [HERE], ANN, ENDING)
    reopen(acme.settings, [HERE], replace(ANN, now=NOW + timedelta(days=2)))

    for days, expected in ((0, Verdict.OVERDUE), (1, Verdict.WAIVED), (3, Verdict.OVERDUE)):
        (check,) = acme.check("acme/prod", as_of=NOW + timedelta(days=days)).checks
        assert found(check, "kafka") is expected


def test_an_acknowledged_duty_stays_due_and_is_shown(acme: Home) -> None:
    decide(acme.settings, DecisionKind.ACKNOWLEDGE, [HERE], replace(ANN, reason=""), Ending())

    (check,) = acme.check("acme/prod", offline=True).checks
    finding = next(one for one in check.findings if one.name == "kafka")
    assert finding.verdict is Verdict.OVERDUE
    assert "acknowledged by ann" in [one.text for one in finding.reasons]


def test_a_snooze_until_the_next_release_wakes_when_one_comes_out(acme: Home, github: GitHub) -> None:
    decide(acme.settings, DecisionKind.SNOOZE, [HERE], ANN, Ending(wakes=Wakening.NEXT_RELEASE))
    assert verdict(acme, "kafka") is Verdict.WAIVED

    github.repository("apache/kafka").release("4.4.1", at=NOW + timedelta(days=1))
    later = NOW + timedelta(days=2)
    (check,) = acme.check("acme/prod", now=later).checks

    assert found(check, "kafka") is Verdict.OVERDUE
    (one,) = (one for one in list_decisions(acme.settings, "acme/prod", later, ended=True).decisions if one.why)
    assert one.why == "4.4.1 came out on 2026-11-21"
    assert one.woken


def test_a_hold_covers_what_is_to_come(acme: Home) -> None:
    where = Where(environment="acme/prod", name="postgresql")

    (made,) = hold(acme.settings, [where], ANN, ENDING)

    assert made.covers == ()
    assert verdict(acme, "postgresql") is not Verdict.WAIVED
    acme.write("acme/prod.yaml", PROD.replace("16.15", "13.1"))
    assert verdict(acme, "postgresql") is Verdict.WAIVED


@pytest.mark.parametrize(
    ("where", "subjects", "ending", "message"),
    [
        (
            HERE,
            ("CVE-2026-1",),
            ENDING,
            "--for: 'CVE-2026-1' is not open for kafka in acme/prod: open are support:3.6",
        ),
        (
            Where(environment="acme/prod", name="kafak"),
            (),
            ENDING,
            "acme/prod has no entry 'kafak': did you mean 'kafka'?",
        ),
        (Where(environment="acme/prod", name="x"), (), ENDING, "there are kafka, postgresql, grafana"),
        (
            Where(environment="acme/prod", name="postgresql"),
            (),
            ENDING,
            "nothing is open for postgresql in acme/prod",
        ),
        (
            Where(environment="acme/prod", name="postgresql"),
            ("lag",),
            ENDING,
            "postgresql in acme/prod: nothing is",
        ),
        (
            Where(name="kafka", customer="Nobody"),
            (),
            ENDING,
            "there is no customer 'Nobody': there are Acme, other",
        ),
        (Where(name="kafka", customer="acme"), (), ENDING, "no customer 'acme': did you mean 'Acme'?"),
        (replace(HERE, customer="Nobody"), (), ENDING, "acme/prod is of the customer Acme, and not of 'Nobody'"),
        (Where(name="spark", every=True), (), ENDING, "nothing deploys spark anywhere"),
        (Where(name="postgresql", customer="other"), (), ENDING, "nothing deploys postgresql of other"),
        (HERE, (), Ending(until=NOW), "--until: 2026-11-20 has come: name a day after today"),
        (HERE, (), Ending(wakes=Wakening.FIXED), "--until fixed: it is about no vulnerability"),
        (HERE, (), Ending(wakes=Wakening.SUPPORT_ENDS), "--until support-ends: the support of 3.6 ended"),
    ],
)
def test_what_can_have_no_effect_is_refused(
    acme: Home, where: Where, subjects: tuple[str, ...], ending: Ending, message: str
) -> None:
    with pytest.raises(Refused) as caught:
        decide(acme.settings, DecisionKind.WAIVE, [where], replace(ANN, subjects=subjects), ending)

    assert message in str(caught.value)
    assert decision_log(acme.settings) == ()


def test_of_several_places_all_are_decided_about_or_none(acme: Home) -> None:
    there = Where(environment="other", name="kafka")
    fine = Where(environment="acme/prod", name="postgresql")

    with pytest.raises(Refused, match="nothing is open for postgresql in acme/prod"):
        decide(acme.settings, DecisionKind.WAIVE, [HERE, fine, there], ANN, ENDING)
    assert decision_log(acme.settings) == ()
    with pytest.raises(Refused, match=r"it is about no vulnerability.* \(kafka in acme/prod\)"):
        decide(acme.settings, DecisionKind.WAIVE, [HERE, there], ANN, Ending(wakes=Wakening.FIXED))

    made = decide(acme.settings, DecisionKind.WAIVE, [HERE, there], ANN, ENDING)
    assert [one.scope.environment for one in made] == ["acme/prod", "other"]
    assert reopen(acme.settings, [HERE, there], ANN) == made


def test_for_all_environments_every_file_must_be_readable(acme: Home) -> None:
    acme.write("bad.yaml", "deployed: 1\n")

    with pytest.raises(ConfigurationError, match="bad.yaml line 1"):
        decide(acme.settings, DecisionKind.WAIVE, [EVERYWHERE], ANN, ENDING)


@pytest.mark.parametrize("subject", ["support", "3.6", "support:3.6", "SUPPORT-ENDED", "support-ended:3.6"])
def test_a_duty_goes_by_several_names(acme: Home, subject: str) -> None:
    (made,) = decide(acme.settings, DecisionKind.WAIVE, [HERE], replace(ANN, subjects=(subject,)), ENDING)

    assert made.covers == ("support:3.6",)


def test_the_advice_to_move_can_be_put_off_while_nothing_is_due(acme: Home) -> None:
    acme.write("acme/prod.yaml", PROD.replace("16.15", "16.10"))
    where = Where(environment="acme/prod", name="postgresql")
    assert verdict(acme, "postgresql") is Verdict.ADVICE

    (made,) = decide(acme.settings, DecisionKind.SNOOZE, [where], ANN, ENDING)

    assert [item.partition(":")[0] for item in made.covers] == ["behind"]
    assert verdict(acme, "postgresql") is Verdict.WAIVED


PLANNED = Plan(target="v4.4.0", on=day("2026-12-01"), ticket="https://tickets.example/1")


def test_a_plan_names_the_release_and_wakes_when_its_day_has_passed(acme: Home) -> None:
    (made,) = plan(acme.settings, {HERE: PLANNED}, ANN)

    assert made.plan == replace(PLANNED, target="4.4.0")
    assert verdict(acme, "kafka") is Verdict.OVERDUE
    (one,) = list_decisions(acme.settings, "acme/prod", NOW, ended=False).decisions[1:]
    assert (one.decision, one.why) == (made, None)
    listed = list_decisions(acme.settings, "acme/prod", NOW + timedelta(days=20), ended=True).decisions
    assert "2026-12-01 has passed" in [one.why for one in listed]


@pytest.mark.parametrize(
    ("planned", "message"),
    [
        (
            replace(PLANNED, target="9.9.9"),
            "--target: 9.9.9 is no known release of kafka: `tracker releases kafka`",
        ),
        (replace(PLANNED, target="nonsense"), "--target: nonsense is no known release of kafka"),
        (replace(PLANNED, target="3.6.0"), "--target: 3.6.0 is not above 3.6.1, which is deployed"),
        (replace(PLANNED, target="3.7.0"), "--target: 3.7.0 is no target: support of line 3.7 ended on"),
        (replace(PLANNED, on=day("2026-11-19")), "--on: 2026-11-19 has passed: name a day to come"),
    ],
)
def test_a_plan_that_leads_nowhere_is_refused(acme: Home, planned: Plan, message: str) -> None:
    with pytest.raises(Refused) as caught:
        plan(acme.settings, {HERE: planned}, ANN)

    assert message in str(caught.value)


def test_a_plan_to_a_release_that_must_be_avoided_is_refused(acme: Home) -> None:
    acme.write(
        "components/kafka.yaml", 'avoid: [{range: "==4.4.0", why: loses records, url: "https://x.example"}]\n'
    )

    with pytest.raises(Refused, match=r"4\.4\.0 is no target: .* loses records"):
        plan(acme.settings, {HERE: PLANNED}, ANN)


def test_what_was_reopened_is_open_again_and_the_log_says_who_did_it(acme: Home) -> None:
    (made,) = decide(acme.settings, DecisionKind.WAIVE, [HERE], ANN, ENDING)

    assert reopen(acme.settings, [HERE], replace(ANN, by="bob", reason="it is reachable")) == (made,)

    assert verdict(acme, "kafka") is Verdict.OVERDUE
    listed = list_decisions(acme.settings, "acme/prod", NOW, ended=True).decisions
    assert [one.why for one in listed if one.decision == made] == ["reopened by bob: it is reachable"]
    assert made not in [one.decision for one in list_decisions(acme.settings, None, NOW, ended=False).decisions]
    with pytest.raises(Refused, match="no decision is in force for kafka in acme/prod"):
        reopen(acme.settings, [HERE], ANN)


def test_a_part_of_a_decision_can_be_reopened(acme: Home) -> None:
    decide(acme.settings, DecisionKind.WAIVE, [HERE], replace(ANN, subjects=("support", "behind")), ENDING)

    (ended,) = reopen(acme.settings, [HERE], replace(ANN, subjects=("support",)))

    assert ended.covers == ("support:3.6",)
    assert verdict(acme, "kafka") is Verdict.OVERDUE
    (left,) = (
        one for one in list_decisions(acme.settings, None, NOW, ended=False).decisions if one.decision.covers
    )
    assert left.decision.covers == ("behind:4.3.1",)


def test_what_holds_from_elsewhere_is_not_reopened_here(acme: Home) -> None:
    decide(acme.settings, DecisionKind.WAIVE, [Where(name="kafka", customer="Acme")], ANN, ENDING)

    with pytest.raises(Refused, match="was decided more widely: `tracker reopen --customer 'Acme' kafka`"):
        reopen(acme.settings, [HERE], ANN)
    with pytest.raises(Refused, match=r"grafana in acme/prod is held in acme/prod.yaml line 6: take it out there"):
        reopen(acme.settings, [Where(environment="acme/prod", name="grafana")], ANN)


def test_the_list_holds_what_files_say_and_what_nothing_open_needs(acme: Home) -> None:
    (made,) = decide(acme.settings, DecisionKind.WAIVE, [HERE], ANN, ENDING)
    acme.write("acme/prod.yaml", PROD.replace("3.6.1", "4.4.0"))

    held, idle = list_decisions(acme.settings, None, NOW, ended=False).decisions

    assert (held.decision.location, held.decision.at, held.state) == (
        "acme/prod.yaml#6",
        day("2026-01-01"),
        "in force",
    )
    assert (idle.decision, idle.state) == (made, "idle")
    over = list_decisions(acme.settings, None, NOW + timedelta(days=100), ended=True).decisions
    assert [one.why for one in over] == ["2027-01-31 has come"] * 2


def test_a_broken_file_costs_only_its_own_environment_in_the_list(acme: Home) -> None:
    acme.write("bad.yaml", "deployed: 1\n")

    outcome = acme.run("decisions")

    assert outcome.code == 2
    assert "grafana in acme/prod" in outcome.out
    assert "bad.yaml line 1" in outcome.err
    assert acme.run("decisions", "bad").out == ""


def test_a_move_closes_what_it_ends_and_the_plan_for_it(acme: Home) -> None:
    (made,) = plan(acme.settings, {HERE: PLANNED}, ANN)

    moved = move(acme.settings, "acme/prod", "kafka", ["4.4.0"], NOW)

    assert (acme.watchlists / "acme/prod.yaml").read_text() == PROD.replace("3.6.1", "4.4.0")
    assert (moved.before.verdict, moved.after.verdict) == (Verdict.OVERDUE, Verdict.OK)
    assert [one.partition(" ")[0] for one in moved.closed] == ["support:3.6", "behind:4.3.1"]
    assert moved.left == ()
    (one,) = (
        one for one in list_decisions(acme.settings, None, NOW, ended=True).decisions if one.decision == made
    )
    assert (one.state, one.why, one.ended_at) == ("ended", "4.4.0 is deployed", None)
    (check,) = acme.check("acme/prod", as_of=NOW + timedelta(days=1)).checks
    assert found(check, "kafka") is Verdict.OK


def test_the_log_goes_out_and_in_without_loss_and_twice_without_change(acme: Home, tmp_path: Path) -> None:
    told = replace(ANN, tell="we agreed on it")
    decide(acme.settings, DecisionKind.WAIVE, [HERE], told, Ending(until=ENDING.until, wakes=Wakening.NEXT_MINOR))
    plan(acme.settings, {EVERYWHERE: PLANNED}, replace(ANN, by=None, now=NOW + timedelta(microseconds=1)))
    reopen(acme.settings, [HERE], ANN)
    elsewhere = Home(root=tmp_path, github_url="", database_url=f"sqlite:///{tmp_path / 'other.db'}")

    written = acme.run("decisions", "--export", "-").out
    file = tmp_path / "log.jsonl"
    assert acme.run("decisions", "--export", str(file)).out == f"{file} is written: 3 entries\n"
    assert file.read_text() == written
    assert [elsewhere.run("decisions", "--import", str(file)).out for _ in range(2)] == [
        "3 entries added to the log\n",
        "0 entries added to the log\n",
    ]

    assert decision_log(elsewhere.settings) == decision_log(acme.settings)
    assert elsewhere.run("decisions", "--export", "-").out == written


GOOD = json.loads(
    """{"id": "1", "kind": "waive", "at": "2026-11-20T08:00:00Z", "by": null, "reason": "r",
    "scope": {"component": "kafka"}, "covers": ["support:3.6"], "until": "2027-01-31T00:00:00Z"}"""
)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "forget"}, "log line 3: Invalid enum value 'forget' - at `$.kind`"),
        ({"at": "2026-11-20T08:00:00"}, "log line 3: an instant needs a time zone"),
        ({"until": "2026-11-20"}, "log line 3: Invalid RFC3339 encoded datetime - at `$.until`"),
        ({"scope": {}}, "log line 3: the scope must be an entry of an environment, or a component"),
        ({"scope": {"component": "a", "colour": "red"}}, "log line 3: 'colour' is no part of a decision"),
        ({"colour": "red"}, "log line 3: 'colour' is no part of a decision"),
        ({"reason": "\x1b[31m"}, "log line 3: a text is too long or has control characters"),
        ({"id": ""}, "log line 3: the id must be a short text"),
        ({"kind": "plan"}, "log line 3: a plan, and nothing else, says what is planned"),
        ({"kind": "reopen"}, "log line 3: Object missing required field `decisions`"),
        ({"covers": 1}, "log line 3: Expected `array`, got `int` - at `$.covers`"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "log line 3: 0001-01-01T00:00:00+14:00 is out of reach"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "log line 3: 0001-01-01T00:00:00+14:00 is out of reach"),
        (
            {"kind": "plan", "plan": {"target": "1", "on": "9999-12-31T00:00:00Z", "ticket": None}},
            "log line 3: 9999-12-31T00:00:00+00:00 is out of reach",
        ),
        (
            {"kind": "plan", "plan": {"target": "1", "on": "2026-12-31T00:00:00Z", "ticket": "javascript:x"}},
            "log line 3: the ticket must be a web address",
        ),
        ([], "log line 3: the line is no decision: nothing was taken over"),
        (1, "log line 3: the line is no decision: nothing was taken over"),
    ],
)
def test_a_log_with_a_broken_line_is_refused_as_a_whole(acme: Home, changes: object, message: str) -> None:
    broken = {**GOOD, "id": "2", **changes} if isinstance(changes, dict) else changes
    text = f"{json.dumps(GOOD)}\n\n{json.dumps(broken)}\n"

    with pytest.raises(ConfigurationError) as caught:
        take_over(acme.settings, text, "log")

    assert str(caught.value).startswith(message)
    assert decision_log(acme.settings) == ()
    with pytest.raises(ConfigurationError, match="log line 1: the line is no decision"):
        take_over(acme.settings, "not json\n", "log")


def test_an_entry_that_stands_for_something_else_here_is_refused(acme: Home) -> None:
    assert take_over(acme.settings, json.dumps(GOOD), "log") == 1

    with pytest.raises(Refused, match="log line 2: 1 is another decision here: nothing was taken over"):
        take_over(acme.settings, "\n" + json.dumps({**GOOD, "reason": "another"}), "log")


def test_what_is_written_of_a_log_is_read_back() -> None:
    entries = read_log(json.dumps(GOOD), "log").values()

    assert [*read_log(write_log(entries), "log").values()] == [*entries]


def test_the_commands_say_in_a_line_what_holds_now(acme: Home) -> None:
    lines = [
        acme.run(
            "waive", "acme/prod", "kafka", "--until", "2199-01-31", "--reason", "not reachable", "--by", "ann"
        ),
        acme.run("acknowledge", "other", "kafka", "--by", "ann"),
        acme.run(
            *("snooze", "--customer", "Acme", "kafka", "--until", "next-release", "--until", "2199-01-31"),
            *("--reason", "busy", "--by", "ann", "--for", "support"),
        ),
        acme.run("mitigate", "--all", "kafka", "--until", "next-minor", "--reason", "firewalled", "--by", "ann"),
        acme.run("hold", "acme/prod", "postgresql", "--until", "2199-01-31", "--reason", "frozen", "--by", "ann"),
        acme.run("plan", "acme/prod", "kafka", "--target", "4.4.0", "--on", "2199-01-01", "--by", "ann"),
        acme.run("reopen", "other", "kafka", "--by", "bob", "--for", "3.6"),
    ]

    assert [one.err for one in lines] == [""] * len(lines)
    assert [one.out for one in lines] == [
        "kafka in acme/prod: waived by ann until 2199-01-31: not reachable (support:3.6)\n",
        "kafka in other: acknowledged by ann (support:3.6)\n",
        "kafka of Acme: snoozed by ann until 2199-01-31 or the next release: busy (support:3.6)\n",
        "kafka everywhere: mitigated by ann until the next line: firewalled (support:3.6)\n",
        "postgresql in acme/prod: held by ann until 2199-01-31: frozen (all of it)\n",
        "kafka in acme/prod: 4.4.0 is planned by ann for 2199-01-01 (support:3.6)\n",
        "reopened: kafka in other: acknowledged by ann (support:3.6)\n",
    ]
    table = acme.run("decisions", "acme/prod").out
    assert "mitigated  kafka everywhere         support:3.6  the next line\n" in table
    assert "    by ops in acme/prod.yaml line 6: frozen\n" in table
    listed = json.loads(acme.run("decisions", "--ended", "--format", "json").out)
    assert listed["schema"] == "tracker.decisions/1"
    assert {one["state"] for one in listed["decisions"]} == {"in force", "ended"}


def test_the_table_says_when_there_is_nothing(home: Home) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.3.1}\n")

    assert home.run("decisions").out == "No decision is in force.\n"


UNTIL = ("--until", "2199-01-01")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["waive", "acme/prod", "kafka", *UNTIL], "Missing option '--reason'"),
        (
            ["waive", "acme/prod", "kafka", "--reason", "x"],
            "--until: say what ends it: a day such as 2027-01-31, or ",
        ),
        (
            ["waive", "acme/prod", "kafka", "--reason", "x", "--until", "soon"],
            "--until: 'soon' is not a date such as 2026-01-15, nor one of next-release, next-minor, fixed",
        ),
        (["waive", "acme/prod", "kafka", "--reason", "x", *UNTIL, *UNTIL], "--until: name one day and one event"),
        (
            ["waive", "kafka", "--reason", "x", *UNTIL],
            "name an entry as ENV NAME, or a component as NAME with --all",
        ),
        (["waive", "a", "b", "c", "--reason", "x", *UNTIL], "name an entry as ENV NAME"),
        (
            ["waive", "--all", "--customer", "A", "kafka", "--reason", "x", *UNTIL],
            "say --all or --customer, not both",
        ),
        (["waive", "a", "b", "--reason", "a\nb", *UNTIL], "--reason: write one line of at most 500 characters"),
        (["waive", "a", "b", "--reason", " ", *UNTIL], "--reason: it is empty: write one line"),
        (["acknowledge", "a", "b", "--by", ""], "--by: it is empty: write one line"),
        (["decisions", "--export", ""], "cannot be written"),
        (["decisions", "--import", ""], "cannot be read"),
        (["waive", "a", "b", "--reason", "x", "--by", "\x1b", *UNTIL], "--by: write one line"),
        (["plan", "a", "b", "--target", "1", "--on", "soon"], "--on: 'soon' is not a date such as 2026-01-15"),
        (
            ["plan", "a", "b", "--target", "1", "--on", "2199-01-01", "--ticket", "T-1"],
            "--ticket: name a web address such as https://",
        ),
        (["decisions", "--export", "a", "--import", "b"], "--export and --import stand alone"),
        (["decisions", "env", "--export", "a"], "--export and --import stand alone"),
    ],
)
def test_a_command_that_says_too_little_says_what_is_missing(
    acme: Home, arguments: list[str], message: str
) -> None:
    outcome = acme.run(*arguments)

    assert outcome.code == 2
    assert message in outcome.err
    assert outcome.out == ""


def test_who_decides_is_gits_e_mail_in_the_folder(
    acme: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("LOGNAME", "login")
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_AUTHOR_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)

    assert " acknowledged by login " in acme.run("acknowledge", "acme/prod", "kafka").out
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "config", "user.email", "ann@acme.example"], check=True)
    assert " acknowledged by ann@acme.example " in acme.run("acknowledge", "acme/prod", "kafka").out


def test_the_command_that_says_what_is_deployed_says_what_that_closes(acme: Home) -> None:
    outcome = acme.run("deployed", "acme/prod", "kafka", "3.6.2")

    assert outcome.code == 0
    first, second = outcome.out.splitlines()
    assert first == "acme/prod.yaml line 4: kafka 3.6.1 is now 3.6.2: overdue before, overdue now"
    assert second.startswith("closed: nothing; open: support:3.6 (support of line 3.6 ended on ")
    assert acme.run("deployed", "acme/prod", "kafak", "1").err == (
        "tracker: acme/prod has no entry 'kafak': did you mean 'kafka'?\n"
    )


def test_a_component_that_only_environments_name_can_be_decided_about_everywhere(acme: Home) -> None:
    source = "{feed: 'https://packages.acme.example/own.xml'}"
    acme.write("own.yaml", f"deployed: {{own-tool: {{version: 1.0, source: {source}}}}}\n")

    (made,) = hold(acme.settings, [Where(name="own-tool", every=True)], ANN, ENDING)

    assert made.scope == Scope(component="own-tool")


def test_a_move_that_cannot_be_recorded_says_that_the_file_is_written(acme: Home) -> None:
    locked = replace(acme, database_url=f"sqlite:///file:{acme.database}?mode=ro&uri=true")

    outcome = locked.run("deployed", "acme/prod", "kafka", "4.4.0")

    assert (outcome.code, outcome.out) == (2, "")
    assert "acme/prod.yaml is written, and the next check records it, but now nothing can be kept" in outcome.err
    assert "kafka: 4.4.0 " in (acme.watchlists / "acme/prod.yaml").read_text()


def test_a_move_is_remembered_as_a_check_is(acme: Home) -> None:
    acme.run("deployed", "acme/prod", "kafka", "4.4.0")

    with Store.open(acme.settings.database_url) as store:
        log, summary = store.duty_log("acme/prod", "kafka"), store.summaries()["acme/prod"]
    assert [(one.kind, one.closed_by) for one in log[-1:]] == [(DutyEventKind.CLOSED, Closing.DEPLOYED)]
    assert summary.counts[Verdict.OK] >= 1
    assert summary.checked_at > NOW


def test_a_file_is_exported_whole_or_not_at_all(acme: Home, tmp_path: Path) -> None:
    decide(acme.settings, DecisionKind.WAIVE, [HERE], ANN, ENDING)
    file, link = tmp_path / "log.jsonl", tmp_path / "link.jsonl"
    file.write_text("older")
    file.chmod(0o600)
    link.symlink_to(file)

    assert acme.run("decisions", "--export", str(link)).code == 0
    assert acme.run("decisions", "--export", os.devnull).code == 0

    assert link.is_symlink()
    assert file.read_text().startswith('{"id": ')
    assert file.stat().st_mode & 0o777 == 0o600
    assert not [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")]
    assert not Path(os.devnull).is_file()


def test_help_names_every_event_that_ends_a_decision() -> None:
    assert set(EVENTS) == set(Wakening)
