"""What services know: support dates, vulnerabilities, those that are exploited, and how asking went."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "document",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("read_at", _INSTANT, nullable=True),
        sa.Column("failed_at", _INSTANT, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("service", "subject", name=op.f("pk_document")),
    )
    op.create_table(
        "support_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_record")),
        sa.UniqueConstraint("product", "recorded_at", name=op.f("uq_support_record_product_recorded_at")),
    )
    op.create_table(
        "vulnerability",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("modified_at", _INSTANT, nullable=False),
        sa.Column("published_at", _INSTANT, nullable=True),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vulnerability")),
    )
    op.create_table(
        "vulnerability_package",
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("vulnerability_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vulnerability_id"],
            ["vulnerability.id"],
            name=op.f("fk_vulnerability_package_vulnerability_id_vulnerability"),
        ),
        sa.PrimaryKeyConstraint("package", "vulnerability_id", name=op.f("pk_vulnerability_package")),
    )
    op.create_table(
        "exploited",
        sa.Column("cve", sa.String(), nullable=False),
        sa.Column("added_on", _INSTANT, nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("cve", name=op.f("pk_exploited")),
    )
