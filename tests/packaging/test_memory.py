"""Python's memory, frozen with hipflask in it, and the archives without what is in there."""

from __future__ import annotations

import io
import json
import lzma
import typing as t
import zipfile
from pathlib import Path

import pytest

from runtime_assets.compression import compress_most
from runtime_assets.errors import AssetsError
from runtime_assets.memory import make_memory
from support.node import run_node
from support.runtime import write_unpacked

HERE = Path(__file__).parent
WORKER = HERE.parents[1] / "sw"
#: Where Python finds the modules of an archive.
MOUNTS = {"stdlib": "/lib/python314.zip/", "packages": "/lib/packages.zip/"}
#: Bytes, as WebAssembly defines it.
WASM_PAGE = 65_536
#: Bytes; see sw/src/python/memory-image.ts.
BLOCK, WORD = 4096, 4


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> dict[str, t.Any]:
    """What frozen_modules.py found out in the memory."""
    folder = tmp_path_factory.mktemp("runtime")
    write_unpacked(folder)
    program = HERE / "frozen_modules.py"
    found = run_node(HERE / "restore.mjs", WORKER, folder, "rest", program, folder)
    answer: dict[str, t.Any] = json.loads(found)
    return answer


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def memory(contents: dict[str, bytes]) -> bytes:
    """The whole of it."""
    return contents["memory-1.bin"] + contents["memory-2.bin"]


def test_it_tells_nothing_of_the_machine_that_it_was_made_on(memory: bytes) -> None:
    assert b"make-memory" not in memory
    assert str(WORKER.parent).encode() not in memory


def test_it_begins_with_what_is_to_be_known_before_it_is_put_in_place(memory: bytes) -> None:
    length = int.from_bytes(memory[:4], "little")
    facts = json.loads(memory[4 : 4 + length])
    assert facts.keys() == {"memory", "fresh", "table", "zone", "references"}
    assert facts["memory"] % WASM_PAGE == 0
    assert 0 < facts["fresh"] < facts["memory"]
    assert facts["table"] > 1000
    assert len(facts["zone"]) == 4
    # Then comes a byte for each block, and each block that is there.
    told = memory[4 + length : 4 + length + facts["memory"] // BLOCK]
    assert set(told) == {0, 1}
    start = 4 + length + len(told)
    assert len(memory) == start + -start % WORD + told.count(1) * BLOCK


def test_its_halves_take_as_long_to_unpack(contents: dict[str, bytes]) -> None:
    assert 0 <= len(contents["memory-1.bin"]) - len(contents["memory-2.bin"]) <= 1


def test_hipflask_is_in_it_and_what_few_need_is_not(modules: dict[str, t.Any]) -> None:
    names = set(modules["names"])
    assert {"hipflask", "hipflask.browser.bridge", "jinja2", "sqlite3"} <= names
    assert not {"csv", "logging.config", "statistics", "werkzeug.test"} & names


@pytest.mark.parametrize("role", ["stdlib", "packages"])
def test_a_rest_has_the_modules_that_are_not_in_it(
    contents: dict[str, bytes], modules: dict[str, t.Any], role: str
) -> None:
    whole = members_of(contents[f"{role}.zip"])
    rest = members_of(contents[f"{role}-rest.zip"])
    assert rest.items() <= whole.items()
    mount = MOUNTS[role]
    imported = {origin.removeprefix(mount) for origin in modules["origins"] if mount in origin}
    assert len(imported) > 100
    # Some of the standard library is in the engine, too, and is imported from there.
    assert imported <= whole.keys() - rest.keys() <= imported | set(modules["frozen"])


def test_code_that_has_not_run_yet_is_not_in_it(
    contents: dict[str, bytes], modules: dict[str, t.Any]
) -> None:
    assert "werkzeug/__init__.pyc" in members_of(contents["packages-rest.zip"])
    assert modules["deferred"] == "Request"


def test_every_other_module_can_be_imported_besides(modules: dict[str, t.Any]) -> None:
    # It asserts that it is on Windows.
    assert modules["failures"].keys() == {"click._winconsole"}


#: Fails if that is what its first argument asks for; writes down what it was called with.
PROGRAM = """
import { writeFile } from "node:fs/promises";
const [first, ...others] = process.argv.slice(2);
if (first.endsWith("broken.mjs")) {
  console.error("the reason");
  process.exit(3);
}
await writeFile(`${others.at(-1)}/memory-1.bin`, JSON.stringify([first, ...others]));
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Stands in for the worker's bundle."""
    path = tmp_path / "program.mjs"
    path.write_text(PROGRAM)
    return path


def test_the_program_is_told_the_parts_and_the_folder(program: Path, tmp_path: Path) -> None:
    parts = [tmp_path / name for name in ("loader.mjs", "engine.mjs", "a.wasm", "s.zip", "p.zip")]
    memory = make_memory(program, parts, tmp_path / "memory")
    assert json.loads(memory.first.read_bytes()) == [*map(str, parts), str(tmp_path / "memory")]
    assert {path.parent for path in memory} == {tmp_path / "memory"}


def test_a_program_that_fails_is_quoted(program: Path, tmp_path: Path) -> None:
    with pytest.raises(AssetsError, match="the reason") as caught:
        make_memory(program, [tmp_path / "broken.mjs"], tmp_path / "memory")
    assert "Freezing Python with Pyodide failed (exit status 3)" in caught.value.message


@pytest.mark.parametrize("is_memory", [False, True])
def test_what_is_compressed_most_comes_back(tmp_path: Path, is_memory: bool) -> None:
    source = tmp_path / "source"
    content = b"".join(number.to_bytes(4, "little") for number in range(5000))
    source.write_bytes(content)
    packed = []
    for target in (tmp_path / "first.xz", tmp_path / "second.xz"):
        compress_most(source, target, is_memory=is_memory)
        packed.append(target.read_bytes())
    assert packed[0] == packed[1]
    decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ)
    assert decompressor.decompress(packed[0]) == content
    assert decompressor.eof
    assert decompressor.check == lzma.CHECK_CRC32


def test_a_memory_is_compressed_as_one(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"".join(number.to_bytes(4, "little") for number in range(0, 90_000, 3)))
    sizes = []
    for is_memory in (False, True):
        compress_most(source, target, is_memory=is_memory)
        sizes.append(target.stat().st_size)
    assert sizes[1] < sizes[0]
