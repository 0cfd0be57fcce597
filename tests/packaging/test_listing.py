"""runtime.json tells the truth about the files beside it."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import re
import typing as t
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
UNPACK = {".gz": gzip.decompress, ".xz": lzma.decompress}


def test_every_file_is_listed_and_nothing_else(assets: Path, runtime: dict[str, t.Any]) -> None:
    present = {path.name for path in assets.iterdir()}
    files = {entry.get("file", name) for name, entry in runtime["files"].items()}
    assert present == {"runtime.json", *files}


def test_sizes_and_hashes_fit(assets: Path, runtime: dict[str, t.Any]) -> None:
    for name, entry in runtime["files"].items():
        file = entry.get("file", name)
        content = (assets / file).read_bytes()
        if "packed" in entry:
            assert entry["packed"] == facts(content), name
            content = UNPACK[file.removeprefix(name)](content)
        assert {**entry, **facts(content)} == entry, name


def facts(content: bytes) -> dict[str, t.Any]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_what_hosts_do_not_compress_is_compressed(runtime: dict[str, t.Any]) -> None:
    files = {entry["role"]: entry.get("file") for entry in runtime["files"].values()}
    assert {role: file for role, file in files.items() if file is not None} == {
        "wasm-data": "pyodide.data.bin.gz",
        "memory-1": "memory-1.bin.xz",
        "memory-2": "memory-2.bin.xz",
        "stdlib": "stdlib.zip.gz",
        "stdlib-rest": "stdlib-rest.zip.xz",
        "packages": "packages.zip.gz",
        "packages-rest": "packages-rest.zip.xz",
    }
    for entry in runtime["files"].values():
        assert ("packed" in entry) == ("file" in entry)


def test_every_role_is_played_once(runtime: dict[str, t.Any]) -> None:
    roles = sorted(entry["role"] for entry in runtime["files"].values())
    assert roles == [
        *("boot", "engine", "engine-full", "freezer", "loader", "lock", "memory-1", "memory-2"),
        *("packages", "packages-rest", "stdlib", "stdlib-rest", "tools", "unpacker", "wasm"),
        *("wasm-data", "wasm-full", "wasm-rest", "worker"),
    ]


def test_pyodide_is_the_pinned_one(runtime: dict[str, t.Any], lock: dict[str, t.Any]) -> None:
    package = json.loads((CHECKOUT / "sw" / "package.json").read_bytes())
    assert runtime["pyodide"] == package["dependencies"]["pyodide"]
    assert runtime["python"] == lock["info"]["python"]


def test_the_boot_page_is_one_file_that_can_be_filled_in(assets: Path) -> None:
    page = (assets / "boot.html").read_text("utf-8")
    assert "__HIPFLASK_TITLE__" in page
    assert page.count("__HIPFLASK_CONFIG__") == 1
    references = re.findall(
        r"""<(?:link|script|img)\b[^>]*?\s(?:href|src)=["']?([^"'>\s]*)""", page
    )
    assert all(reference.startswith("data:") for reference in references)


@pytest.mark.parametrize("name", ["worker.js", "unpacker.js"])
def test_a_worker_is_one_module_without_imports(assets: Path, name: str) -> None:
    script = (assets / name).read_text("utf-8")
    assert "hipflask:unpack" in script
    assert not any(line.startswith("import") for line in script.splitlines())
