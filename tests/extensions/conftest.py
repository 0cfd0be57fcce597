"""Flask's extensions on hipflask: here ``flask`` is hipflask, even where Flask is installed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from hipflask import Flask
from hipflask.testing import FlaskClient
from support.alias import forced_alias

HERE = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Import the test modules, and with them the extensions, under the alias."""
    with forced_alias():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run the tests under the alias: extensions import some modules only when used."""
    if not item.path.is_relative_to(HERE):  # pytest asks every folder about every test
        return (yield)
    with forced_alias():
        return (yield)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = Flask("extended", root_path=str(tmp_path), instance_path=str(tmp_path / "instance"))
    app.config.update(SECRET_KEY="a key for tests, of more than 32 bytes", TESTING=True)
    yield app
    database = app.extensions.get("sqlalchemy")
    if database is not None:
        with app.app_context():
            for engine in database.engines.values():
                engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
