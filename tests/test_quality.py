"""The gates every change passes: lint, form, types, import contracts, and a core covered branch by branch."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = "tracker/advice/*,tracker/versions/*,tracker/model/*,tracker/events.py,tracker/errors.py,tracker/text.py"
CORE_TESTS = (
    "tests/advice",
    "tests/versions",
    "tests/test_model.py",
    "tests/test_text.py",
    "tests/test_events.py",
    "tests/property",
)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",), ("importlinter.cli", "lint-imports")],
    ids=" ".join,
)
def test_a_gate_is_passed(command: tuple[str, ...]) -> None:
    ended = run(*command)

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.slow
def test_the_core_is_covered_branch_by_branch_by_its_own_tests(tmp_path: Path) -> None:
    # Real facts show nothing here that examples do not, and take minutes more.
    where = {
        "COVERAGE_FILE": str(tmp_path / "coverage"),
        "HYPOTHESIS_MAX_EXAMPLES": "20",
        "TRACKER_TEST_DATA": "",
    }

    tested = run("coverage", "run", "-m", "pytest", "-n", "0", *CORE_TESTS, **where)
    assert tested.returncode == 0, tested.stdout

    reported = run("coverage", "report", f"--include={CORE}", "--fail-under=100", **where)
    assert reported.returncode == 0, reported.stdout
