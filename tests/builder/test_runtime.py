from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from hipflask.builder.errors import RuntimeAssetsError
from hipflask.builder.runtime import load_runtime

Files = dict[str, tuple[str, bytes]]
Make = t.Callable[[Files], Path]


def test_a_runtime_is_read(make_runtime: Make, runtime_files: Files) -> None:
    runtime = load_runtime(make_runtime(runtime_files))
    assert (runtime.pyodide, runtime.python) == ("314.0.7", "3.14.2")
    for asset in runtime.assets:
        assert asset.read() == runtime_files[asset.name][1]
    assert runtime.bundled()["werkzeug"] == "3.1.9"


def test_files_are_compressed_as_their_suffix_tells(
    make_runtime: Make, runtime_files: Files
) -> None:
    runtime = load_runtime(make_runtime(runtime_files))
    files = {asset.path.name: asset.path.read_bytes() for asset in runtime.assets if asset.packed}
    assert files.keys() == {
        *("memory-1.bin.xz", "memory-2.bin.xz", "stdlib.zip.gz", "stdlib-rest.zip.xz"),
        *("packages.zip.gz", "packages-rest.zip.xz", "pyodide.data.bin.gz"),
    }
    for name, content in files.items():
        assert content.startswith(b"\xfd7zXZ\0" if name.endswith(".xz") else b"\x1f\x8b")


def test_a_missing_runtime_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(RuntimeAssetsError, match="lacks its browser runtime") as caught:
        load_runtime(tmp_path / "nowhere")
    assert "pip install" in caught.value.format_message()


def test_a_missing_file_is_named(make_runtime: Make, runtime_files: Files) -> None:
    folder = make_runtime(runtime_files)
    (folder / "stdlib.zip.gz").unlink()
    with pytest.raises(RuntimeAssetsError, match=r"stdlib\.zip"):
        load_runtime(folder)


@pytest.mark.parametrize("name", ["stdlib.zip.gz", "memory-1.bin.xz", "worker.js"])
def test_a_changed_file_is_refused(make_runtime: Make, runtime_files: Files, name: str) -> None:
    folder = make_runtime(runtime_files)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[::-1])
    with pytest.raises(RuntimeAssetsError, match=f"{name} is damaged"):
        load_runtime(folder)


@pytest.mark.parametrize("listing", ["{", "[]", '{"files": {"a": {}}}', '{"files": 3}'])
def test_a_listing_that_is_none_is_refused(
    make_runtime: Make, runtime_files: Files, listing: str
) -> None:
    folder = make_runtime(runtime_files)
    (folder / "a").touch()
    (folder / "runtime.json").write_text(listing)
    with pytest.raises(RuntimeAssetsError, match=r"runtime\.json is not a listing"):
        load_runtime(folder)


def test_every_role_must_be_played(make_runtime: Make, runtime_files: Files) -> None:
    for role, _ in runtime_files.values():
        without = {name: entry for name, entry in runtime_files.items() if entry[0] != role}
        with pytest.raises(RuntimeAssetsError, match=rf"it has no {role}\."):
            load_runtime(make_runtime(without))


def test_a_role_played_twice_is_refused(make_runtime: Make, runtime_files: Files) -> None:
    twice = {**runtime_files, "other.wasm": ("wasm", b"x")}
    with pytest.raises(RuntimeAssetsError, match="wasm"):
        load_runtime(make_runtime(twice))
