"""The digests of a few days, from feeds to letters, and the pages that `tracker digest` writes."""

import re
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from examples import day
from home import Home, compare_golden
from loopback import GitHub, Kev, Osv
from tracker.model import Audience, Letter, Span, Subscription
from tracker.pipeline.digest import compose_letters
from tracker.record import replace

FIRST = day("2026-11-09") + timedelta(hours=7)
ENVIRONMENTS = ("acme/prod", "acme/test", "globex/prod")
PLATFORM = """\
customer: {customer}
tier: {tier}
since: 2026-01-01
deployed:
  kafka: {kafka}
  postgresql: 14.9
  gateway: {{version: v1.4.0, repo: acme/gateway}}
  keycloak: nightly
"""


def subscription(audience: Audience = Audience.TEAM, **changes: object) -> Subscription:
    """The wish of a team for a digest of everything, or of a customer for one of its own."""
    mine = ENVIRONMENTS if audience is Audience.TEAM else ENVIRONMENTS[:2]
    plain = Subscription(
        id="team:ops" if audience is Audience.TEAM else "customer:Acme",
        audience=audience,
        to=("ops@ops.example",),
        environments=mine,
        at=time(8),
        timezone="UTC",
        location="tracker.yaml#2",
        customer=None if audience is Audience.TEAM else "Acme",
    )
    return replace(plain, **changes)


class World:
    """A team's set-up whose days pass: every one ends with a poll and a digest."""

    def __init__(self, home: Home, github: GitHub, osv: Osv, kev: Kev) -> None:
        self.home = replace(home, osv_url=osv.url, kev_url=kev.url)
        self.github, self.osv, self.kev = github, osv, kev
        self.gateway = github.repository("acme/gateway").release("v1.4.0", at=day("2026-10-01"))
        notes = "<h2>Breaking changes</h2><ul><li>Tokens of the first kind are refused</li></ul>"
        github.repository("apache/kafka").release("4.3.1", at=day("2026-06-23"), notes=notes)
        for name in ENVIRONMENTS:
            self.deploy(name, "4.3.0")

    def deploy(self, name: str, kafka: str) -> None:
        """Write the file of an environment."""
        customer, _, tier = name.partition("/")
        words = {"customer": customer.title(), "tier": "staging" if tier == "test" else "production"}
        self.home.write(f"{name}.yaml", PLATFORM.format(kafka=kafka, **words))

    def letter(self, now: datetime, since: datetime | None, wish: Subscription | None = None) -> Letter | None:
        """Check everything and write the digest since an instant."""
        self.home.check(*ENVIRONMENTS, now=now)
        span = Span(since=since, until=now, day=now.date())
        return next(compose_letters(self.home.settings, [(wish or subscription(), span)], now))

    def something_happens(self, now: datetime) -> None:
        """A release that is recommended at once, and an upgrade."""
        self.home.write("policies.yaml", "standard: {soak: {minor: 0d}}\n")
        self.gateway.release("v1.5.0", at=now - timedelta(hours=2))
        self.deploy("acme/prod", "4.3.1")

    def much_happens(self) -> None:
        """An exploited vulnerability of what runs at two customers."""
        self.osv.record("BIT-1", "Bitnami/kafka", published="2026-11-11T00:00:00Z", aliases=["CVE-2026-1"])
        self.kev.listed["CVE-2026-1"] = "2026-11-11"


@pytest.fixture
def world(home: Home, github: GitHub, osv: Osv, kev: Kev) -> World:
    return World(home, github, osv, kev)


def compare(name: str, letter: Letter | None, world: World) -> None:
    """Compare the three formats with their golden files."""
    assert letter is not None
    for ending, text in (("md", letter.markdown), ("txt", letter.text), ("html", letter.html)):
        told = text.replace(world.github.host, "127.0.0.1:8080")
        compare_golden(f"letter-{name}.{ending}", told)


def test_the_digests_of_a_first_a_quiet_an_ordinary_and_a_bad_day_and_of_a_month_away(world: World) -> None:
    days = [FIRST + timedelta(days=number) for number in range(4)]

    compare("first", world.letter(days[0], None), world)
    compare("quiet", world.letter(days[1], days[0]), world)
    world.something_happens(days[2])
    compare("ordinary", world.letter(days[2], days[1]), world)
    world.much_happens()
    compare("bad", world.letter(days[3], days[2]), world)
    later = FIRST + timedelta(days=30)
    compare("holiday", world.letter(later, days[0], subscription(Audience.CUSTOMER)), world)


def test_who_wishes_for_quiet_gets_nothing_where_nothing_changed(world: World) -> None:
    quiet = subscription(quiet=True)

    assert world.letter(FIRST, None, quiet) is not None
    assert world.letter(FIRST + timedelta(days=1), FIRST, quiet) is None


def test_a_release_seen_at_the_second_of_the_cut_off_is_in_exactly_one_digest(world: World) -> None:
    """Fault T04."""
    cut_off = FIRST + timedelta(days=1)
    world.letter(FIRST, None)
    world.something_happens(cut_off)

    before = world.letter(cut_off, FIRST)
    after = world.letter(cut_off + timedelta(days=1), cut_off)

    assert before is not None
    assert after is not None
    assert ["1.5.0" in letter.markdown for letter in (before, after)] == [True, False]


def test_many_digests_are_of_one_judging_and_each_of_its_own_span(world: World) -> None:
    world.letter(FIRST, None)
    now = FIRST + timedelta(days=1)
    world.something_happens(now)
    world.home.check(*ENVIRONMENTS, now=now)
    spans = [Span(since=since, until=now, day=now.date()) for since in (FIRST, now, None)]

    wanted = [(subscription(), span) for span in spans]
    letters = [*compose_letters(world.home.settings, wanted, now)]

    assert ["1.5.0" in letter.markdown for letter in letters if letter] == [True, False, False]
    assert [letter.subject for letter in letters if letter] == [
        "ops: 1 new, 1 done (2026-11-10)",
        "ops: nothing new (2026-11-10)",
        letters[2].subject if letters[2] else "",
    ]


def test_a_letter_of_environments_that_name_no_customer_is_called_by_them(world: World) -> None:
    nameless = subscription(Audience.CUSTOMER, id="environments", customer=None)

    several = world.letter(FIRST, None, nameless)
    one = world.letter(FIRST, None, replace(nameless, environments=("acme/prod",)))

    assert [letter.text.splitlines()[0] for letter in (several, one) if letter] == [
        "acme/prod and 1 more",
        "acme/prod",
    ]


def test_an_environment_that_cannot_be_read_is_named_and_why_only_to_the_team(world: World) -> None:
    world.letter(FIRST, None)
    world.home.write("acme/test.yaml", "customer: Acme\ndeployed: {kafka: 4.3.0, ann-said-so: 1}\n")

    team, customer = (world.letter(FIRST, None, subscription(one)) for one in Audience)

    assert team is not None
    assert customer is not None
    assert "acme/test.yaml line 2: deployed.ann-said-so" in team.text.replace("\n  ", " ")
    assert "acme/test could not be judged." in customer.text
    assert "ann-said" not in customer.text


def test_a_template_of_the_folder_replaces_the_one_that_ships(world: World) -> None:
    world.home.write("templates/letter.txt.j2", "Hello {{ digest.title }}!\n")

    letter = world.letter(FIRST, None)

    assert letter is not None
    assert letter.text == "Hello ops!\n"
    assert letter.markdown.startswith("# ops\n")


def test_a_page_of_each_environment_is_written_where_it_was_and_needs_no_other_file(
    world: World, tmp_path: Path
) -> None:
    world.home.write("acme/prod.yaml", PLATFORM.format(customer="Acme", tier="production", kafka="3.6.1"))
    world.home.run("digest", "--offline", "--format", "html", "--output", str(tmp_path / "out"))
    shown = world.home.run("digest", "--offline", "--format", "html", "--output", str(tmp_path / "out"))

    written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.html"))
    page = (tmp_path / "out/acme/prod.html").read_text(encoding="utf-8")

    assert (shown.code, shown.out) == (0, "")
    assert written == ["acme/prod.html", "acme/test.html", "globex/prod.html"]
    assert "support of line 3.6 ended" in page
    assert not re.search(r"(?i)globex|<script|<link|src=.(?!data:)|url\(", page)


def test_customers_are_told_what_a_decision_has_for_them_and_never_its_reason(world: World) -> None:
    hold = "{version: 3.6.1, hold: {until: 2099-12-31, reason: the audit, tell: your freeze <i>lasts</i>}}"
    world.home.write("acme/prod.yaml", PLATFORM.format(customer="Acme", tier="production", kafka=hold))
    world.home.write("globex/prod.yaml", PLATFORM.format(customer="Globex", tier="production", kafka="3.6.1"))
    world.home.run("check", "globex/prod", "--offline")
    about = ("globex/prod", "kafka", "--until", "2099-12-31", "--reason", "no budget")

    waived = world.home.run("waive", *about, "--tell", "with the new cluster")
    exported = world.home.run("decisions", "--export", "-").out
    acme, globex = (
        world.home.run("digest", name, "--offline", "--format", "html", "--audience", "customer").out
        for name in ("acme/prod", "globex/prod")
    )

    assert (waived.code, "no budget (customers are told: with the new cluster)" in waived.out) == (0, True)
    assert '"tell":"with the new cluster"' in exported.replace('": "', '":"')
    assert "agreed to wait: your freeze &lt;i&gt;lasts&lt;/i&gt;" in acme
    assert "agreed to wait: with the new cluster" in globex
    assert not re.search("audit|budget", acme + globex)


def test_html_of_all_is_for_the_team_unless_somebody_else_is_named(world: World) -> None:
    hold = "{version: 3.6.1, hold: {until: 2099-12-31, reason: the audit, by: ann}}"
    world.home.write("acme/prod.yaml", PLATFORM.format(customer="Acme", tier="production", kafka=hold))

    team = world.home.run("digest", "--offline", "--format", "html")
    one = world.home.run("digest", "acme/prod", "--offline", "--format", "html", "--audience", "customer")
    refused = world.home.run("digest", "--offline", "--audience", "customer")

    assert team.out.startswith("<!DOCTYPE html>")
    assert "globex/prod" in team.out
    assert (one.code, "All that runs" in one.out) == (0, True)
    assert not re.search("by ann|audit|globex", one.out)
    assert (refused.code, "--audience goes with --format html" in refused.err) == (2, True)


def test_doctor_counts_who_is_told_and_names_what_cannot_be(home: Home) -> None:
    home.write("env.yaml", "digest: {to: a@acme.example}\ndeployed: {kafka: 4.3.0}\n")
    good = home.run("doctor", "--files")
    home.write("tracker.yaml", "digests: {ops: {to: a@acme.example, timezone: Mars}}\n")

    bad = home.run("doctor", "--files")

    assert " = messages: 1 digest and 0 alerts asked for" in good.out
    assert (bad.code, "!! tracker.yaml: tracker.yaml line 1: digests.ops.timezone: 'Mars' is not" in bad.out) == (
        1,
        True,
    )
