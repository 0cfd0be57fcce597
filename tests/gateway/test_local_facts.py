"""Whether what Python knows of where it is was read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from types import ModuleType

import pytest

from hipflask.browser.local_facts import watching


@pytest.fixture(autouse=True)
def _own_process() -> None:
    """Leave the process's environment in place: that is what is watched."""


def from_import() -> object:
    from time import altzone

    return altzone


@pytest.mark.parametrize(
    "read",
    [
        lambda: time.timezone,
        lambda: time.tzname,
        lambda: time.daylight,
        from_import,
        lambda: os.environ["LANG"],
        lambda: os.environ.get("LANG"),
        lambda: os.getenv("LANG"),
        lambda: "LANG" in os.environ,
        lambda: dict(os.environ),
    ],
)
def test_it_is_told(read: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    before = read()
    with watching() as readings:
        assert read() == before
    assert readings.any


@pytest.mark.parametrize(
    "read", [time.monotonic, lambda: time.struct_time, lambda: os.environ.get("PATH")]
)
def test_of_others_nothing_is_told(read: Callable[[], object]) -> None:
    with watching() as readings:
        read()
    assert not readings.any


def test_another_environment_counts_as_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    with watching() as readings:
        pass
    assert readings.any


def test_all_is_as_it_was_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEW", raising=False)
    variables = vars(os.environ)["_data"]
    with watching():
        os.environ["NEW"] = "value"
        assert os.environb[b"NEW"] == b"value"
    assert os.environ["NEW"] == "value"
    assert os.environb[b"NEW"] == b"value"
    assert vars(os.environ)["_data"] is variables
    assert type(time) is ModuleType
    del os.environ["NEW"]
