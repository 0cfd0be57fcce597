"""The peer in the browser: plain Flask on stock Pyodide, as static files."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

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
# Native code and bytecode are for another machine: MarkupSafe falls back on its pure half.
_NOT_FOR_PYODIDE = frozenset({".so", ".pyd", ".pyc"})
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
    with zipfile.ZipFile(folder / "site.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _contents(application):
            archive.writestr(name, content)
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
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise MissingError(f"{name} is not installed: pip install flask.") from None
    for file in distribution.files or ():
        path = Path(str(distribution.locate_file(file)))
        if ".." not in file.parts and path.suffix not in _NOT_FOR_PYODIDE and path.is_file():
            yield file.as_posix(), path.read_bytes()


def _application(source: Path) -> Iterator[tuple[str, bytes]]:
    """The application, importing Flask where it imported hipflask: that is all the difference."""
    files = [source] if source.is_file() else sorted(source.rglob("*"))
    for path in files:
        if not path.is_file() or path.suffix in _NOT_FOR_PYODIDE:
            continue
        content = path.read_bytes()
        if path.suffix == ".py":
            content = content.replace(b"from hipflask", b"from flask")
            content = content.replace(b"import hipflask", b"import flask as hipflask")
        yield path.relative_to(source.parent).as_posix(), content
