"""Writes the lock file of the bundled wheels in Pyodide's own format."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

from pyodide_lock import PyodideLockSpec
from pyodide_lock.spec import InfoSpec
from pyodide_lock.utils import add_wheels_to_spec


def python_version(pyodide: Path) -> str:
    """Return the version of Python, such as ``3.14.2``, in the npm package ``pyodide``."""
    return str(_info(pyodide)["python"])


def write_lock(pyodide: Path, version: str, wheels: list[Path], target: Path) -> None:
    """Write ``pyodide-lock.json`` for wheels that need nothing but each other.

    :param pyodide: the folder of the npm package ``pyodide``.
    :param version: its version, such as ``314.0.7``.
    """
    info = {**_info(pyodide), "version": version}
    spec = PyodideLockSpec(info=InfoSpec(**info), packages={})
    spec = add_wheels_to_spec(spec, sorted(wheels))
    spec.check_wheel_filenames()
    spec.to_json(target)
    # The releases of pyodide-lock differ in whether they need or leave out info.version; with
    # it, all of them can read the file, and all of them write the same one.
    document = json.loads(target.read_bytes())
    document = {"info": info, "packages": document["packages"]}
    for package in document["packages"].values():
        package.pop("tool", None)
    target.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", "utf-8")


def _info(pyodide: Path) -> dict[str, t.Any]:
    info: dict[str, t.Any] = json.loads((pyodide / "pyodide-lock.json").read_bytes())["info"]
    return info
