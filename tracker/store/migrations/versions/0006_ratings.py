"""The rating of vulnerabilities, which is part of a record since it is judged by."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from tracker.model import Rating, Severity
from tracker.rating import rate

revision = "0006"
down_revision = "0005"

_RECORDS = sa.table("vulnerability", sa.column("id", sa.String()), sa.column("body", sa.Text()))


def upgrade() -> None:
    """Rate the records that were stored before."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(_RECORDS)).all():
        body = json.loads(row.body)
        rating = _rating(body)
        if rating is not Rating.UNKNOWN:
            rated = json.dumps(body | {"rating": rating.value})
            connection.execute(sa.update(_RECORDS).where(_RECORDS.c.id == row.id).values(body=rated))


def _rating(body: dict[str, Any]) -> Rating:
    places = [body, *body.get("affected", ())]
    severities = next((found for one in places if (found := one.get("severities"))), ())
    return rate(body.get("stated_severity"), [Severity(**one) for one in severities])
