"""The :mod:`dbm` module, which Pyodide lacks, and with it :mod:`shelve`.

Databases are files of SQLite's with the table of :mod:`dbm.sqlite3` (Python 3.13), so that they can
be opened natively too.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import typing as t
from collections.abc import Iterator, MutableMapping
from contextlib import closing
from pathlib import Path

if t.TYPE_CHECKING:
    from os import PathLike
    from types import TracebackType

    File = str | bytes | PathLike[str] | PathLike[bytes]

_HEADER = b"SQLite format 3\x00"
_TABLE = "CREATE TABLE IF NOT EXISTS Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)"


class DatabaseError(OSError):
    """Something is wrong with a database; known as ``dbm.error``."""


#: All exceptions that this module raises, as its users catch them.
error = (DatabaseError, OSError)


class Database(MutableMapping[bytes, bytes]):
    """A mapping in a file, of bytes to bytes. Text is taken as UTF-8."""

    def __init__(self, connection: sqlite3.Connection, *, read_only: bool) -> None:
        self._connection: sqlite3.Connection | None = connection
        self._read_only = read_only

    def __getitem__(self, key: bytes | str) -> bytes:
        rows = self._rows("SELECT value FROM Dict WHERE key = ?", _to_bytes(key))
        if not rows:
            raise KeyError(key)
        return t.cast("bytes", rows[0][0])

    def __setitem__(self, key: bytes | str, value: bytes | str) -> None:
        self._change("REPLACE INTO Dict VALUES (?, ?)", _to_bytes(key), _to_bytes(value))

    def __delitem__(self, key: bytes | str) -> None:
        if not self._change("DELETE FROM Dict WHERE key = ?", _to_bytes(key)):
            raise KeyError(key)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.keys())

    def __len__(self) -> int:
        return t.cast("int", self._rows("SELECT count(*) FROM Dict")[0][0])

    def keys(self) -> list[bytes]:  # type: ignore[override]  # a list, as all of dbm's have it
        """All keys, in the order of their coming."""
        return [key for (key,) in self._rows("SELECT key FROM Dict ORDER BY rowid")]

    def close(self) -> None:
        """Close the file; nothing else can be done with it afterwards."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> t.Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _rows(self, query: str, *values: bytes) -> list[tuple[t.Any, ...]]:
        return self._execute(query, values).fetchall()

    def _change(self, query: str, *values: bytes) -> int:
        if self._read_only:
            raise DatabaseError("The database was opened to be read: open it with the flag 'w'.")
        return self._execute(query, values).rowcount

    def _execute(self, query: str, values: tuple[bytes, ...]) -> sqlite3.Cursor:
        if self._connection is None:
            raise DatabaseError("The database is closed: open it again.")
        try:
            return self._connection.execute(query, values)
        except sqlite3.Error as cause:
            raise DatabaseError(str(cause)) from cause


def open(file: File, flag: str = "r", mode: int = 0o666) -> Database:  # noqa: A001 # its name
    """Open a database.

    :param flag: ``r`` to read it, ``w`` to change it, ``c`` to make it if there is none, ``n`` to
        make it anew.
    :param mode: the permissions of a file that is made.
    :raises ValueError: there is no such flag.
    :raises DatabaseError: there is no database, or it is none of this kind.
    """
    if flag not in ("r", "w", "c", "n"):
        raise ValueError(f"The flag must be one of 'r', 'w', 'c' and 'n', not {flag!r}.")
    path = _to_path(file)
    if flag == "n":
        path.unlink(missing_ok=True)
    if flag in ("r", "w") and not path.exists():
        raise DatabaseError(f"There is no database {path}: open it with the flag 'c' to make it.")
    if whichdb(path) == "":
        raise DatabaseError(f"{path} is no database of dbm.sqlite3.")
    path.touch(mode)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        if flag != "r":
            connection.execute(_TABLE)
        connection.execute("SELECT 1 FROM Dict LIMIT 1")
    except sqlite3.Error as cause:
        connection.close()
        raise DatabaseError(f"{path}: {cause}") from cause
    return Database(connection, read_only=flag == "r")


def whichdb(filename: File) -> str | None:
    """Tell the module that a database belongs to; ``""`` for none that is known here.

    :returns: nothing, if the file is missing or cannot be read.
    """
    try:
        with closing(_to_path(filename).open("rb")) as file:
            header = file.read(len(_HEADER))
    except OSError:
        return None
    return "dbm.sqlite3" if header in (_HEADER, b"") else ""


def _to_path(file: File) -> Path:
    return Path(os.fsdecode(file))


def _to_bytes(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def install() -> None:
    """Have it imported as ``dbm``."""
    sys.modules.setdefault("dbm", sys.modules[__name__])
