"""A finding with what it was judged from, where the chain behind it is not asked for."""

from collections.abc import Iterator
from datetime import datetime

from tracker.model import Coverage, Finding
from tracker.text import clean_line
from tui.detail import HANG, LONGEST, finding_lines, section
from tui.line import Line, line
from tui.words import age_words, day

_KNOWN = {
    Coverage.FULL: "known",
    Coverage.PARTIAL: "known in part",
    Coverage.NONE: "not known",
    Coverage.STALE: "known, but long ago",
}


def finding_and_facts(finding: Finding, now: datetime) -> tuple[Line, ...]:
    """Write what a finding says, and which facts it rests on, how old they are."""
    facts = (line(f"  {clean_line(one, LONGEST)}", hang=HANG) for one in _facts(finding, now))
    return (*finding_lines(finding, now), *section("Facts", facts))


def _facts(finding: Finding, now: datetime) -> Iterator[str]:
    facts, coverage = finding.facts, finding.coverage
    if facts.releases_from is None:
        yield "no releases are known"
    else:
        source = f", from {facts.source}" if facts.source else ""
        gap = "" if facts.complete else ", some may be missing"
        yield f"releases as of {day(facts.releases_from)} ({age_words(facts.releases_from, now)}){source}{gap}"
    yield f"support: {_KNOWN[coverage.support]}"
    yield f"vulnerabilities: {_KNOWN[coverage.vulnerabilities]}"
    if len(finding.deployed.versions) > 1:
        yield f"nodes run {', '.join(finding.deployed.versions)}"
    yield f"{finding.repository}, deployed version from the {finding.deployed.source}"
