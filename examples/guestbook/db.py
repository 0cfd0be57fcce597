"""One SQLite connection per request, in a file in the instance folder."""

from __future__ import annotations

import sqlite3
import typing as t
from contextlib import closing
from pathlib import Path

from hipflask import current_app, g

if t.TYPE_CHECKING:
    from hipflask import Flask


def init_app(app: Flask) -> None:
    """Create the missing tables, and close the connection when a request has been answered."""
    schema = Path(__file__).with_name("schema.sql").read_text()
    with closing(connect(app)) as connection:
        connection.executescript(schema)
    app.teardown_appcontext(close)


def connect(app: Flask) -> sqlite3.Connection:
    """Open the application's database. Rows answer to the names of their columns."""
    connection = sqlite3.connect(Path(app.instance_path) / "guestbook.sqlite")
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def get() -> sqlite3.Connection:
    """Return the connection of the current request, opened when it is first asked for."""
    if "db" not in g:
        g.db = connect(current_app)
    return t.cast(sqlite3.Connection, g.db)


def close(error: BaseException | None = None) -> None:
    """Close the connection of the current request, if there was one."""
    connection = g.pop("db", None)
    if connection is not None:
        connection.close()
