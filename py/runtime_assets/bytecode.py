"""Compiles sources to the browser's bytecode, with the very Python that is to run it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from . import borrowed
from .commands import node

_SCRIPT = Path(__file__).with_name("compile.mjs")


def compile_sources(
    sources: Mapping[str, bytes], pyodide: Path, mount: str, target: Path, *, annotations: bool
) -> None:
    """Write a stored zip in which every ``x.py`` has become ``x.pyc``, without docstrings.

    :param sources: name → content; what is not a ``.py`` is taken over as it is.
    :param pyodide: the folder of the npm package ``pyodide``.
    :param mount: path of the zip in the browser; tracebacks show it before the name.
    :param annotations: whether functions keep theirs.
    :raise AssetsError: when a source does not compile.
    """
    with TemporaryDirectory() as folder:
        archive = Path(folder, "sources.zip")
        archive.write_bytes(borrowed.make_zip(sources, compress=False))
        node(
            str(_SCRIPT),
            *(str(pyodide / "pyodide.mjs"), str(_SCRIPT.parent), str(archive), str(target)),
            *(mount, "keep" if annotations else "strip"),
            folder=_SCRIPT.parent,
            task=f"Compiling {target.name} with Pyodide",
        )
