"""The interactive shell."""

from __future__ import annotations

import sys
import typing as t

import pytest

from .conftest import PLAIN, Invoke, WriteFile

SHOP = """
from hipflask import Flask
app = Flask("shop")
app.shell_context_processor(lambda: {"answer": 42})
"""


@pytest.fixture(autouse=True)
def hook(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for Python's hook, which would write a history to the user's home."""
    calls: list[str] = []
    monkeypatch.setattr(sys, "__interactivehook__", lambda: calls.append("hook"), raising=False)
    return calls


def test_namespace_and_context(write: WriteFile, invoke: Invoke, hook: list[str]) -> None:
    write("app.py", SHOP)
    lines = "answer + 1\napp.name\nfrom hipflask import current_app\ncurrent_app == app\n"
    result = invoke("shell", input=lines)
    assert result.exit_code == 0
    assert "43" in result.output
    assert "'shop'" in result.output
    assert "True" in result.output
    assert "App: shop" in result.stderr
    assert hook == ["hook"]


def test_startup_file_runs_first(
    write: WriteFile, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("app.py", SHOP)
    startup = write("startup.py", "mine = 6 * 7\nanswer = 0")
    monkeypatch.setenv("PYTHONSTARTUP", str(startup))
    output = invoke("shell", "--app", "app", input="mine\nanswer + 1\n").output
    assert "42" in output
    assert "43" in output


def test_tab_completes_names_of_the_shell(write: WriteFile, invoke: Invoke) -> None:
    readline: t.Any = pytest.importorskip("readline")
    before = readline.get_completer()
    write("app.py", SHOP)
    try:
        invoke("shell", input="")
        assert readline.get_completer()("answ", 0) == "answer"
    finally:
        readline.set_completer(before)


def test_plain_wsgi_application_has_no_shell(write: WriteFile, invoke: Invoke) -> None:
    write("app.py", PLAIN)
    result = invoke("shell")
    assert result.exit_code == 2
    assert "'shell' needs a Flask application" in result.stderr
