"""Cases that must come out right whatever else changes, judged by the facts that ship with the program."""

from collections.abc import Mapping, Sequence

import pytest

from examples import day
from home import Home
from tracker.model import Code, Coverage, Finding, Phase, State, Target, Verdict

# The bundled facts are of 2026-08-22.
AS_OF = day("2026-08-23")


def judged(home: Home, name: str, version: str, more: str = "", since: str = "2024-01-01") -> Finding:
    """The finding on one entry of a production environment."""
    entry = f"{{version: {version}{more}}}"
    home.write("prod.yaml", f"since: {since}\ndeployed:\n  {name}: {entry}\n")
    (check,) = home.check("prod", as_of=AS_OF).checks
    return check.findings[0]


def said(finding: Finding) -> Mapping[Code, str]:
    """The first reason of each code."""
    return {reason.code: reason.text for reason in reversed(finding.reasons)}


def targets_of(finding: Finding) -> Sequence[Target]:
    """The targets that a finding names."""
    targets = finding.targets
    return [one for one in (targets.fix_minimum, targets.line, targets.recommended, targets.newest) if one]


def test_the_go_librarys_tag_of_prometheus_is_never_offered(home: Home) -> None:
    finding = judged(home, "prometheus", "3.13.0")

    offered = {target.version for target in targets_of(finding)}
    assert offered
    assert not any(version.startswith("0.") for version in offered)


def test_a_security_build_of_grafana_is_newer_than_its_release(home: Home) -> None:
    plain = judged(home, "grafana", "12.1.10")
    security = judged(home, "grafana", "12.1.10+security-01")

    assert plain.state is security.state is State.BEHIND
    assert plain.targets.line is not None
    assert plain.behind.releases is not None
    assert security.behind.releases is not None
    assert plain.behind.releases > security.behind.releases


def test_minio_is_abandoned_although_nothing_newer_is_known(home: Home) -> None:
    finding = judged(home, "minio", "RELEASE.2025-10-15T17-29-55Z")

    assert finding.verdict is Verdict.ADVICE
    assert finding.duties[0].code is Code.ABANDONED
    assert "MinIO is abandoned" in said(finding)[Code.ABANDONED]


def test_postgresql_13_is_past_its_support(home: Home) -> None:
    finding = judged(home, "postgresql", "13.20")

    assert finding.support.phase is Phase.ENDED
    assert finding.verdict is Verdict.OVERDUE
    assert finding.targets.recommended is not None
    assert finding.targets.fix_minimum is not None
    assert finding.targets.recommended.support_ends is not None
    assert finding.targets.recommended.support_ends > AS_OF


def test_a_pinned_line_that_reaches_its_end_is_due_with_a_way_out(home: Home) -> None:
    finding = judged(home, "postgresql", "13.20", ', policy: {track: "line"}')

    # that of 14 ends within the time in which one would have to leave it again
    assert finding.verdict is Verdict.OVERDUE
    assert finding.targets.recommended is None
    assert finding.targets.fix_minimum is not None
    assert finding.targets.fix_minimum.version == "15.0"


@pytest.mark.parametrize("version", ["nightly", "99.0.0", "'3'"])
def test_an_unknown_version_is_never_green(home: Home, version: str) -> None:
    assert judged(home, "kafka", version).verdict is not Verdict.OK


def test_a_patched_kafka_of_a_supported_line_has_nothing_due(home: Home) -> None:
    finding = judged(home, "kafka", "3.9.2")

    assert finding.due_at is None
    assert finding.verdict is Verdict.OK
    assert finding.state is State.BEHIND


def test_what_is_fine_without_knowing_vulnerabilities_says_so(home: Home) -> None:
    finding = judged(home, "kafka", "3.9.2")

    assert finding.coverage.vulnerabilities is Coverage.NONE
    assert Code.VULNERABILITIES_UNKNOWN in said(finding)


def test_a_newer_grafana_that_is_supported_for_less_time_warns(home: Home) -> None:
    finding = judged(home, "grafana", "12.4.2")

    assert "supported for less time than 12.4.2" in said(finding)[Code.HORIZON]
