"""An engine that has been split does what the whole one does, however its rest is linked."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from runtime_assets.engine.parts import split_engine
from runtime_assets.errors import AssetsError
from support.node import run_node

HERE = Path(__file__).parent
WORKER = HERE.parents[1] / "sw"
LIBRARIES = WORKER / "node_modules"
#: The functions of small_engine.wat, by number.
FUNCTIONS = ["add", "multiply", "subtract", "throw_odd", "apply", "square", "caught", "counted"]
CALLED = {"add", "apply", "square", "caught", "counted"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the parts of the small engine are."""
    folder = tmp_path_factory.mktemp("engine")
    run_node(HERE / "small_engine.mjs", "make", LIBRARIES, folder)
    called = [number for number, name in enumerate(FUNCTIONS) if name in CALLED]
    (folder / "called.json").write_text(json.dumps(called))
    split_engine(LIBRARIES, folder / "small.wasm", folder / "called.json", folder)
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, dict[str, t.Any]]:
    """What its functions return, for each way to link the rest."""
    return t.cast(
        "dict[str, dict[str, t.Any]]",
        json.loads(run_node(HERE / "small_engine.mjs", "use", WORKER, folder)),
    )


@pytest.mark.parametrize("way", ["asked for", "completed", "needed"])
def test_it_does_what_the_whole_one_does(found: dict[str, t.Any], way: str) -> None:
    answers = dict(found[way])
    # What is called of the first part alone does not have the rest linked.
    assert answers.pop("before") == [23, 0 if way == "asked for" else 1]
    assert answers == {
        "direct": 36,
        "counted": 1,
        "indirect": [23, 60, 17],
        "caught": [-1, 5],
        "after": [2, 1],
        "data": "data of it",
        "notes": [7, 7],
    }


def test_the_same_files_make_the_same_parts(folder: Path, tmp_path: Path) -> None:
    again = split_engine(LIBRARIES, folder / "small.wasm", folder / "called.json", tmp_path)
    assert [path.read_bytes() for path in again] == [
        (folder / path.name).read_bytes() for path in again
    ]


def test_what_is_no_engine_is_told(tmp_path: Path) -> None:
    (tmp_path / "called.json").write_text("[]")
    (tmp_path / "none.wasm").write_bytes(b"\0asm\1\0\0\0")
    with pytest.raises(AssetsError, match="Splitting Pyodide's engine failed"):
        split_engine(LIBRARIES, tmp_path / "none.wasm", tmp_path / "called.json", tmp_path)
