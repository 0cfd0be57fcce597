"""The engine for sites without native code does all that Python code asks of it."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest

from runtime_assets.engine.slim import make_slim_engine
from runtime_assets.errors import AssetsError
from support.node import run_node
from support.runtime import write_unpacked

HERE = Path(__file__).parent
WORKER = HERE.parents[1] / "sw"
LIST_EXPORTS = """
import { readFile } from "node:fs/promises";
const module = new WebAssembly.Module(await readFile(process.argv[1]));
console.log(JSON.stringify(WebAssembly.Module.exports(module).map(({ name }) => name)));
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runtime's files, none of them compressed."""
    return write_unpacked(tmp_path_factory.mktemp("runtime"))


def exports_of(engine: Path) -> set[str]:
    return set(json.loads(run_node("--input-type=module", "--eval", LIST_EXPORTS, engine)))


def test_it_runs_what_applications_are_made_of(unpacked: Path) -> None:
    program = HERE / "in_slim_engine.py"
    found = json.loads(run_node(HERE / "boot.mjs", WORKER, unpacked, program, unpacked))
    assert found == {
        "sqlite3": "1,2",
        "hashlib": "ba7816bf",
        "zlib": True,
        "asyncio": [2, 4],
        "ctypes": "abc",
        "response": "Hello you",
    }


@pytest.mark.parametrize("library", ["rest", "whole"])
def test_a_snapshot_of_it_is_restored(unpacked: Path, tmp_path: Path, library: str) -> None:
    program = HERE / "frozen_application.py"
    printed = run_node(HERE / "restore.mjs", WORKER, unpacked, library, program, tmp_path)
    assert printed == "(42,)\n"


def test_it_lacks_what_only_native_code_asks_for(unpacked: Path) -> None:
    full = exports_of(unpacked / "pyodide-full.asm.wasm")
    slim = exports_of(unpacked / "pyodide.asm.wasm")
    # The rest of it has its tables and its variables of it.
    shared = {name for name in slim - full if re.fullmatch(r"(table|global\$)\d+", name)}
    assert slim - full - shared == {"ballast", "__data_end", "linked"}
    assert {"ZSTD_compress", "lzma_code", "_ZNSt9exceptionD1Ev", "PyObject_Repr"} <= full - slim
    assert len(slim) * 20 < len(full)


def test_its_script_has_no_functions_for_native_code(unpacked: Path) -> None:
    full = (unpacked / "pyodide-full.asm.mjs").read_text("utf-8")
    slim = (unpacked / "pyodide.asm.mjs").read_text("utf-8")
    for name in ("SDL_Init:", "glActiveTexture:", "emscripten_run_script:"):
        assert f"{name}_" in full
        assert name not in slim
    assert "growMemory" in slim  # which is the worker's


def test_both_engines_are_whole_and_the_slim_one_is_smaller(runtime: dict[str, t.Any]) -> None:
    sizes = {entry["role"]: entry["bytes"] for entry in runtime["files"].values()}
    assert sizes["engine"] < 0.25 * sizes["engine-full"]
    parts = sizes["wasm"], sizes["wasm-data"]
    # The rest of it is packed.
    assert sum(parts) < 0.95 * sizes["wasm-full"]
    assert sizes["wasm"] < 0.3 * sizes["wasm-full"]


ASSIGNED = ";".join(f'_f{i}=Module["_f{i}"]=wasmExports["f{i}"]' for i in range(4000))
VARIABLES = ",".join(f"_f{i}" for i in range(4000))
BEGIN = f";var {VARIABLES};function assignWasmExports(wasmExports){{{ASSIGNED}}}"
IMPORTS = "var wasmImports={a:_a,b};"
#: What is cut out, by its beginning and its end.
PIECES = """
;updateGOT(origExports);
return addFunction(trampolineInstance.exports.trampoline_call)
for(let i=0;i<32;++i)tempFixedLengthArray.push(i);MainLoop.init();
registerPostMainLoop(()=>SDL.audio);
if(typeof Browser!="undefined")Browser.init();
var requestFullscreen=Browser.requestFullscreen;var createContext=Browser.createContext;
var Browser={a:"}"};var SDL={b:{}};var MainLoop={};
"""
END = 'wasmExports["f0"]=makeWrapper_p(wasmExports["f0"]);_f1();'


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("async function create(){}", "in 0 places"),
        (
            f";var _a;function assignWasmExports(wasmExports){{_a=b}}{IMPORTS}",
            "in an unknown way: _a=b",
        ),
        (
            f';var _a;function assignWasmExports(wasmExports){{_a=wasmExports["a"]}}{IMPORTS}',
            "assigns only 1 exports",
        ),
        (f"{BEGIN}{IMPORTS}", "converts no export's result"),
        (f"{BEGIN};{END}", "in 0 places"),
        (f"{BEGIN}{IMPORTS}{END}", "does not export f1"),
        ("updateGOT(origExports);", 'There is "updateGOT.origExports.;" more than once'),
        ("var Browser={a:{}", "The object Browser does not end"),
    ],
)
def test_another_layout_is_seen(tmp_path: Path, script: str, reason: str) -> None:
    pyodide = tmp_path / "pyodide"
    pyodide.mkdir()
    (pyodide / "pyodide.mjs").touch()
    (pyodide / "pyodide.asm.mjs").write_text(script + PIECES)
    (pyodide / "pyodide.asm.wasm").write_bytes(b"\0asm\1\0\0\0")
    with pytest.raises(AssetsError, match=reason) as caught:
        make_slim_engine(pyodide, tmp_path / "slim")
    assert "After a change of Pyodide's version" in caught.value.hint
