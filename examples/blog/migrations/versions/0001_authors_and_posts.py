"""Authors, and their posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "author",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(30), nullable=False, unique=True),
        sa.Column("password_hash", sa.String, nullable=False),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("written", sa.DateTime, nullable=False),
        sa.Column("edited", sa.DateTime),
        sa.Column("author_id", sa.Integer, sa.ForeignKey("author.id"), nullable=False),
    )
    op.create_index("ix_post_author_id", "post", ["author_id"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("post")
    op.drop_table("author")
