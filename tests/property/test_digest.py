"""Laws of digests, for any environments, any audience and any span."""

import random
import re
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from digests import LATE, NOW, PLAIN, SUPPORT, TEAM, TERMS, check, event, finding, target
from duties import decision
from tracker.advice.digest import Draft
from tracker.model import (
    Audience,
    Check,
    Closing,
    Code,
    DecisionKind,
    DutyEvent,
    DutyEventKind,
    Event,
    EventKind,
    Happened,
    Reader,
    Reason,
    Span,
    Targets,
    Tier,
    Upgrade,
    Urgency,
    Verdict,
    Woken,
)
from tracker.record import replace
from tracker.report.letter import Templates

TEMPLATES = Templates(Path("/nowhere"))
CUSTOMERS = ("Acme", "Globex", "Initech")
FEED = "https://github.com/apache/kafka/releases.atom"
SECRET = re.compile(r"(?i)author|because-of|\.yaml")
INSTANTS = st.integers(-72, 0).map(lambda hours: NOW + timedelta(hours=hours))


@st.composite
def _findings(draw: st.DrawFn) -> Check:
    """An environment of some customer, with the words of people wherever people can write."""
    customer = draw(st.sampled_from(CUSTOMERS))
    code = draw(st.sampled_from(Code))
    decided = replace(
        decision(draw(st.sampled_from(DecisionKind))), id="d-1", by="the author", reason="because-of that"
    )
    duty = replace(
        draw(st.sampled_from([LATE, SUPPORT])),
        urgency=draw(st.sampled_from(Urgency)),
        decision=draw(st.sampled_from([None, "d-1"])),
    )
    written = replace(
        LATE,
        id="written",
        code=draw(st.sampled_from([Code.KNOWN_BAD, Code.ABANDONED, Code.VULNERABLE])),
        cause="because-of that, says the author",
        subject="3.6.1",
        url="advisories/globex.yaml#1",
    )
    one = finding(
        *draw(st.sampled_from([(), (duty,), (duty, written)])),
        verdict=draw(st.sampled_from(Verdict)),
        targets=Targets(newest=target("4.0.0"), recommended=draw(st.sampled_from([None, target("3.9.1")]))),
        decisions=(decided,),
        woken=draw(st.sampled_from([(), (Woken(decision=decided, at=NOW, why="because-of that"),)])),
        reasons=(
            Reason(code=code, text="it was so", url="customers.yaml#3"),
            Reason(code=Code.DECISION, text="held by the author: because-of that", url="customers.yaml#3"),
        ),
        facts=replace(PLAIN.facts, feed=FEED),
    )
    name = f"{customer.lower()}/{draw(st.integers(0, 5))}"
    return check(one, name=name, customer=customer, tier=draw(st.sampled_from(Tier)))


@st.composite
def _events(draw: st.DrawFn) -> DutyEvent:
    return event(
        draw(st.sampled_from(DutyEventKind)),
        draw(st.sampled_from([LATE, SUPPORT])),
        at=draw(INSTANTS),
        why="because-of that",
        by="the author",
        decision="d-1",
        closed_by=draw(st.sampled_from(Closing)),
    )


@st.composite
def _happened(draw: st.DrawFn) -> Happened:
    released = [Event(kind=draw(st.sampled_from(EventKind)), at=draw(INSTANTS), tag="4.0.0")]
    upgrade = Upgrade(name="kafka", before=("3.6.0",), after=("3.6.1",), seen_at=draw(INSTANTS))
    return Happened(duties=draw(st.lists(_events(), max_size=4)), upgrades=(upgrade,), upstream={FEED: released})


@given(st.lists(_findings(), min_size=1, max_size=6), _happened(), INSTANTS, st.booleans())
def test_a_customer_s_letter_and_page_hold_nothing_of_others_and_nothing_internal(
    checks: list[Check], happened: Happened, since: datetime, first: bool
) -> None:
    span = Span(since=None if first else since, until=NOW, day=NOW.date())
    reader = Reader(audience=Audience.CUSTOMER, least=Urgency.LOW, span=span)
    for customer in CUSTOMERS:
        draft = Draft(customer, reader)
        mine = [one for one in checks if one.customer == customer]
        for one in mine:
            draft.add(one, {"kafka": replace(TERMS, releases={"4.0.0": "4.0"})}, happened)
        made = draft.digest()
        letter = TEMPLATES.letter(made)
        pages = [TEMPLATES.page(made, one) for one in mine]
        for text in (letter.subject, letter.markdown, letter.text, letter.html, *pages):
            assert not SECRET.search(text)
            assert not [other for other in CUSTOMERS if other != customer and other.lower() in text.lower()]


@given(_findings(), _happened(), st.lists(st.integers(0, 80), min_size=1, max_size=4, unique=True))
def test_what_is_learned_is_told_in_exactly_one_of_spans_that_meet(
    one: Check, happened: Happened, hours: list[int]
) -> None:
    """Upgrades stand for all that is told by when it was learned; where the spans are cut makes no difference."""
    cuts = sorted(NOW - timedelta(hours=number) for number in {*hours, 0, 81})
    told = 0
    for since, until in pairwise(cuts):
        draft = Draft("ops", replace(TEAM, span=Span(since=since, until=until, day=until.date())))
        draft.add(one, {"kafka": TERMS}, replace(happened, duties=()))
        told += sum(line.topic.to == "3.6.1" for line in draft.digest().lines)
    assert told == 1


@given(st.lists(_findings(), min_size=1, max_size=5, unique_by=lambda one: one.environment), st.randoms())
def test_the_order_in_which_environments_are_added_changes_no_line(
    checks: list[Check], chance: random.Random
) -> None:
    def lines(some: list[Check]) -> list[object]:
        draft = Draft("ops", TEAM)
        for one in some:
            draft.add(one, {"kafka": TERMS}, Happened())
        return [(line.topic, line.places, line.urgency, {*line.causes}) for line in draft.digest().lines]

    mixed = [*checks]
    chance.shuffle(mixed)
    assert lines(mixed) == lines(checks)
