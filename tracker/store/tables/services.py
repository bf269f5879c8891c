"""What services of support dates and vulnerabilities said, and how they are asked."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from tracker.store.tables.table import Table, instant, metadata, text


class DocumentRow(Table, table=True):
    """What a service is asked about one subject: what it gave to ask with, and how the last asking went.

    `url` is where the validators come from, for they mean nothing to another server.
    """

    __tablename__ = "document"

    service: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    read_at: datetime | None = instant(nullable=True)
    failed_at: datetime | None = instant(nullable=True)
    error: str | None = None
    failures: int = 0
    due_at: datetime | None = instant(nullable=True)


class SupportRecordRow(Table, table=True):
    """The support of a product from an instant on; a row for each change. `body` is JSON."""

    __tablename__ = "support_record"
    __table_args__ = (UniqueConstraint("product", "recorded_at"),)

    id: int | None = Field(default=None, primary_key=True)
    product: str
    recorded_at: datetime = instant()
    body: str = text()


class VulnerabilityRow(Table, table=True):
    """A vulnerability as its service last recorded it; `body` is JSON."""

    __tablename__ = "vulnerability"

    id: str = Field(primary_key=True)
    source: str
    modified_at: datetime = instant()
    published_at: datetime | None = instant(nullable=True)
    withdrawn_at: datetime | None = instant(nullable=True)
    recorded_at: datetime = instant()
    body: str = text()


class VulnerabilityPackageRow(Table, table=True):
    """That a service lists a vulnerability for a package, as it was asked about."""

    __tablename__ = "vulnerability_package"

    package: str = Field(primary_key=True)
    vulnerability_id: str = Field(primary_key=True, foreign_key="vulnerability.id")


class ExploitedRow(Table, table=True):
    """A vulnerability in the catalogue of those known to be exploited; `withdrawn_at` is when it left it."""

    __tablename__ = "exploited"

    cve: str = Field(primary_key=True)
    added_on: datetime = instant()
    recorded_at: datetime = instant()
    withdrawn_at: datetime | None = instant(nullable=True)


document = metadata.tables["document"]
support_record = metadata.tables["support_record"]
vulnerability = metadata.tables["vulnerability"]
vulnerability_package = metadata.tables["vulnerability_package"]
exploited = metadata.tables["exploited"]
