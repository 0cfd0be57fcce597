"""Refuses a set of wheels that would not work in the browser."""

from __future__ import annotations

import typing as t
import zipfile
from collections.abc import Iterable, Mapping
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from .errors import AssetsError

_COMPILED = frozenset({".so", ".pyd", ".dll", ".dylib", ".a", ".lib", ".wasm"})
_LICENSES = ("LICENSE", "LICENCE", "COPYING", "NOTICE")
_HINT = "The pins in py/runtime_assets do not fit together: change them."


def inspect_wheels(wheels: Iterable[Path], hipflask_metadata: str, python: str) -> None:
    """Check that wheels are pure, licensed, and satisfy each other's and hipflask's needs.

    :param hipflask_metadata: hipflask's own core metadata.
    :param python: the version of Python in the browser, such as ``3.14.2``.
    :raise AssetsError: naming the first wheel that is unfit, and why.
    """
    bundle: list[Message] = [HeaderParser().parsestr(hipflask_metadata)]
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
            _check_pure(wheel.name, names)
            _check_licensed(wheel.name, names)
            metadata = next(n for n in names if n.endswith(".dist-info/METADATA"))
            bundle.append(HeaderParser().parsestr(archive.read(metadata).decode()))
    versions = {canonicalize_name(str(m["Name"])): str(m["Version"]) for m in bundle}
    for distribution in bundle:
        _check_satisfied(distribution, versions, _environment(python))


def _check_pure(wheel: str, names: list[str]) -> None:
    tags = parse_wheel_filename(wheel)[3]
    if not any(tag.interpreter == "py3" and tag.platform == "any" for tag in tags):
        raise AssetsError(f"{wheel} is not a pure wheel for Python 3.", _HINT)
    compiled = [name for name in names if _COMPILED & set(PurePosixPath(name).suffixes)]
    if compiled:
        raise AssetsError(f"{wheel} holds compiled code: {compiled[0]}.", _HINT)


def _check_licensed(wheel: str, names: list[str]) -> None:
    if not any(PurePosixPath(name).name.upper().startswith(_LICENSES) for name in names):
        raise AssetsError(f"{wheel} comes without its licence.", _HINT)


def _check_satisfied(
    distribution: Message, versions: Mapping[t.Any, str], environment: dict[str, str]
) -> None:
    for line in distribution.get_all("Requires-Dist", []):
        requirement = Requirement(str(line))
        if requirement.marker and not requirement.marker.evaluate(environment):
            continue
        version = versions.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            bundled = "which is not bundled" if version is None else f"but {version} is bundled"
            raise AssetsError(f"{distribution['Name']} needs {requirement}, {bundled}.", _HINT)


def _environment(python: str) -> dict[str, str]:
    return {
        "implementation_name": "cpython",
        "implementation_version": python,
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_python_implementation": "CPython",
        "platform_system": "Emscripten",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": "emscripten",
        "extra": "",
    }
