"""The runtime works in the Pyodide that it carries, here under Node."""

from __future__ import annotations

import json
import typing as t
import zipfile
from pathlib import Path

import pytest

from support.node import run_node
from support.runtime import write_unpacked

HERE = Path(__file__).parent
WORKER = HERE.parents[1] / "sw"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the runtime with none of it compressed."""
    return write_unpacked(tmp_path_factory.mktemp("runtime"))


@pytest.fixture(scope="module")
def answers(unpacked: Path) -> dict[str, t.Any]:
    """What in_pyodide.py found out."""
    return _run(unpacked, "in_pyodide.py")


@pytest.fixture(scope="module")
def modules(unpacked: Path) -> dict[str, t.Any]:
    """What modules_in_pyodide.py found out."""
    return _run(unpacked, "modules_in_pyodide.py")


def _run(runtime: Path, program: str) -> dict[str, t.Any]:
    printed = run_node(HERE / "boot.mjs", WORKER, runtime, HERE / program, runtime)
    found: dict[str, t.Any] = json.loads(printed)
    return found


def test_it_is_the_python_that_the_listing_names(
    answers: dict[str, t.Any], runtime: dict[str, t.Any]
) -> None:
    assert answers["python"] == runtime["python"]


def test_the_bytecode_is_for_this_very_python(
    answers: dict[str, t.Any], archive: zipfile.ZipFile
) -> None:
    module = next(name for name in archive.namelist() if name.endswith(".pyc"))
    assert archive.read(module)[:4].hex() == answers["magic"]


def test_modules_come_from_the_archives_and_tracebacks_name_them(
    answers: dict[str, t.Any],
) -> None:
    package = "/lib/python314.zip/json/__init__.py"
    assert answers["stdlib"] == [f"{package}c", package]
    assert answers["package"] == [
        "/lib/packages.zip/jinja2/__init__.pyc",
        "/lib/packages.zip/jinja2/environment.py",
    ]
    assert all(file.startswith("/lib/packages.zip/") for file in answers["files"])


def test_metadata_answers_out_of_the_archive(
    answers: dict[str, t.Any], lock: dict[str, t.Any]
) -> None:
    expected = {name: package["version"] for name, package in lock["packages"].items()}
    assert expected.items() <= answers["versions"].items()
    assert "hipflask" in answers["versions"]


def test_the_packages_work(answers: dict[str, t.Any]) -> None:
    assert answers["data"] > 1000
    assert answers["escaped"] == "&lt;a&gt;"
    assert answers["rendered"] == "42"
    assert answers["signed"] == "x"
    assert answers["request"] == "c"


def test_every_module_of_the_packages_can_be_imported(modules: dict[str, t.Any]) -> None:
    # It asserts that it is on Windows.
    assert modules["failures"]["/lib/packages.zip"].keys() == {"click._winconsole"}


def test_each_module_of_the_standard_library_can_be_imported(modules: dict[str, t.Any]) -> None:
    assert modules["failures"]["/lib/python314.zip"] == {}


def test_nothing_in_the_archives_has_a_docstring(modules: dict[str, t.Any]) -> None:
    # It assigns a string to __doc__.
    assert modules["documented"] == ["hashlib.pyc: <module>"]


def test_no_function_of_the_packages_has_annotations(modules: dict[str, t.Any]) -> None:
    assert modules["functions"] > 1000
    assert modules["annotated"] == []
