"""Behaviour beside Flask itself, where that is installed too."""

from __future__ import annotations

import importlib.metadata
import typing as t

import pytest

import hipflask

from .scenarios import SCENARIOS

flask = pytest.importorskip("flask", reason="Flask itself is not installed to compare with")
pytestmark = pytest.mark.skipif(
    not importlib.metadata.version("flask").startswith("3.1."),
    reason="the reference of behaviour is Flask 3.1",
)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda f: f.__name__)
def test_same_outcome(scenario: t.Callable[[t.Any], t.Any]) -> None:
    assert scenario(hipflask) == scenario(flask)
