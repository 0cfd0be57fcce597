"""Both sides of the comparison, and each engine in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from support.engines import ENGINES, Engine, MissingEngineError, launch

from .driving import Driver
from .score import Score
from .sides import Sides, open_sides

_SCORES = pytest.StashKey[dict[str, Score]]()


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Sides]]:
    with open_sides(tmp_path_factory.mktemp("differential")) as opened:
        yield opened


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    try:
        engine = launch(request.param)
    except MissingEngineError as error:
        pytest.skip(f"{error}; 'python tests' installs what apt has")
    yield engine
    with suppress(Exception):  # a browser that has crashed has failed its tests already
        engine.close()


@pytest.fixture(scope="module")
def drive(engine: Engine, sides: dict[str, Sides]) -> Callable[[str], Driver]:
    """Return the driver for a base path; it remembers the results of the groups that it ran."""
    drivers: dict[str, Driver] = {}

    def get(base: str) -> Driver:
        return drivers.setdefault(base, Driver(engine, sides[base]))

    return get


@pytest.fixture
def score(request: pytest.FixtureRequest, engine: Engine) -> Score:
    """The score of the engine, which is told at the end of the session."""
    scores = request.config.stash.setdefault(_SCORES, {})
    return scores.setdefault(engine.name, Score())


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for name, score in config.stash.get(_SCORES, {}).items():
        terminalreporter.write_line(f"differential suite, {name}: {score}")
