"""Databases that can be read and keep nothing, in every way that is met; a full disk among them."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from postgresql import Server

_ROLE = "reader"


@contextmanager
def somebody_else() -> Iterator[None]:
    """Go on as a user who owns nothing, where root runs the tests: modes of files do not bind root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def by_mode(path: Path) -> str:
    """The URL of a SQLite file that is opened for reading alone."""
    return f"sqlite:///file:{path}?mode=ro&uri=true"


def by_session(url: str) -> str:
    """The URL of a PostgreSQL database whose transactions only read unless they ask for more."""
    return f"{url}%20-cdefault_transaction_read_only%3Don"


def by_role(server: Server, url: str) -> str:
    """The URL of the same schema for a role that may do nothing but select."""
    schema = url.rpartition("%3D")[2]
    server.control.execute(
        f"""DO $$ BEGIN CREATE ROLE {_ROLE} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        GRANT USAGE ON SCHEMA {schema} TO {_ROLE};
        GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {_ROLE}""".encode()
    )
    return url.replace("postgres@", f"{_ROLE}@")


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """Let every file of this process be as if its disk were full at a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
