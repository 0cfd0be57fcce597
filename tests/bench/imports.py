"""Time and memory of importing hipflask and Flask, each time in a fresh interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import typing as t
from pathlib import Path

from .errors import BenchError
from .stats import Comparison, compare
from .subjects import find_flask

_MODULES = ("hipflask", "flask")


def run(rounds: int, progress: t.Callable[[str], None] = print) -> list[Comparison]:
    """Import each in turns.

    :return: CPU time in ms and memory in kB; the ratios are hipflask's by Flask's
    :raises MissingError: the real Flask is not installed, or memory can't be measured here
    """
    find_flask()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in _MODULES}
    with tempfile.TemporaryDirectory() as cache:
        for name in _MODULES:
            _import(name, cache)  # compiles everything
        progress(f"import: {rounds} rounds")
        order = list(_MODULES)
        for _ in range(rounds):
            for name in order:
                taken[name].append(_import(name, cache))
            order.reverse()
    ours, theirs = (list(zip(*taken[name], strict=True)) for name in _MODULES)
    return [
        compare(what, unit, ours[index], theirs[index], lambda a, b: a / b)
        for index, (what, unit) in enumerate((("time", "ms"), ("memory", "kB")))
    ]


def _import(name: str, cache: str) -> tuple[float, float]:
    # Bytecode of all modules is in the same place, and is there for both.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    folder = Path(__file__).parent
    result = subprocess.run(
        [sys.executable, "-m", f"{folder.name}.import_one", name],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONPATH": os.pathsep.join(_search_path(folder.parent))},
        check=False,
    )
    if result.returncode:
        raise BenchError(f"{name} could not be imported: {result.stderr}")
    milliseconds, kilobytes = json.loads(result.stdout)
    return milliseconds, kilobytes


def _search_path(folder: Path) -> list[str]:
    return [str(folder), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
