"""Editing while the server runs."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from hipflask.cli.reloading import NewFilesReloaderLoop

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
        (BROKEN, b"connect"),
        ("app = (", b"SyntaxError"),
        ("x = 1", b"has no application"),
    ],
)
def test_debugger_shows_why(write: WriteFile, serve: Serve, source: str, said: bytes) -> None:
    write("app.py", source)
    process = serve("run", "--debug")
    process.read_until("Waiting for a file")
    first, second = (process.get("/", status=500) for _ in range(2))
    assert said in first
    assert first.count(said) == second.count(said)
    assert first.count(b'class="frame"') == second.count(b'class="frame"')


@pytest.mark.parametrize("missing", ["shop/models.py", "shop/lib/__init__.py"])
def test_missing_module_may_be_written_meanwhile(
    write: WriteFile, serve: Serve, missing: str
) -> None:
    name = missing.split("/")[1].removesuffix(".py")
    write("shop/__init__.py", f"from .{name} import answer\n{PLAIN}")
    process = serve("run", "--app", "shop", "--reload")
    assert f"No module named 'shop.{name}'" in process.read_until("Waiting for a file")
    process.get("/", status=500)
    write(missing, "answer = 42")
    process.read_until("Restarting with")
    assert process.get("/") == b"plain"


def test_new_module_is_no_reason_to_start_again(write: WriteFile, serve: Serve) -> None:
    write("lazy.py", "answer = b'lazy'")
    source = PLAIN.replace("app(environ", "old(environ") + (
        "def app(environ, start_response):\n"
        "    from lazy import answer\n"
        "    return old(environ, start_response) + [answer]\n"
    )
    path = write("app.py", source)
    process = serve("run", "--reload")
    process.read_until("Restarting with")
    assert process.get("/") == b"plainlazy"
    write("unrelated.py", "")
    path.write_text(source.replace('b"plain"', 'b"changed"'))
    # The first change that is noticed is that of the application.
    assert "app.py" in process.read_until("Detected change")
    process.read_until("Restarting with")
    assert process.get("/") == b"changedlazy"


def test_application_that_vanished_is_waited_for(write: WriteFile, serve: Serve) -> None:
    path, other = write("shop.py", PLAIN + "import other"), write("other.py")
    process = serve("run", "--app", "shop", "--reload")
    process.read_until("Restarting with")
    assert process.get("/") == b"plain"
    path.unlink()
    other.write_text("# changed")
    assert "no module 'shop'" in process.read_until("Waiting for a file")
    process.get("/", status=500)
    write("shop.py", PLAIN.replace("plain", "back"))
    process.read_until("Restarting with")
    assert process.get("/") == b"back"


def test_module_that_is_imported_meanwhile_is_not_a_new_file(
    folder: Path, write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(folder)])
    write("old.py")
    with NewFilesReloaderLoop() as reloader:
        module = ModuleType("lazy")
        module.__file__ = str(write("lazy.py"))
        monkeypatch.setitem(sys.modules, "lazy", module)
        reloader.run_step()
        write("new.py")
        with pytest.raises(SystemExit) as caught:
            reloader.run_step()
    assert caught.value.code == 3
