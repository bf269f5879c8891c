"""What hosts have asked for."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from tracker.model import HostState
from tracker.store.tables import host

_ASKED_FOR = HostState.__struct_fields__


def hosts(connection: Connection) -> Mapping[str, HostState]:
    """Tell what each host has asked for."""
    rows = connection.execute(select(host)).all()
    return {row.host: HostState(**{name: getattr(row, name) for name in _ASKED_FOR}) for row in rows}


def keep_host(connection: Connection, name: str, state: HostState) -> None:
    """Keep what a host has asked for; a pause asked for before holds where it is longer."""
    known = connection.execute(select(host).where(host.c.host == name)).first()
    row = {one: getattr(state, one) for one in _ASKED_FOR}
    if known is None:
        connection.execute(insert(host).values(host=name, **row))
        return
    pauses = [at for at in (known.paused_until, state.paused_until) if at]
    row["paused_until"] = max(pauses, default=None)
    connection.execute(update(host).where(host.c.host == name).values(**row))


def forget_pauses(connection: Connection, later_than: datetime) -> None:
    """Forget what hosts asked for until after an instant, which a clock that ran ahead has stored."""
    for column in (host.c.paused_until, host.c.quota_resets_at):
        connection.execute(update(host).where(column > later_than).values({column: None}))
