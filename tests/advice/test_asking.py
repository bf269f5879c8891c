"""What is answered beside a finding: what became of each release, what speaks against it, whom it reaches."""

from typing import Any

import pytest

from examples import ENDED, KAFKA, LTS, NOW, RULE, day, history, line, question, shown, support
from exposed import Flaw, Flawed
from tracker.advice import (
    Question,
    advise,
    build_history,
    compare,
    ids_of,
    judged,
    objections,
    reach_of_range,
    reach_of_vulnerability,
    reading_of,
    trace,
)
from tracker.model import (
    Avoided,
    Code,
    Considered,
    Judged,
    OpenDuty,
    Reach,
    StoredReleases,
    Urgency,
    Verdict,
)
from tracker.record import replace
from tracker.versions import Range

RELEASES = {
    "3.6.1": "2023-12-04",
    "3.6.2": "2024-04-08",
    "3.9.0": "2024-11-06",
    "3.9.1": "2025-05-20",
    "3.9.2": "2026-02-20",
    "4.0.0": "2025-03-18",
    "4.2.1": "2026-05-28",
    "4.3.0-rc1": "2026-05-10",
    "4.3.0": "2026-11-15",
}


NOTHING = history({}, replace(KAFKA, rule=None))


def traced(asked: Question) -> dict[str, Considered]:
    return {one.version: one for one in trace(asked, advise(asked).targets)}


def flawed(asked: Question, *flaws: Flaw) -> Question:
    return replace(asked, exposure=Flawed(flaws, asked.outlook))


def kafka(version: str | tuple[str, ...], **changes: Any) -> Question:
    return question(version, history(RELEASES), **changes)


def test_every_release_above_is_named_with_the_rule_that_kept_or_dropped_it() -> None:
    component = replace(KAFKA, avoid=(Avoided(range="==4.0.0", why="loses records", url="https://x", use=">4.0"),))
    lines = support(ENDED, LTS, line("4.2", ends="2027-01-01"))

    found = traced(kafka("3.6.1", component=component, support=lines))

    assert list(found) == ["3.6.2", "3.9.0", "3.9.1", "3.9.2", "4.0.0", "4.2.1", "4.3.0-rc1", "4.3.0"]
    assert {version: (one.code, one.rule) for version, one in found.items()} == {
        "3.6.2": (Code.SUPPORT_ENDED, "past its support, which ended on 2024-11-06"),
        "3.9.0": (Code.POLICY, "below 3.9.2, which is recommended"),
        "3.9.1": (Code.POLICY, "below 3.9.2, which is recommended"),
        "3.9.2": (Code.POLICY, "recommended: line 3.9 is long-term supported, until 2027-11-06"),
        "4.0.0": (Code.KNOWN_BAD, "not recommended: loses records; use >4.0"),
        "4.2.1": (Code.POLICY, "on another line: line 3.9 is long-term supported, until 2027-11-06"),
        "4.3.0-rc1": (Code.POLICY, f"a pre-release ({kafka('3.6.1').policy.rule('prereleases')})"),
        "4.3.0": (Code.SOAKING, "still soaking and is recommended from 2026-11-29"),
    }
    assert [version for version, one in found.items() if one.kept] == ["3.9.2"]
    assert found["3.9.2"].targets == ("recommended",)
    assert found["3.6.2"].targets == ("line",)
    assert found["4.0.0"].evidence == "https://x"
    assert found["4.3.0"].ripens_at == day("2026-11-29")
    assert found["3.9.2"].ripens_at is None


def test_a_withdrawn_release_is_named_and_no_candidate() -> None:
    releases = shown({"3.9.0": "2025-01-01"}) + shown({"3.9.1": "2025-02-01"}, withdrawn=True)
    known = build_history(KAFKA, StoredReleases(releases=releases, polled_at=NOW), None)

    (withdrawn,) = trace(question("3.9.0", known), advise(question("3.9.0", known)).targets)

    assert (withdrawn.code, withdrawn.rule, withdrawn.kept) == (Code.WITHDRAWN, "withdrawn upstream", False)


@pytest.mark.parametrize(
    ("policy", "version", "rules"),
    [
        ({"track": "newest"}, "4.0.0", {"4.2.1": "recommended: follow the newest release"}),
        ({"track": "newest"}, "3.9.2", {"4.0.0": "below 4.2.1, which is recommended"}),
        (
            {"track": "<4"},
            "3.9.0",
            {"3.9.1": "below 3.9.2, which is recommended", "4.2.1": "out of the range that is tracked"},
        ),
        ({"track": "none", "reason": "frozen"}, "4.0.0", {"4.2.1": "not looked for: nothing is tracked: frozen"}),
        ({"track": "line"}, "3.9.2", {"4.2.1": "on another line: stay on line 3.9"}),
    ],
)
def test_the_track_of_the_policy_is_the_rule(policy: dict[str, str], version: str, rules: dict[str, str]) -> None:
    found = traced(kafka(version, policy=policy))

    assert {name: found[name].rule.partition(" (")[0] for name in rules} == rules


def test_what_affects_a_release_is_named() -> None:
    asked = flawed(kafka("3.9.0", support=support(LTS)), Flaw("CVE-2026-1", "3.9.2"), Flaw("CVE-2026-2", "4.0.0"))

    found = traced(asked)

    assert found["3.9.1"].affected_by == ("CVE-2026-1", "CVE-2026-2")
    assert found["4.2.1"].affected_by == ()


@pytest.mark.parametrize("version", ["nightly", "4.3.0", "9.9.9"])
def test_above_what_cannot_be_judged_or_is_newest_nothing_is_considered(version: str) -> None:
    assert traced(kafka(version)) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3.6.1", "'3.6.1' is read as 3.6.1, on line 3.6, by what all tags have in common"),
        ("nightly", "'nightly' cannot be read as a version by what all tags have in common"),
        ("3.6", "which names a line and no release"),
        ("3.6.1-1ubuntu2", "without '-1ubuntu2', a distributor's build, on line 3.6"),
    ],
)
def test_how_the_deployed_text_was_read_is_told(text: str, told: str) -> None:
    assert told in reading_of(kafka(text))


def test_the_rule_of_a_file_is_named_by_its_line() -> None:
    asked = kafka("3.6.1", component=replace(KAFKA, rule=RULE, rule_location="kafka.yaml#5"))

    assert reading_of(asked).endswith("by the rule of kafka.yaml line 5")


def test_a_version_of_which_no_release_is_known_is_not_said_to_be_wrong() -> None:
    told = reading_of(question("1.0", NOTHING))

    assert told == "'1.0' is not read, since no release is known by which to read it"


def test_a_fine_version_is_not_objected_to() -> None:
    assert objections(kafka("3.9.2", support=support(LTS)), kafka("3.6.1", support=support(LTS))) == ()


def test_what_is_past_its_support_is_objected_to_with_its_day() -> None:
    (one,) = objections(kafka("3.6.2", support=support(ENDED)), kafka("3.6.1", support=support(ENDED)))
    (undated,) = objections(
        kafka("3.6.2", support=support(line("3.6", ended=True))), kafka("3.6.1", support=support(ENDED))
    )

    assert one.code is Code.SUPPORT_ENDED
    assert one.text == "3.6.2 is past its support: that of line 3.6 ended on 2024-11-06"
    assert undated.text == "3.6.2 is past its support: that of line 3.6 ended"


def test_what_is_known_to_be_bad_or_withdrawn_is_objected_to() -> None:
    component = replace(KAFKA, avoid=(Avoided(range="==3.9.1", why="loses records", url="https://x"),))
    releases = shown({"3.9.0": "2025-01-01", "3.9.2": "2025-03-01"}) + shown(
        {"3.9.1": "2025-02-01"}, withdrawn=True
    )
    known = build_history(KAFKA, StoredReleases(releases=releases, polled_at=NOW), None)
    today = question("3.9.0", known, component=component)

    found = objections(question("3.9.1", known, component=component), today)

    assert [one.code for one in found] == [Code.KNOWN_BAD, Code.WITHDRAWN]


def test_what_the_policy_refuses_is_objected_to_with_its_rule() -> None:
    policy = {"deny": ["==3.9.1"]}

    (one,) = objections(kafka("3.9.1", policy=policy), kafka("3.9.0", policy=policy))

    assert one.code is Code.POLICY
    assert one.text == "3.9.1 is refused by policy: deny: ==3.9.1 (test, policies.yaml#1)"


def test_only_what_todays_version_has_not_is_an_objection() -> None:
    old, new, other = Flaw("CVE-2026-1", "4.2.1"), Flaw("CVE-2026-2", "3.9.2"), Flaw("CVE-2026-3", "3.9.2")
    unsure = Flaw("CVE-2026-4", "4.2.1", unclear="fixed on another line")
    today = flawed(kafka("3.9.2"), old, new, unsure)

    (one,) = objections(flawed(kafka("3.9.1"), old, new, unsure), today)
    (several,) = objections(flawed(kafka("3.9.1"), old, new, other), today)

    assert one.code is Code.VULNERABLE
    assert one.text == "3.9.1 is affected by CVE-2026-2, which 3.9.2 is not"
    assert several.text == "3.9.1 is affected by CVE-2026-2 and 1 more, which 3.9.2 is not"
    assert objections(today, today) == ()


def test_what_cannot_be_read_is_not_objected_to_since_it_is_unknown() -> None:
    assert objections(kafka("nightly"), kafka("3.9.1")) == ()


@pytest.mark.parametrize(
    ("version", "text", "reach", "fix"),
    [
        ("3.6.1", "<3.9.2", Reach.AFFECTED, "3.9.2"),
        ("3.9.2", "<3.9.2", Reach.NOT_AFFECTED, None),
        (("3.9.2", "3.9.1"), "<3.9.2", Reach.AFFECTED, "3.9.2"),
        (("3.6.1", "4.2.1"), ">=4", Reach.AFFECTED, None),
        ("nightly", "<3.9.2", Reach.UNKNOWN, None),
        ("3.9", "<3.9.2", Reach.UNCLEAR, "3.9.2"),
        ("3.9", "<3.9", Reach.NOT_AFFECTED, None),
        ("3.9.1", "<3.9.2-!", Reach.UNKNOWN, None),
        ("9.9.9", ">=4", Reach.AFFECTED, None),
        (("nightly", "3.6.1"), "<3.9.2", Reach.AFFECTED, None),
    ],
)
def test_a_range_reaches_who_runs_a_version_in_it(
    version: str | tuple[str, ...], text: str, reach: Reach, fix: str | None
) -> None:
    touched = reach_of_range(kafka(version, support=support(LTS)), Range.parse(text))

    assert (touched.reach, touched.fix) == (reach, fix)


def test_where_no_release_is_known_nobody_can_say_whom_a_range_reaches() -> None:
    touched = reach_of_range(question("1.0", NOTHING), Range.parse("<2"))

    assert (touched.reach, touched.why) == (Reach.UNKNOWN, "no release of kafka is known")


def test_a_vulnerability_reaches_the_node_that_it_affects_most() -> None:
    flaw = Flaw("CVE-2026-1", "3.9.2", aliases=("GHSA-aaaa-bbbb-cccc",))
    asked = flawed(kafka(("3.9.2", "3.9.1")), flaw, Flaw("CVE-2026-2", "4.0.0"))
    ids = ids_of(asked.exposure.records, "ghsa-AAAA-bbbb-cccc")

    touched = reach_of_vulnerability(asked, ids)

    assert ids == {"CVE-2026-1", "GHSA-aaaa-bbbb-cccc"}
    assert (touched.reach, touched.text, touched.fix) == (Reach.AFFECTED, "3.9.1", "3.9.2")
    assert reach_of_vulnerability(flawed(kafka("4.2.1"), flaw), ids).reach is Reach.NOT_AFFECTED
    assert ids_of(asked.exposure.records, "CVE-1999-1") == frozenset()


def test_an_unclear_match_is_told_as_unclear() -> None:
    flaw = Flaw("CVE-2026-1", "9.0", unclear="fixed on another line")

    touched = reach_of_vulnerability(flawed(kafka("3.9.1"), flaw), {"CVE-2026-1"})

    assert (touched.reach, touched.fix, touched.why) == (Reach.UNCLEAR, None, "fixed on another line")


def outcome(verdict: Verdict, urgency: Urgency = Urgency.NONE, **duties: Urgency) -> Judged:
    return Judged(
        environment="env-prod",
        name="kafka",
        verdict=verdict,
        urgency=urgency,
        duties={key: OpenDuty(about=key, urgency=value) for key, value in duties.items()},
    )


@pytest.mark.parametrize(
    ("before", "after", "worse", "better"),
    [
        (outcome(Verdict.OK), outcome(Verdict.OK), [], []),
        (outcome(Verdict.OK), outcome(Verdict.UNKNOWN), ["ok became unknown"], []),
        (outcome(Verdict.DUE), outcome(Verdict.ADVICE), [], ["due became advice"]),
        (
            outcome(Verdict.DUE, old=Urgency.LOW),
            outcome(Verdict.DUE, new=Urgency.HIGH),
            ["new: new (high)"],
            ["closed: old"],
        ),
        (
            outcome(Verdict.DUE, one=Urgency.LOW, two=Urgency.HIGH, three=Urgency.LOW),
            outcome(Verdict.DUE, one=Urgency.NORMAL, two=Urgency.LOW, three=Urgency.LOW),
            ["one: low became normal"],
            ["two: high became low"],
        ),
    ],
)
def test_a_comparison_says_what_became_worse_and_what_better(
    before: Judged, after: Judged, worse: list[str], better: list[str]
) -> None:
    compared = compare([before], [after])

    assert [clause for one in compared.worse for clause in one.what] == worse
    assert [clause for one in compared.better for clause in one.what] == better


def test_what_is_new_stands_as_if_it_had_been_fine() -> None:
    compared = compare([], [outcome(Verdict.OVERDUE, one=Urgency.HIGH)])

    assert compared.worse[0].what == ("ok became overdue", "new: one (high)")
    assert compare([outcome(Verdict.OVERDUE)], []) == compare([], [])


def test_what_a_decision_covers_is_not_compared() -> None:
    finding = advise(kafka("3.6.1", support=support(ENDED, LTS)))
    (duty,) = finding.duties
    waived = replace(finding, duties=(replace(duty, decision="1"),))

    assert judged("env-prod", finding).duties[duty.id].about == "support-ended 3.6"
    assert judged("env-prod", waived).duties == {}
