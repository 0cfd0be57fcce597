"""The browser runtime of this installation, as Pyodide reads it under Node or from a page."""

from __future__ import annotations

from pathlib import Path

from hipflask.builder.runtime import load_runtime


def write_unpacked(folder: Path) -> Path:
    """Write the runtime's files with none of them compressed.

    :param folder: is created, unless it is there
    """
    folder.mkdir(parents=True, exist_ok=True)
    for asset in load_runtime().assets:
        (folder / asset.name).write_bytes(asset.read())
    return folder
