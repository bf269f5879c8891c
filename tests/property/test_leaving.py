"""What leaves an environment's screen names no other customer, for any fleet and whatever was decided in it."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st

from examples import KAFKA, NOW, history, line, question, support
from exposed import Flaw, Flawed
from tracker.advice import Outlook, advise
from tracker.advice.register import Register
from tracker.model import (
    Check,
    Decision,
    DecisionKind,
    Deployment,
    Environment,
    FeedFailure,
    Plan,
    Polling,
    Scope,
    Tier,
    Wakening,
)
from tracker.record import Record, replace
from tui.copying import Shape, narrowed, written
from tui.exporting import FindingsView, Form, TableView, View
from tui.rows import FINDING_COLUMNS, finding_rows

CUSTOMERS = ("Acme", "Globex", "Initech")
_KNOWN = history({"3.6.1": "2024-01-01", "3.6.2": "2025-01-01", "3.9.1": "2026-05-01", "4.1.0": "2026-09-01"})
_SUPPORT = support(line("3.6", "2026-02-09"), line("3.9", "2027-06-01"))
_OUTLOOK = Outlook(_KNOWN, _SUPPORT, NOW)
_FLAWS = st.sampled_from([Flaw("CVE-1", "3.9.1"), Flaw("GHSA-2", "4.1.0", unclear="only on Windows")])
_COVERS = st.sampled_from(["support-ended:3.6", "vulnerable:CVE-1", "vulnerable:GHSA-2", "behind"])


class Fleet(Record):
    """Environments by their names, which tell whose they are, the flaws they share, and all that was decided."""

    environments: Mapping[str, str]
    versions: Sequence[str]
    flaws: tuple[Flaw, ...]
    decisions: tuple[Decision, ...]

    def check(self, name: str) -> Check:
        """Judge an environment by what is known of all."""
        customer = self.environments[name]
        deployments = tuple(
            Deployment(
                name=entry_name(customer, place), component="kafka", versions=(one,), location=f"{name}.yaml#4"
            )
            for place, one in enumerate(self.versions)
        )
        environment = Environment(name=name, customer=customer, tier=Tier.PRODUCTION, deployments=deployments)
        register = Register(self.decisions)
        findings = tuple(
            advise(
                replace(
                    question(one.versions, _KNOWN, support=_SUPPORT),
                    environment=name,
                    deployment=one,
                    exposure=Flawed(self.flaws, _OUTLOOK),
                    decisions=register.about(environment, one, KAFKA.name),
                )
            )
            for one in deployments
        )
        failed = (FeedFailure(component="kafka", error="github.com answered 502", facts_from=None),)
        return Check(
            environment=name,
            customer=customer,
            tier=Tier.PRODUCTION,
            as_of=NOW,
            verdict=findings[0].verdict,
            polling=Polling(polled=1, failed=failed),
            findings=findings,
        )

    def alone(self, name: str) -> "Fleet":
        """The same with one environment, and with no decision that holds elsewhere alone."""
        customer = self.environments[name]
        mine = (one for one in self.decisions if one.scope.environment in {None, name})
        kept = tuple(one for one in mine if one.scope.customer in {None, customer})
        return replace(self, environments={name: customer}, decisions=kept)


def entry_name(customer: str, place: int) -> str:
    """Name an entry after whose it is, as people do."""
    return f"kafka-of-{customer}-{place}"


@st.composite
def scopes(draw: st.DrawFn, environments: Mapping[str, str]) -> tuple[Scope, str]:
    """Where a decision holds, and of whom its author and reason may speak."""
    name = draw(st.sampled_from([*environments]))
    customer = environments[name]
    entry = Scope(environment=name, name=entry_name(customer, draw(st.integers(0, 1))))
    everywhere = st.sampled_from([Scope(component="kafka"), Scope(component="kafka", line="3.6")])
    return draw(
        st.sampled_from([(entry, customer), (Scope(component="kafka", customer=customer), customer)])
        | everywhere.map(lambda scope: (scope, "everybody"))
    )


@st.composite
def decisions(draw: st.DrawFn, environments: Mapping[str, str], number: int) -> Decision:
    """A decision whose words name the customer it was made for."""
    (scope, whose), kind = draw(scopes(environments)), draw(st.sampled_from(DecisionKind))
    until = draw(st.none() | st.integers(-30, 90).map(lambda days: NOW + timedelta(days=days)))
    return Decision(
        id=f"decision-{number}",
        kind=kind,
        at=NOW - timedelta(days=draw(st.integers(0, 200))),
        by=f"ann@{whose}",
        reason=f"agreed with {whose}",
        tell=f"{whose} was told",
        scope=scope,
        covers=() if kind is DecisionKind.HOLD else tuple(draw(st.lists(_COVERS, min_size=1, max_size=2))),
        until=until,
        wakes=draw(st.none() | st.sampled_from(Wakening)),
        plan=Plan(target="4.1.0", on=until or NOW, ticket=f"https://{whose}.example/1")
        if kind is DecisionKind.PLAN
        else None,
    )


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    """Environments of several customers that run the same component."""
    customers = draw(st.lists(st.sampled_from(CUSTOMERS), min_size=2, max_size=4))
    environments = {f"{customer}/{number}": customer for number, customer in enumerate(customers)}
    count = draw(st.integers(0, 5))
    return Fleet(
        environments=environments,
        versions=draw(st.lists(st.sampled_from(["3.6.1", "3.9.1", "4.1.0"]), min_size=1, max_size=2)),
        flaws=tuple(draw(st.lists(_FLAWS, max_size=2, unique=True))),
        decisions=tuple(draw(decisions(environments, number)) for number in range(count)),
    )


def leaving(check: Check) -> dict[str, str]:
    """Everything that can leave the screen of an environment, and the page of its first finding."""
    first = check.findings[:1]
    table = TableView(
        check.environment, [one.heading for one in FINDING_COLUMNS], finding_rows(check.findings, NOW)
    )
    views: dict[str, View] = {
        "all": FindingsView(check, check.findings),
        "one": FindingsView(check, first),
        "table": table,
    }
    copied = {str(shape): written([narrowed(check, first)], shape) for shape in Shape}
    exported = {f"{name} {form}": view.written(form) for name, view in views.items() for form in Form}
    names = {f"{name} {word}": word for name, view in views.items() for word in (view.stem, view.what)}
    return {**copied, **exported, **names}


@settings(max_examples=15)
@given(fleets())
def test_what_leaves_an_environment_is_the_same_without_the_other_customers(fleet: Fleet) -> None:
    for name, customer in fleet.environments.items():
        left = leaving(fleet.check(name))
        others = {*CUSTOMERS} - {customer} | {f"{other}.example" for other in {*CUSTOMERS} - {customer}}
        assert not [(what, other) for what, text in left.items() for other in others if other in text]
        assert left == leaving(fleet.alone(name).check(name))
        assert entry_name(customer, 0) in left[f"all {Form.JSON}"]


def test_the_words_of_decisions_are_in_what_leaves() -> None:
    """Else the law would hold of texts that say nothing."""
    hold = Decision(
        id="1",
        kind=DecisionKind.HOLD,
        at=NOW - timedelta(days=1),
        by="ann@Acme",
        reason="agreed with Acme",
        scope=Scope(component="kafka", customer="Acme"),
        until=NOW + timedelta(days=9),
    )
    fleet = Fleet(
        environments={"Acme/0": "Acme", "Globex/1": "Globex"}, versions=["3.6.1"], flaws=(), decisions=(hold,)
    )
    ours, theirs = (leaving(fleet.check(name)) for name in fleet.environments)

    assert "agreed with Acme" in ours[f"all {Form.JSON}"]
    assert "on hold" in ours[Shape.LINE]
    assert "Acme" not in theirs[f"all {Form.JSON}"]
    assert next(csv.DictReader(StringIO(theirs[f"all {Form.CSV}"])))["customer"] == "Globex"
    assert json.loads(theirs[f"one {Form.JSON}"])["findings"][0]["decisions"] == []
