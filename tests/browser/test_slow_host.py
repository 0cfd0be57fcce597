"""A host over a slow connection, and Firefox, which ends a worker a minute after its last event."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from browser.test_engines import visit
from support.engines import MissingEngineError
from support.engines.firefox import FirefoxEngine
from support.static_host import open_host

#: Milliseconds: together less than the downloads take, and more than the page waits between events.
IMPATIENCE = {
    "dom.serviceWorkers.idle_timeout": 4_000,
    "dom.serviceWorkers.idle_extended_timeout": 14_000,
}
DOWNLOAD = 26.0


@pytest.fixture
def firefox() -> Iterator[FirefoxEngine]:
    try:
        engine = FirefoxEngine(IMPATIENCE)
    except MissingEngineError as error:
        pytest.skip(f"{error}; 'python tests' installs what apt has")
    with closing(engine):
        yield engine


def test_an_installation_may_take_its_time(
    export: Callable[..., Path], tmp_path: Path, firefox: FirefoxEngine
) -> None:
    with open_host(tmp_path) as host:
        host.deploy({"": export("hello")})
        threading.Timer(DOWNLOAD, host.hold("/stdlib").set).start()
        visit(firefox, host.url)
        assert any("/stdlib" in path for path in host.requests)
