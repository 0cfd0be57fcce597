"""The functions that users import from ``flask.cli`` to find applications."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from hipflask import Flask
from hipflask.cli import (
    NoAppException,
    find_app_by_string,
    find_best_app,
    locate_app,
    prepare_import,
)

from .conftest import WriteFile


def _module(**names: object) -> ModuleType:
    module = ModuleType("made_by_hand")
    vars(module).update(names)
    return module


def test_find_best_app() -> None:
    app = Flask("x")
    assert find_best_app(_module(app=app)) is app
    assert find_best_app(_module(create_app=lambda: app)) is app
    with pytest.raises(NoAppException):
        find_best_app(_module())


def test_find_app_by_string() -> None:
    def factory(name: str, *, suffix: str = "") -> Flask:
        return Flask(name + suffix)

    app = find_app_by_string(_module(factory=factory), "factory('a', suffix='b')")
    assert isinstance(app, Flask)
    assert app.name == "ab"


def test_exceptions_of_a_factory_come_through() -> None:
    def create_app() -> Flask:
        raise TypeError("inside")

    with pytest.raises(TypeError, match="inside"):
        find_best_app(_module(create_app=create_app))
    with pytest.raises(TypeError, match="inside"):
        find_app_by_string(_module(create_app=create_app), "create_app")


def test_locate_app(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    write("shop.py", "from hipflask import Flask\none = Flask('1')\ntwo = Flask('2')")
    write("broken.py", "import no_such_thing")
    monkeypatch.syspath_prepend(".")
    app = locate_app("shop", "two")
    assert isinstance(app, Flask)
    assert app.name == "2"
    for name in ("shop", "missing", "missing.deeper", "broken"):
        with pytest.raises(NoAppException):
            locate_app(name, None)
    assert locate_app("missing", None, raise_if_not_found=False) is None
    with pytest.raises(NoAppException, match="no_such_thing"):
        locate_app("broken", None, raise_if_not_found=False)


@pytest.mark.parametrize(
    ("path", "name", "root"),
    [
        ("shop.py", "shop", "."),
        ("shop", "shop", "."),
        ("pkg", "pkg", "."),
        ("pkg/__init__.py", "pkg", "."),
        ("pkg/sub/__init__.py", "pkg.sub", "."),
        ("pkg/sub/web.py", "pkg.sub.web", "."),
        ("not_there.py", "not_there", "."),
        ("deep/not_there", "not_there", "deep"),
    ],
)
def test_prepare_import(folder: Path, write: WriteFile, path: str, name: str, root: str) -> None:
    write("pkg/__init__.py")
    write("pkg/sub/__init__.py")
    write("pkg/sub/web.py")
    assert prepare_import(str(folder / path)) == name
    assert sys.path[0] == str((folder / root).resolve())
    prepare_import(str(folder / path))
    assert sys.path[1] != sys.path[0]
