"""The ids of vulnerabilities that releases mention in their titles and notes."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from tracker.advice.mentions import mentioned

revision = "0005"
down_revision = "0004"

# Notes have up to a million characters each.
_AT_ONCE = 50


def upgrade() -> None:
    """Add the column, and find the ids in what is stored."""
    with op.batch_alter_table("release") as release:
        release.add_column(sa.Column("mentions", sa.Text(), nullable=False, server_default=""))
    texts = (sa.column(name, sa.Text()) for name in ("title", "notes", "mentions"))
    kept = sa.table("release", sa.column("id", sa.Integer()), *texts)
    connection = op.get_bind()
    for row in _rows(connection, kept):
        if ids := mentioned(row.title, row.notes):
            known = sa.update(kept).where(kept.c.id == row.id).values(mentions=" ".join(ids))
            connection.execute(known)


def _rows(connection: sa.Connection, kept: sa.TableClause) -> Iterator[Any]:
    """Give the releases that may mention any, some at a time."""
    texts = sa.func.lower(kept.c.title + " " + kept.c.notes)
    likely = sa.or_(texts.contains("cve"), texts.contains("ghsa"))
    last = 0
    while rows := connection.execute(
        sa.select(kept).where(kept.c.id > last, likely).order_by(kept.c.id).limit(_AT_ONCE)
    ).all():
        yield from rows
        last = rows[-1].id
