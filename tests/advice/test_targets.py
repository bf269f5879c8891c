"""To which release a finding advises to move: by policy, support, soak, and what is known to be bad."""

import pytest

from examples import ENDED, KAFKA, KAFKA_RELEASES, LTS, MAINTAINED, codes, day, history, line, question, support
from tracker.advice import advise
from tracker.errors import ConfigurationError
from tracker.model import (
    Avoided,
    Code,
    Coverage,
    Phase,
    State,
    SupportLine,
    Urgency,
    Verdict,
)
from tracker.record import replace


def test_past_its_support_a_line_is_left_for_the_long_term_one() -> None:
    asked = question("3.6.1", history(KAFKA_RELEASES), support=support(ENDED, LTS, MAINTAINED))

    finding = advise(asked)

    assert finding.verdict is Verdict.OVERDUE
    assert finding.urgency is Urgency.HIGH
    assert finding.support.phase is Phase.ENDED
    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.2"
    assert finding.targets.recommended.support_ends == day("2027-11-06")
    (duty,) = finding.duties
    assert duty.id == "env-prod/kafka/support/3.6"
    assert duty.code is Code.SUPPORT_ENDED
    assert (duty.arose_at, duty.due_at) == (day("2024-08-08"), day("2024-11-06"))
    assert finding.due_at == duty.due_at
    assert codes(finding)[:4] == [Code.SUPPORT_ENDED, Code.LINE_BEHIND, Code.BEHIND, Code.POLICY]


@pytest.mark.parametrize(
    ("lines", "recommended"),
    [
        ((line("3.9", ends="2027-11-06"), line("4.0", ends="2027-12-01")), "4.0.0"),
        ((line("3.9", ends="2027-11-06"), line("4.0", ends="2027-10-01")), "3.9.2"),
        # the source maintains it and knows no end
        ((line("3.9", ends="2027-11-06"), MAINTAINED), "4.2.1"),
        # nobody states 4.2: it released lately, which is enough only where nothing better is known
        ((line("3.9", ends="2027-11-06"),), "3.9.2"),
        ((), "4.2.1"),
        # supported for less than the time in which one would have to leave it, and still better than an ended line
        ((line("3.9", ends="2026-12-24"), line("4.2", ends="2026-01-01")), "3.9.2"),
    ],
)
def test_without_a_long_term_line_the_line_supported_longest_is_recommended(
    lines: tuple[SupportLine, ...], recommended: str
) -> None:
    finding = advise(question("3.6.1", history(KAFKA_RELEASES), support=support(ENDED, *lines)))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == recommended


def test_a_line_near_its_end_is_not_left_for_one_that_ends_sooner() -> None:
    lines = support(line("3.9", ends="2026-12-24"), line("4.0", ends="2026-12-20"), line("4.2", ends="2026-01-01"))

    finding = advise(question("3.9.0", history(KAFKA_RELEASES), support=lines))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.2"
    assert "no line above 3.9 is known to be supported longer" in next(
        one.text for one in finding.reasons if one.code is Code.POLICY
    )


def test_on_a_supported_line_one_stays_and_being_behind_the_newest_is_information() -> None:
    lines = support(LTS, MAINTAINED)

    finding = advise(question("3.9.2", history(KAFKA_RELEASES), support=lines))

    assert finding.state is State.BEHIND
    assert finding.verdict is Verdict.OK
    assert finding.targets.recommended is None
    assert finding.targets.newest is not None


def test_a_newer_release_on_the_line_is_advice_without_a_deadline() -> None:
    finding = advise(question("3.9.0", history(KAFKA_RELEASES), support=support(LTS)))

    assert finding.verdict is Verdict.ADVICE
    assert finding.due_at is None
    assert finding.urgency is Urgency.NONE
    assert finding.targets.recommended == finding.targets.line


def test_what_is_past_its_support_is_never_recommended() -> None:
    lines = support(ENDED, *(line(name, ends="2026-01-01") for name in ("3.9", "4.0", "4.2")))

    finding = advise(question("3.6.1", history(KAFKA_RELEASES), support=lines))

    assert finding.targets.recommended is finding.targets.fix_minimum is None
    assert finding.targets.line is not None
    assert finding.targets.line.version == "3.6.2"
    assert "buy support, replace it, or waive this" in finding.reasons[0].text


def test_a_line_whose_every_release_soaks_is_not_recommended_yet() -> None:
    releases = {"3.6.1": "2023-12-04", "3.9.0": "2024-11-06", "5.0.0": "2026-11-10"}
    lines = support(ENDED, line("3.9", ends="2027-01-01"), line("5.0", ends="2029-01-01"))

    finding = advise(question("3.6.1", history(releases), support=lines))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.0"


def test_a_duty_without_a_way_out_says_so() -> None:
    finding = advise(question("4.2.1", history(KAFKA_RELEASES), support=support(line("4.2", ends="2026-11-01"))))

    assert finding.verdict is Verdict.OVERDUE
    assert finding.targets.recommended is None
    assert "nothing is recommended: no line above 4.2 is known to be supported longer" in next(
        one.text for one in finding.reasons if one.code is Code.POLICY
    )


def test_where_no_support_is_known_at_all_and_nothing_is_recent_the_newest_is_recommended() -> None:
    old = {"1.0.0": "2020-01-01", "1.1.0": "2020-06-01"}

    finding = advise(question("1.0.0", history(old)))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "1.1.0"
    assert finding.coverage.support is Coverage.NONE
    assert Code.SUPPORT_UNKNOWN in codes(finding)


def test_a_young_release_soaks_before_it_is_recommended() -> None:
    releases = KAFKA_RELEASES | {"3.9.3": "2026-11-19"}

    finding = advise(question("3.9.2", history(releases), support=support(LTS)))

    assert finding.targets.line is not None
    assert finding.targets.line.version == "3.9.3"
    assert finding.targets.recommended is None
    assert finding.verdict is Verdict.OK
    soaking = next(one for one in finding.reasons if one.code is Code.SOAKING)
    assert soaking.text == "3.9.3 is still soaking and is recommended from 2026-11-22"


@pytest.mark.parametrize(
    ("released", "major_soaks_for", "recommended"),
    [("2026-10-25", "30d", "4.2.1"), ("2026-10-25", "20d", "5.0.0"), ("2026-10-20", "30d", "5.0.0")],
)
def test_a_new_major_soaks_longer(released: str, major_soaks_for: str, recommended: str) -> None:
    releases = KAFKA_RELEASES | {"5.0.0": released}
    policy = {"track": "newest", "soak": {"major": major_soaks_for}}

    finding = advise(question("4.0.0", history(releases), policy=policy))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == recommended


@pytest.mark.parametrize(
    ("track", "recommended"),
    [
        ("newest", "4.2.1"),
        ("line", None),
        ("lts", "3.9.2"),
        (">=3.7,<4.1", "4.0.0"),
        ("<3.7", None),
        (">=9", None),
    ],
)
def test_policy_says_what_to_track(track: str, recommended: str | None) -> None:
    asked = question(
        "3.6.1", history(KAFKA_RELEASES), support=support(ENDED, LTS, MAINTAINED), policy={"track": track}
    )

    target = advise(asked).targets.recommended

    assert (target and target.version) == recommended


def test_tracking_long_term_support_without_any_recommends_nothing() -> None:
    finding = advise(question("3.9.0", history(KAFKA_RELEASES), policy={"track": "lts"}))

    assert finding.targets.recommended is None


def test_tracking_nothing_needs_a_reason_and_says_it() -> None:
    policy = {"track": "none", "reason": "replaced next year"}

    finding = advise(question("3.9.0", history(KAFKA_RELEASES), support=support(LTS), policy=policy))

    assert finding.targets.recommended is None
    assert "nothing is tracked: replaced next year" in next(
        one.text for one in finding.reasons if one.code is Code.POLICY
    )
    with pytest.raises(ConfigurationError, match="needs a reason"):
        question("3.9.0", history(KAFKA_RELEASES), policy={"track": "none"})


def test_pre_releases_are_recommended_only_where_policy_says_so() -> None:
    policy = {"track": "newest", "prereleases": "yes"}
    asked = question("4.2.1", history(KAFKA_RELEASES | {"4.4.0-rc1": "2026-11-10"}), policy=policy)

    target = advise(asked).targets.recommended

    assert target is not None
    assert target.version == "4.3.0-rc1"


def test_a_release_that_is_known_to_be_bad_is_never_recommended() -> None:
    bad = Avoided(range=">=3.9.1,<3.9.3", why="loses records", url="https://acme.example/1", use=">=3.9.3")
    known = history(KAFKA_RELEASES | {"3.9.1": "2025-05-12"})

    finding = advise(
        question("3.9.0", known, component=replace(KAFKA, avoid=(bad,)), support=support(LTS, MAINTAINED))
    )

    assert finding.targets.recommended is None
    assert finding.targets.newest is not None
    assert finding.verdict is Verdict.OK
    (told,) = [reason for reason in finding.reasons if reason.code is Code.KNOWN_BAD]
    assert told.text == "3.9.2 is not recommended: loses records; use >=3.9.3"
    assert told.url == "https://acme.example/1"


def test_the_release_before_a_bad_one_is_recommended() -> None:
    bad = Avoided(range="=3.9.2", why="withdrawn by the project", url="components/kafka.yaml#2")
    known = history(KAFKA_RELEASES | {"3.9.1": "2025-05-12"})

    finding = advise(
        question("3.9.0", known, component=replace(KAFKA, avoid=(bad,)), support=support(LTS, MAINTAINED))
    )

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.1"
    assert Code.KNOWN_BAD in codes(finding)


def test_a_line_that_the_catalog_calls_long_term_supported_is_moved_to_though_no_end_is_stated() -> None:
    lxd = replace(KAFKA, lts=("5.0", "5.21"))
    releases = {"5.0.4": "2026-09-01", "5.20": "2026-08-01", "5.21.3": "2026-09-10", "6.0": "2026-08-02"}
    finding = advise(question("5.20", history(releases, lxd), policy={"track": "lts", "soak": {}}))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "5.21.3"
    assert any("line 5.21 is long-term supported" in reason.text for reason in finding.reasons)


def test_a_release_that_policy_denies_is_passed_over_by_its_rule() -> None:
    known = history({"3.9.0": "2024-11-06", "3.9.1": "2025-05-21", "3.9.2": "2026-02-01"})

    finding = advise(question("3.9.0", known, policy={"track": "newest", "deny": ["=3.9.2"]}))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.1"
    assert any(one.text.startswith("3.9.2 is refused by policy: deny") for one in finding.reasons)
