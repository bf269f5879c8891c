"""A source of which every text is one that a stranger wrote to get at a terminal."""

from examples import NOW
from tracker.model import (
    Change,
    ChangeGroup,
    ChangeKind,
    ChangesOnTheWay,
    Check,
    Code,
    Condition,
    Decision,
    DecisionKind,
    DecisionState,
    Fact,
    FeedFailure,
    Finding,
    Fleet,
    FleetDuties,
    Health,
    HostState,
    ListedDecision,
    Polling,
    Published,
    ReachedList,
    Reason,
    RuleInForce,
    Scope,
    ServiceHealth,
    Targets,
    Verdict,
)
from tracker.record import replace
from tui.source import Chain, DecisionList
from tui_chains import considered, reached, sample_chain, sample_reach
from tui_findings import check, duty, finding, row, target
from tui_fleet import component
from tui_lists import above, decision, entries, feed, release
from tui_source import FakeSource

HOSTILE = (
    "[red]x[/red] [@click=app.quit]q[/] \x1b]52;c;aGk=\x07\x1b[31m\u202egnp\u202c\x9b2J 接続 🚀\r\n[/] {0} %s"
)


def hostile() -> FakeSource:
    """Every answer in such words."""
    source = FakeSource()
    source.rows = (
        row(HOSTILE, HOSTILE, Verdict.OVERDUE, due_in=-1, overdue=1),
        replace(row("broken"), error=HOSTILE),
    )
    source.checks = {"env-prod": _check(), HOSTILE: _check()}
    source.chain, source.reach = _chain, _reach
    source.reached, source.running = (_finding(),), {HOSTILE: HOSTILE}
    source.published, source.decided = _published(), _decided()
    source.standing, source.owed = _health(), _fleet()
    source.release_notes = f"# {HOSTILE}\n\n- {HOSTILE}\n\tindented {HOSTILE}"
    return source


def _finding() -> Finding:
    return finding(
        HOSTILE,
        Verdict.ADVICE,
        HOSTILE,
        targets=Targets(recommended=target(HOSTILE), newest=target(HOSTILE)),
        duties=(duty(HOSTILE, 3),),
        reasons=(Reason(code=Code.BEHIND, text=HOSTILE, url=HOSTILE),),
        versions=(HOSTILE, "2"),
    )


def _check() -> Check:
    failed = FeedFailure(component=HOSTILE, error=HOSTILE, facts_from=None)
    return replace(check(findings=(_finding(),)), customer=HOSTILE, polling=Polling(failed=(failed,)))


def _chain(one: Finding) -> Chain:
    chain = sample_chain(replace(one, duties=(duty(HOSTILE, 3),)))
    release = replace(
        considered(HOSTILE, 30), tag=f"v{HOSTILE}", line=HOSTILE, rule=HOSTILE, evidence=HOSTILE, url=HOSTILE
    )
    change = Change(kind=ChangeKind.BREAKING, text=HOSTILE, version=HOSTILE, url=HOSTILE)
    explanation = replace(
        chain.explanation,
        considered=(release,),
        changes=ChangesOnTheWay(groups=(ChangeGroup(kind=ChangeKind.BREAKING, changes=(change,)),), releases=1),
        policy=(RuleInForce(key=HOSTILE, value=HOSTILE, layer=HOSTILE, location=HOSTILE),),
        facts=(Fact(kind=HOSTILE, said=HOSTILE, source=HOSTILE),),
        read_as=HOSTILE,
    )
    events = tuple(replace(event, by=HOSTILE, why=HOSTILE) for event in chain.events)
    return Chain(explanation=explanation, events=events)


def _reach(_: str) -> ReachedList:
    found = reached(HOSTILE, HOSTILE, HOSTILE, Verdict.DUE, 3)
    return replace(sample_reach("kafka"), asked=HOSTILE, entries=(found,))


def _published() -> Published:
    one = release(HOSTILE, HOSTILE, 3, above(*entries(HOSTILE, "b")))
    return Published(
        releases=(replace(one, tag=HOSTILE, site=HOSTILE, page="", mentions=(HOSTILE,)),),
        incomplete=(HOSTILE,),
        errors=(HOSTILE,),
    )


def _decision() -> Decision:
    return decision(
        DecisionKind.WAIVE,
        HOSTILE,
        scope=Scope(environment=HOSTILE, name=HOSTILE),
        by=HOSTILE,
        reason=HOSTILE,
        covers=(HOSTILE,),
        location=HOSTILE,
    )


def _decided() -> DecisionList:
    ended = ListedDecision(decision=_decision(), state=DecisionState.ENDED, why=HOSTILE)
    still = ListedDecision(decision=replace(_decision(), id="still", location=None), state=DecisionState.IN_FORCE)
    return DecisionList(decisions=(still, ended), errors=(HOSTILE,))


def _health() -> Health:
    service = ServiceHealth(
        service=HOSTILE, condition=Condition.FAILING, read=0, total=1, last=None, errors={HOSTILE: HOSTILE}
    )
    return Health(
        feeds=(feed(HOSTILE, Condition.FAILING, url=HOSTILE, error=HOSTILE, failed_at=NOW, renamed_to=HOSTILE),),
        services=(service,),
        hosts={HOSTILE: HostState()},
        errors=(HOSTILE,),
    )


def _fleet() -> Fleet:
    deployed = entries(HOSTILE, version=HOSTILE)
    return Fleet(
        components=(component(HOSTILE, FleetDuties(open=1), *deployed, vulnerabilities=(HOSTILE,)),),
        unchecked=(HOSTILE,),
        errors=(HOSTILE,),
    )
