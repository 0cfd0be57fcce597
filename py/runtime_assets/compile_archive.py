"""Runs inside Pyodide: turns a zip of sources into a stored zip of bytecode."""

from __future__ import annotations

import os
import py_compile
import tempfile
import zipfile

# The same for every file, so that the same sources make the same archive.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


def compile_archive(sources: str, target: str, mount: str) -> None:
    """Compile every ``x.py`` to an ``x.pyc`` in its place, and keep the other files.

    The bytecode is of the unchecked hash kind (PEP 552): the import system never looks for a
    source, and no time stamp is in it.

    :param sources: path of the zip of sources.
    :param target: path of the zip to write; its members are stored and sorted.
    :param mount: path at which the zip is imported from later.
    :raise py_compile.PyCompileError: when a source does not compile.
    """
    with zipfile.ZipFile(sources) as archive, zipfile.ZipFile(target, "w") as bytecode:
        for name in sorted(archive.namelist()):
            content = archive.read(name)
            if name.endswith(".py"):
                _add(bytecode, f"{name}c", _compile(content, f"{mount}/{name}"))
            else:
                _add(bytecode, name, content)


def _compile(source: bytes, shown: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "module.py")
        with open(path, "wb") as file:
            file.write(source)
        compiled = py_compile.compile(
            path,
            cfile=f"{path}c",
            dfile=shown,
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        assert compiled is not None  # doraise
        with open(compiled, "rb") as file:
            return file.read()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.create_system = 3
    member.external_attr = _MODE
    archive.writestr(member, content)
