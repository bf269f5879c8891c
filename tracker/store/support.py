"""What a service said of the support of products, and since when."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from tracker.model import SupportFacts, SupportLine
from tracker.record import replace
from tracker.store.database import batched
from tracker.store.tables import support_record


def keep_support(connection: Connection, product: str, facts: SupportFacts) -> None:
    """Write the support of a product from the instant on at which it was read, where it differs from the last."""
    body = _body(facts)
    mine = support_record.c.product == product
    latest = support_record.c.id.desc()
    last = connection.execute(select(support_record).where(mine).order_by(latest)).first()
    if last is not None and last.body == body:
        return
    if last is not None and last.recorded_at == facts.read_at:
        connection.execute(update(support_record).where(support_record.c.id == last.id).values(body=body))
    else:
        row = {"product": product, "recorded_at": facts.read_at, "body": body}
        connection.execute(insert(support_record).values(**row))


def support_of(
    connection: Connection, read_at: Mapping[str, datetime], as_of: datetime | None
) -> Mapping[str, SupportFacts]:
    """Give the support of those products of which any is recorded, by name, each with when it was last read.

    With an instant, it is what was recorded strictly before, else the oldest recorded, as of its own record.
    """
    found: dict[str, SupportFacts] = {}
    for row in _rows(connection, read_at):
        before = found.get(row.product)
        if as_of is None:
            found[row.product] = _since(_facts(row, read_at[row.product]), before, row.recorded_at)
        elif before is None or row.recorded_at < as_of:
            found[row.product] = _since(_facts(row, row.recorded_at), before, row.recorded_at)
    return found


def _since(facts: SupportFacts, before: SupportFacts | None, recorded_at: datetime) -> SupportFacts:
    """Say of each line when its end was first recorded as it is now; of the oldest record nobody knows."""
    if before is None:
        return facts
    earlier = {line.name: line for line in before.lines}
    return replace(facts, lines=tuple(_line_since(one, earlier.get(one.name), recorded_at) for one in facts.lines))


def _line_since(line: SupportLine, before: SupportLine | None, recorded_at: datetime) -> SupportLine:
    if before is not None and before.ends_at == line.ends_at:
        return replace(line, known_at=before.known_at)
    return replace(line, known_at=recorded_at if line.ends_at else None)


def _rows(connection: Connection, products: Iterable[str]) -> Iterable[Any]:
    """The records of some products in the order they were made, since the time of one may be of a clock ahead."""
    for some in batched(products):
        mine = support_record.c.product.in_(some)
        yield from connection.execute(select(support_record).where(mine).order_by(support_record.c.id))


def _facts(row: Any, read_at: datetime) -> SupportFacts:
    said = {**json.loads(row.body), "day": read_at.date(), "read_at": read_at}
    return msgspec.convert(said, SupportFacts)


def _body(facts: SupportFacts) -> str:
    """Write down what was said, without what differs from reading to reading and is told by the rows."""
    said = msgspec.to_builtins(facts)
    lines = [{key: one for key, one in line.items() if key != "known_at"} for line in said["lines"]]
    kept = {key: one for key, one in said.items() if key not in {"day", "read_at"}}
    return msgspec.json.encode({**kept, "lines": lines}).decode()
