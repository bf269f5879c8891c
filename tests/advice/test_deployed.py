"""What a finding says of a deployed version that is not written as a release."""

import pytest

from examples import history, line, question, support
from tracker.advice import advise
from tracker.model import Code, Finding, State, Verdict

RELEASES = {"16.14": "2026-05-01", "16.15": "2026-08-01", "18.5": "2026-05-01", "18.6": "2026-08-01"}
MAINTAINED = support(line("16", "2028-11-09", maintained=True), line("18", "2030-11-09", maintained=True))


def judged(version: str) -> Finding:
    return advise(question(version, history(RELEASES), support=MAINTAINED))


def text_of(finding: Finding, code: Code) -> str:
    return next((one.text for one in finding.reasons if one.code is code), "")


@pytest.mark.parametrize("version", ["16", "18"])
def test_a_line_without_its_patch_is_judged_by_the_line_and_never_ok(version: str) -> None:
    finding = judged(version)

    assert (finding.state, finding.verdict) == (State.BEHIND, Verdict.UNKNOWN)
    assert finding.deployed.version == version
    assert (finding.deployed.tag, finding.behind.days) == (None, None)
    assert finding.support.line == version
    assert "names line" in text_of(finding, Code.PATCH_UNKNOWN)


def test_a_line_whose_support_ended_is_to_be_left_whatever_its_patch() -> None:
    ended = support(line("16", "2026-01-01"), line("18", "2030-11-09", maintained=True))

    finding = advise(question("16", history(RELEASES), support=ended))

    assert finding.verdict is Verdict.OVERDUE
    assert finding.targets.recommended is not None


def test_what_a_packager_added_is_dropped_and_said() -> None:
    finding = judged("docker.io/acme/postgresql:18.6-debian-12-r3")

    assert (finding.state, finding.verdict) == (State.CURRENT, Verdict.OK)
    assert finding.deployed.tag == "18.6"
    assert "'-debian-12-r3' does not count" in text_of(finding, Code.PACKAGED)
    assert not text_of(finding, Code.DISTRIBUTOR_BUILD)


def test_the_build_of_a_distributor_is_said_to_hold_fixes_of_its_own() -> None:
    finding = judged("18.5-0ubuntu0.22.04.1")

    assert finding.state is State.BEHIND
    assert "'-0ubuntu0.22.04.1' does not count" in text_of(finding, Code.PACKAGED)
    assert "fixes" in text_of(finding, Code.DISTRIBUTOR_BUILD)


def test_a_date_stamp_and_a_pre_release_name_no_line() -> None:
    assert not text_of(judged("18.7-rc1"), Code.PATCH_UNKNOWN)
    assert not text_of(judged("17"), Code.PATCH_UNKNOWN)
