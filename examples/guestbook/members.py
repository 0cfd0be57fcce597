"""Those who may write in the book: a name and the hash of a password."""

from __future__ import annotations

import sqlite3
import typing as t
from dataclasses import dataclass

from werkzeug.security import check_password_hash, generate_password_hash

from . import db


class NameTakenError(Exception):
    """Somebody else has that name already, in capitals or not."""


@dataclass(frozen=True)
class Member:
    """Somebody who is signed in."""

    id: int
    name: str


def add(name: str, password: str) -> Member:
    """Enrol a new member.

    :raises NameTakenError: if the name is not free.
    """
    try:
        with db.get() as connection:
            cursor = connection.execute(
                "INSERT INTO member (name, password_hash) VALUES (?, ?)",
                (name, generate_password_hash(password)),
            )
    except sqlite3.IntegrityError as error:
        raise NameTakenError(name) from error
    return Member(t.cast(int, cursor.lastrowid), name)


def find(member_id: int) -> Member | None:
    """Return the member of that number."""
    row = db.get().execute("SELECT id, name FROM member WHERE id = ?", (member_id,)).fetchone()
    return Member(**row) if row else None


def check(name: str, password: str) -> Member | None:
    """Return the member of that name if the password is right."""
    row = db.get().execute("SELECT * FROM member WHERE name = ?", (name,)).fetchone()
    if row is None or not check_password_hash(row["password_hash"], password):
        return None
    return Member(row["id"], row["name"])
