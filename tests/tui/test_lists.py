"""The screens that list over all environments: how they are reached, read again, arranged and left."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tracker.model import Concerned, Health, Published
from tracker.record import replace
from tui.decisions import Decisions
from tui.feeds import Feeds
from tui.fleet import Fleet
from tui.keys import offers
from tui.listing import ListingScreen
from tui.portfolio import Portfolio
from tui.releases import Releases
from tui.source import DecisionList
from tui_driving import drive, make_app, press, screen_text, settle, until
from tui_lists import later, release, sample_health, sample_published
from tui_source import FakeSource

PLACES = {"1": Portfolio, "2": Releases, "4": Feeds, "5": Decisions, "6": Fleet}
LISTS = ["2", "4", "5"]


def kind(pilot: Pilot[None]) -> type[object]:
    return type(pilot.app.screen)


def listing(pilot: Pilot[None]) -> ListingScreen[object]:
    screen = pilot.app.screen
    assert isinstance(screen, ListingScreen)
    return screen


def test_digits_lead_everywhere_and_back_leads_where_one_was(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "enter")
        for key, screen in [*((key, PLACES[key]) for key in "2456"), ("2", Releases)]:
            await press(pilot, key)
            assert kind(pilot) is screen
        assert len(pilot.app.screen_stack) == 3
        assert "Portfolio > env-prod" in await press(pilot, "q")
        await press(pilot, "4", "1")
        assert kind(pilot) is Portfolio
        assert len(pilot.app.screen_stack) == 1
        await press(pilot, "1")
        assert kind(pilot) is Portfolio

    drive(make_app(source), scenario)


def test_digits_are_typed_into_a_filter(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "2", "slash", "4")
        assert kind(pilot) is Releases
        assert "/ 4" in screen_text(pilot)

    drive(make_app(source), scenario)


@pytest.mark.parametrize("key", LISTS)
def test_a_page_opens_and_closes(key: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, key)
        screen = listing(pilot)
        for opening, closing in zip(["enter", "right", "l"], ["escape", "left", "q"], strict=True):
            await press(pilot, opening)
            assert (screen.table.display, screen.pane.has_focus) == (False, True)
            first = screen.table.key
            await press(pilot, "n")
            assert screen.table.key != first
            await press(pilot, "N", "slash", closing)
            assert (screen.table.key, screen.table.has_focus) == (first, True)
        assert kind(pilot) is PLACES[key]
        await press(pilot, "slash", *"zzz", "enter", "escape")
        assert len(screen.table.rows) > 1
        await press(pilot, "backspace")
        assert kind(pilot) is Portfolio

    drive(make_app(source), scenario)


def test_panes_of_a_wide_terminal(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "5", "tab")
        screen = listing(pilot)
        assert screen.pane.has_focus
        await press(pilot, "shift+tab", "m")
        assert (screen.table.display, screen.pane.has_focus) == (False, True)
        await press(pilot, "m")
        assert (screen.table.display, screen.table.has_focus) == (True, True)
        await press(pilot, "tab")
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert (screen.table.has_focus, screen.pane.display) == (True, False)
        assert {"show.maximise", "go.pane"}.isdisjoint(offer.id for offer in offers(screen))

    drive(make_app(source), scenario, (120, 30))


def test_a_list_is_read_again(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "2", "j")
        source.published = OSError("the disk is gone")
        text = await press(pilot, "r")
        assert "kafka" in text
        assert "OSError: the disk is gone" in text
        source.published = replace(sample_published(), releases=sample_published().releases[1:3], errors=())
        text = await press(pilot, "r")
        assert "trino" not in text
        assert "disk" not in text
        assert listing(pilot).name_of(listing(pilot).item) == "kafka 4.1.1"
        source.published = Published()
        assert "Nothing is deployed in watchlists" in await press(pilot, "r", "enter", "o")

    drive(make_app(source), scenario)


def test_rows_of_releases_that_did_not_change_are_made_once(source: FakeSource) -> None:
    first = sample_published()
    bases = {one.feed: 1 for one in first.releases}
    renewed = tuple(
        replace(one, concerned=Concerned()) if one.component == "kafka" else one for one in first.releases
    )

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.published = replace(first, bases=bases)
        await press(pilot, "2")
        before = listing(pilot).table.rows
        source.published = replace(first, releases=renewed, bases=bases | {renewed[1].feed: 2})
        await press(pilot, "r")
        after = listing(pilot).table.rows
        assert [one is other for one, other in zip(before, after, strict=True)] == [
            one.component != "kafka" for one in first.releases
        ]
        assert (before[1].cells[-1], after[1].cells[-1]) == ("env-prod +13", "-")

    drive(make_app(source), scenario)


def test_a_list_in_sight_is_read_again_by_itself(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "4")
        feeds = listing(pilot)
        await press(pilot, "5")
        feeds._reread()
        listing(pilot)._reread()
        await settle(pilot)
        assert (source.asked.count("health"), source.asked.count("decisions")) == (1, 2)

    drive(make_app(source), scenario)


def test_the_reader_stays_where_he_was_on_a_page(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "A leak of file handles" in await press(pilot, "2", "j", "enter", "G")
        source.published = sample_published()
        assert "A leak of file handles" in await press(pilot, "r")
        assert source.asked.count("notes https://feeds.example/kafka v4.1.1") == 1
        left = listing(pilot)
        assert left.table.rows
        await press(pilot, "1")
        assert (left.table.rows, left.item) == ((), None)

    drive(make_app(source), scenario)


def test_late_answers_are_dropped(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        before = await press(pilot, "2", "enter")
        pilot.app.screen.post_message(ListingScreen.Answered(0, listing(pilot)._listed))  # type: ignore[arg-type]
        pilot.app.screen.post_message(Releases.NotesRead("another", "notes of another release"))
        assert await press(pilot) == before

    drive(make_app(source), scenario)


def test_notes_follow(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "2")
        source.gate.clear()
        await pilot.press("j", "j", "enter")
        await until(pilot, "Reading the notes ...")
        source.gate.set()
        await until(pilot, "Highlights")
        source.release_notes = OSError("the disk is gone")
        assert "The notes could not be read: OSError: the disk is gone" in await press(pilot, "n")
        source.release_notes = ""
        assert "No notes are known." in await press(pilot, "n")
        source.release_notes = "word\n" * 20_000
        assert "Cut here: 100,000 characters in all." in await press(pilot, "n", "G")

    drive(make_app(source), scenario)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("2 j o", "No browser could be started for https://releases.example/kafka/4.1.1"),
        ("2 j j j j o", "loki 3.6.0 has no web page."),
        ("4 o", "No browser could be started for https://github.com/acme/gateway/releases.atom"),
        ("4 j j o", "osv (service) has no web page."),
    ],
)
def test_opening_the_browser(keys: str, said: str, source: FakeSource) -> None:
    app = make_app(source)
    app._browse = lambda _: False

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert said in await press(pilot, *keys.split())

    drive(app, scenario, (140, 40))


def column(pilot: Pilot[None], heading: str) -> list[str]:
    table = listing(pilot).table
    place = [one.heading for one in table._columns].index(heading)
    return [row.cells[place] for row in table.rows]


def test_sorting_and_filtering(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "2", "s")
        assert column(pilot, "")[:4] == [" x", " x", " .", " ."]
        await press(pilot, "s")
        assert column(pilot, "COMPONENT")[0] == "airflow"
        await press(pilot, "slash", *"what:withdrawn !loki", "enter")
        assert column(pilot, "COMPONENT") == ["grafana"]
        await press(pilot, "5", "slash", *"until:woke", "enter")
        assert column(pilot, "WHERE") == ["loki in env-prod"]
        await press(pilot, "4", "slash", *"502", "enter")
        assert column(pilot, "SOURCE") == ["trinodb/trino"]

    drive(make_app(source), scenario)


PAGES: list[tuple[str, str, tuple[str, ...]]] = [
    ("2", "gateway", ("Cannot be compared with (1)", "globex/lab   in-house-gateway RC-7")),
    ("2", "spark", ("Deployed in (2)", "initech/prod   kafka 3.6.1")),
    ("2", "loki", ("withdrawn by its project", "Nobody runs it.")),
    ("2", "airflow", ("Every environment is above it.",)),
    ("4", "apache/spark", ("from an import", "not known yet", "is archived")),
    ("4", "loki-old", ("It was renamed", "grafana/loki")),
    ("4", "airflow", ("Releases may be missing since 2026-11-17",)),
    ("4", "new", ("never read", "last read   never")),
    ("4", "hive", ("switched off", "next try    -")),
    ("4", "osv", ("120 of 122 documents in use", "PyPI trino   cut off")),
    ("4", "endoflife", ("15 of 15 documents in use",)),
    ("4", "api.github", ("4,312 of 5,000 requests left until 08:43Z", "quota       5,000 requests")),
    ("4", "asked", ("asked to be left alone", "until       08:14Z")),
    ("5", "grafana", ("env-prod.yaml line 4", "all that is open there, and all that is to come", "in force")),
    ("5", "airflow", ("move to     3.1.2", "2026-12-04, in 14d", "ticket      OPS-12")),
    ("5", "spark", ("the day it was planned for has passed", "reason      none was given")),
    ("5", "superset", ("nobody is named", "it is reopened")),
    ("5", "hive", ("in force, and nothing that it covers is open",)),
    ("5", "nifi", ("over", "ended on 2026-11-15: reopened by bob: it is reachable")),
    ("5", "redis", ("ended: 8 is deployed",)),
    ("5", "trino", ("2026-11-29 or the next release",)),
]


@pytest.mark.parametrize(("key", "word", "told"), PAGES)
def test_a_page_tells_everything(key: str, word: str, told: tuple[str, ...], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, key, "slash", *word, "enter", "enter")
        for one in told:
            assert one in text

    drive(make_app(source), scenario, (90, 40))


def test_a_spent_quota_is_a_failure(source: FakeSource) -> None:
    health = sample_health()
    host = replace(health.hosts["api.github.com"], quota_remaining=0)
    source.standing = Health(hosts={"api.github.com": host, "past": replace(host, quota_resets_at=later(-1))})

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "4")
        assert column(pilot, "") == [" !", " ="]

    drive(make_app(source), scenario)


@pytest.mark.parametrize(
    "theme", ["tracker", *(pytest.param(one, marks=pytest.mark.slow) for one in ("ansi-dark", "textual-light"))]
)
@pytest.mark.parametrize("key", [*LISTS, "6"])
def test_nothing_is_told_by_colour_alone(
    key: str, theme: str, source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        pilot.app.theme = theme
        seen.append(await press(pilot, key))

    drive(make_app(source), scenario)
    monkeypatch.setenv("NO_COLOR", "1")
    drive(make_app(source), scenario)

    assert seen[0] == seen[1]


def test_sixty_thousand_releases_come(source: FakeSource) -> None:
    every = tuple(release("kafka", f"4.{number}", number / 100) for number in range(60_000))
    source.published = Published(releases=every, components=1)

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "1 of 60,000" in await press(pilot, "2")
        assert "60,000 of 60,000" in await press(pilot, "G")

    drive(make_app(source), scenario)


@pytest.mark.parametrize(
    ("make", "reason"),
    [(DecisionList, "the list is empty"), (lambda: OSError("no"), "the list could not be read")],
)
def test_nothing_to_open(make: Callable[[], DecisionList | Exception], reason: str, source: FakeSource) -> None:
    source.decided = make()

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "5", "m", "n")
        assert listing(pilot).table.display
        for key in ("m", "enter"):
            assert f"Not now: {reason}." in await press(pilot, key)
            listing(pilot).forget_news()

    drive(make_app(source), scenario, (140, 40))
