"""A sentence below the title of a post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; posts from before have an empty one."""
    with op.batch_alter_table("post") as table:
        table.add_column(sa.Column("standfirst", sa.String(160), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("post") as table:
        table.drop_column("standfirst")
