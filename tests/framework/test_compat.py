"""``import flask`` gives hipflask: when asked to, and only if Flask itself is not there."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import typing as t
from pathlib import Path

import pytest

SUBMODULES = [
    "app",
    "blueprints",
    "config",
    "ctx",
    "debughelpers",
    "globals",
    "helpers",
    "json",
    "json.provider",
    "json.tag",
    "logging",
    "sansio.app",
    "sansio.blueprints",
    "sansio.scaffold",
    "sessions",
    "signals",
    "templating",
    "testing",
    "typing",
    "views",
    "wrappers",
]


def run(source: str, *path: str) -> str:
    """Run Python in a process of its own, where nothing else imported anything."""
    code = f"import sys; sys.path[:0] = {list(path)!r}\n{textwrap.dedent(source)}"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.fixture
def real_flask(tmp_path: Path) -> str:
    """A folder with a package that poses as Flask itself."""
    (tmp_path / "flask").mkdir()
    (tmp_path / "flask" / "__init__.py").write_text("real = True\n")
    return str(tmp_path)


@pytest.mark.usefixtures("flask_alias")
def test_submodules_are_the_same_objects() -> None:
    import importlib

    for name in SUBMODULES:
        ours = importlib.import_module(f"hipflask.{name}")
        assert importlib.import_module(f"flask.{name}") is ours
        assert ours.__name__ == f"hipflask.{name}"
        assert ours.__spec__.name == f"hipflask.{name}"  # type: ignore[union-attr]


@pytest.mark.usefixtures("flask_alias")
def test_version_and_distribution() -> None:
    import importlib.metadata

    import flask

    assert flask.__version__ == importlib.metadata.version("Flask") == "3.1.3"
    assert importlib.metadata.version("flask") == "3.1.3"
    with pytest.raises(ImportError):
        import flask.no_such_module
    with pytest.raises(AttributeError):
        flask.no_such_name  # noqa: B018


@pytest.mark.usefixtures("flask_alias")
def test_changes_through_either_name_are_seen_through_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import flask

    import hipflask

    monkeypatch.setattr(flask, "render_template", 1)
    assert hipflask.render_template == 1  # type: ignore[comparison-overlap]
    assert "render_template" in dir(flask)


def test_real_flask_goes_first_unless_forced(real_flask: str) -> None:
    source = """
        import hipflask.compat
        print(hipflask.compat.install(), end=" ")
        print(hipflask.compat.install(force={force}), end=" ")
        import flask
        print(hasattr(flask, "real"))
    """
    assert run(source.format(force=False), real_flask) == "False False True"
    assert run(source.format(force=True), real_flask) == "False True False"


def test_force_comes_too_late_once_flask_is_imported(real_flask: str) -> None:
    source = """
        import flask, hipflask.compat
        try:
            hipflask.compat.install(force=True)
        except RuntimeError as error:
            print(error)
    """
    assert "before anything imports flask" in run(source, real_flask)


def test_a_folder_called_flask_is_not_flask(tmp_path: Path) -> None:
    (tmp_path / "flask").mkdir()
    source = """
        import importlib.metadata, hipflask.compat
        try:
            importlib.metadata.version("flask")
            print("installed")
        except importlib.metadata.PackageNotFoundError:
            hipflask.compat.install()
            from flask import Flask
            print(Flask.__module__)
    """
    assert run(source, str(tmp_path)) in {"hipflask.app", "installed"}


def test_import_is_light() -> None:
    source = """
        import sys, hipflask
        app = hipflask.Flask("light")
        app.add_url_rule("/", "index", lambda: "x")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "x", "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
        }
        assert b"".join(app(environ, lambda *args: None)) == b"x"
        heavy = ("click", "hipflask.cli", "hipflask.testing", "werkzeug.debug", "asgiref",
                 "tomllib", "asyncio", "hipflask.builder", "hipflask.browser")
        print([name for name in heavy if name in sys.modules])
    """
    assert run(source) == "[]"


def test_star_import_brings_no_surprises() -> None:
    names: dict[str, t.Any] = {}
    exec("from hipflask import *", names)
    assert "__getattr__" not in names
    assert {"Flask", "Markup", "escape", "request", "session", "g"} <= set(names)
