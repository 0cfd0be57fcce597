"""The book itself: entries, newest first, page by page."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from . import db

if t.TYPE_CHECKING:
    import sqlite3

#: The largest number that SQLite knows.
LARGEST_ID = 2**63 - 1

#: The weather that an entry may report, and how it is called on the page.
WEATHER = {"sun": "Sun", "cloud": "Cloud", "rain": "Rain", "snow": "Snow", "stars": "Stars"}

SELECT = "SELECT entry.*, member.name FROM entry JOIN member ON member.id = entry.member_id"


@dataclass(frozen=True)
class Entry:
    """What one member wrote, with a picture or without."""

    id: int
    member_id: int
    name: str
    message: str
    weather: str
    picture: str | None
    picture_alt: str
    created: datetime

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> Entry:
        """Make an entry of a row of ``SELECT``."""
        columns = dict(row)
        columns["created"] = datetime.fromisoformat(columns["created"])
        return cls(**columns)


@dataclass(frozen=True)
class Page:
    """Page *number*, counted from 1, of a book of *total* entries, *size* of them on a page."""

    number: int
    size: int
    total: int
    entries: list[Entry] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many pages the book has; an empty book has one."""
        return max(1, ceil(self.total / self.size))

    @property
    def exists(self) -> bool:
        """Whether the book has a page of this number."""
        return 1 <= self.number <= self.count

    @property
    def newer(self) -> int | None:
        """The number of the page before this one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The number of the page after this one."""
        return self.number + 1 if self.number < self.count else None


def open_page(number: int, size: int) -> Page:
    """Read the page *number*, with up to *size* entries; empty if there is no such page."""
    connection = db.get()
    (total,) = connection.execute("SELECT count(*) FROM entry").fetchone()
    page = Page(number, size, total)
    if page.exists:
        rows = connection.execute(
            f"{SELECT} ORDER BY entry.id DESC LIMIT ? OFFSET ?", (size, (number - 1) * size)
        )
        page.entries.extend(Entry.from_row(row) for row in rows)
    return page


def find(entry_id: int) -> Entry | None:
    """Return the entry of that number, if it is (still) in the book."""
    if entry_id > LARGEST_ID:
        return None
    row = db.get().execute(f"{SELECT} WHERE entry.id = ?", (entry_id,)).fetchone()
    return Entry.from_row(row) if row else None


def add(
    member_id: int, message: str, weather: str, picture: str | None = None, picture_alt: str = ""
) -> int:
    """Write an entry and return its number."""
    with db.get() as connection:
        cursor = connection.execute(
            "INSERT INTO entry (member_id, message, weather, picture, picture_alt)"
            " VALUES (?, ?, ?, ?, ?)",
            (member_id, message, weather, picture, picture_alt),
        )
    return t.cast(int, cursor.lastrowid)


def remove(entry: Entry) -> None:
    """Tear an entry out of the book. Its number is not given again."""
    with db.get() as connection:
        connection.execute("DELETE FROM entry WHERE id = ?", (entry.id,))
