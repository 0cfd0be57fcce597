"""The peer in the browser: plain Flask on stock Pyodide, as static files."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from support.inside import distribution_files, folder_files, write_archive

from .errors import MissingError

_HERE = Path(__file__).parent
_PYODIDE = _HERE.parents[1] / "sw" / "node_modules" / "pyodide"
_DISTRIBUTIONS = (
    "flask",
    "werkzeug",
    "jinja2",
    "itsdangerous",
    "markupsafe",
    "blinker",
    "click",
)
_PYODIDE_FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)


def make(application: Path, folder: Path) -> Path:
    """Write the peer's site.

    :param application: a module's file or a package's folder, without an ``instance`` folder
    :param folder: is created
    :raises MissingError: Pyodide's package or the real Flask is not installed
    """
    if not _PYODIDE.is_dir():
        raise MissingError(
            "The npm package of Pyodide is not in sw/node_modules: run 'npm ci' in sw,"
            " or 'pip install -e .'."
        )
    (folder / "pyodide").mkdir(parents=True)
    for name in _PYODIDE_FILES:
        shutil.copy(_PYODIDE / name, folder / "pyodide" / name)
    for name in ("index.html", "worker.mjs"):
        shutil.copy(_HERE / "peer" / name, folder / name)
    write_archive(folder / "site.zip", _contents(application), compress=True)
    return folder


def _contents(application: Path) -> Iterator[tuple[str, bytes]]:
    for name in _DISTRIBUTIONS:
        yield from _distribution(name)
    yield from _application(application)
    yield "peer.json", json.dumps({"module": application.stem}).encode()
    yield "peer.py", (_HERE / "peer" / "peer.py").read_bytes()
    for name in ("__init__.py", "wsgi_client.py"):
        yield f"bench/{name}", (_HERE / name).read_bytes()


def _distribution(name: str) -> Iterator[tuple[str, bytes]]:
    # Without its native code MarkupSafe falls back on its pure half.
    try:
        yield from distribution_files(name)
    except importlib.metadata.PackageNotFoundError:
        raise MissingError(f"{name} is not installed: pip install flask.") from None


def _application(source: Path) -> Iterator[tuple[str, bytes]]:
    """The application, importing Flask where it imported hipflask: that is all the difference."""
    files = [(source.name, source.read_bytes())] if source.is_file() else folder_files(source)
    for name, content in files:
        if name.endswith(".py"):
            content = content.replace(b"from hipflask", b"from flask")
            content = content.replace(b"import hipflask", b"import flask as hipflask")
        yield name, content
