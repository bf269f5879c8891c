"""Instants, findings and addresses in words, and the measuring of lines."""

import subprocess
import sys
import webbrowser
from datetime import timedelta

import pytest
from rich.cells import cell_len

from examples import NOW
from tracker.model import Polling, ServiceFailure
from tracker.record import replace
from tui.browser import open_page, web_address
from tui.columns import Column, column_at, fitted, lay, lay_headings, room, widths
from tui.line import Line, Role, crop, cut_end, cut_middle, first_of, fit, last_words, line, span, wrap
from tui.notes import NOTES_LIMIT, release_notes
from tui.words import age_words, feed_words
from tui_findings import check, days, sample_findings


def test_age() -> None:
    assert age_words(days(-800), NOW) == "2y ago"
    assert age_words(days(-3), NOW) == "3d ago"
    assert age_words(NOW - timedelta(hours=4), NOW) == "4h ago"
    assert age_words(NOW, NOW) == "just now"


def test_feeds_that_failed() -> None:
    failed = check().polling.failed
    assert feed_words(replace(check(), polling=Polling())) == ""
    assert (
        feed_words(replace(check(), polling=Polling(failed=failed * 2)))
        == "2 feeds could not be read; trino: github.com answered 502"
    )
    one = Polling(polled=1, failed=failed)
    assert feed_words(replace(check(), polling=one)) == "trino: github.com answered 502"
    trino = replace(check(), findings=tuple(each for each in sample_findings() if each.component == "trino"))
    assert (
        feed_words(replace(trino, polling=one))
        == "nothing could be read, facts of 23h ago stand: github.com answered 502"
    )
    unknown = replace(one, failed=(replace(failed[0], facts_from=None),))
    assert "and nothing is stored" in feed_words(replace(trino, polling=unknown))
    down = ServiceFailure(service="osv", error="api.osv.dev cannot be reached", facts_from=None)
    assert feed_words(replace(check(), polling=Polling(services=(down,)))) == "osv: api.osv.dev cannot be reached"


@pytest.mark.parametrize(
    "text", ["kafka", "kafka-connect-postgresql", "接続と変換のための部品", "🚀🚀🚀🚀🚀", "é" * 9, ""]
)
@pytest.mark.parametrize("width", range(14))
def test_every_text_fits_every_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(fit(text, width, right=True)) == width


def test_the_middle_is_cut() -> None:
    assert cut_middle("kafka-connect-postgresql", 11) == "kafka…resql"


def test_the_first_of_many_is_named() -> None:
    assert first_of("one, two", 8) == "one, two"
    assert first_of("CVE-2026-1, CVE-2026-2, lag", 20) == "CVE-2026-1 +2"
    assert first_of("CVE-2026-1, CVE-2026-2, lag", 10) == "CVE…6-1 +2"
    assert first_of("a whole sentence; another", 12, "; ") == "a wh…ence +1"


@pytest.mark.parametrize("width", range(2, 30))
def test_wrapped_lines_fit_and_lose_no_word(width: int) -> None:
    text = "support of 接続と変換 ended on 2026-02-09 " + "x" * 40
    wrapped = wrap([line("  ", span(text, Role.MUTED), hang=4), Line()], width)
    assert all(one.width <= width for one in wrapped)
    assert "".join("".join(one.text.split()) for one in wrapped) == "".join(text.split())


@pytest.mark.parametrize(
    ("width", "cut"), [(24, "snooze until 2026-12-04"), (9, "snooze u…"), (8, "snooze…"), (0, "")]
)
def test_what_begins_with_its_meaning_is_cut_at_its_end(width: int, cut: str) -> None:
    assert cut_end("snooze until 2026-12-04", width) == cut


def test_cropping_stops_at_the_width() -> None:
    assert crop([span("abc"), span("def"), span("ghi")], 3) == (span("abc"),)


@pytest.mark.parametrize(
    ("texts", "width", "cropped"),
    [
        (["the notes of"], 12, "the notes of"),
        (["the notes of"], 11, "the notes…"),
        (["the notes of"], 10, "the notes…"),
        (["the notes of"], 3, "th…"),
        (["1 new  ", "2 gone"], 10, "1 new  …"),
        (["1 new  ", "2 gone"], 7, "1 new  "),
        (["at ", "globex/prod"], 9, "at globe…"),
    ],
)
def test_what_does_not_fit_is_cut_behind_a_word(texts: list[str], width: int, cropped: str) -> None:
    assert line(*crop(map(span, texts), width)).text == cropped


@pytest.mark.parametrize(
    ("width", "kept"),
    [(31, "Acme, production, checking ... "), (30, "production, checking ... "), (14, "checking ... "), (9, "")],
)
def test_the_last_words_are_kept(width: int, kept: str) -> None:
    spans = [span("Acme, production, ", Role.MUTED), span("checking ... ", Role.KEY)]

    assert line(*last_words(spans, width)).text == kept


def test_columns_share_the_room() -> None:
    columns = (
        Column(heading="A", least=4, most=6),
        Column(heading="B", least=4, most=4, optional=True),
        Column(heading="C", least=4, most=40, share=3),
    )
    assert widths(columns, 16) == (4, 4, 4)
    assert widths(columns, 15) == (6, 0, 7)
    assert widths(columns, 30) == (6, 4, 16)
    assert widths(columns[:1], 30) == (6,)
    assert widths(columns, 3) == (4, 0, 4)
    assert [column_at((4, 0, 4), x) for x in (-1, 0, 5, 6, 20)] == [None, 0, 0, 2, None]


def test_columns_take_no_more_than_their_texts() -> None:
    columns = (
        Column(heading="", least=2, most=2),
        Column(heading="A", least=8, most=20, draw=cut_end),
        Column(heading="AXIS", least=4, most=40, head=cut_end),
        Column(heading="B", least=4, most=6),
    )
    needed = room([["", "kafka", "....", "x"], ["!", "k" * 30, "", "postgresql"]], columns)
    short = fitted(columns, (0, 5, 4, 3))

    assert needed == (1, 20, 4, 10)
    assert fitted(columns, needed) == (columns[0], replace(columns[1], least=8), columns[2], columns[3])
    assert [(one.least, one.most) for one in short] == [(2, 2), (5, 5), (4, 40), (3, 3)]
    assert room([], columns) == (0, 0, 0, 0)


def test_a_row_is_no_wider_than_its_columns_where_the_last_is_left_out() -> None:
    columns = (
        Column(heading="A", least=7, most=7),
        Column(heading="B", least=16, most=16, optional=True),
    )
    given = widths(columns, 8)
    laid = [cells(["overdue", "left out"], columns, given, [Role.PLAIN] * 2) for cells in (lay, lay_headings)]

    assert [[one.text for one in spans] for spans in laid] == [["overdue"], ["overdue"]]


def test_long_notes_are_cut_and_say_so() -> None:
    lines = release_notes("1.1", None, "word\n" * NOTES_LIMIT)
    assert len(lines) < NOTES_LIMIT
    assert "Cut here: 327,680 characters in all." in lines[-1].text
    assert release_notes("1.1", None, " \n")[-1].text == "  No notes are known."
    assert not any("http" in one.text for one in release_notes("1.1", None, None))


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https:///nothing",
        "https://[broken",
        "https://a.example/\x1b]0;x",
        "https://a.example/ --new-window",
        "-https://a.example",
        "https://a.example/" + "x" * 300,
    ],
)
def test_only_web_pages_are_opened(url: str | None) -> None:
    assert web_address(url) is None


@pytest.mark.parametrize("url", ["https://github.com/apache/kafka/releases/tag/4.1.0", "http://127.0.0.1:8080/"])
def test_web_pages(url: str) -> None:
    assert web_address(url) == url


def test_a_browser_with_a_window_is_started() -> None:
    code = "from tui.browser import open_page; print(open_page('https://a.example'))"
    environment = {"BROWSER": f"{sys.executable} -c input() %s &"}  # it stays until its input ends
    command = [sys.executable, "-c", code]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=nothing, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "True\n"


def test_a_browser_that_needs_the_terminal_is_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", f"{sys.executable} -c pass %s")
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    monkeypatch.setattr(webbrowser, "_browsers", {})
    assert open_page("https://a.example") is False


def test_no_browser_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    assert open_page("https://a.example") is False


def test_the_interface_imports_nothing_slow_or_below_the_pipeline() -> None:
    code = "import sys, tui.app; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "textual" in loaded
    slow = {"sqlmodel", "sqlalchemy", "httpx", "feedparser", "alembic", "tracker.pipeline", "tracker.store"}
    assert not loaded & slow
