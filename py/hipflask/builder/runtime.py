"""The browser runtime that a wheel of hipflask carries, read and verified."""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import dataclass
from pathlib import Path

from .archive import unpack
from .errors import RuntimeAssetsError

#: Roles that exactly one file of the runtime plays.
SINGLE_ROLES = frozenset(
    {
        *("loader", "engine", "wasm", "wasm-rest", "wasm-data", "engine-full", "wasm-full"),
        *("memory-1", "memory-2", "stdlib", "stdlib-rest", "packages", "packages-rest"),
        *("lock", "worker", "unpacker", "freezer", "boot", "tools"),
    }
)
_HINT = (
    "Install hipflask again (`pip install --force-reinstall hipflask`),"
    " or, in a checkout, `pip install -e .`, which makes the runtime anew."
)


@dataclass(frozen=True, slots=True)
class RuntimeAsset:
    """One verified file of the runtime."""

    name: str
    role: str
    path: Path
    #: Size of the content in bytes.
    size: int
    #: SHA-256 of the content in hex.
    sha256: str
    #: Whether the file holds the content compressed, with gzip or xz as its suffix tells.
    packed: bool = False

    def read(self) -> bytes:
        """Return the content."""
        stored = self.path.read_bytes()
        return unpack(self.path.name, stored) if self.packed else stored


@dataclass(frozen=True, slots=True)
class Runtime:
    """Python, the base packages, the worker and the boot page, ready to be copied to a site."""

    #: Version of Pyodide, such as ``314.0.7``.
    pyodide: str
    #: Version of Python in the browser, such as ``3.14.2``.
    python: str
    #: What `hipflask.builder.digest.framework_digest` gave when the runtime was made.
    framework_digest: str
    assets: tuple[RuntimeAsset, ...]

    def the(self, role: str) -> RuntimeAsset:
        """Return the asset that plays a role of which there is exactly one."""
        return next(asset for asset in self.assets if asset.role == role)

    def bundled(self) -> dict[str, str]:
        """Return the bundled distributions: normalised name → version."""
        lock = json.loads(self.the("lock").read())
        return {name: package["version"] for name, package in lock["packages"].items()}


def assets_folder() -> Path:
    """Return the folder in which this installation keeps the browser runtime."""
    return Path(__file__).resolve().parent.parent / "_assets"


def load_runtime(folder: Path | None = None) -> Runtime:
    """Read a runtime and check every file of it against its recorded size and SHA-256.

    :param folder: where ``runtime.json`` is; by default `assets_folder`.
    :raise RuntimeAssetsError: when a file is missing or differs from its record.
    """
    folder = assets_folder() if folder is None else folder
    listing = folder / "runtime.json"
    try:
        record = json.loads(listing.read_bytes())
        assets = tuple(
            _verified(folder, name, entry) for name, entry in sorted(record["files"].items())
        )
        runtime = Runtime(record["pyodide"], record["python"], record["framework_digest"], assets)
    except FileNotFoundError as error:
        raise RuntimeAssetsError(
            f"This installation of hipflask lacks its browser runtime: {error.filename}.", _HINT
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuntimeAssetsError(
            f"{listing} is not a listing of a browser runtime ({error}).", _HINT
        ) from error
    _check_roles(runtime)
    return runtime


def _verified(folder: Path, name: str, entry: dict[str, t.Any]) -> RuntimeAsset:
    """Return an asset whose file is as it is recorded: packed, or else the content itself."""
    packed = "packed" in entry
    path = folder / str(entry.get("file", name))
    stored = entry["packed"] if packed else entry
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if len(content) != int(stored["bytes"]) or sha256 != str(stored["sha256"]):
        raise RuntimeAssetsError(
            f"{path} is damaged: its size or SHA-256 differs from runtime.json.", _HINT
        )
    size, sha256 = int(entry["bytes"]), str(entry["sha256"])
    return RuntimeAsset(name, str(entry["role"]), path, size, sha256, packed)


def _check_roles(runtime: Runtime) -> None:
    played = [asset.role for asset in runtime.assets]
    wrong = sorted(role for role in SINGLE_ROLES if played.count(role) != 1)
    if wrong:
        names = ", ".join(wrong)
        raise RuntimeAssetsError(f"The browser runtime is incomplete: it has no {names}.", _HINT)
