"""A person's set-up for tests: a watchlists folder, a database and a GitHub, with the commands run on them."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from examples import NOW
from tracker import cli
from tracker.pipeline.check import Checked, Request, check
from tracker.record import Record
from tracker.settings import Settings

GOLDEN = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


class Home(Record):
    """One set-up; `root` holds the folder `watchlists`, and the database unless `database_url` names another.

    Services are switched off by default.
    """

    root: Path
    github_url: str
    database_url: str = ""
    endoflife_url: str = ""
    osv_url: str = ""
    kev_url: str = ""

    @property
    def watchlists(self) -> Path:
        return self.root / "watchlists"

    @property
    def database(self) -> Path:
        return self.root / "data" / "tracker.db"

    @property
    def database_address(self) -> str:
        return self.database_url or f"sqlite:///{self.database}"

    @property
    def api_url(self) -> str:
        return f"{self.github_url}/api" if self.github_url else ""

    @property
    def settings(self) -> Settings:
        return Settings(
            watchlists=self.watchlists,
            database_url=self.database_address,
            github_url=self.github_url,
            github_api_url=self.api_url,
            endoflife_url=self.endoflife_url,
            osv_url=self.osv_url,
            kev_url=self.kev_url,
        )

    def write(self, name: str, text: str) -> Path:
        """Write a file of the watchlists folder."""
        path = self.watchlists / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def check(
        self, *names: str, now: datetime = NOW, as_of: datetime | None = None, offline: bool = False, **more: Any
    ) -> Checked:
        """Check environments at a fixed instant."""
        return check(self.settings, Request(environments=names, now=now, as_of=as_of, offline=offline, **more))

    def run(self, *arguments: str) -> Outcome:
        """Run a command in this process, as in a pipe of 80 columns."""
        out, err = io.StringIO(), io.StringIO()
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = cli.main(arguments)
        finally:
            os.environ.clear()
            os.environ.update(before)
        return Outcome(code, out.getvalue(), err.getvalue())

    def run_process(self, *arguments: str) -> Outcome:
        """Run a command in a process of its own."""
        ended = subprocess.run(
            [sys.executable, "-m", "tracker", *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Outcome(ended.returncode, ended.stdout, ended.stderr)

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that make a command use this set-up."""
        return {
            "TRACKER_WATCHLISTS": str(self.watchlists),
            "TRACKER_DATABASE_URL": self.database_address,
            "TRACKER_GITHUB_URL": self.github_url,
            "TRACKER_GITHUB_API_URL": self.api_url,
            "TRACKER_ENDOFLIFE_URL": self.endoflife_url,
            "TRACKER_OSV_URL": self.osv_url,
            "TRACKER_KEV_URL": self.kev_url,
            "COLUMNS": "80",
        }


def compare_golden(name: str, text: str) -> None:
    """Compare a text with its golden file; UPDATE_GOLDEN=1 writes the file anew."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
