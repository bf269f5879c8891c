"""The README says what the program does: its help, its policy, its sample platform, its install lines."""

import os
import re
from pathlib import Path

import click
import pytest
import yaml

from home import Home
from tracker import cli
from tracker.advice import STANDARD
from tracker.catalog import load_catalog
from tracker.deployed.folder import Folder
from tracker.settings import Settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def help_of(command: click.Command, name: str) -> str:
    context = click.Context(
        command,
        info_name=name,
        max_content_width=100,
        terminal_width=100,
        help_option_names=["-h", "--help"],
    )
    return f"```\n$ {name} --help\n{command.get_help(context)}\n```"


def commands() -> dict[str, str]:
    found = {"tracker": help_of(cli.cli, "tracker")}
    return found | {
        f"tracker {name}": help_of(command, f"tracker {name}")
        for name, command in sorted(cli.cli.commands.items())
    }


def test_the_help_of_every_command_stands_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    written = "\n\n".join(commands().values())
    begin, end = "<!-- help -->\n", "\n<!-- end of help -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    if os.environ.get("UPDATE_GOLDEN"):
        README.write_text(before + begin + written + end + after, encoding="utf-8")

    assert begin + written + end in README.read_text(encoding="utf-8")


def test_every_setting_is_named_in_the_help() -> None:
    told = help_of(cli.cli, "tracker")

    assert all(f"TRACKER_{name.upper()}" in told for name in Settings.model_fields)


def test_the_built_in_policy_stands_in_the_readme() -> None:
    block = re.search(r"```yaml\n(standard:.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)

    assert block is not None
    assert yaml.load(block[1], Loader=yaml.BaseLoader)["standard"] == STANDARD


def test_the_policy_and_the_environment_of_the_readme_can_be_used(home: Home) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    environment, policy = (next(one for one in blocks if word in one) for word in ("deployed:", "standard:"))
    home.write("env.yaml", environment)
    named, customers = (next(one for one in blocks if word in one) for word in ("strict:", "# customers.yaml"))
    home.write("policies.yaml", policy + named)
    home.write("customers.yaml", customers)

    assert home.run("doctor", "--files").code == 0
    assert home.run("check", "env", "--offline", "--fail-on", "never").code == 0


@pytest.mark.parametrize("last", ["tracker check env-prod", "pytest"])
def test_each_install_line_is_one_line_in_a_shell_block(last: str) -> None:
    blocks = re.findall(r"```sh\n(.*?)\n```", README.read_text(encoding="utf-8"), re.DOTALL)

    (line,) = [block for block in blocks if block.endswith(last)]
    assert "\n" not in line
    assert line.startswith("python3 -m venv")


@pytest.mark.parametrize(("name", "code"), [("env-prod", 1), ("env-staging", 0)])
def test_the_sample_platform_can_be_checked(home: Home, name: str, code: int) -> None:
    outcome = home.run("check", name, "--as-of", "2026-08-23", "--watchlists", str(ROOT / "watchlists"))

    assert (outcome.code, outcome.err) == (code, "")


def test_something_in_the_sample_platform_is_overdue_even_offline(home: Home) -> None:
    outcome = home.run("check", "env-prod", "--as-of", "2026-08-23", "--watchlists", str(ROOT / "watchlists"))

    assert "!!  kafka" in outcome.out
    assert " ?  keycloak" in outcome.out
    assert " =  postgresql " in outcome.out


def test_the_corrections_of_the_readme_can_be_used(home: Home) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (block,) = (one for one in blocks if one.startswith("# components/"))
    for name, text in re.findall(r"# (components/[a-z-]+\.yaml).*\n((?:[^#].*\n)+)", block):
        home.write(name, text)
    home.write("env.yaml", "deployed: {kafka: 4.1.0, acme-gateway: v1.4.0}\n")

    outcome = home.run("doctor", "--files")

    assert outcome.code == 0, outcome.out
    assert "2 corrected or added in components/" in outcome.out


def test_the_sources_of_the_readme_can_be_used(home: Home) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (block,) = (one for one in blocks if "forgejo:" in one)
    home.write("env.yaml", block)

    assert home.run("doctor", "--files").code == 0


def test_the_sample_platform_has_a_repository_that_the_catalog_does_not_know() -> None:
    catalog = load_catalog()
    named = [one.origin for one in Folder(ROOT / "watchlists").environment("env-prod").deployments]

    assert [origin for origin in named if origin and catalog.by_origin(origin) is None]
