"""Chooses the Python sources and data files that go into the browser."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

#: Modules of Pyodide's standard library that nothing in a browser can use, or no application
#: wants: programs for a terminal, other operating systems' parts, code pages of main frames and of
#: old Macintoshes, new processes, mail boxes and servers, stand-ins for modules in C and for those
#: that are frozen, and the import system's own tests.
_USELESS_STDLIB = (
    "__hello__.py",
    "__phello__/",
    "_py_abc.py",
    "_pydatetime.py",
    "_pyio.py",
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
    "asyncio/__main__.py",
    "asyncio/proactor_events.py",
    "asyncio/tools.py",
    "asyncio/windows_",
    "compileall.py",
    "concurrent/futures/interpreter.py",
    "concurrent/interpreters/",
    "ctypes/_aix.py",
    "ctypes/macholib/",
    "encodings/cp037.py",
    "encodings/cp1026.py",
    "encodings/cp1140.py",
    "encodings/cp273.py",
    "encodings/cp424.py",
    "encodings/cp500.py",
    "encodings/cp875.py",
    "encodings/mac_arabic.py",
    "encodings/mac_croatian.py",
    "encodings/mac_cyrillic.py",
    "encodings/mac_farsi.py",
    "encodings/mac_greek.py",
    "encodings/mac_iceland.py",
    "encodings/mac_latin2.py",
    "encodings/mac_romanian.py",
    "encodings/mac_turkish.py",
    "encodings/mbcs.py",
    "encodings/oem.py",
    "ftplib.py",
    "imaplib.py",
    "importlib/_bootstrap",
    "mailbox.py",
    "modulefinder.py",
    "multiprocessing/forkserver.py",
    "multiprocessing/managers.py",
    "multiprocessing/popen_",
    "multiprocessing/resource_tracker.py",
    "multiprocessing/shared_memory.py",
    "multiprocessing/synchronize.py",
    "pickletools.py",
    "poplib.py",
    "pty.py",
    "pyclbr.py",
    "site-packages/",
    "symtable.py",
    "tabnanny.py",
    "trace.py",
    "xmlrpc/server.py",
    "zipapp.py",
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
                content = archive.read(name)
                # The description follows the headers after an empty line; nobody reads it there.
                is_metadata = name.endswith(".dist-info/METADATA")
                yield name, content.partition(b"\n\n")[0] + b"\n" if is_metadata else content


def framework_sources(files: Iterable[tuple[str, Path]]) -> dict[str, bytes]:
    """Return hipflask's own modules and data: name → content."""
    return {name: path.read_bytes() for name, path in files if _is_useful(PurePosixPath(name))}


def _is_useful(path: PurePosixPath) -> bool:
    if path.parts[0].endswith(".dist-info"):
        return path.name not in _USELESS_RECORDS
    return path.suffix not in _USELESS_SUFFIXES and path.name != "py.typed"
