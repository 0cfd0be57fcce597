"""Compiles sources to the browser's bytecode, with the very Python that is to run it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from . import borrowed
from .commands import node

_SCRIPT = Path(__file__).with_name("compile.mjs")
_PROGRAM = Path(__file__).with_name("compile_archive.py")


def compile_sources(sources: Mapping[str, bytes], pyodide: Path, mount: str, target: Path) -> None:
    """Write a stored zip in which every ``x.py`` has become ``x.pyc``.

    :param sources: name → content; what is not a ``.py`` is taken over as it is.
    :param pyodide: the folder of the npm package ``pyodide``.
    :param mount: path of the zip in the browser; tracebacks show it before the name.
    :raise AssetsError: when a source does not compile.
    """
    with TemporaryDirectory() as folder:
        archive = Path(folder, "sources.zip")
        archive.write_bytes(borrowed.make_zip(sources, compress=False))
        node(
            str(_SCRIPT),
            *(str(pyodide / "pyodide.mjs"), str(_PROGRAM), str(archive), str(target), mount),
            folder=_SCRIPT.parent,
            task=f"Compiling {target.name} with Pyodide",
        )
