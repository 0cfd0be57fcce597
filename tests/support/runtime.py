"""The browser runtime of this installation, as programs under Node or in a page read it."""

from __future__ import annotations

from pathlib import Path

from hipflask.builder.runtime import load_runtime

#: Names of the engine's files → those that Pyodide's own loader asks for, which takes no parts.
_WHOLE = {
    "pyodide-full.asm.mjs": "pyodide.asm.mjs",
    "pyodide-full.asm.wasm": "pyodide.asm.wasm",
}


def write_unpacked(folder: Path) -> Path:
    """Write the runtime's files with none of them compressed.

    :param folder: is created, unless it is there
    """
    folder.mkdir(parents=True, exist_ok=True)
    for asset in load_runtime().assets:
        (folder / asset.name).write_bytes(asset.read())
    return folder


def write_for_pyodide(folder: Path) -> Path:
    """Write the runtime's files so that Pyodide's own loader can boot them.

    :param folder: is created, unless it is there
    """
    write_unpacked(folder)
    for name, place in _WHOLE.items():
        (folder / name).replace(folder / place)
    return folder
