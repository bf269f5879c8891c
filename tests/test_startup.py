"""What a command imports and how long it takes to start, since people type it all day."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from home import Home
from loopback import GitHub
from tracker.cli.options import later_settings_of
from tracker.settings import load_settings

HEAVY = {
    "aiohttp",
    "alembic",
    "feedparser",
    "httpx",
    "jinja2",
    "nh3",
    "prometheus_client",
    "pydantic",
    "sqlalchemy",
    "sqlmodel",
    "textual",
    "yaml",
}


def imported(statement: str) -> set[str]:
    """The heavy packages that a fresh interpreter has imported after a statement."""
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return HEAVY & set(ended.stdout.split())


def test_help_needs_nothing_heavy() -> None:
    assert imported("import tracker.__main__") == set()


def test_the_core_needs_nothing_heavy() -> None:
    assert imported("import tracker.advice") == set()


def test_the_screens_need_no_database_network_or_feed() -> None:
    assert imported("import tui.app, tui.loader") <= {"textual"}


def test_the_first_screen_is_drawn_without_what_judges_and_the_others_come_after_it() -> None:
    code = (
        "import sys, tui.app, tui.loader\nfrom tui.screen_names import import_all\nprint(*sys.modules)\n"
        "import tracker.pipeline.glance\nprint(*sys.modules)\nimport_all()\nprint(*sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    first, glanced, all_of_them = (set(line.split()) for line in ended.stdout.splitlines())
    others = {f"tui.{name}" for name in ("environment", "releases", "fleet", "what_if", "compare", "palette")}
    assert "tui.portfolio" in first
    assert first & others == set()
    assert "tracker.advice" not in glanced
    assert others <= all_of_them


@pytest.mark.parametrize(
    ("before", "arguments", "spared"),
    [
        (["--offline"], ["--offline"], {"aiohttp", "feedparser", "httpx"}),
        ([], [], {"aiohttp", "feedparser", "httpx"}),  # all was read just before
        (["--offline"], [], set()),
    ],
)
def test_a_check_imports_only_what_it_needs(
    home: Home,
    github: GitHub,
    monkeypatch: pytest.MonkeyPatch,
    before: list[str],
    arguments: list[str],
    spared: set[str],
) -> None:
    github.repository("apache/kafka").release("4.4.0", at=datetime(2026, 9, 1, tzinfo=UTC))
    home.write("env.yaml", "deployed: {kafka: 4.3.1}\n")
    home.run("check", "env", *before)  # the migration of a new database is Alembic's
    for name, value in home.environment.items():
        monkeypatch.setenv(name, value)

    used = imported(f"import tracker.cli\ntracker.cli.main({['check', 'env', *arguments]!r})")

    assert used & {"alembic", "textual", "jinja2", "nh3", "prometheus_client"} == set()
    assert used & spared == set()


def test_the_bindings_of_screens_that_nobody_opened_are_known() -> None:
    code = (
        "import tui.app, pkgutil\nfrom importlib import import_module\nfrom tui.keymap import known_bindings\n"
        "known = known_bindings()\n"
        "for one in pkgutil.iter_modules(tui.__path__):\n import_module(f'tui.{one.name}')\n"
        "assert known_bindings() == known, {*known_bindings()} - {*known}\nprint(*known)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"check.again", "decide.waive", "go.reach"} <= set(ended.stdout.split())


def seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=False)
    return time.perf_counter() - started


def ratio(command: Sequence[str], other: Sequence[str], environment: dict[str, str]) -> float:
    """How many times as long one command takes as another, measured in turn."""
    pairs = [(seconds(command, environment), seconds(other, environment)) for _ in range(12)]
    return statistics.median(one for one, _ in pairs) / statistics.median(two for _, two in pairs)


@pytest.mark.slow
@pytest.mark.timed
def test_help_comes_at_once(home: Home) -> None:
    python = [sys.executable]

    assert ratio([*python, "-m", "tracker", "--help"], [*python, "-c", "pass"], {**os.environ}) <= 6


@pytest.mark.slow
@pytest.mark.timed
def test_a_check_offline_starts_quickly(home: Home) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.3.1, postgresql: 16.1, grafana: 12.4.2, spark: 4.0.3}\n")
    home.run("check", "env", "--offline")
    environment = {**os.environ, **home.environment}
    command = [sys.executable, "-m", "tracker", "check", "env", "--offline"]

    assert ratio(command, [sys.executable, "-c", "import sqlmodel"], environment) <= 2.5


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({}, None),
        ({"TRACKER_THEME": "light"}, "theme: contrast\n"),
        ({"tracker_theme": "light"}, "# without a theme\nmax_age: 2h\n"),
        ({"TRACKER_THEME": ""}, "theme: contrast\n"),
    ],
)
@pytest.mark.parametrize("named", ["option", "variable"])
def test_what_is_told_before_the_settings_are_gathered_is_what_they_say(
    variables: Mapping[str, str], text: str | None, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if named == "variable":
        monkeypatch.setenv("tracker_watchlists", str(tmp_path))
    if text is not None:
        (tmp_path / "tracker.yaml").write_text(text, encoding="utf-8")
    options = {"watchlists": str(tmp_path)} if named == "option" else {}

    with click.Context(click.Command("ui")):
        later = later_settings_of(options.get("watchlists"), None)
        told = (later.watchlists, later.theme)

    settings = load_settings(**options)
    assert settings.watchlists == tmp_path
    assert told == (settings.watchlists, settings.theme)


def test_the_terminal_interface_asks_for_its_habits_without_the_settings(tmp_path: Path) -> None:
    code = (
        "import sys, click\nfrom tracker.cli.options import later_settings_of\nfrom tui.loader import Loader\n"
        f"with click.Context(click.Command('ui')): Loader(later_settings_of({str(tmp_path)!r}, None)).habits()\n"
    )

    assert imported(code) <= {"textual"}
