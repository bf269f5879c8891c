"""Events, leases, due times, gaps with their day, and what hosts ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables and columns; a gap known so far began when its feed was last read."""
    with op.batch_alter_table("feed") as feed:
        feed.add_column(sa.Column("first_polled_at", _INSTANT, nullable=True))
        feed.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        feed.add_column(sa.Column("gone_since", _INSTANT, nullable=True))
        feed.add_column(sa.Column("due_at", _INSTANT, nullable=True))
        feed.add_column(sa.Column("interval", sa.Integer(), nullable=True))
        feed.add_column(sa.Column("lease_owner", sa.String(), nullable=True))
        feed.add_column(sa.Column("lease_until", _INSTANT, nullable=True))
        feed.add_column(sa.Column("fence", sa.Integer(), nullable=False, server_default="0"))
        feed.add_column(sa.Column("window", sa.Text(), nullable=False, server_default="[]"))
        feed.add_column(sa.Column("missing", sa.Text(), nullable=False, server_default="{}"))
        feed.add_column(sa.Column("shown_path", sa.String(), nullable=True))
        feed.add_column(sa.Column("moved_to", sa.String(), nullable=True))
        feed.add_column(sa.Column("moved_seen", sa.Integer(), nullable=False, server_default="0"))
        feed.add_column(sa.Column("replaced_by", sa.String(), nullable=True))
        feed.add_column(sa.Column("archived", sa.Boolean(), nullable=False, server_default=sa.false()))
        feed.add_column(sa.Column("gap_at", _INSTANT, nullable=True))
        feed.add_column(sa.Column("fill_tried_at", _INSTANT, nullable=True))
        feed.add_column(sa.Column("read_by", sa.String(), nullable=False, server_default="feed"))
    op.execute("UPDATE feed SET first_polled_at = polled_at")
    op.execute(sa.text("UPDATE feed SET gap_at = polled_at WHERE NOT complete"))
    with op.batch_alter_table("feed") as feed:
        feed.drop_column("complete")
    with op.batch_alter_table("release") as release:
        release.add_column(sa.Column("updated_at", _INSTANT, nullable=True))
        release.add_column(sa.Column("api_id", sa.String(), nullable=True))
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("repository_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_forge_repository_key_at"), "event", ["forge", "repository_key", "at"])
    op.create_table(
        "host",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("paused_until", _INSTANT, nullable=True),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("quota_limit", sa.Integer(), nullable=True),
        sa.Column("quota_remaining", sa.Integer(), nullable=True),
        sa.Column("quota_resets_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host")),
    )
    op.execute("INSERT INTO host (host, paused_until, strikes) SELECT host, until, 0 FROM host_pause")
    op.drop_table("host_pause")
