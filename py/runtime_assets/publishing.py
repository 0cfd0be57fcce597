"""Puts the finished runtime where the package looks for it."""

from __future__ import annotations

import hashlib
import json
import os
import typing as t
from collections.abc import Mapping
from pathlib import Path


def publish(
    runtime: Mapping[str, tuple[str, Path]], versions: Mapping[str, str], folder: Path
) -> list[Path]:
    """Write a runtime and its listing ``runtime.json``; remove what does not belong to it.

    :param runtime: file name → its role and where it lies.
    :param versions: the further entries of the listing.
    :param folder: where the runtime goes.
    :return: all files of it, the listing among them.
    """
    folder.mkdir(exist_ok=True)
    listing: dict[str, t.Any] = {**versions, "files": {}}
    for name, (role, path) in sorted(runtime.items()):
        content = path.read_bytes()
        _write(folder / name, content)
        listing["files"][name] = {
            "role": role,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    # Last, so that an interrupted build leaves a listing that does not fit rather than a lie.
    _write(folder / "runtime.json", (json.dumps(listing, indent=2) + "\n").encode())
    for path in folder.iterdir():
        if path.name != "runtime.json" and path.name not in runtime:
            path.unlink()
    return sorted(folder.iterdir())


def _write(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    # A running server of an editable installation sees the old file or the new one, whole.
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)
