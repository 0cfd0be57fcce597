"""Puts the finished runtime where the package looks for it."""

from __future__ import annotations

import hashlib
import json
import os
import typing as t
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Product:
    """A file of the runtime, as it was made."""

    #: What the worker does with it; see `hipflask.builder.manifest.Asset`.
    role: str
    content: Path
    #: The same compressed with gzip (``.gz``) or xz (``.xz``), which is then shipped instead.
    packed: Path | None = None


def publish(
    runtime: Mapping[str, Product], versions: Mapping[str, str], folder: Path
) -> list[Path]:
    """Write a runtime and its listing ``runtime.json``; remove what does not belong to it.

    :param runtime: file name → what it is; a packed one's file gets the suffix of its compression.
    :param versions: the further entries of the listing.
    :param folder: where the runtime goes.
    :return: all files of it, the listing among them.
    """
    folder.mkdir(exist_ok=True)
    listing: dict[str, t.Any] = {**versions, "files": {}}
    shipped = {"runtime.json"}
    for name, product in sorted(runtime.items()):
        content = product.content.read_bytes()
        entry = {"role": product.role, **_facts(content)}
        file = name
        if product.packed is not None:
            content = product.packed.read_bytes()
            entry["packed"] = _facts(content)
            entry["file"] = file = f"{name}{product.packed.suffix}"
        _write(folder / file, content)
        shipped.add(file)
        listing["files"][name] = entry
    # Last, so that an interrupted build leaves a listing that does not fit rather than a lie.
    _write(folder / "runtime.json", (json.dumps(listing, indent=2) + "\n").encode())
    for path in folder.iterdir():
        if path.name not in shipped:
            path.unlink()
    return sorted(folder.iterdir())


def _facts(content: bytes) -> dict[str, t.Any]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _write(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    # A running server of an editable installation sees the old file or the new one, whole.
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)
