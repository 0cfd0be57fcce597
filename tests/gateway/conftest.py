"""Leaves what needs Pyodide to the Python in there, and the process as it was."""

import os
import sys

import pytest

collect_ignore = [] if sys.platform == "emscripten" else ["inside"]


@pytest.fixture(autouse=True)
def _own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host takes the process for its own; give it back."""
    monkeypatch.chdir(os.getcwd())
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "prefix", sys.prefix)
