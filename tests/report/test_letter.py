"""Letters and pages: a letter stays small, folds, counts, and has its chart."""

import re
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest

from digests import FIRST, LATE, NOW, PLAIN, SUPPORT, TEAM, check, digest, finding, target
from reading import elements
from tracker.model import (
    Alarm,
    Audience,
    Check,
    Digest,
    Hit,
    Hurdles,
    Letter,
    Move,
    OpenOn,
    Targets,
    Tier,
    Urgency,
)
from tracker.record import replace
from tracker.report.chart import duties_picture
from tracker.report.letter import Templates, moves
from tracker.sending.message import Envelope, message_of

FOLDER = Path("/nowhere")


def letter(made: Digest) -> Letter:
    return Templates(FOLDER).letter(made)


def test_a_letter_about_a_thousand_environments_with_long_names_stays_below_100_kilobytes() -> None:
    checks = [
        check(
            *(
                finding(
                    *(
                        replace(LATE, subject=f"CVE-{n}-{name}", cause=f"CVE-{n}-{name} " + "x" * 300)
                        for n in range(5)
                    ),
                    component=f"component-{name}-" + "c" * 200,
                    to="v" * 200,
                )
                for name in range(60)
            ),
            name=f"{number:04}-" + "e" * 240,
        )
        for number in range(20)
    ]

    made = letter(digest(*checks, reader=replace(TEAM, span=FIRST)))

    assert "and 45 more: tracker check --all" in made.text
    assert len(made.html.encode()) + len(made.text.encode()) < 100_000


def test_m06_two_thousand_items_are_capped_with_a_count_and_the_command() -> None:
    due = [finding(LATE, component=f"component-{number}", to=f"{number}.0") for number in range(1000)]
    new = [finding(SUPPORT, component=f"other-{number}") for number in range(1000)]
    made = letter(digest(check(*due, *new), reader=replace(TEAM, span=FIRST)))

    for text in (made.markdown, made.text, made.html):
        assert "and 985 more: tracker check prod" in re.sub(r"[`\\]|</?code[^>]*>", "", text)
        assert len(text.encode()) < 100_000
    envelope = Envelope(sender="t@acme.example", recipient="a@acme.example", message_id="<1@a>", at=NOW, topic="x")
    assert len(message_of(made, envelope)) < 1_000_000


def test_m06_two_thousand_vulnerabilities_at_once_are_capped_with_a_count_and_the_command() -> None:
    hits = [
        Hit(
            environment="prod",
            customer="Acme",
            tier=Tier.PRODUCTION,
            name=f"component-{number}",
            component="kafka",
            versions=("3.6.1",),
            duty=replace(LATE, subject=f"CVE-{number}"),
        )
        for number in range(2000)
    ]
    alarms = [Alarm(ids=(one.duty.subject,), hits=(one,)) for one in hits]
    made = Templates(FOLDER).alert(alarms, Audience.TEAM)

    for text in (made.markdown, made.text, made.html):
        assert "1950 more vulnerabilities" in text
        assert "tracker affected CVE-0" in text
        assert len(text.encode()) < 100_000
    assert "1 more vulnerability\n" in Templates(FOLDER).alert(alarms[:51], Audience.TEAM).text


def test_a_customer_is_shown_no_command() -> None:
    findings = [finding(LATE, component=f"c{number:02}") for number in range(40)]
    least = replace(TEAM, least=Urgency.CRITICAL, audience=Audience.CUSTOMER)

    for_team = letter(digest(check(*findings), reader=replace(TEAM, span=FIRST)))
    reader = replace(TEAM, span=FIRST, audience=Audience.CUSTOMER)
    for_customer = letter(digest(check(*findings), reader=reader))

    assert "and 25 more: tracker check prod" in for_team.text
    assert "and 25 more\n" in for_customer.text
    assert "40 less urgent than critical and not told of." in letter(digest(check(*findings), reader=least)).text


def test_staging_folds_under_the_production_of_its_customer_only() -> None:
    late = finding(LATE)
    made = letter(
        digest(
            check(late, name="acme/prod"),
            check(late, name="acme/test", tier=Tier.STAGING),
            check(late, name="globex/test", customer="Globex", tier=Tier.STAGING),
            reader=replace(TEAM, span=FIRST),
        )
    )

    told = "acme/prod 3.6.1, overdue 30d (and 1 in staging); globex/test 3.6.1, staging, overdue 30d"
    assert told in " ".join(made.text.split())


@pytest.mark.parametrize(
    ("found", "for_team", "for_customers"),
    [
        (Hurdles(breaking=1, removed=2, url="https://n.example"), "1 breaking change, 2 removals", True),
        (Hurdles(migrations=3), "3 migrations", False),
        (Hurdles(), "", False),
    ],
)
def test_what_there_is_to_mind_on_the_way_is_said_of_the_most_pressing(
    found: Hurdles, for_team: str, for_customers: bool
) -> None:
    made = digest(
        check(finding(LATE, to="3.9.1")),
        check(
            finding(LATE, to="3.9.1", deployed=replace(PLAIN.deployed, version="3.5.0")),
            name="test",
            tier=Tier.STAGING,
        ),
        reader=replace(TEAM, span=FIRST),
    )
    (move,) = moves(made)
    made = replace(made, hurdles={move: found})
    customer = letter(replace(made, reader=replace(made.reader, audience=Audience.CUSTOMER)))

    assert move == Move(environment="prod", name="kafka", to="3.9.1")
    told = f"On the way from 3.6.1: {for_team}"
    assert (f"  - {told} (tracker explain prod kafka)\n" in letter(made).markdown) == bool(for_team)
    assert (f"{told} (tracker explain prod kafka)" in " ".join(letter(made).text.split())) == bool(for_team)
    assert (f"[{told}](https://n.example)" in customer.markdown) == for_customers
    assert "tracker explain" not in customer.text


def test_releases_nobody_needs_are_a_count() -> None:
    quiet = replace(digest(check(finding())), unconcerned=1)

    assert "1 more release concerns nothing that is to be done." in letter(quiet).text
    assert "2 more releases concern nothing" in letter(replace(quiet, unconcerned=2)).text
    assert "Nothing has changed." in letter(quiet).html


def days(*counts: tuple[int, int]) -> tuple[OpenOn, ...]:
    return tuple(
        OpenOn(day=NOW.date() + timedelta(days=number), open=open_, overdue=overdue)
        for number, (open_, overdue) in enumerate(counts)
    )


def pixels(png: bytes) -> list[bytes]:
    """The rows of a PNG of one byte a pixel; raises where it is none."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length]) == (zlib.crc32(kind + body),)
        chunks[kind], place = body, place + 12 + length
    width, height = struct.unpack(">2I", chunks[b"IHDR"][:8])
    raw = zlib.decompress(chunks[b"IDAT"])
    assert len(raw) == (width + 1) * height
    return [raw[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height)]


def test_the_chart_shows_what_is_overdue_at_the_foot_of_what_is_open() -> None:
    picture = duties_picture(days((0, 0), (2, 0), (4, 2)))

    assert picture is not None
    rows = pixels(picture.png)
    assert [set(row[0:160]) for row in rows] == [{0}] * len(rows)
    assert [row[200] for row in rows] == [0] * 36 + [2] * 36
    assert [row[400] for row in rows] == [2] * 36 + [1] * 36


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (((0, 0), (2, 0), (4, 2)), "0 to 4; overdue 0 to 2."),
        (((12, 0), (12, 0)), "12 each day; none overdue."),
        (((3, 1), (7, 1), (3, 1)), "3 again, between 3 and 7; overdue 1 each day."),
    ],
)
def test_the_chart_says_in_words_how_it_went(counts: tuple[tuple[int, int], ...], words: str) -> None:
    picture = duties_picture(days(*counts))

    assert picture is not None
    assert picture.words == f"Open duties day by day since 2026-11-20: {words}"


@pytest.mark.parametrize("known", [days(), days((3, 1)), days((0, 0), (0, 0))])
def test_there_is_no_chart_of_nothing(known: tuple[OpenOn, ...]) -> None:
    assert duties_picture(known) is None


def test_the_chart_is_within_a_letter_by_name_and_within_a_page_whole() -> None:
    made = replace(digest(check(finding())), days=days((1, 0), (2, 1)))

    sent, page = Templates(FOLDER).letter(made), Templates(FOLDER).page(made)

    assert [one.name for one in sent.pictures] == ["duties.png"]
    assert [one.get("src") for one in elements(sent.html) if one.tag == "img"] == ["cid:duties.png"]
    (source,) = [one.get("src") for one in elements(page) if one.tag == "img"]
    assert str(source).startswith("data:image/png;base64,")
    assert "Open duties day by day" in sent.text


def test_a_page_lists_all_that_runs() -> None:
    late = finding(LATE, targets=Targets(recommended=target("3.9.1")))
    made: Check = check(late, finding(name="spark"))

    page = Templates(FOLDER).page(digest(made), made)
    headings = ["".join(one.itertext()) for one in elements(page) if one.tag == "th"]

    assert headings == ["Component", "Runs", "Move to", "Standing", "Support", "kafka", "spark"]
    assert "overdue 30d" in page
