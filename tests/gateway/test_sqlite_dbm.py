"""Databases of the module dbm, over SQLite."""

from __future__ import annotations

import shelve
import sqlite3
import sys
from pathlib import Path

import pytest

from hipflask.browser import sqlite_dbm as dbm


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "database"


def test_mapping_lasts(path: Path) -> None:
    with dbm.open(path, "c") as database:
        database["text"] = "ä"
        database[b"bytes"] = b"\x00\xff"
        database["gone"] = "x"
        database["text"] = "ö"
        del database["gone"]
    with dbm.open(str(path)) as database:
        assert dict(database) == {b"text": "ö".encode(), b"bytes": b"\x00\xff"}
        assert database.keys() == [b"bytes", b"text"]
        assert (len(database), b"text" in database, b"none" in database) == (2, True, False)
        assert database.get(b"none", b"default") == b"default"
        with pytest.raises(KeyError, match="none"):
            database["none"]


def test_missing_key_is_not_deleted(path: Path) -> None:
    with dbm.open(path, "c") as database, pytest.raises(KeyError, match="none"):
        del database["none"]


def test_flags(path: Path) -> None:
    for flag in ("r", "w"):
        with pytest.raises(dbm.error, match="no database"):
            dbm.open(path, flag)
    dbm.open(path, "c").close()
    with dbm.open(path, "w") as database:
        database["a"] = "1"
    with dbm.open(path) as database, pytest.raises(dbm.error, match="flag 'w'"):
        database["a"] = "2"
    with dbm.open(path, "c") as database:
        assert database["a"] == b"1"
    with dbm.open(path, "n") as database:
        assert len(database) == 0
    with pytest.raises(ValueError, match="not 'x'"):
        dbm.open(path, "x")


def test_database_that_is_closed(path: Path) -> None:
    database = dbm.open(path, "c")
    database.close()
    database.close()
    with pytest.raises(dbm.error, match="open it again"):
        database["a"]


def test_file_of_another_kind_is_left_alone(path: Path) -> None:
    path.write_text("something else")
    assert dbm.whichdb(path) == ""
    with pytest.raises(dbm.error, match="no database of"):
        dbm.open(path, "c")
    assert path.read_text() == "something else"


def test_database_of_another_application_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(dbm.error, match="no such table"):
        dbm.open(path)


def test_kinds_are_told(path: Path) -> None:
    assert dbm.whichdb(path) is None
    dbm.open(path, "c").close()
    assert dbm.whichdb(path) == "dbm.sqlite3"


def test_shelf(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dbm", dbm)
    with shelve.open(str(path)) as shelf:
        shelf["a"] = {"b": [1, 2]}
    with shelve.open(str(path), writeback=True) as shelf:
        shelf["a"]["b"].append(3)
    with shelve.open(str(path), "r") as shelf:
        assert dict(shelf) == {"a": {"b": [1, 2, 3]}}
