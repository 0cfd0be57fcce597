"""The lock file of a site's wheels, in Pyodide's format."""

from __future__ import annotations

import json
import shutil
import tempfile
import typing as t
import zipfile
from pathlib import Path

from .archive import make_zip
from .errors import MissingExtraError, RequirementError


def check_extra() -> None:
    """See that what the extra ``build`` installs is there.

    :raise MissingExtraError: when it is not.
    """
    try:
        import packaging
        import pkginfo
        import pyodide_lock
    except ImportError as error:
        raise MissingExtraError(
            f"The site has requirements of its own, and {error.name} is not here to inspect them.",
            "Install what is needed for it: pip install 'hipflask[build]'",
        ) from error
    del packaging, pkginfo, pyodide_lock


def platform_tag(lock: bytes) -> str:
    """Return the platform tag (PEP 783) of the wheels that a lock file is for."""
    info = json.loads(lock)["info"]
    return f"pyemscripten_{info['abi_version']}_{info['arch']}"


def extend_lock(lock: bytes, wheels: t.Sequence[Path]) -> bytes:
    """Return a lock file with a site's wheels added, which inspects them on the way.

    :param lock: the lock file of the bundled wheels.
    :param wheels: wheels that are pure or made for the browser.
    :raise RequirementError: when a wheel does not fit the browser's Python.
    """
    from pyodide_lock import PyodideLockSpec
    from pyodide_lock.utils import add_wheels_to_spec, parse_top_level_import_name

    with tempfile.TemporaryDirectory() as scratch:
        # A distribution without modules has no place in a lock file.
        importable = [
            _inspectable(path, lock, Path(scratch))
            for path in wheels
            if parse_top_level_import_name(path)
        ]
        try:
            base = PyodideLockSpec(**json.loads(lock))
            # pip has made sure of the dependencies; the alias of Flask is not in any lock file.
            spec = add_wheels_to_spec(base, importable, ignore_missing_dependencies=True)
            spec.check_wheel_filenames()
        except (RuntimeError, ValueError) as error:
            raise RequirementError(f"A wheel is not fit for the browser: {error}") from error
        for package in spec.packages.values():
            package.depends = sorted(name for name in package.depends if name in spec.packages)
        target = Path(scratch, "pyodide-lock.json")
        spec.to_json(target)
        document = json.loads(target.read_bytes())
    # As given, for the releases of pyodide-lock differ in which members they write.
    document["info"] = json.loads(lock)["info"]
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()


def _inspectable(wheel: Path, lock: bytes, folder: Path) -> Path:
    """Put a copy of a wheel into a folder, such that its lock file's entry can be made from it.

    For native code that names the compiler's version, where PEP 783 names that of the interface.
    And an egg, which a package may hold to be tested with, would be taken for the wheel's metadata.
    """
    info = json.loads(lock)["info"]
    platform = f"{info['platform']}_{info['arch']}"
    target = folder / wheel.name.replace(platform_tag(lock), platform)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        kept = [name for name in names if "EGG-INFO" not in name.split("/")]
        if kept == names:
            return Path(shutil.copy(wheel, target))
        files = {name: archive.read(name) for name in kept}
    target.write_bytes(make_zip(files, compress=True))
    return target
