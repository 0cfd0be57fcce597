"""Splits an engine: into what an application calls until its first page is there, and the rest.

Which functions these are is found out by having an application do so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..bytecode import compile_sources
from ..commands import node
from ..memory import SUSPENDING

_HERE = Path(__file__).parent
_INSTRUMENT = _HERE / "instrument.mjs"
_SPLIT = _HERE / "split.mjs"
#: An application that does what applications do until then.
_WORKLOAD = _HERE / "workload"


def profile_engine(
    program: Path, libraries: Path, engine: Sequence[Path], archives: Sequence[Path], target: Path
) -> Path:
    """Find out which of an engine's functions are called until a first page is there.

    :param program: the worker's bundle that starts an application and asks it for that.
    :param libraries: the folder that ``binaryen`` lies in.
    :param engine: Pyodide's loader, the engine's script and the engine.
    :param archives: of the standard library and of the packages.
    :param target: the folder to write to.
    :return: the numbers of the functions, as JSON.
    :raise AssetsError: when Python can't be booted, or not answer.
    """
    target.mkdir(parents=True, exist_ok=True)
    telling, called = target / "telling.wasm", target / "called.json"
    loader, script, binary = engine
    task = "Finding out what is called of Pyodide's engine"
    node(*map(str, (_INSTRUMENT, libraries, binary, telling)), folder=_HERE, task=task)
    application = target / "application.zip"
    compile_sources(_workload(), loader.parent, "/app", application, annotations=True)
    arguments = (program, loader, script, telling, *archives, application, called)
    node(SUSPENDING, *map(str, arguments), folder=program.parent, task=task)
    telling.unlink()
    return called


def split_engine(libraries: Path, engine: Path, called: Path, target: Path) -> list[Path]:
    """Split an engine.

    The same files make the same files.

    :param libraries: the folder that ``binaryen`` lies in.
    :param called: the numbers of the first part's functions, as JSON.
    :param target: the folder to write to.
    :return: the first part, the rest, and the data that it begins with.
    :raise AssetsError: when the engine is not of a kind that can be split.
    """
    target.mkdir(parents=True, exist_ok=True)
    arguments = map(str, (_SPLIT, libraries, engine, called, target))
    node(*arguments, folder=_HERE, task="Splitting Pyodide's engine")
    names = ("pyodide.asm.wasm", "pyodide.rest.wasm", "pyodide.data.bin")
    return [target / name for name in names]


def _workload() -> dict[str, bytes]:
    """Return the files of the application that is visited, by name."""
    paths = (path for path in _WORKLOAD.rglob("*") if path.is_file())
    sources = (path for path in paths if "__pycache__" not in path.parts)
    # As a site's memory has the application in it, no browser compiles its sources.
    return {path.relative_to(_HERE).as_posix(): path.read_bytes() for path in sources}
