"""Templates of a team's own: what is wrong with one is told with its place, and costs neither letter nor time."""

import re
from pathlib import Path

import pytest

from digests import LATE, TEAM, check, digest, finding
from tracker.errors import ConfigurationError
from tracker.model import Alarm, Audience, Hit, Tier
from tracker.record import replace
from tracker.report.letter import Templates

MADE = digest(check(finding(LATE, to="3.9.1")))
CUSTOMER = replace(MADE, reader=replace(TEAM, audience=Audience.CUSTOMER))
SHIPPED = Templates(Path("/nowhere"))
HIT = Hit(
    environment="prod",
    customer="Acme",
    tier=Tier.PRODUCTION,
    name="kafka",
    component="kafka",
    versions=("3.6.1",),
    duty=replace(LATE, url="https://osv.example/CVE-2026-1"),
)
ALARMS = [Alarm(ids=("CVE-2026-1",), hits=(HIT,))]

WRONG = {
    "{% if %}": "line 1: Expected an expression, got 'end of statement block'",
    "a\n{{ digest.nothing }}": "line 2 cannot be written: there is no 'nothing', only subject, title, .*",
    "a\n\n{{ nothing }}": "line 3 cannot be written: 'nothing' is undefined",
    "{{ ''.__class__.mro() }}": "line 1 cannot be written: .*unsafe.",
    "{{ 1 / 0 }}": "line 1 cannot be written: division by zero",
    "{% include 'letter.html.j2' %}": "line 1 cannot be written: maximum recursion depth exceeded.*",
    "{% include 'nosuch.j2' %}": "line 1 cannot be written: there is no template 'nosuch.j2'",
    "{{ 'x' * 10**18 }}": r"line 1 cannot be written: \* makes too large a value",
    "{{ 10 * 'x' * 10**18 }}": r"line 1 cannot be written: \* makes too large a value",
    "{{ 2 ** 999999999 }}": r"line 1 cannot be written: \*\* makes too large a value",
    "{{ 'x' * 900000 + 'x' * 900000 }}": r"line 1 cannot be written: \+ makes too large a value",
    "{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}": "line 1 .* 50000 steps",
    "{% for a in range(999) %}{{ 'x' * 9999 }}{% endfor %}": "cannot be .* longer than 1000000 characters",
    "{% for a in [1] recursive %}{{ loop([1, 1]) if loop.depth < 60 }}{% endfor %}": ".* steps",
    "{% set n = namespace(t=1) %}{% for a in range(64) %}{% set n.t = n.t ~ n.t %}{% endfor %}": ".* ~ .*",
    "{{ lipsum(9) }}": "line 1 cannot be written: 'lipsum' is undefined",
}


@pytest.mark.parametrize(
    "text", [pytest.param(one, marks=pytest.mark.slow if "loop" in one else ()) for one in WRONG]
)
def test_what_is_wrong_is_told_with_its_place_and_the_letter_comes_by_what_ships(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "letter.html.j2").write_text(text)
    templates = Templates(tmp_path)

    team, customer = templates.letter(MADE), templates.letter(CUSTOMER)
    plain = SHIPPED.letter(CUSTOMER)

    (problem,) = team.problems
    assert re.fullmatch(f"templates/letter.html.j2 {WRONG[text]}", problem), problem
    assert "the template that ships was taken" in team.html
    assert replace(customer, problems=()) == plain


def test_a_letter_of_its_own_and_a_part_of_its_own_are_used_and_found_well(tmp_path: Path) -> None:
    (tmp_path / "letter.txt.j2").write_text(
        "{% include 'greeting.j2' %}{{ digest.title }} {{ link('x', 'https://y.example') }}"
    )
    (tmp_path / "greeting.j2").write_text("Hello ")

    letter = Templates(tmp_path).letter(MADE)

    assert letter.text == "Hello ops x [1]\n[1] https://y.example\n"
    assert letter.markdown == SHIPPED.letter(MADE).markdown
    assert ([*Templates(tmp_path).problems()], [*SHIPPED.problems()]) == ([], [])


def test_a_text_numbers_each_page_once_and_names_forty_of_them(tmp_path: Path) -> None:
    many = "{% for n in range(45) %}{{ link(n, 'https://y.example/' ~ n) }} {{ link(n, 'mailto:y') }} {% endfor %}"
    (tmp_path / "letter.txt.j2").write_text("{{ link('a', 'https://y.example/0') }} " + many)

    said, first, *others, last = Templates(tmp_path).letter(MADE).text.splitlines()

    assert said.startswith("a [1] 0 [1] 0 1 [2] 1 2 [3] 2 ")
    assert said.endswith(" 39 [40] 39 40 40 41 41 42 42 43 43 44 44 ")
    assert (first, len(others), last) == ("[1] https://y.example/0", 39, "pages not named here: 5")


def test_a_part_that_breaks_an_alert_and_a_name_that_nothing_uses_are_told(tmp_path: Path) -> None:
    (tmp_path / "frame.html.j2").write_text("a\n{{ nothing }}")
    (tmp_path / "leter.md.j2").write_text("{% include 'gone.j2' %}")
    templates = Templates(tmp_path)

    alert = templates.alert(ALARMS, Audience.CUSTOMER)

    told = "templates/frame.html.j2 line 2 cannot be written: 'nothing' is undefined"
    assert alert.problems == (told,)
    assert replace(alert, problems=()) == SHIPPED.alert(ALARMS, Audience.CUSTOMER)
    broken, unused = templates.problems()
    assert broken == told
    assert unused.startswith("templates/leter.md.j2 is used by nothing: there are letter.md.j2, ")
    with pytest.raises(ConfigurationError, match=told):
        templates.page(MADE)


def test_what_cannot_be_read_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "letter.md.j2").write_bytes(b"\xff")

    (problem,) = Templates(tmp_path).problems()

    assert problem.startswith("templates/letter.md.j2 cannot be written: 'utf-8' codec can't decode byte 0xff")
