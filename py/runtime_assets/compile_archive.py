"""Runs inside Pyodide: turns a zip of sources into a stored zip of bytecode."""

from __future__ import annotations

import importlib.util
import marshal
import zipfile

from .stripping import strip

# The same for every file, so that the same sources make the same archive.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16

#: Of bytecode that knows its source's hash, which is not to be checked (PEP 552).
_UNCHECKED_HASH = (0b01).to_bytes(4, "little")


def compile_archive(sources: str, target: str, mount: str, annotations: bool) -> None:
    """Compile every ``x.py`` to an ``x.pyc`` in its place without docstrings; keep other files.

    The bytecode is of the unchecked hash kind (PEP 552): the import system never looks for a
    source, and no time stamp is in it.

    :param sources: path of the zip of sources.
    :param target: path of the zip to write; its members are stored and sorted.
    :param mount: path at which the zip is imported from later.
    :param annotations: whether functions keep theirs.
    :raise SyntaxError: when a source does not compile.
    """
    with zipfile.ZipFile(sources) as archive, zipfile.ZipFile(target, "w") as bytecode:
        for name in sorted(archive.namelist()):
            content = archive.read(name)
            if name.endswith(".py"):
                _add(bytecode, f"{name}c", _compile(content, f"{mount}/{name}", annotations))
            else:
                _add(bytecode, name, content)


def _compile(source: bytes, shown: str, annotations: bool) -> bytes:
    module = strip(source, shown, annotations=annotations)
    code = compile(module, shown, "exec", dont_inherit=True)
    header = importlib.util.MAGIC_NUMBER + _UNCHECKED_HASH + importlib.util.source_hash(source)
    return header + marshal.dumps(code)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.create_system = 3
    member.external_attr = _MODE
    archive.writestr(member, content)
