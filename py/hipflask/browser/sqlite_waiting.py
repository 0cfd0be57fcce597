"""SQLite's busy time-out, by suspension: while one request waits for a locked database, the other
one that has locked it can go on.

SQLite itself would sleep, and the whole worker with it. So its own time-out is 0, and statements
that find the database locked are tried again, as often and as long as SQLite would do it: not
where it gives up at once, which is where a transaction that has read wants to write. Where
nothing can be suspended a locked database is reported at once.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
import typing as t
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain

from .suspension import can_suspend, suspend

if t.TYPE_CHECKING:
    from types import TracebackType

T = t.TypeVar("T")

#: How long to wait before each further attempt, in milliseconds; the last one again and again.
_DELAYS = (1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100)

_GAP = r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*"
_PRAGMA = re.compile(
    rf"{_GAP}PRAGMA\s+(?:\w+\.)?busy_timeout\s*(?:[=(]\s*(-?\d+)\s*\)?)?\s*;?{_GAP}", re.I | re.S
)
_BEGIN = re.compile(rf"{_GAP}(?:BEGIN|SAVEPOINT|PRAGMA)\b", re.I | re.S)
_COMMIT = re.compile(rf"{_GAP}(?:COMMIT|END|RELEASE)\b", re.I | re.S)

_OriginalConnection = sqlite3.Connection
_OriginalCursor = sqlite3.Cursor
_original_connect = sqlite3.connect


def install() -> None:
    """Have :func:`sqlite3.connect` make connections that wait this way."""
    for module in (sqlite3, sqlite3.dbapi2):
        vars(module).update(connect=connect, Connection=Connection, Cursor=Cursor)


def connect(database: t.Any, *args: t.Any, **kwargs: t.Any) -> sqlite3.Connection:
    """Open a database; see :func:`sqlite3.connect`."""
    if len(args) < 5:  # the fifth would be the factory
        kwargs.setdefault("factory", Connection)
    return t.cast("sqlite3.Connection", _original_connect(database, *args, **kwargs))


class Connection(_OriginalConnection):
    """A connection whose statements wait while others have locked the database."""

    def __init__(
        self, database: t.Any, timeout: float = 5.0, *args: t.Any, **kwargs: t.Any
    ) -> None:
        #: In milliseconds.
        self._busy_timeout = int(timeout * 1000)
        self._has_read = False
        if args:  # positions are deprecated, but work
            super().__init__(database, 0, *args, **kwargs)
        else:
            super().__init__(database, timeout=0, **kwargs)

    def cursor(self, factory: t.Any = None) -> t.Any:
        """Return a new cursor; see :meth:`sqlite3.Connection.cursor`."""
        return super().cursor(Cursor if factory is None else factory)

    def execute(self, *args: t.Any) -> Cursor:
        """Make a cursor and run one statement."""
        return super().cursor(Cursor).execute(*args)

    def executemany(self, *args: t.Any) -> Cursor:
        """Make a cursor and run one statement with each of several parameters."""
        return super().cursor(Cursor).executemany(*args)

    def executescript(self, *args: t.Any) -> Cursor:
        """Make a cursor and run several statements."""
        return super().cursor(Cursor).executescript(*args)

    def commit(self) -> None:
        """End the transaction, once no reader is in the way any longer."""
        self._patiently(super().commit)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> t.Literal[False]:
        if kind is not None:
            self.rollback()
            return False
        try:
            self.commit()
        except BaseException:
            self.rollback()  # unlocks the database
            raise
        return False

    def _patiently(self, attempt: Callable[[], T], *, upgrades: bool = False) -> T:
        """Do something with the database, again and again until it is not locked.

        :param upgrades: whether it is a statement that may want to write after others have read.
        """
        deadline: float | None = None
        delays = chain(_DELAYS, iter(lambda: _DELAYS[-1], None))
        while True:
            try:
                return attempt()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not can_suspend():
                    raise
                if upgrades and self._has_read and self.in_transaction:
                    raise  # the other one may be waiting for this very transaction to end
                if deadline is None:
                    deadline = time.monotonic() + self._busy_timeout / 1000
                left = deadline - time.monotonic()
                if left <= 0:
                    raise
            suspend(asyncio.sleep(min(next(delays) / 1000, left)), lend_turn=True)

    @contextmanager
    def _as_script(self) -> Iterator[None]:
        """Run statements as a script does: a transaction ends before it, and none begins unasked.

        That is so unless the ``autocommit`` attribute (Python 3.12) is in charge.
        """
        legacy = getattr(sqlite3, "LEGACY_TRANSACTION_CONTROL", None)
        if getattr(self, "autocommit", legacy) != legacy:
            yield
            return
        if self.in_transaction:
            self.commit()
        level, self.isolation_level = self.isolation_level, None
        try:
            yield
        finally:
            if level is not None:  # to set it to None would end a transaction of the script's
                self.isolation_level = level

    def _run(self, sql: str, attempt: Callable[[], T]) -> T:
        if not self.in_transaction:
            self._has_read = False
        result = self._patiently(attempt, upgrades=not _COMMIT.match(sql))
        if self.in_transaction and not _BEGIN.match(sql):
            self._has_read = True
        return result


class Cursor(_OriginalCursor):
    """A cursor whose statements wait while others have locked the database."""

    def execute(self, sql: str, parameters: t.Any = (), /) -> t.Self:
        """Run one statement; see :meth:`sqlite3.Cursor.execute`."""
        connection = self.connection
        if not isinstance(connection, Connection):
            return super().execute(sql, parameters)
        if isinstance(sql, str) and (pragma := _PRAGMA.fullmatch(sql)):
            self._tell_busy_timeout(connection, pragma[1])
            return self
        connection._run(sql, lambda: super(Cursor, self).execute(sql, parameters))
        return self

    def executemany(self, sql: str, parameters: t.Any, /) -> t.Self:
        """Run one statement with each of several parameters."""
        connection = self.connection
        if not isinstance(connection, Connection):
            return super().executemany(sql, parameters)
        rest = _Repeating(parameters)
        connection._run(sql, lambda: super(Cursor, self).executemany(sql, rest.again()))
        return self

    def executescript(self, sql_script: str, /) -> t.Self:
        """Run several statements, each of which waits by itself."""
        connection = self.connection
        if not isinstance(connection, Connection) or not isinstance(sql_script, str):
            super().executescript(sql_script)
            return self
        with connection._as_script():
            for statement in _split(sql_script):
                Cursor(connection).execute(statement).fetchall()
        return self

    def _tell_busy_timeout(self, connection: Connection, milliseconds: str | None) -> None:
        if milliseconds is not None:
            connection._busy_timeout = max(0, int(milliseconds))
        super().execute(f"PRAGMA busy_timeout = {connection._busy_timeout}")
        # The row that tells the time-out is there; SQLite itself still must not sleep.
        _OriginalCursor(connection).execute("PRAGMA busy_timeout = 0")


class _Repeating:
    """An iterable that can be taken up again with the item that it gave last."""

    def __init__(self, items: Iterable[t.Any]) -> None:
        self._items = iter(items)
        self._last: list[t.Any] = []

    def again(self) -> Iterator[t.Any]:
        yield from self._last
        for item in self._items:
            self._last = [item]
            yield item


def _split(script: str) -> Iterator[str]:
    """Yield the statements of a script. A semicolon in a trigger or a string ends none."""
    start = 0
    end = script.find(";")
    while end != -1:
        if sqlite3.complete_statement(script[start : end + 1]):
            yield script[start : end + 1]
            start = end + 1
        end = script.find(";", end + 1)
    if script[start:].strip():
        yield script[start:]
