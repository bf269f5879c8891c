"""What all tables share: one metadata with a naming convention, and the columns of instants and texts."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, MetaData, Text, TypeDecorator
from sqlmodel import Column, Field, SQLModel

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; a naive datetime is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """Restore the zone; what SQLite keeps as text is read at once, which is several times as fast."""
        return _from_text if dialect.name == "sqlite" else _from_server


def _from_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored + "+00:00")


def _from_server(stored: datetime | None) -> datetime | None:
    return None if stored is None else stored.astimezone(UTC)


class Table(SQLModel):
    """What all tables share: one metadata with a naming convention."""

    metadata: ClassVar[MetaData] = metadata


def instant(*, nullable: bool = False) -> Any:
    """Make a column of instants."""
    return Field(default=None if nullable else ..., sa_type=Instant, nullable=nullable)


def text(default: str | None = ...) -> Any:  # type: ignore[assignment]
    """Make a column of texts of any length, which may be null where its default is None."""
    return Field(default=default, sa_column=Column(Text, nullable=default is None))
