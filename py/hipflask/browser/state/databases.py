"""SQLite's databases, as they are between two transactions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from urllib.parse import quote

from .errors import StateArchiveError

#: What SQLite keeps beside a database; all that counts of it is in what :func:`read` returns.
COMPANIONS = ("-journal", "-wal", "-shm")
#: No database is smaller (https://www.sqlite.org/fileformat.html §1.2).
_SMALLEST = 512
#: How long another connection may take to end its transaction, in seconds.
_PATIENCE = 2.0


def read(path: str, size: int) -> bytes | None:
    """Return a database with all that is committed; nothing if the file is something else.

    The file is left to SQLite altogether: to close a file of one's own would end the locks that
    other connections of this process hold (https://www.sqlite.org/howtocorrupt.html §2.2).

    :param size: of the file, in bytes.
    :raises StateArchiveError: someone else has locked it, or it is corrupt.
    """
    if size < _SMALLEST or not _is_database(path):
        return None
    try:
        try:
            return _serialize(path, "mode=ro")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise
            # What was interrupted amid a transaction has to be rolled back first.
            return _serialize(path, "mode=rw")
    except sqlite3.DatabaseError as error:
        raise StateArchiveError(
            f"The database {path} can't be read: {error}.",
            "Try again when nothing writes to it.",
        ) from error


def _is_database(path: str) -> bool:
    # As immutable it has no journal: of another kind of file, "-journal" may be another file, which
    # must not be played back and deleted.
    try:
        with closing(_connect(path, "immutable=1")) as connection:
            connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode != sqlite3.SQLITE_NOTADB
    return True


def _serialize(path: str, option: str) -> bytes:
    with closing(_connect(path, option)) as connection:
        # From here on nobody else can lock it; serialize() would not tell that someone has.
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return connection.serialize()


def _connect(path: str, option: str) -> sqlite3.Connection:
    uri = f"file:{quote(path)}?{option}"
    return sqlite3.connect(uri, timeout=_PATIENCE, isolation_level=None, uri=True)
