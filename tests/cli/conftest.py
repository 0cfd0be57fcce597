"""A folder to write applications in, as if the user stood there."""

from __future__ import annotations

import os
import sys
import typing as t
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from hipflask.cli import cli

#: The least a module can hold to be served: no framework at all.
PLAIN = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"plain"]
"""

WriteFile = t.Callable[[str, str], Path]
Invoke = t.Callable[..., Result]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[Path]:
    """The working directory, an empty one; imports and variables made in it are forgotten."""
    monkeypatch.chdir(tmp_path)
    environment = dict(os.environ)
    for name in list(os.environ):
        if name.startswith("FLASK_"):
            del os.environ[name]
    path, modules = list(sys.path), set(sys.modules)
    yield tmp_path
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        file = getattr(sys.modules[name], "__file__", None)
        if file is None or Path(file).is_relative_to(tmp_path):
            del sys.modules[name]
    os.environ.clear()
    os.environ.update(environment)


@pytest.fixture
def write(folder: Path) -> WriteFile:
    """Write a file below the working directory, with the folders that it needs."""

    def write(name: str, text: str = "") -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
        return path

    return write


@pytest.fixture
def invoke() -> Invoke:
    """Run the command line inside this process."""

    def invoke(*args: str, **kwargs: t.Any) -> Result:
        return CliRunner().invoke(cli, args, prog_name="hipflask", **kwargs)

    return invoke
