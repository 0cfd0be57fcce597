"""Chooses the Python sources and data files that go into the browser."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

#: Modules of Pyodide's standard library that nothing in a browser can use: programs for a
#: terminal, other operating systems' parts, and the import system's own test modules.
_USELESS_STDLIB = (
    "__hello__.py",
    "__phello__/",
    "_pyrepl/__main__.py",
    "_pyrepl/_module_completer.py",
    "_pyrepl/_threading_handler.py",
    "_pyrepl/base_eventqueue.py",
    "_pyrepl/commands.py",
    "_pyrepl/completing_reader.py",
    "_pyrepl/console.py",
    "_pyrepl/fancy_termios.py",
    "_pyrepl/historical_reader.py",
    "_pyrepl/input.py",
    "_pyrepl/keymap.py",
    "_pyrepl/main.py",
    "_pyrepl/reader.py",
    "_pyrepl/readline.py",
    "_pyrepl/simple_interact.py",
    "_pyrepl/terminfo.py",
    "_pyrepl/unix_",
    "_pyrepl/windows_",
    "asyncio/proactor_events.py",
    "asyncio/windows_",
    "ctypes/_aix.py",
    "ctypes/macholib/",
    "multiprocessing/popen_spawn_win32.py",
    "site-packages/",
)
#: Files of a package that only type checkers, compilers and installers read.
_USELESS_SUFFIXES = frozenset({".c", ".h", ".pyi", ".pyx", ".pxd", ".typed"})
_USELESS_RECORDS = frozenset({"RECORD", "WHEEL", "INSTALLER", "REQUESTED"})


def stdlib_sources(archive: Path) -> dict[str, bytes]:
    """Return the useful modules of a zip of the standard library: name → source."""
    with zipfile.ZipFile(archive) as stdlib:
        return {
            name: stdlib.read(name)
            for name in stdlib.namelist()
            if name.endswith(".py") and not name.startswith(_USELESS_STDLIB)
        }


def wheel_sources(wheels: Iterable[Path]) -> dict[str, bytes]:
    """Return the modules, data, metadata and licences of wheels: name → content."""
    return {name: content for wheel in wheels for name, content in _wheel_files(wheel)}


def _wheel_files(wheel: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.endswith("/") and _is_useful(PurePosixPath(name)):
                yield name, archive.read(name)


def framework_sources(files: Iterable[tuple[str, Path]]) -> dict[str, bytes]:
    """Return hipflask's own modules and data: name → content."""
    return {name: path.read_bytes() for name, path in files if _is_useful(PurePosixPath(name))}


def _is_useful(path: PurePosixPath) -> bool:
    if path.parts[0].endswith(".dist-info"):
        return path.name not in _USELESS_RECORDS
    return path.suffix not in _USELESS_SUFFIXES and path.name != "py.typed"
