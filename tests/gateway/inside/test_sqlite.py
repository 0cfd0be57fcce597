"""Requests that write the same database."""

from __future__ import annotations

import contextlib
import sqlite3
import time
import typing as t
from pathlib import Path

import pytest

from hipflask.browser import Gateway

from .requests import get, text_application, together

Work = t.Callable[[sqlite3.Connection], object]

INSERT = "INSERT INTO t VALUES (?)"


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "t.db")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.commit()
    return path


def rows(database: str) -> list[int]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return [x for (x,) in connection.execute("SELECT x FROM t ORDER BY rowid")]


def write_slowly(connection: sqlite3.Connection) -> None:
    connection.execute(INSERT, (0,))
    time.sleep(0.05)
    connection.commit()


def meanwhile(database: str, work: Work, first: Work = write_slowly, **options: t.Any) -> list[str]:
    """Do something in a request while another one is at work; tell what became of both."""

    def view(path: str) -> str:
        with contextlib.closing(sqlite3.connect(database, **options)) as connection:
            try:
                (first if path == "/first" else work)(connection)
            except sqlite3.OperationalError as error:
                return error.sqlite_errorname
        return "done"

    gateway = Gateway(text_application(view), concurrency=2)
    calls = [lambda path=path: get(gateway, path).read().decode() for path in ("/first", "/second")]
    return together(*calls)


def insert_and_commit(connection: sqlite3.Connection) -> None:
    connection.execute(INSERT, (1,))
    connection.commit()


def insert_in_a_block(connection: sqlite3.Connection) -> None:
    with connection:
        connection.cursor().execute(INSERT, [1])


def insert_in_a_transaction(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(INSERT, (1,))
    connection.execute("COMMIT")


def insert_several(connection: sqlite3.Connection) -> None:
    assert connection.executemany(INSERT, ((x,) for x in (1, 2, 3))).rowcount == 3
    connection.commit()


def run_a_script(connection: sqlite3.Connection) -> None:
    connection.executescript(
        """
        -- a comment; with a semicolon
        BEGIN; INSERT INTO t VALUES (1); COMMIT;
        CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; SELECT ';'; END;
        INSERT INTO t VALUES (2)
        -- the end"""
    )


@pytest.mark.parametrize(
    ("work", "inserted"),
    [
        (insert_and_commit, [1]),
        (insert_in_a_block, [1]),
        (insert_in_a_transaction, [1]),
        (insert_several, [1, 2, 3]),
        (run_a_script, [1, 2]),
    ],
)
def test_writer_waits_for_another(database: str, work: Work, inserted: list[int]) -> None:
    assert meanwhile(database, work) == ["done", "done"]
    assert rows(database) == [0, *inserted]


def test_items_that_were_inserted_are_not_inserted_again(database: str) -> None:
    def insert_each(connection: sqlite3.Connection) -> None:
        def items() -> t.Iterator[tuple[int]]:
            for x in (1, 2):
                yield (x,)

        connection.executemany(INSERT, items())

    # Without transactions each item needs the lock for itself.
    assert meanwhile(database, insert_each, insert_each_slowly, isolation_level=None) == [
        "done",
        "done",
    ]
    assert sorted(rows(database)) == [1, 2, 10, 11]


def insert_each_slowly(connection: sqlite3.Connection) -> None:
    for x in (10, 11):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(INSERT, (x,))
        time.sleep(0.01)
        connection.execute("COMMIT")


def test_commit_waits_for_readers(database: str) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.executemany(INSERT, [(8,), (9,)])
        connection.commit()

    def read_slowly(connection: sqlite3.Connection) -> None:
        cursor = connection.execute("SELECT x FROM t")
        cursor.fetchone()
        time.sleep(0.05)
        cursor.close()

    assert meanwhile(database, insert_and_commit, read_slowly) == ["done", "done"]
    assert meanwhile(database, insert_in_a_block, read_slowly) == ["done", "done"]
    assert meanwhile(database, insert_in_a_transaction, read_slowly) == ["done", "done"]
    assert rows(database) == [8, 9, 1, 1, 1]


def test_timeout_of_the_connection(database: str) -> None:
    assert meanwhile(database, insert_and_commit, timeout=0.001) == ["done", "SQLITE_BUSY"]
    assert meanwhile(database, insert_and_commit, timeout=0) == ["done", "SQLITE_BUSY"]
    assert rows(database) == [0, 0]


@pytest.mark.parametrize(
    "pragma", ["PRAGMA busy_timeout = 1", "pragma busy_timeout(1);", "PRAGMA main.busy_timeout=1"]
)
def test_timeout_by_pragma(database: str, pragma: str) -> None:
    def set_and_insert(connection: sqlite3.Connection) -> None:
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (5000,)
        assert connection.execute(pragma).fetchall() == [(1,)]
        assert connection.execute("PRAGMA busy_timeout").fetchall() == [(1,)]
        insert_and_commit(connection)

    assert meanwhile(database, set_and_insert) == ["done", "SQLITE_BUSY"]


def test_reader_that_wants_to_write_does_not_wait(database: str) -> None:
    def read_then_write(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA busy_timeout = 60000")
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM t").fetchall()
        connection.execute(INSERT, (1,))

    # It would be in the way of the other's commit, which waits for it.
    assert meanwhile(database, read_then_write) == ["done", "SQLITE_BUSY"]
    assert rows(database) == [0]


def test_failed_commit_of_a_block_is_rolled_back(database: str) -> None:
    with contextlib.closing(sqlite3.connect(database)) as reader:
        reader.executemany(INSERT, [(8,), (9,)])
        reader.commit()
        cursor = reader.execute("SELECT x FROM t")
        cursor.fetchone()
        with contextlib.closing(sqlite3.connect(database, timeout=0)) as connection:
            with pytest.raises(sqlite3.OperationalError, match="locked"), connection:
                connection.execute(INSERT, (1,))
            assert not connection.in_transaction
            with pytest.raises(sqlite3.OperationalError, match="no such table"), connection:
                connection.executescript("BEGIN; INSERT INTO t VALUES (1); SELECT * FROM nowhere")
            assert not connection.in_transaction
        cursor.close()
    assert rows(database) == [8, 9]


def test_factories_of_the_application(database: str) -> None:
    class MyCursor(sqlite3.Cursor):
        pass

    class MyConnection(sqlite3.Connection):
        def cursor(self, factory: t.Any = MyCursor) -> t.Any:
            return super().cursor(factory)

    def insert(connection: sqlite3.Connection) -> None:
        assert type(connection) is MyConnection
        assert type(connection.cursor()) is MyCursor
        assert type(connection.execute("SELECT 1")) is sqlite3.Cursor
        insert_and_commit(connection)

    assert meanwhile(database, insert, factory=MyConnection) == ["done", "done"]
    with contextlib.closing(sqlite3.connect(database)) as connection:
        assert isinstance(connection, sqlite3.Connection)
        assert isinstance(connection.cursor(), sqlite3.Cursor)
        connection.row_factory = sqlite3.Row
        assert connection.execute("SELECT x FROM t").fetchone()["x"] == 0


def test_scripts_end_transactions_and_begin_none(database: str) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute(INSERT, (1,))
        connection.executescript(f"{INSERT.replace('?', '2')}; SELECT 1")
        assert not connection.in_transaction
        connection.executescript("BEGIN; INSERT INTO t VALUES (3)")
        assert connection.in_transaction
        connection.rollback()
        assert connection.isolation_level == ""
        with pytest.raises(sqlite3.OperationalError, match="syntax error"):
            connection.executescript("SELECT 1; NONSENSE;")
    assert rows(database) == [1, 2]
