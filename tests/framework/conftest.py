"""Fixtures of the framework's tests."""

from __future__ import annotations

import sys
import typing as t

import pytest

import hipflask
import hipflask.compat


def _flask_modules() -> dict[str, t.Any]:
    return {name: sys.modules[name] for name in sys.modules if name.partition(".")[0] == "flask"}


@pytest.fixture
def flask_alias() -> t.Iterator[None]:
    """``flask`` is hipflask during the test, and afterwards whatever it was before."""
    real = _flask_modules()
    for name in real:
        del sys.modules[name]
    hipflask.compat.install(force=True)
    yield
    hipflask.compat.uninstall()
    for name in _flask_modules():
        del sys.modules[name]
    sys.modules.update(real)


@pytest.fixture(params=["hipflask", "flask"])
def run_source(request: pytest.FixtureRequest) -> t.Callable[..., dict[str, t.Any]]:
    """Run source that imports from ``flask``, as it is with the alias and with hipflask's name."""
    if request.param == "flask":
        request.getfixturevalue("flask_alias")

    def run(source: str, **names: t.Any) -> dict[str, t.Any]:
        namespace = {"__name__": "quickstart", **names}
        text = source.replace("from flask import", f"from {request.param} import")
        exec(compile(text, "quickstart.py", "exec"), namespace)
        return namespace

    return run


@pytest.fixture
def app(tmp_path: t.Any) -> hipflask.Flask:
    """An application in an empty folder, with a secret key, in test mode."""
    app = hipflask.Flask("hip", root_path=str(tmp_path))
    app.secret_key = "key"
    app.testing = True
    return app


@pytest.fixture
def client(app: hipflask.Flask) -> t.Any:
    return app.test_client()
