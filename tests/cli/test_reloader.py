"""Editing while the server runs."""

from __future__ import annotations

import pytest

from .conftest import PLAIN, Serve, WriteFile

BROKEN = "def connect():\n    raise LookupError('no database')\n\nconnect()\n"


def test_error_at_import_waits_for_the_next_save(write: WriteFile, serve: Serve) -> None:
    write("shop/__init__.py", "from .web import app")
    write("shop/web.py", BROKEN)
    process = serve("run", "--app", "shop", "--reload")
    assert "line 2, in connect" in process.read_until("no database")
    process.read_until("Waiting for a file")
    # An answer means that the files are being watched.
    body = process.get("/", status=500)
    assert b"terminal says why" in body
    assert b"no database" not in body

    write("shop/web.py", PLAIN)
    process.read_until("Restarting with")
    assert process.get("/") == b"plain"

    write("shop/web.py", BROKEN)
    process.read_until("Waiting for a file")
    process.get("/", status=500)
    write("shop/web.py", PLAIN.replace("plain", "again"))
    process.read_until("Restarting with")
    assert process.get("/") == b"again"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (BROKEN, b"LookupError"),
        ("app = (", b"SyntaxError"),
        ("x = 1", b"has no application"),
    ],
)
def test_debugger_shows_why(write: WriteFile, serve: Serve, source: str, said: bytes) -> None:
    write("app.py", source)
    process = serve("run", "--debug")
    process.read_until("Waiting for a file")
    for _ in range(2):
        assert said in process.get("/", status=500)


def test_deleted_application_is_waited_for(write: WriteFile, serve: Serve) -> None:
    path = write("shop.py", PLAIN)
    process = serve("run", "--app", "shop", "--reload")
    assert process.get("/") == b"plain"
    path.unlink()
    assert "no module 'shop'" in process.read_until("Waiting for a file")
    process.get("/", status=500)
    write("shop.py", PLAIN.replace("plain", "back"))
    process.read_until("Restarting with")
    assert process.get("/") == b"back"
