"""What people read: the table, Markdown and JSON of one platform, as golden files; and hostile text in each."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from examples import NOW, day
from home import Home, compare_golden
from loopback import GitHub
from tracker.model import Audience, Check, ListedRelease, ReleaseList
from tracker.pipeline.changes import changes_of_pressing
from tracker.pipeline.digest import Complete
from tracker.pipeline.judging import Instant
from tracker.pipeline.tags import read_tag_list, trace_tag_list
from tracker.report.letter import Templates
from tracker.report.machine import checks_json
from tracker.report.markdown import checks_markdown, digest_markdown, escape, evidence, link
from tracker.report.notes import notes_text
from tracker.report.terminal import check_text, painter, releases_text, tags_text
from tracker.report.wording import due_in

PLATFORM = """\
customer: Acme
since: 2025-06-01
deployed:
  gateway: {version: v1.4.0, repo: acme/gateway}
  kafka: 3.6.1
  postgresql: 16.15
  postgresql-airflow: {component: postgresql, version: 14.9}
  zookeeper: {version: [3.8.4, 3.8.6]}
  grafana: {version: 12.4.2, hold: {until: 2027-01-31, reason: dashboards are frozen, by: ops}}
  prometheus: nightly
  loki: 3.7.6
  redis: 99.0.0
"""

HOSTILE = {
    "escape": "1.0\x1b]52;c;aGFjaw==\x07",
    "textual": "1.0[red]x[/red][@click=app.quit]y[/]",
    "markdown": "1.0|](javascript:alert(1))`*_~@everyone fixes #1 <b>x</b> https://evil.example",
    "bidi": "1.0\u202egnp",
}


@pytest.fixture
def checks(home: Home, github: GitHub) -> tuple[Check, ...]:
    """Two environments checked at a fixed instant: some feeds answer, others are unknown to the server."""
    github.repository("acme/gateway").release("v1.5.0", at=day("2026-10-01"), title="1.5 | the *big* one")
    github.repository("apache/kafka").release("4.4.0", at=day("2026-09-01"))
    github.repository("postgres/postgres").bare_tag("REL_18_7", at=day("2026-11-12"))
    github.repository("grafana/loki").release("v3.7.6", at=day("2026-08-12"))
    home.write("acme/prod.yaml", PLATFORM)
    home.write("dev.yaml", "tier: development\nsince: 2026-01-01\ndeployed: {kafka: 4.4.0}\n")
    return home.check("acme/prod", "dev").checks


def without_port(text: str, github: GitHub) -> str:
    return text.replace(github.host, "127.0.0.1:8080")


@pytest.mark.parametrize("width", [80, 140])
def test_the_table_fits_its_width(checks: tuple[Check, ...], github: GitHub, width: int) -> None:
    text = "\n".join(check_text(one, width=width) for one in checks)

    assert max(map(len, text.splitlines())) <= width
    compare_golden(f"check-{width}.txt", without_port(text, github))


def test_the_markdown_of_a_check(checks: tuple[Check, ...], github: GitHub) -> None:
    compare_golden("check.md", without_port(checks_markdown(checks), github))


def test_the_digest_of_a_day(checks: tuple[Check, ...], home: Home, github: GitHub) -> None:
    on_the_way = changes_of_pressing(home.settings, checks, Instant(at=NOW))
    digest = Complete(home.settings, checks, on_the_way=on_the_way).digest(
        f"Releases, {NOW.date()}", Audience.TEAM
    )

    letter = Templates(home.watchlists / "templates").letter(digest)
    told = digest_markdown(letter.markdown, checks, {}, on_the_way)

    compare_golden("digest.md", without_port(told, github))


def test_the_json_of_a_check(checks: tuple[Check, ...], github: GitHub) -> None:
    compare_golden("check.json", without_port("".join(checks_json(checks[:1], several=False)), github))


def test_every_key_that_programs_rely_on_is_there(checks: tuple[Check, ...]) -> None:
    for finding in json.loads("".join(checks_json(checks, several=True)))["environments"][0]["findings"]:
        assert set(finding) >= {
            *("name", "component", "repository", "state", "verdict", "urgency", "deployed", "targets", "behind"),
            *("support", "coverage", "due_at", "duties", "hold", "decisions", "facts", "reasons"),
        }
        assert set(finding["targets"]) == {"fix_minimum", "line", "recommended", "newest"}
        assert finding["reasons"]


def test_colours_only_add_to_what_the_signs_say(checks: tuple[Check, ...]) -> None:
    coloured = check_text(checks[0], width=80, paint=painter(colours=True))

    plain = coloured
    for code in ("\x1b[1m", "\x1b[1;31m", "\x1b[33m", "\x1b[35m", "\x1b[36m", "\x1b[2m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert plain == check_text(checks[0], width=80)


def test_a_narrow_terminal_cuts_words_and_keeps_every_line(checks: tuple[Check, ...]) -> None:
    wide, narrow = (check_text(checks[0], width=width).split("\n\n")[1] for width in (140, 40))

    assert len(narrow.splitlines()) == len(wide.splitlines())
    assert "…" in narrow


def test_a_gap_is_stated_once_in_one_line(home: Home, github: GitHub) -> None:
    repository = github.repository("acme/gateway")
    for number in range(12):
        repository.bare_tag(f"v1.{number}.0", at=day("2026-01-01") + timedelta(days=number))
    home.write("env.yaml", "deployed: {gateway: {version: v1.5.0, repo: acme/gateway}}\n")
    github.ignore_after()

    (check,) = home.check("env").checks

    assert check_text(check, width=80).count("Releases may be missing: gateway.\n") == 1
    assert checks_markdown([check]).count("Releases may be missing: gateway.") == 1


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_from_a_feed_is_inert_everywhere(home: Home, github: GitHub, kind: str) -> None:
    hostile = HOSTILE[kind]
    repository = github.repository("acme/gateway")
    repository.release("v1.5.0", at=day("2026-10-01"), title=hostile, notes=f"<p>{hostile}</p>", author=hostile)
    repository.release("v1.4.0", at=day("2026-09-01"))
    repository.release(f"v{hostile}", at=day("2026-10-02"))
    home.write("env.yaml", f"deployed: {{gateway: {{version: {json.dumps('v1.4.0')}, repo: acme/gateway}}}}\n")

    (check,) = home.check("env").checks
    outputs = (
        check_text(check, width=120),
        checks_markdown([check]),
        "".join(checks_json([check], several=False)),
        home.run("releases", "acme/gateway").out,
    )

    for output in outputs:
        assert not set(output) & {"\x1b", "\x07", "\u202e", "\x9b"}
    assert check.findings[0].targets.newest is not None
    assert check.findings[0].targets.newest.version == "1.5.0"


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_of_a_watchlist_is_refused_or_shown_literally(home: Home, kind: str) -> None:
    home.write(
        "env.yaml", f"customer: {json.dumps(HOSTILE[kind])}\ndeployed: {{kafka: {json.dumps(HOSTILE[kind])}}}\n"
    )

    outcome = home.run("check", "env", "--offline", "--format", "markdown")

    assert not set(outcome.out + outcome.err) & {"\x1b", "\x07", "\u202e"}
    assert "<b>" not in outcome.out.replace("\\<", "")
    assert not re.search(r"(?<!\\)\]\(javascript:", outcome.out)
    assert "@everyone" not in outcome.out


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("postgresql-airflow 16.3", "postgresql-airflow 16.3"),
        ("a|b", r"a\|b"),
        ("[x](y)", r"\[x\](y)"),
        ("<script>", r"\<script\>"),
        ("@everyone fixes #1", "&#64;everyone fixes &#35;1"),
        ("https://evil.example www.evil.example", "https&#58;//evil.example www&#46;evil.example"),
        ("two\nlines", "two lines"),
        ("`code` *b* _i_ ~s~ \\ ![i] $x$", r"\`code\` \*b\* \_i\_ \~s\~ \\ \!\[i\] \$x\$"),
    ],
)
def test_markdown_is_written_so_that_it_shows_what_was_said(text: str, written: str) -> None:
    assert escape(text) == written


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "env.yaml#3"])
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert link("4.4.0", url) == "4.4.0"


def test_a_link_cannot_be_broken_out_of() -> None:
    assert link("a]b", "https://x.example/a)b (c)<d>") == r"[a\]b](https://x.example/a%29b%20%28c%29%3Cd%3E)"


def test_evidence_names_a_host_or_a_line() -> None:
    assert evidence("https://endoflife.date/kafka") == " ([endoflife.date](https://endoflife.date/kafka))"
    assert evidence("acme/prod.yaml#3") == " (acme/prod.yaml line 3)"
    assert evidence(None) == ""


def test_notes_are_read_as_lines() -> None:
    html = """
    <h2>Fixes</h2>
    <ul><li><p>One <code>thing</code></p></li><li>Two<ul><li>deeper</li></ul></li></ul>
    <p>See <a href="https://x.example" onclick="alert(1)">this</a>.<img src="https://pixel.example"></p>
    <pre>a
      b</pre>
    <table><tr><td>left</td><td>right</td></tr></table>
    <script>alert(1)</script><style>p {}</style>
    """

    assert notes_text(html) == "\n".join(
        [
            "# Fixes",
            "",
            "- One thing",
            "- Two",
            "  - deeper",
            "",
            "See this.",
            "",
            "a",
            "      b",
            "",
            "  left  right",
        ]
    )


def test_notes_keep_no_control_characters() -> None:
    assert notes_text("<p>\x1b]52;x\x07 &#27; &#x202e;[red]</p>") == "]52;x  [red]"


def test_the_list_of_releases_names_the_newest_and_what_was_skipped() -> None:
    def one(
        tag: str, *, stable: bool = True, withdrawn: bool = False, skipped: str | None = None
    ) -> ListedRelease:
        return ListedRelease(
            tag=tag,
            version=None if skipped else tag,
            line=None if skipped else "1.0",
            stable=stable,
            released_at=None if skipped else day("2026-01-01"),
            url=None,
            withdrawn=withdrawn,
            skipped=skipped,
        )

    listed = ReleaseList(
        component="x",
        repository="o/x",
        complete=False,
        releases_from=NOW,
        source="feed",
        newest="1.0.2",
        releases=(
            one("1.1.0-rc1", stable=False),
            one("1.0.2"),
            one("1.0.1", withdrawn=True),
            one("nightly", skipped="no version"),
        ),
    )

    compare_golden("releases.txt", releases_text(listed, width=80))


def test_the_trace_of_tags_says_the_rule_of_each(home: Home) -> None:
    given = read_tag_list("v1.4.0\nv1.5.0\nv1.6.0-rc.1\nchart-9.1.0\nnightly\n", "tags.txt")

    compare_golden("tags.txt", tags_text(trace_tag_list(home.settings, "acme/gateway", given), width=80))


def test_golden_files_are_all_in_use() -> None:
    used = {"check-80.txt", "check-140.txt", "check.md", "digest.md", "check.json", "releases.txt", "tags.txt"}
    used |= {"events.txt", "attention-80.txt", "attention.md"}
    used |= {"explain-80.txt", "explain.json", "affected.txt", "affected.md", "metrics.prom"}
    days = ("first", "quiet", "ordinary", "bad", "holiday")
    used |= {f"letter-{name}.{ending}" for name in days for ending in ("md", "txt", "html")}

    assert {path.name for path in (Path(__file__).parent.parent / "golden").iterdir()} == used


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (None, ""),
        (day("2026-11-23"), "in 3d"),
        (day("2026-11-20"), "today"),
        (day("2026-11-12"), "overdue 8d"),
        (NOW + timedelta(hours=2), "today"),
    ],
)
def test_a_due_date_is_told_in_days_of_the_calendar(due_at: datetime | None, words: str) -> None:
    assert due_in(due_at, NOW) == words
