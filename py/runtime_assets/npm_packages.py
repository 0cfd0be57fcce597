"""Installs and bundles the npm packages ``sw`` and ``web``."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

from .commands import npm


def install(folder: Path, report: t.Callable[[str], None]) -> None:
    """Install a package's dependencies at the locked versions, unless they are there.

    Development dependencies that someone installed beside them stay.

    :raise AssetsError: when npm fails.
    """
    if _is_installed(folder):
        return
    report(f"npm packages of {folder.name}")
    # No package runs a script of its own: nothing but what the lock file's hashes cover gets in.
    npm(
        "ci",
        *("--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"),
        folder=folder,
        task=f"`npm ci` in {folder.name}/",
    )


def bundle(folder: Path) -> Path:
    """Run a package's build script.

    :return: the folder of its products.
    :raise AssetsError: when npm fails.
    """
    npm("run", "build", folder=folder, task=f"`npm run build` in {folder.name}/")
    return folder / "dist"


def _is_installed(folder: Path) -> bool:
    try:
        present = _packages(folder / "node_modules" / ".package-lock.json")
    except (OSError, ValueError):
        return False
    return all(
        name in present and _identity(present[name]) == _identity(package)
        for name, package in _packages(folder / "package-lock.json").items()
        # An optional package is mostly a program for another platform.
        if name and not package.get("dev") and (name in present or not package.get("optional"))
    )


def _packages(lock: Path) -> dict[str, dict[str, t.Any]]:
    packages: dict[str, dict[str, t.Any]] = json.loads(lock.read_bytes())["packages"]
    return packages


def _identity(package: dict[str, t.Any]) -> tuple[t.Any, t.Any]:
    return package.get("version"), package.get("integrity")
