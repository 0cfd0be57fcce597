"""The distributions that a site brings besides the runtime's."""

from __future__ import annotations

from dataclasses import dataclass

from .runtime import Runtime


@dataclass(frozen=True, slots=True)
class SitePackage:
    """A distribution that is packed for one site."""

    #: Normalised name (PEP 503).
    name: str
    version: str
    #: Its modules, data and metadata in a stored zip, ready for ``sys.path``.
    archive: bytes
    #: Number of files in the archive.
    files: int
    #: Whether it must lie on disk in the browser: it holds data or native code besides modules.
    unpack: bool = False
    #: Whether it holds native code.
    native: bool = False


@dataclass(frozen=True, slots=True)
class SitePackages:
    """All distributions of a site beyond the runtime's."""

    packages: tuple[SitePackage, ...]
    #: A ``pyodide-lock.json`` of the bundled distributions and these.
    lock: bytes
    #: What the user should know, such as a pin that the bundled version does not honour.
    notes: tuple[str, ...] = ()

    @property
    def native(self) -> bool:
        """Whether any of them holds native code."""
        return any(package.native for package in self.packages)

    @classmethod
    def none(cls, runtime: Runtime) -> SitePackages:
        """Return the packages of a site that requires nothing of its own."""
        return cls((), runtime.the("lock").read())
