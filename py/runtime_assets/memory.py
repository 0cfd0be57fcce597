"""Freezes Python with hipflask in it, so that no browser has to boot it."""

from __future__ import annotations

import typing as t
from collections.abc import Sequence
from pathlib import Path

from .commands import node

#: Python decides at its start whether it can be suspended, so it must see that it can where it is
#: frozen. In a browser where it can't, it is asked again before it tries.
SUSPENDING = "--experimental-wasm-jspi"


class Memory(t.NamedTuple):
    """The halves of a frozen memory, and what can be imported besides."""

    first: Path
    second: Path
    #: The archives without the modules that are in the memory.
    stdlib: Path
    packages: Path


def make_memory(program: Path, parts: Sequence[Path], folder: Path) -> Memory:
    """Boot Python with hipflask under Node, and freeze it.

    :param program: the worker's bundle that does so.
    :param parts: of Pyodide its loader, its engine's script and all parts of the engine; the
        archives of the standard library and of the packages.
    :param folder: where the files go.
    :raise AssetsError: when Python can't be booted or frozen.
    """
    folder.mkdir(exist_ok=True)
    paths = map(str, (program, *parts, folder))
    node(SUSPENDING, *paths, folder=program.parent, task="Freezing Python with Pyodide")
    halves = folder / "memory-1.bin", folder / "memory-2.bin"
    return Memory(*halves, folder / "stdlib-rest.zip", folder / "packages-rest.zip")
