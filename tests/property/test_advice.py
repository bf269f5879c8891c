"""Laws of advice, for any history, support and policy."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from examples import NOW, at, history, question, support
from tracker.advice import Question, advise, compare, judged, trace
from tracker.model import Comparison, State, SupportLine, Verdict
from tracker.record import replace

_VERSIONS = st.tuples(st.integers(1, 4), st.integers(0, 4), st.integers(0, 3)).map(
    lambda parts: "{}.{}.{}".format(*parts)
)
_DAYS = st.dates(date(2023, 1, 1), date(2026, 11, 19)).map(str)
_RELEASES = st.dictionaries(
    st.one_of(_VERSIONS, _VERSIONS.map(lambda text: f"{text}-rc1")), _DAYS, min_size=1, max_size=15
)
_INSTANTS = st.integers(-900, 900).map(lambda days: NOW + timedelta(days=days))
_LINES = st.builds(
    lambda major, minor, ends, maintained, lts: SupportLine(
        name=f"{major}.{minor}", ends_at=ends, maintained=maintained, lts_from=lts
    ),
    st.integers(1, 4),
    st.integers(0, 4),
    st.none() | _INSTANTS,
    st.booleans(),
    st.none() | _INSTANTS,
)
_POLICIES = st.fixed_dictionaries(
    {"track": st.sampled_from(["supported", "newest", "lts", "line", ">=2,<4"])},
    optional={"prereleases": st.sampled_from(["yes", "no"]), "support": st.just({"warn": "10d"})},
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question about a readable version."""
    facts = support(*draw(st.lists(_LINES, max_size=6)))
    return question(
        draw(_VERSIONS),
        history(draw(_RELEASES)),
        support=draw(st.none() | st.just(facts)),
        policy=draw(_POLICIES),
        since=NOW + timedelta(days=draw(st.integers(-900, 30))),
    )


@given(asked=questions(), days=st.integers(0, 1000))
def test_an_earlier_day_never_knows_more(asked: Question, days: int) -> None:
    earlier = advise(at(asked, asked.as_of - timedelta(days=days), live=False))
    now = advise(at(asked, asked.as_of, live=False))

    if earlier.state is State.BEHIND:
        assert now.state is State.BEHIND
        assert (now.behind.releases or 0) >= (earlier.behind.releases or 0)


@given(asked=questions())
def test_a_duty_is_due_after_it_arose(asked: Question) -> None:
    assert all(duty.due_at is None or duty.arose_at < duty.due_at for duty in advise(asked).duties)


@given(asked=questions())
def test_nothing_is_overdue_on_the_day_it_is_first_looked_at(asked: Question) -> None:
    assert advise(replace(asked, since=asked.as_of)).verdict is not Verdict.OVERDUE


@given(asked=questions())
def test_a_verdict_follows_from_what_the_finding_shows(asked: Question) -> None:
    finding = advise(asked)

    if finding.verdict is Verdict.OK:
        assert not finding.duties
        assert finding.targets.recommended is None
    if finding.verdict in {Verdict.OVERDUE, Verdict.DUE}:
        assert finding.due_at is not None
    if finding.state is State.CURRENT:
        assert finding.targets.newest is None
        assert finding.behind.releases == 0


@given(questions())
def test_every_release_above_is_traced_once_and_only_the_recommended_one_is_kept(asked: Question) -> None:
    finding = advise(asked)

    traced = trace(asked, finding.targets)

    assert [one.version for one in traced if one.kept] == [
        one.version for one in (finding.targets.recommended,) if one is not None and traced
    ]
    tags = [one.tag for one in traced]
    assert tags == [one.tag for one in asked.history.releases if one.tag in tags]
    assert len(set(tags)) == len(tags)
    assert all(one.rule for one in traced)


@given(questions())
def test_what_did_not_change_became_neither_worse_nor_better(asked: Question) -> None:
    finding = judged(asked.environment, advise(asked))

    assert compare([finding], [finding]) == Comparison()
