"""The benchmarks work. How fast anything is, no test says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_BENCH = Path(__file__).parent
_SOURCES = _BENCH.parents[1] / "py"


def _bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(_SOURCES), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
    return subprocess.run(
        [sys.executable, str(_BENCH), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )


def test_framework_answers_like_flask_in_every_workload(tmp_path: Path) -> None:
    pytest.importorskip("flask", reason="the real Flask, to compare with, is not installed")
    file = tmp_path / "figures.json"
    result = _bench("framework", "--rounds", "1", "--json", str(file))
    assert result.returncode == 0, result.stderr
    rows = json.loads(file.read_text())["framework"]
    assert {"hello", "template", "session-write", "static-10kB"} <= {row["name"] for row in rows}
    for row in rows:
        assert row["rounds"] == 1
        assert row["ratio"] == pytest.approx(row["reference"] / row["hipflask"])
        assert row["name"] in result.stdout


def test_unknown_workload_is_refused() -> None:
    result = _bench("framework", "--only", "nothing")
    assert result.returncode == 2
    assert "nothing" in result.stderr
