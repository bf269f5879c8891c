"""Taking back what was done, and doing it again: what then holds, what the log keeps, and when it cannot be."""

from datetime import timedelta

import pytest

from examples import NOW, day
from home import Home
from loopback import GitHub
from tracker.errors import Refused
from tracker.model import DecisionKind, Verdict
from tracker.pipeline.deciding import Ending, Said, decide, reopen
from tracker.pipeline.decisions import decision_log
from tracker.pipeline.moving import move
from tracker.pipeline.scopes import Where
from tracker.pipeline.undoing import Deed, reverse
from tracker.record import replace

PROD = "since: 2024-06-01\ndeployed:\n  kafka: '3.6.1'   # as found\n"
HERE = Where(environment="acme/prod", name="kafka")
ENDING = Ending(until=day("2027-01-31"))
ANN = Said(by="ann", reason="not reachable", now=NOW)
BOB = Said(by="bob", reason="undone", now=NOW + timedelta(minutes=5))


@pytest.fixture
def acme(home: Home, github: GitHub) -> Home:
    github.repository("apache/kafka").release("4.4.0", at=day("2026-09-01"))
    home.write("acme/prod.yaml", PROD)
    home.check("acme/prod")
    return home


def verdict(home: Home) -> Verdict:
    (check,) = home.check("acme/prod", now=NOW + timedelta(hours=1), offline=True).checks
    return check.verdict


def waived(home: Home) -> Deed:
    made = decide(home.settings, DecisionKind.WAIVE, [HERE], ANN, ENDING)
    return Deed(environment="acme/prod", made=made)


def test_a_decision_is_undone_and_done_again(acme: Home) -> None:
    deed = waived(acme)

    undone = reverse(acme.settings, deed, BOB)
    assert (undone.made, undone.ended) == ((), deed.made)
    assert verdict(acme) is Verdict.OVERDUE

    again = reverse(acme.settings, undone, BOB)
    assert verdict(acme) is Verdict.WAIVED
    (made,) = again.made
    assert made == replace(deed.made[0], id=made.id, at=BOB.now, by="bob")
    assert [(one.by, one.at) for one in decision_log(acme.settings)] == [
        ("ann", NOW),
        ("bob", BOB.now),
        ("bob", BOB.now),
    ]


def test_a_reopening_is_undone(acme: Home) -> None:
    waived(acme)
    ended = reopen(acme.settings, [HERE], ANN)
    assert verdict(acme) is Verdict.OVERDUE

    undone = reverse(acme.settings, Deed(environment="acme/prod", ended=ended), BOB)
    assert verdict(acme) is Verdict.WAIVED

    reverse(acme.settings, undone, BOB)
    assert verdict(acme) is Verdict.OVERDUE


def test_a_move_is_undone_and_done_again(acme: Home) -> None:
    moved = move(acme.settings, "acme/prod", "kafka", ["4.4.0"], NOW)
    file = acme.watchlists / "acme/prod.yaml"

    undone = reverse(acme.settings, Deed(environment="acme/prod", moved=(moved.before, moved.after)), BOB)
    assert file.read_text() == PROD
    assert verdict(acme) is Verdict.OVERDUE

    again = reverse(acme.settings, undone, BOB)
    assert file.read_text() == PROD.replace("3.6.1", "4.4.0")
    file.write_text(PROD)
    with pytest.raises(Refused, match="kafka was changed meanwhile"):
        reverse(acme.settings, again, BOB)


def test_what_cannot_be_undone_says_why(acme: Home) -> None:
    deed = waived(acme)
    ended = reopen(acme.settings, [HERE], ANN)

    with pytest.raises(Refused, match="reopened it meanwhile"):
        reverse(acme.settings, deed, BOB)
    late = replace(BOB, now=day("2027-02-01"))
    with pytest.raises(Refused, match="2027-01-31 has come"):
        reverse(acme.settings, Deed(environment="acme/prod", ended=ended), late)
