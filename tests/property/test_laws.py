"""The laws of advice, each by its name, for anything that may be known of, said of and decided about an entry."""

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from any_entry import INSTANTS, RELEASES, VERSIONS, Entry, decision_of, entries, shuffled, undecided
from examples import NOW
from tracker.advice import Judge, Question, advise, worst
from tracker.advice.pool import Placed
from tracker.model import (
    Check,
    Code,
    Decision,
    Duty,
    Finding,
    Phase,
    Polling,
    State,
    Target,
    Tier,
    UpstreamRelease,
    Urgency,
    Verdict,
)
from tracker.record import replace
from tracker.report.machine import checks_json
from tracker.versions import Range, Version, explain_deployed, parse

_URGENCIES, _VERDICTS = [*Urgency], [*Verdict]


def version_of(target: Target) -> Version:
    return parse(target.version, "loose")


def phase_of(asked: Question, version: Version) -> Phase:
    """The phase of support a version is in, with what was bought for the deployed line."""
    standing = asked.outlook.standing(version)
    own = advise(asked).support
    bought = own.contract and own.line == standing.line
    return own.phase if bought else standing.phase


def ripens_at(asked: Question, deployed: Version, version: Version, released_at: datetime) -> datetime:
    """When a release has soaked, by what each of the three spans counts from."""
    soak, stable = asked.policy.soak, asked.outlook.stable
    line, major = asked.outlook.line_of(version), version.numbers[:1]
    dates = [released_at + soak.patch]
    if line != asked.outlook.line_of(deployed):
        opened = [one.release.released_at for one in stable if one.line == line]
        dates.append(min(opened, default=released_at) + soak.minor)
    if line != asked.outlook.line_of(deployed) and major != deployed.numbers[:1]:
        opened = [one.release.released_at for one in stable if one.release.version.numbers[:1] == major]
        dates.append(min(opened, default=released_at) + soak.major)
    return max(dates)


def deployed_of(finding: Finding, asked: Question) -> Version:
    assert asked.history.rule is not None
    return explain_deployed(finding.deployed.version, asked.history.rule, asked.outlook.versions).version


def affecting_now(finding: Finding) -> frozenset[str]:
    """What clearly affects the deployed version, by its duties."""
    return frozenset(one.subject for one in finding.duties if one.code is Code.VULNERABLE and not one.unclear)


def is_known_bad(asked: Question, version: Version) -> bool:
    return any(version in Range.parse(one.range) for one in asked.component.avoid)


def is_refused(asked: Question, version: Version) -> bool:
    policy = asked.policy
    allowed = not policy.allow or any(version in one for one in policy.allow)
    return not allowed or any(version in one for one in policy.deny)


def is_fit(asked: Question, one: Placed) -> bool:
    """Whether a release is neither refused nor known to be bad nor past its support."""
    version = one.release.version
    unfit = is_refused(asked, version) or is_known_bad(asked, version)
    return not unfit and phase_of(asked, version) is not Phase.ENDED


@given(entry=entries())
def test_what_may_not_be_run_is_never_recommended(entry: Entry) -> None:
    asked = entry.ask()
    finding = advise(asked)

    for target in (finding.targets.recommended, finding.targets.fix_minimum):
        if target is not None:
            version = version_of(target)
            release = asked.outlook.find(version)
            assert release is not None
            assert not release.withdrawn
            assert not is_refused(asked, version)
            assert not is_known_bad(asked, version)
            assert phase_of(asked, version) is not Phase.ENDED
            assert version > deployed_of(finding, asked)


@given(entry=entries())
def test_what_the_track_of_the_policy_leaves_out_is_never_recommended(entry: Entry) -> None:
    asked = entry.ask()
    finding = advise(asked)
    target = finding.targets.recommended

    if target is not None:
        version, track = version_of(target), asked.policy.track
        assert track != "none"
        assert asked.policy.prereleases or not version.prerelease
        assert asked.policy.range is None or version in asked.policy.range
        assert track != "line" or asked.outlook.standing(version).line == finding.support.line
        assert track != "lts" or asked.outlook.standing(version).is_lts(asked.as_of)


@given(entry=entries())
def test_what_still_soaks_is_recommended_only_where_it_ends_a_vulnerability(entry: Entry) -> None:
    asked = entry.ask()
    finding = advise(asked)
    target = finding.targets.recommended

    if target is not None and target.released_at is not None:
        version = version_of(target)
        ripe = ripens_at(asked, deployed_of(finding, asked), version, target.released_at) <= asked.as_of
        assert ripe or affecting_now(finding) - asked.exposure.affecting(version)


def may_be_chosen(asked: Question, finding: Finding, one: Placed, cycle: str) -> bool:
    """Whether a release could have been recommended in place of one in a support cycle."""
    version, policy, stays = one.release.version, asked.policy, finding.support.line
    standing = asked.outlook.standing_of(one.cycle)
    if not is_fit(asked, one) or (policy.range is not None and version not in policy.range):
        return False
    if policy.track == "newest" or policy.range is not None or one.cycle == cycle:
        return True
    own = asked.outlook.standing_of(stays or "").under(asked.deployment.contract, asked.as_of)
    leaves = cycle != stays and not own.supported_for(policy.support_warn, asked.as_of)
    return policy.track == "supported" and leaves and standing.outlasts(own)


@given(entry=entries())
def test_what_is_vulnerable_is_recommended_only_where_no_other_candidate_is_not(entry: Entry) -> None:
    asked = entry.ask()
    finding = advise(asked)
    target = finding.targets.recommended

    if target is not None and asked.exposure.affecting(version_of(target)):
        deployed, cycle = deployed_of(finding, asked), asked.outlook.standing(version_of(target)).line
        for one in asked.outlook.above(deployed, prereleases=asked.policy.prereleases):
            release = one.release
            ripe = ripens_at(asked, deployed, release.version, release.released_at) <= asked.as_of
            if ripe and may_be_chosen(asked, finding, one, cycle):
                assert asked.exposure.affecting(release.version)


@given(entry=entries(), more=RELEASES)
def test_adding_a_release_never_lowers_the_newest(entry: Entry, more: tuple[UpstreamRelease, ...]) -> None:
    shown = {one.tag for one in entry.releases}
    before = entry.ask()
    after = replace(entry, releases=(*entry.releases, *(one for one in more if one.tag not in shown))).ask()
    finding, later = advise(before), advise(after)

    if before.outlook.newest is not None:
        assert after.outlook.newest is not None
        assert after.outlook.newest.version >= before.outlook.newest.version
    if finding.state is State.BEHIND and finding.deployed.version == later.deployed.version:
        assert later.state is State.BEHIND
        assert finding.targets.newest is not None
        assert later.targets.newest is not None
        assert version_of(later.targets.newest) >= version_of(finding.targets.newest)


def known_before(entry: Entry, instant: datetime) -> Entry:
    """The entry with only the facts and decisions dated before an instant."""
    return replace(
        entry,
        releases=tuple(one for one in entry.releases if one.released_at < instant),
        records=tuple(
            replace(
                one,
                withdrawn_at=one.withdrawn_at if one.withdrawn_at and one.withdrawn_at < instant else None,
                exploited_at=one.exploited_at if one.exploited_at and one.exploited_at < instant else None,
            )
            for one in entry.records
            if (one.published_at or one.modified_at) < instant
        ),
        decisions=tuple(one for one in entry.decisions if one.at < instant),
    )


@given(entry=entries(), instant=INSTANTS)
def test_an_older_instant_never_knows_more(entry: Entry, instant: datetime) -> None:
    found = advise(entry.ask(instant, live=False))

    assert found == advise(known_before(entry, instant).ask(instant, live=False))


@given(entry=entries(), more=st.just(9).flatmap(decision_of))
def test_a_decision_never_raises_urgency_nor_adds_a_duty(entry: Entry, more: Decision) -> None:
    none, before = advise(undecided(entry).ask()), advise(entry.ask())
    after = advise(replace(entry, decisions=(*entry.decisions, more)).ask())

    assert [plain(one) for one in none.duties] == [plain(one) for one in before.duties]
    assert [plain(one) for one in none.duties] == [plain(one) for one in after.duties]
    assert undecided_urgency(after) <= undecided_urgency(before)
    assert _URGENCIES.index(after.urgency) <= _URGENCIES.index(none.urgency)
    if before.verdict in {Verdict.OVERDUE, Verdict.DUE, Verdict.ADVICE}:
        assert _VERDICTS.index(after.verdict) >= _VERDICTS.index(before.verdict)


def plain(duty: Duty) -> Duty:
    return replace(duty, decision=None)


def undecided_urgency(finding: Finding) -> int:
    left = [_URGENCIES.index(one.urgency) for one in finding.duties if one.decision is None]
    return max(left, default=0)


@given(entry=entries(), days=st.integers(0, 800))
def test_a_due_date_is_stable(entry: Entry, days: int) -> None:
    today = advise(entry.ask())
    seen = {duty.id: NOW for duty in today.duties}
    later = advise(replace(entry.ask(NOW + timedelta(days=days)), seen=seen))

    due = {duty.id: (duty.arose_at, duty.due_at) for duty in later.duties}
    for duty in today.duties:
        assert duty.due_at is None or due[duty.id] == (duty.arose_at, duty.due_at)


@given(entry=entries(), order=st.randoms(use_true_random=False))
def test_equal_inputs_give_equal_bytes(entry: Entry, order: object) -> None:
    same = replace(
        deepcopy(entry),
        releases=shuffled(entry.releases, order),
        records=shuffled(entry.records, order),
        lines=None if entry.lines is None else shuffled(entry.lines, order),
        decisions=shuffled(entry.decisions, order),
    )

    assert written(advise(entry.ask())) == written(advise(same.ask()))


def written(*findings: Finding) -> str:
    check = Check(
        environment="env-prod",
        customer="Acme",
        tier=Tier.PRODUCTION,
        as_of=NOW,
        verdict=worst(one.verdict for one in findings),
        polling=Polling(),
        findings=findings,
    )
    return "".join(checks_json([check], several=False))


@given(entry=entries())
def test_every_finding_has_a_reason_and_every_reason_its_evidence(entry: Entry) -> None:
    finding = advise(entry.ask())

    assert finding.reasons
    evidence = (*(one.url for one in finding.reasons), *(one.url for one in finding.duties))
    for url in evidence:
        assert url is not None
        assert url.startswith("https://") or ".yaml#" in url
    assert all(one.text for one in finding.reasons)
    assert all(one.cause and one.rule for one in finding.duties)


_CHANGES = st.fixed_dictionaries(
    {},
    optional={"since": INSTANTS, "tier": st.sampled_from(Tier), "versions": st.tuples(VERSIONS)},
)
_OTHERS = st.lists(
    st.tuples(st.sampled_from(["kafka", "kafka-two"]), _CHANGES, st.none() | INSTANTS), min_size=1, max_size=4
)


@given(entry=entries(), others=_OTHERS)
def test_judging_many_says_what_judging_one_says(
    entry: Entry, others: list[tuple[str, dict[str, Any], datetime | None]]
) -> None:
    judge, first = Judge(keeps=3), entry.ask()

    for name, changes, seen_at in (("kafka", {}, None), *others, ("kafka", {}, None)):
        place = replace(first.deployment, name=name, location=f"{name}.yaml#1")
        asked = replace(first, deployment=place, **changes)
        if seen_at is not None:
            asked = replace(asked, seen={one.id: seen_at for one in advise(asked).duties})
        assert judge.advise(asked) == advise(asked)
