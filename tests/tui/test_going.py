"""How one gets about: groups that fold, the palette, the way back and forward, crumbs, and themes."""

from itertools import combinations

import pytest
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import Theme

from examples import NOW
from tracker.model import Tier
from tracker.record import replace
from tui.app import TrackerApp
from tui.entries import deployed_candidates, entry_of
from tui.environment import EnvironmentScreen
from tui.filter import Arrangement, Row, arrange, parse
from tui.folding import FoldingTable
from tui.habits import Habits
from tui.line import Role
from tui.matching import Candidate, asked, best, places_of
from tui.memory import Memory
from tui.palette import Palette
from tui.place import Place
from tui.portfolio import Portfolio
from tui.releases import Releases
from tui.screen import TableScreen
from tui.source import Contents
from tui.theme import COLOUR_BLIND, THEMES
from tui_driving import drive, make_app, press, screen_text, settle, until
from tui_findings import check, row, sample_findings
from tui_source import FakeSource

HEADINGS = ("", "NAME")
ENVIRONMENTS = tuple(one.name for one in FakeSource().environments())


def leaf(key: str, *above: str) -> Row:
    return Row(key, ("", key), ("", key), (Role.PLAIN,) * 2, above)


def heading(key: str, *above: str, opens: bool = True) -> Row:
    return leaf(key, *above)._replace(opens=opens)


TREE = (
    heading("A"),
    leaf("a2", "A"),
    leaf("a1", "A"),
    heading("As", "A", opens=False),
    leaf("s1", "A", "As"),
    leaf("b"),
)


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Arrangement(), "A a2 a1 As b"),
        (Arrangement(column=1), "A a1 a2 As b"),
        (Arrangement(column=1, reverse=True), "b A a2 a1 As"),
        (Arrangement(reverse=True), "b A a1 a2 As"),
        (Arrangement(turned=frozenset({"As"})), "A a2 a1 As s1 b"),
        (Arrangement(turned=frozenset({"A"})), "A b"),
        (Arrangement(turned=frozenset({"A"}), terms=parse("s1", HEADINGS)), "A As s1"),
        (Arrangement(terms=parse("!a", HEADINGS)), "A As s1 b"),
        (Arrangement(terms=parse("zzz", HEADINGS)), ""),
    ],
)
def test_rows_under_headings(wanted: Arrangement, keys: str) -> None:
    assert [one.key for one in arrange(TREE, wanted)] == keys.split()


def folding(pilot: Pilot[None]) -> FoldingTable:
    table = pilot.app.screen.query_one(FoldingTable)
    assert isinstance(table, FoldingTable)
    return table


def test_folding(source: FakeSource) -> None:
    moves = {
        "k enter": "/customer/Acme",
        "enter": "/customer/Acme",
        "j left": "/customer/Acme",
        "left": "/customer/Acme",
        "space": "/customer/Acme",
        "j k space": "/customer/Acme",
        "plus j": "env-prod",
        "minus": "/customer/Acme",
    }

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        table = folding(pilot)
        assert table.key == "env-prod"
        sizes = []
        for keys, key in moves.items():
            await press(pilot, *keys.split())
            assert (keys, table.key) == (keys, key)
            sizes.append(len(table.rows))
        assert sizes == [10, 12, 10, 10, 12, 10, 12, 5]
        await press(pilot, "plus")
        await pilot.click(table, offset=(10, 1))
        await settle(pilot)
        assert len(table.rows) == 10
        await press(pilot, "slash", *"eu", "enter", "space", "left", "k", "enter")
        assert [one.key for one in table.rows] == ["/customer/Acme", "acme/prod-eu"]

    drive(make_app(source), scenario)


def test_what_stands_under_customers_is_marked(source: FakeSource) -> None:
    marks = {
        "space space": ("env-prod", "acme/prod-eu"),
        "k k k v j v": ("env-prod", "acme/prod-eu"),
        "ctrl+a": ENVIRONMENTS,
        "minus": ("umbrella/test",),
        "plus ctrl+a": (),
    }

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        table = folding(pilot)
        for keys, marked in marks.items():
            await press(pilot, *keys.split())
            assert (keys, sorted(table.marked)) == (keys, sorted(marked))

    drive(make_app(source), scenario)


def test_those_that_are_marked_are_compared_and_checked(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "space", "space", "r")
        assert [one for one in source.asked if one.startswith("check ")] == [
            "check env-prod",
            "check acme/prod-eu",
        ]
        assert "Compare > env-prod and acme/prod-eu" in await press(pilot, "c")

    drive(make_app(source), scenario)


def test_what_is_known_at_once_stands_under_customers(source: FakeSource) -> None:
    source.seen = (row("early"),)
    source.gate.clear()

    async def scenario(pilot: Pilot[None]) -> None:
        await until(pilot, "reading their files")
        assert "/customer/Acme" in [one.key for one in folding(pilot).rows]
        source.gate.set()
        await settle(pilot)

    drive(make_app(source), scenario)


def test_lower_tiers_are_folded(source: FakeSource) -> None:
    tiers = {"p": Tier.PRODUCTION, "s": Tier.STAGING, "d": Tier.DEVELOPMENT}
    source.rows = tuple(replace(row(name), tier=tier) for name, tier in tiers.items())

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = screen_text(pilot)
        assert "staging (1)" in text
        table = folding(pilot)
        assert [one.key for one in table.rows] == ["/customer/Acme", "p", "/staging/Acme", "/development/Acme"]
        await press(pilot, "j", "enter", "j", "left")
        assert table.key == "/staging/Acme"
        await press(pilot, "left")
        assert table.key == "/customer/Acme"
        await press(pilot, "r")
        assert [one for one in source.asked if one.startswith("check")] == ["check p", "check s", "check d"]

    drive(make_app(source), scenario)


def test_nothing_to_fold(source: FakeSource) -> None:
    source.rows = ()

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "No environments" in await press(pilot, "space", "left", "plus", "minus", "enter")

    drive(make_app(source), scenario)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("globex/lab", "Portfolio > globex/lab"),
        ("kafka env-prod", "Portfolio > env-prod > kafka"),
        ("releases upstream", "tracker > Releases"),
        ("trino", "/ component:trino"),
        ("environments acme", "8 in view"),
        ("theme light", "tracker > Portfolio"),
        ("check this", "Checked 1 environment; "),
        ("help", "Keys"),
    ],
)
def test_the_palette_leads_everywhere(typed: str, found: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "colon", *typed)
        assert isinstance(pilot.app.screen, Palette)
        assert found in await press(pilot, "enter")

    app = make_app(source)
    drive(app, scenario)
    assert app.theme == ("light" if "light" in typed else "tracker")


def test_the_palette_by_keys_and_mouse(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "ctrl+p", "down", "down", "up", "pagedown", "pageup", "up", "ctrl+n")
        palette = pilot.app.screen
        assert isinstance(palette, Palette)
        assert palette.lines.cursor == 1
        await press(pilot, "pagedown", "pagedown")
        assert palette.lines.top > 0
        await press(pilot, *"zzzz", "enter")
        assert "Nothing is called so." in screen_text(pilot)
        await pilot.click(palette.lines, offset=(3, 2))
        await press(pilot, "escape", "colon", "ctrl+p", "colon", *"feeds")
        await pilot.click(pilot.app.screen.query_one("#palette-lines"), offset=(3, 0))
        await settle(pilot)
        assert "tracker > Feeds" in screen_text(pilot)

    drive(make_app(source), scenario)


def test_the_palette_says_why_not(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "colon", *"undo what", "enter")
        assert "Not now: nothing was done here yet." in text

    drive(make_app(source, "env-prod"), scenario)


def test_the_palette_shows_what_it_knows_at_once(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("colon")
        await until(pilot, "reading ...")
        assert "Releases" in screen_text(pilot)
        source.gate.set()
        assert "reading ..." not in await press(pilot)
        source.rows = OSError("the disk is gone")
        assert "OSError: the disk is gone" in await press(pilot, "escape", "colon")

    drive(make_app(source), scenario)


def test_a_finding_that_is_gone_is_said(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.checks["globex/lab"] = check(findings=sample_findings()[1:3])
        assert "kafka is not here." in await press(pilot, "colon", *"kafka globex/lab", "enter")

    drive(make_app(source), scenario)


def test_where_the_reader_was_stands_first(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "enter", "2", "colon")
        assert "env-prod   where you were" in text.splitlines()[5]

    drive(make_app(source), scenario, (100, 30))


def test_back_and_forward(source: FakeSource) -> None:
    def here(pilot: Pilot[None]) -> tuple[type[object], str]:
        screen = pilot.app.screen
        assert isinstance(screen, TableScreen)
        return type(screen), screen.place.about

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "You have been nowhere before." in await press(pilot, "left_square_bracket")
        await press(pilot, "enter", "2", "1")
        way = [(Portfolio, ""), (EnvironmentScreen, "env-prod"), (Releases, ""), (Portfolio, "")]
        for expected in way[-2::-1]:
            await press(pilot, "left_square_bracket")
            assert here(pilot) == expected
        for expected in way[1:]:
            await press(pilot, "right_square_bracket")
            assert here(pilot) == expected
        assert "There is nothing ahead." in await press(pilot, "right_square_bracket")
        assert len(pilot.app.screen_stack) == 1

    drive(make_app(source), scenario)


def test_views_of_an_environment_are_places_and_others_lie_ahead_of_them(source: FakeSource) -> None:
    ways = {"left_square_bracket": "env-prod > What-if", "right_square_bracket": "env-prod > Timeline"}

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "w", "q", "T", "left_square_bracket")
        for key, shown in ways.items():
            assert shown in await press(pilot, key, *([key] if key[0] == "r" else []))
        assert "Fleet > kafka" in await press(pilot, "escape", "escape", "enter", "f")
        assert "Portfolio > env-prod" in await press(pilot, "left_square_bracket")
        await press(pilot, "f")
        await pilot.click("#crumbs", offset=(13, 0))
        await settle(pilot)
        assert "tracker > Fleet   " in screen_text(pilot)

    drive(make_app(source, "env-prod"), scenario)


def test_a_place_that_is_no_more(source: FakeSource) -> None:
    habits = Habits(memory=Memory(places=(Place("nowhere"),)))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "There is no screen nowhere." in await press(pilot, "left_square_bracket")

    drive(TrackerApp(source, now=lambda: NOW, habits=habits), scenario)


@pytest.mark.parametrize(
    ("x", "shown"),
    [
        (3, "8 environments"),
        (13, "8 environments"),
        (25, "tracker > Portfolio > env-prod   "),
        (36, "tracker > Portfolio > env-prod > kafka"),
        (60, "tracker > Portfolio > env-prod > kafka"),
    ],
)
def test_crumbs_lead_back(x: int, shown: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "enter")
        await pilot.click("#crumbs", offset=(x, 0))
        await settle(pilot)
        assert shown in screen_text(pilot)

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["kafka in a", "kafka", "in-house kafka", "kfk", "Zürich"]),
        ("kafka", ["kafka", "kafka in a", "in-house kafka"]),
        ("kfk", ["kfk", "kafka", "kafka in a", "in-house kafka"]),
        ("kafka a", ["kafka", "kafka in a", "in-house kafka"]),
        ("beside", ["kfk"]),
        ("KAF house", ["in-house kafka"]),
        ("züri", ["Zürich"]),
        (".*", []),
    ],
)
def test_the_closest_comes_first(typed: str, names: list[str]) -> None:
    all_names = ["kafka in a", "kafka", "in-house kafka", "kfk", "Zürich"]
    candidates = [Candidate(one.casefold(), "beside" if one == "kfk" else "", one) for one in all_names]

    count, found = best(candidates, asked(typed))

    assert (count, [one.what for one in found]) == (len(names), names)


@pytest.mark.parametrize(("typed", "places"), [("kfa", {0, 2, 4}), ("fk", {2, 3}), ("zz", set()), ("k a", {0, 1})])
def test_the_letters_typed(typed: str, places: set[int]) -> None:
    assert places_of(asked(typed), "kafka") == places


def test_sixty_thousand_findings_are_offered() -> None:
    names = tuple((f"component-{number}", f"component-{number}") for number in range(150))
    every = [Contents(environment=f"env-{number}", customer="Acme", deployed=names) for number in range(400)]
    candidates = [*deployed_candidates(every, "releases")]

    count, found = best(candidates, asked("component-77 env-33"))

    assert len(candidates) == 400 + 1 + 150 + 60_000
    assert count >= 11
    assert entry_of(found[0]).name == "component-77 in env-33"


def contrast(*colours: str | None) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    light = []
    for colour in colours:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in Color.parse(colour or "").normalized
        ]
        light.append(sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), parts, strict=True)))
    return (max(light) + 0.05) / (min(light) + 0.05)


@pytest.mark.parametrize("theme", [theme for theme, _ in THEMES if not theme.ansi], ids=lambda theme: theme.name)
def test_every_text_can_be_read(theme: Theme) -> None:
    muted = theme.variables["text-muted"]
    colours = (theme.foreground, theme.primary, theme.accent, theme.error, theme.warning, theme.success, muted)
    for ground in (theme.background, theme.surface):
        for colour in colours:
            assert contrast(colour, ground) >= 4, (colour, ground)


# How red, green and blue reach an eye without the first, second and third cone (Machado and others, 2009).
EYES = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


@pytest.mark.parametrize("eye", EYES)
def test_no_eye_mixes_up_what_is_overdue_due_and_fine(eye: str) -> None:
    def seen(colour: str | None) -> list[float]:
        rgb = [part**2.2 for part in Color.parse(colour or "").normalized]
        return [max(sum(a * b for a, b in zip(line, rgb, strict=True)), 0) ** (1 / 2.2) for line in EYES[eye]]

    for one, other in combinations([COLOUR_BLIND.error, COLOUR_BLIND.warning, COLOUR_BLIND.success], 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen(one), seen(other), strict=True)) ** 0.5
        assert distance > 0.25, (one, other)


@pytest.mark.parametrize(
    ("setting", "remembered", "worn"),
    [(None, None, "tracker"), ("light", "ansi", "light"), (None, "ansi", "ansi"), ("pink", None, "tracker")],
)
def test_which_theme_is_worn(setting: str | None, remembered: str | None, worn: str, source: FakeSource) -> None:
    app = TrackerApp(source, now=lambda: NOW, habits=Habits(theme=setting, memory=Memory(theme=remembered)))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert app.theme == worn
        told = "there is no theme pink: tracker, light, colour-blind, contrast, ansi are"
        assert (told in screen_text(pilot)) is (setting == "pink")

    drive(app, scenario, (140, 40))
