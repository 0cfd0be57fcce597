"""Who writes, and what."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db, login

#: Words that are read in a minute.
READING_SPEED = 220


def now() -> datetime:
    """Return the time in UTC without its zone, which SQLite does not keep."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


class Author(UserMixin, db.Model):
    """Somebody who has joined."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30), unique=True)
    password_hash: Mapped[str]
    posts: Mapped[list[Post]] = relationship(back_populates="author")

    @classmethod
    def join(cls, name: str, password: str) -> Author:
        """Make an author, to be added to a session."""
        return cls(name=name, password_hash=generate_password_hash(password))

    @classmethod
    def named(cls, name: str) -> Author | None:
        """Return the author of that name, whatever its capitals."""
        found: Author | None = db.session.scalar(
            select(cls).where(func.lower(cls.name) == name.lower())
        )
        return found

    def has_password(self, password: str) -> bool:
        """Tell whether that is the author's password."""
        return check_password_hash(self.password_hash, password)


class Post(db.Model):
    """One entry of the journal."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    standfirst: Mapped[str] = mapped_column(String(160), default="")
    body: Mapped[str]
    written: Mapped[datetime] = mapped_column(default=now)
    edited: Mapped[datetime | None] = mapped_column(onupdate=now)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)
    author: Mapped[Author] = relationship(back_populates="posts", lazy="joined")

    @property
    def minutes(self) -> int:
        """How long it takes to read, at least a minute."""
        return max(1, round(len(self.body.split()) / READING_SPEED))


@login.user_loader
def load_author(author_id: str) -> Author | None:
    """Return who is signed in, for Flask-Login."""
    found: Author | None = db.session.get(Author, int(author_id))
    return found
