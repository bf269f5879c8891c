"""What came of a round of checks, in a sentence."""

import pytest

from tracker.model import Polling, ServiceFailure
from tracker.record import replace
from tui.rounds import Made, Round, made
from tui.source import Failure
from tui_findings import check, row

OLD = check()
FINE = made(replace(OLD, polling=Polling(polled=1, unchanged=1, failed=())), row("a"))
ONE = made(OLD, row("a"))
TRINO = tuple(one for one in OLD.findings if one.component == "trino")
NONE = made(replace(OLD, polling=replace(OLD.polling, polled=1, unchanged=0), findings=TRINO), row("a"))
OSV = Polling(
    polled=1, unchanged=1, failed=(), services=(ServiceFailure(service="osv", error="no", facts_from=None),)
)
SERVICE = made(replace(OLD, polling=OSV), row("a"))
UNKEPT = made(replace(OLD, unkept="the database is locked"), row("a"))
BAD, NOT, GONE = "github.com answered 502", "not checked: ", "a.yaml is gone"
FAILED = Failure(text=GONE)


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ([FINE], "Checked 1 environment."),
        ([FINE, FINE], "Checked 2 environments."),
        ([FINE, ONE], "Checked 2 environments; 1 feed could not be read: trino: github.com answered 502."),
        ([FINE, SERVICE], "Checked 2 environments; osv: no."),
        ([NONE, NONE], "Nothing could be read for 2 environments, older facts stand: github.com answered 502."),
        ([FAILED], "e0 was not checked: a.yaml is gone."),
        ([FAILED, FAILED], "2 failed: e0 was not checked: a.yaml is gone."),
        ([UNKEPT], "e0 was checked, but not remembered: the database is locked."),
        ([FINE, FAILED], "e1 was not checked: a.yaml is gone; checked 1 of 2 environments."),
        (
            [NONE, FAILED],
            f"Nothing could be read for 1 of 2 environments, older facts stand: {BAD}; e1 was {NOT}{GONE}.",
        ),
    ],
)
def test_what_came_of_a_round(ended: list[Made | Failure], words: str) -> None:
    checked = Round(ended={f"e{number}": one for number, one in enumerate(ended)})

    assert checked.words == words
    assert checked.is_fine is (words.startswith("Checked") and ";" not in words)
