"""The door from the screens to tracker, over a real folder, database and feed."""

import asyncio
from datetime import timedelta
from pathlib import Path
from weakref import ref

import pytest

from home import Home
from loopback import GitHub
from loopback.faults import delivered
from loopback.server import Delivery
from tracker.errors import ConfigurationError
from tracker.model import Condition, Tier, Verdict
from tui.app import TrackerApp
from tui.loader import Loader, now
from tui_driving import settle


@pytest.fixture
def loader(home: Home, github: GitHub) -> Loader:
    repository = github.repository("apache/kafka")
    repository.release("4.4.0", at=now() - timedelta(days=60), notes="<h2>Fixes</h2><p>One [red]thing[/red]</p>")
    home.write("acme/prod.yaml", "customer: Acme\ndeployed: {kafka: 4.3.1}\npolicy: {track: newest}\n")
    home.write("bad.yaml", "deployed: {kafka: 1\n")
    return Loader(home.settings)


def test_every_environment_is_named_and_an_unreadable_one_says_why(loader: Loader) -> None:
    prod, bad = loader.environments()

    assert (prod.name, prod.customer, prod.tier, prod.summary, prod.error) == (
        *("acme/prod", "Acme", Tier.PRODUCTION),
        *(None, None),
    )
    assert bad.customer is None
    assert bad.error is not None
    assert bad.error.startswith("bad.yaml line 2: is not valid YAML")


def test_a_check_is_remembered_for_the_next_start(loader: Loader) -> None:
    check = loader.check("acme/prod", offline=False)

    row = loader.environment("acme/prod")

    assert check.polling.polled == 1
    assert row.summary is not None
    assert row.summary.verdict is check.verdict is Verdict.ADVICE
    assert row.summary.behind == 1


def test_an_unreadable_environment_cannot_be_checked(loader: Loader) -> None:
    with pytest.raises(ConfigurationError, match=r"bad\.yaml"):
        loader.check("bad", offline=True)


def test_notes_are_lines_of_text(loader: Loader) -> None:
    (finding,) = loader.check("acme/prod", offline=False).findings
    feed = finding.facts.feed or ""

    assert loader.notes(feed, "4.4.0") == "# Fixes\n\nOne [red]thing[/red]"
    assert loader.notes(feed, "0.0.1") == ""


def test_releases_are_shared_with_an_answer_that_is_kept(loader: Loader) -> None:
    kept = loader.releases()
    after = loader.releases()
    gone = ref(kept)
    assert after.releases
    assert all(one is other for one, other in zip(kept.releases, after.releases, strict=True))

    del kept

    assert gone() is None


def test_releases_decisions_and_sources_of_all_environments(loader: Loader) -> None:
    loader.check("acme/prod", offline=False)

    published, decided, standing = loader.releases(), loader.decisions(), loader.health()

    assert (published.releases[0].version, published.releases[0].concerned.environments) == (
        "4.4.0",
        1,
    )
    assert decided.decisions == ()
    assert [(one.path, one.condition) for one in standing.feeds] == [("apache/kafka", Condition.WELL)]
    for one in (published, decided, standing):
        assert [error.partition(" line")[0] for error in one.errors] == ["bad.yaml"]


def test_what_stands_behind_a_finding(loader: Loader) -> None:
    loader.check("acme/prod", offline=False)

    chain, found, days = loader.explain("acme/prod", "kafka"), loader.elsewhere("kafka"), loader.trend("acme/prod")

    assert chain.explanation.considered[-1].tag == "4.4.0"
    assert chain.explanation.changes is not None
    assert [(one.environment, one.version) for one in found.entries] == [("acme/prod", "4.3.1")]
    assert [one.findings for one in days] == [1]
    with pytest.raises(ConfigurationError, match="no component of the catalog"):
        loader.elsewhere("no-such-thing")


def test_an_export_is_a_new_file_here(loader: Loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert loader.export("env.csv", "a") == str(tmp_path / "env.csv")
    assert loader.export("env.csv", "b") == str(tmp_path / "env-2.csv")
    assert (tmp_path / "env.csv").read_text(encoding="utf-8") == "a"


def test_closing_ends_a_reading_that_hangs(home: Home, loader: Loader, github: GitHub) -> None:
    github.fail(delivered(Delivery.SILENCE))
    loader.close()

    check = loader.check("acme/prod", offline=False)

    assert check.polling.failed[0].error == "not read within the time allowed for this check"


def test_the_screens_show_what_the_loader_finds(home: Home, loader: Loader) -> None:
    async def seen() -> str:
        app = TrackerApp(loader, "acme/prod", now=now)
        async with app.run_test(size=(140, 50)) as pilot:
            await settle(pilot)
            await pilot.press("tab", "right_square_bracket")
            await settle(pilot)
            return app.export_screenshot(simplify=True)

    screen = asyncio.run(seen())

    assert loader.folder == str(home.watchlists)
    assert "4.4.0" in screen
    assert "[red]thing[/red]" in screen.replace("&#160;", " ")
