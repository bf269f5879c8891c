"""What stands on each screen in each of its states, compared with the texts in `golden/`.

`UPDATE_GOLDEN=1 python -m pytest tests/tui/test_screens.py` writes them anew; read the difference before
keeping it.
"""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from tracker.errors import ConfigurationError, Refused, StorageError
from tracker.model import (
    Fleet,
    Health,
    Published,
)
from tracker.record import replace
from tui.source import DecisionList
from tui_driving import compare, drive, make_app, press, screen_text, settle, until
from tui_findings import check, days, sample_rows
from tui_hostile import HOSTILE, hostile
from tui_source import FakeSource

LISTS = {"releases": "2", "feeds": "4", "decisions": "5", "fleet": "6"}
SIZES = ((80, 24), pytest.param((140, 40), marks=pytest.mark.slow))
NO_ROOM = " tracker needs 60 x 20 cells of room"


def at(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press keys."""

    async def prepare(pilot: Pilot[None]) -> None:
        await press(pilot, *keys)

    return prepare


opened = at()
filtered = at("slash", *"zzz", "enter")
whole_page = at("enter")


async def other_notes(pilot: Pilot[None]) -> None:
    """Give the first finding the whole page, and turn to older notes once it is known what lies on the way."""
    await press(pilot, "enter")
    await press(pilot, *"[[")


async def typing_hostile(pilot: Pilot[None]) -> None:
    """Open a form on a finding of a stranger, and paste a stranger's reason."""
    await press(pilot, "t")
    pilot.app.copy_to_clipboard(HOSTILE)
    await press(pilot, "ctrl+v")


def having(**prepared: object) -> Callable[[], FakeSource]:
    """A source with these answers instead of the samples."""

    def make() -> FakeSource:
        source = FakeSource()
        for name, answer in prepared.items():
            setattr(source, name, answer)
        return source

    return make


def stale() -> FakeSource:
    """Environments that were checked today, yesterday, and so on."""
    rows = (
        replace(one, summary=replace(one.summary, checked_at=days(-number)) if one.summary else None)
        for number, one in enumerate(sample_rows())
    )
    return having(rows=tuple(rows))()


LOCKED = StorageError("the database is locked: try again")
LOST = OSError("the disk is gone")
full = having()
empty = having(
    rows=(),
    checks={"env-prod": check(findings=())},
    published=Published(),
    decided=DecisionList(),
    standing=Health(),
    owed=Fleet(),
    reached=(),
)
failing = having(
    rows=ConfigurationError("tracker.yaml, line 2: `max_age` is '1 hour'; write a duration such as 1h"),
    checks={"env-prod": ConfigurationError("env-prod.yaml, line 7: 'kafka' has no version; add one")},
    published=LOCKED,
    decided=LOCKED,
    standing=LOCKED,
    owed=LOCKED,
    reached=LOCKED,
)
unread = having(published=Published(components=3))
empty_reach = having(reached=())
failing_reach = having(reached=LOCKED)
without_notes = having(release_notes=LOST, chain=LOST, reach=LOST, days=LOST)
first_day = having(days=())
refusing = having(
    refusal=StorageError(
        "the database sqlite:////var/lib/tracker/tracker.db cannot be used: database is locked: "
        "another process is writing to it, try again"
    )
)
over = having(refusal=Refused("it is over already: it was reopened meanwhile, or its day has come"))
read_only = having(only_readable="nothing can be kept in the database: attempt to write a readonly database")


STATES: dict[str, tuple[Callable[[], FakeSource], str | None, Callable[[Pilot[None]], Awaitable[None]]]] = {
    "portfolio-full": (full, None, opened),
    "portfolio-empty": (empty, None, opened),
    "portfolio-error": (failing, None, opened),
    "portfolio-filtered-empty": (full, None, filtered),
    "portfolio-hostile": (hostile, None, opened),
    "portfolio-folded": (full, None, at("minus")),
    "portfolio-listed": (full, None, at("C")),
    "portfolio-filtered": (full, None, at("slash", *"prod", "enter")),
    "portfolio-stale": (stale, None, at("G", "k", "k", "k")),
    "palette": (full, None, at("colon")),
    "palette-typed": (full, None, at("colon", *"kaf prod")),
    "palette-nothing": (full, None, at("colon", *"qqq")),
    "palette-error": (failing, None, at("colon", *"kaf")),
    "palette-hostile": (hostile, None, at("colon", *"npg")),
    "palette-why-not": (full, "env-prod", at("colon", *"undo what", "enter")),
    "help-of-the-portfolio": (full, None, at("question_mark")),
    "environment-full": (full, "env-prod", opened),
    "environment-empty": (empty, "env-prod", opened),
    "environment-error": (failing, "env-prod", opened),
    "environment-filtered-empty": (full, "env-prod", filtered),
    "environment-hostile": (hostile, "env-prod", opened),
    "finding-full": (full, "env-prod", whole_page),
    "finding-error": (without_notes, "env-prod", whole_page),
    "finding-hostile": (hostile, "env-prod", whole_page),
    "finding-behind": (full, "env-prod", at("enter", "pagedown", "pagedown")),
    "finding-end": (full, "env-prod", at("enter", "G")),
    "finding-other-notes": (full, "env-prod", other_notes),
    "finding-alone": (full, "env-prod", at("G", "enter")),
    "finding-error-end": (without_notes, "env-prod", at("enter", "G")),
    "finding-hostile-end": (hostile, "env-prod", at("enter", "G")),
    "timeline-full": (full, "env-prod", at("T")),
    "timeline-page": (full, "env-prod", at("T", "enter")),
    "timeline-alone": (first_day, "env-prod", at("T", "j", "enter")),
    "timeline-empty": (empty, "env-prod", at("T")),
    "timeline-error": (failing, "env-prod", at("T")),
    "timeline-page-error": (without_notes, "env-prod", at("T", "enter")),
    "timeline-filtered-empty": (full, "env-prod", at("T", "slash", *"zzz", "enter")),
    "timeline-hostile": (hostile, "env-prod", at("T")),
    "timeline-hostile-page": (hostile, "env-prod", at("T", "enter")),
    "export": (full, "env-prod", at("e")),
    "marked": (full, "env-prod", at("v", "j", "j", "v", "j")),
    "form": (full, "env-prod", at("t")),
    "form-many": (full, "env-prod", at("ctrl+a", "p")),
    "form-refused": (refusing, "env-prod", at("t", "x", "enter")),
    "form-hostile": (hostile, "env-prod", typing_hostile),
    "copy": (full, "env-prod", at("y")),
    "help": (full, "env-prod", at("question_mark")),
    "releases-full": (full, None, at("2", "j")),
    "releases-page": (full, None, at("2", "j", "enter")),
    "releases-withdrawn": (full, None, at("2", "j", "j", "j", "enter")),
    "releases-unread": (unread, None, at("2")),
    "decisions-full": (full, None, at("5")),
    "decisions-page": (full, None, at("5", "j", "enter")),
    "decisions-form": (over, None, at("5", "u", *"late", "enter")),
    "decisions-read-only": (read_only, None, at("5", "u")),
    "decisions-hostile-form": (hostile, None, at("5", "u")),
    "feeds-full": (full, None, at("4")),
    "feeds-page": (full, None, at("4", "enter")),
    "fleet-full": (full, None, at("6")),
    "fleet-vulnerabilities": (full, None, at("6", "c")),
    "fleet-no-vulnerabilities": (empty, None, at("6", "c")),
    "what-if-full": (full, "env-prod", at("w", "A", "p", *"warn:9d", "enter")),
    "what-if-nothing": (full, "env-prod", at("w")),
    "what-if-empty": (empty, "env-prod", at("w")),
    "what-if-error": (failing, "env-prod", at("w")),
    "what-if-filtered-empty": (full, "env-prod", at("w", "slash", *"zzz", "enter")),
    "what-if-hostile": (hostile, "env-prod", at("w", "A", "p", *"x", "enter")),
    "what-if-prompt": (full, "env-prod", at("w", "enter")),
    "what-if-policy": (full, "env-prod", at("w", "p")),
    "compare-full": (full, None, at("space", "space", "c")),
    "compare-page": (full, None, at("space", "space", "c", "enter")),
    "compare-prompt": (full, "env-prod", at("c")),
    "compare-empty": (empty, "env-prod", at("c", "x", "enter")),
    "compare-error": (failing, "env-prod", at("c", "x", "enter")),
    "compare-filtered-empty": (full, None, at("space", "space", "c", "slash", *"zzz", "enter")),
    "compare-hostile": (hostile, "env-prod", at("c", "x", "enter")),
    "reached-full": (full, None, at("6", "c", "enter")),
    "reached-runs": (full, None, at("6", "enter")),
    "reached-empty": (empty_reach, None, at("6", "enter")),
    "reached-error": (failing_reach, None, at("6", "enter")),
    "reached-filtered-empty": (full, None, at("6", "enter", "slash", *"zzz", "enter")),
    "reached-hostile": (hostile, None, at("6", "enter")),
    "reached-page": (full, None, at("6", "enter", "m")),
    "reached-read-only": (read_only, None, at("6", "enter", "W")),
    "reached-form": (full, None, at("6", "enter", "ctrl+a", "W")),
    "help-of-a-list": (full, None, at("4", "question_mark")),
    **{
        f"{name}-{state}": (make, None, at(key, *keys))
        for name, key in LISTS.items()
        for state, make, keys in (
            ("empty", empty, ()),
            ("error", failing, ()),
            ("filtered-empty", full, ("slash", *"zzz", "enter")),
            ("hostile", hostile, ()),
            ("hostile-page", hostile, ("enter",)),
        )
    },
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
def test_screen(state: str, size: tuple[int, int]) -> None:
    make_source, environment, prepare = STATES[state]

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await prepare(pilot)
        compare(f"{state}-{size[0]}x{size[1]}", screen_text(pilot))

    drive(make_app(make_source(), environment), scenario, size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "environment"), [("portfolio", None), ("environment", "env-prod")])
def test_loading(name: str, environment: str | None, size: tuple[int, int], source: FakeSource) -> None:
    source.gate.clear()

    async def scenario(pilot: Pilot[None]) -> None:
        await until(pilot, "...")
        compare(f"{name}-loading-{size[0]}x{size[1]}", screen_text(pilot))

    drive(make_app(source, environment), scenario, size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LISTS)
def test_loading_a_list(name: str, size: tuple[int, int], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press(LISTS[name])
        await until(pilot, "reading ...")
        compare(f"{name}-loading-{size[0]}x{size[1]}", screen_text(pilot))

    drive(make_app(source), scenario, size)


@pytest.mark.parametrize(("name", "keys"), [("full", ()), ("folded", ("minus",)), ("palette", ("colon",))])
def test_the_portfolio_fits_the_smallest_terminal(name: str, keys: tuple[str, ...], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, *keys)
        compare(f"portfolio-{name}-60x20", text)

    drive(make_app(source), scenario, (60, 20))


@pytest.mark.parametrize("key", LISTS.values())
def test_a_list_fits_the_smallest_terminal(key: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, key)
        compare(f"list-{key}-60x20", text)

    drive(make_app(source), scenario, (60, 20))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "key", "said"), [("finding", "enter", "Reading what it"), ("timeline", "T", "...")]
)
def test_loading_a_page(name: str, key: str, said: str, size: tuple[int, int], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("j", key)
        if name == "finding":
            await pilot.press("G")
        await until(pilot, said)
        compare(f"{name}-loading-{size[0]}x{size[1]}", screen_text(pilot))

    drive(make_app(source, "env-prod"), scenario, size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "keys"), [("reached", ["f"]), ("what-if", ["w"]), ("compare", ["c", "enter"])])
def test_loading_what_is_judged_anew(
    name: str, keys: list[str], size: tuple[int, int], source: FakeSource
) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press(*keys)
        await until(pilot, "reading ...")
        compare(f"{name}-loading-{size[0]}x{size[1]}", screen_text(pilot))

    drive(make_app(source, "env-prod"), scenario, size)


@pytest.mark.parametrize("keys", [["T"], ["T", "enter"], ["enter"]])
def test_plots_fit_the_smallest_terminal(keys: list[str], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        compare(f"plots-{'-'.join(keys)}-60x20", await press(pilot, *keys))

    drive(make_app(source, "env-prod"), scenario, (60, 20))


def test_notes_are_said_to_be_loading(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("enter")
        await until(pilot, "kafka   3.6.1")
        await pilot.press("G")
        await until(pilot, "Reading the notes ...")
        source.gate.set()
        await settle(pilot)
        await pilot.press("G")
        await until(pilot, "Highlights")

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize(
    ("size", "told"), [((59, 24), NO_ROOM), ((80, 19), NO_ROOM), ((10, 3), " tracker…"), ((1, 1), "…")]
)
def test_a_small_terminal_is_told_the_size_needed(size: tuple[int, int], told: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert screen_text(pilot).strip("\n") == told
        await pilot.resize_terminal(60, 20)
        await until(pilot, "kafka")

    drive(make_app(source, "env-prod"), scenario, size)


@pytest.mark.parametrize("state", [state for state in STATES if "hostile" in state])
def test_nothing_hostile_reaches_the_terminal(state: str) -> None:
    make_source, environment, prepare = STATES[state]

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await prepare(pilot)
        text = screen_text(pilot)
        assert "[red]x[/red]" in text
        assert not [one for one in text if one in "\x1b\x07\x9b\r\u202e\u202c"]

    drive(make_app(make_source(), environment), scenario, (140, 40))


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light", "textual-light"])
def test_other_themes_show_the_same(theme: str, source: FakeSource) -> None:
    app = make_app(source, "env-prod")

    async def scenario(pilot: Pilot[None]) -> None:
        before = await press(pilot, "j")
        app.theme = theme
        assert await press(pilot) == before

    drive(app, scenario, (140, 40))
