"""The benchmarks work. How fast anything is, no test says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.workloads import WORKLOADS
from support.chromium import find_chromium

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
    figures = json.loads(file.read_text())
    rows = figures["framework"]
    assert {"hello", "not-found"} <= {row["name"] for row in figures["floor"]}
    assert {"hello", "template", "session-write", "stream-start"} <= {row["name"] for row in rows}
    for row in rows:
        assert row["rounds"] == 1
        assert row["ratio"] == pytest.approx(row["reference"] / row["hipflask"])
        assert row["name"] in result.stdout


def test_import_is_measured_in_both_respects(tmp_path: Path) -> None:
    pytest.importorskip("flask", reason="the real Flask, to compare with, is not installed")
    file = tmp_path / "figures.json"
    result = _bench("import", "--rounds", "1", "--json", str(file))
    assert result.returncode == 0, result.stderr
    rows = json.loads(file.read_text())["import"]
    assert [(row["name"], row["unit"]) for row in rows] == [("time", "ms"), ("memory", "kB")]
    for row in rows:
        assert row["hipflask"] > 0
        assert row["ratio"] == pytest.approx(row["hipflask"] / row["reference"])


def test_growth_counts_routes_and_requests(tmp_path: Path) -> None:
    pytest.importorskip("flask", reason="the real Flask, to compare with, is not installed")
    file = tmp_path / "figures.json"
    sizes = ("--routes", "10", "100", "--requests", "80")
    result = _bench("growth", "--rounds", "1", *sizes, "--json", str(file))
    assert result.returncode == 0, result.stderr
    figures = json.loads(file.read_text())
    assert [row["name"].split()[0] for row in figures["growth"]] == ["10", "100"]
    assert [count for count, _ in figures["memory"]] == list(range(8, 81, 8))
    assert figures["memory"][0][1] == 0


def test_framework_answers_like_flask_inside_pyodide(tmp_path: Path) -> None:
    pytest.importorskip("flask", reason="the real Flask, to compare with, is not installed")
    if find_chromium() is None:
        pytest.skip("needs a Chromium: none was found, and 'python tests' installs one")
    file = tmp_path / "figures.json"
    result = _bench("pyodide", "--rounds", "1", "--json", str(file))
    assert result.returncode == 0, result.stderr
    figures = json.loads(file.read_text())
    assert [row["name"] for row in figures["pyodide"]] == [w.name for w in WORKLOADS]
    assert {"hello", "not-found"} <= {row["name"] for row in figures["pyodide floor"]}
    for row in figures["pyodide"]:
        assert row["ratio"] == pytest.approx(row["reference"] / row["hipflask"])
        assert row["name"] in result.stdout


def test_persistence_is_measured_next_to_much_and_little(tmp_path: Path) -> None:
    if find_chromium() is None:
        pytest.skip("needs a Chromium: none was found, and 'python tests' installs one")
    file = tmp_path / "figures.json"
    result = _bench("persistence", "--rounds", "1", "--mib", "2", "2", "--json", str(file))
    assert result.returncode == 0, result.stderr
    rows = json.loads(file.read_text())["persistence"]
    assert len(rows) == 4
    for row in rows:
        assert row["ratio"] == pytest.approx(row["hipflask"] / row["reference"])
        assert row["name"] in result.stdout


def test_kills_are_counted(tmp_path: Path) -> None:
    if find_chromium() is None:
        pytest.skip("needs a Chromium: none was found, and 'python tests' installs one")
    file = tmp_path / "figures.json"
    result = _bench("kills", "--count", "7", "--json", str(file))
    assert result.returncode == 0, result.stderr
    rows = json.loads(file.read_text())["kills"]
    assert sum(row["kills"] for row in rows) == 7
    assert "7 workers have answered" in result.stderr
    assert [row["losses"] for row in rows] == [[]] * len(rows)


def test_unknown_workload_is_refused() -> None:
    result = _bench("framework", "--only", "nothing")
    assert result.returncode == 2
    assert "nothing" in result.stderr
