"""The places of a checkout, or of an unpacked source distribution, that a build reads or writes."""

from __future__ import annotations

import typing as t
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from . import borrowed
from .stamps import Stamps, digest

_RUNTIME = "browser runtime"


class Checkout:
    """A checkout, and whether its ``py/hipflask/_assets`` fits its sources.

    :param root: the folder of pyproject.toml.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.package = borrowed.PACKAGE
        self.assets = self.package / "_assets"
        self.worker = root / "sw"
        self.pages = root / "web"
        self.pyodide = self.worker / "node_modules" / "pyodide"
        self.recipe = Path(__file__).parent
        #: For what only the build itself needs; ignored by git.
        self.work = root / "build" / "runtime-assets"
        self.stamps = Stamps(self.work / "stamps.json", root)

    @cached_property
    def framework(self) -> list[tuple[str, Path]]:
        """The files of hipflask that run in the browser: name in an archive, and path."""
        return list(borrowed.framework_files(self.package))

    @property
    def is_current(self) -> bool:
        """Whether the runtime was made from the sources as they are now, and is intact."""
        return self.stamps.is_fresh(_RUNTIME, self._inputs)

    def keep_current(self, make: Callable[[], list[Path]]) -> None:
        """Make the runtime unless it is current.

        :param make: makes it and returns its files.
        """
        self.stamps.step(_RUNTIME, self._inputs, make)

    @cached_property
    def _inputs(self) -> str:
        folders = [self.worker, self.pages, self.recipe]
        files = [self.root / "pyproject.toml", self.root / "LICENSE"]
        return digest(self.root, [*folders, *files, *(path for _, path in self.framework)])

    def digest(self, paths: t.Iterable[Path], *facts: str) -> str:
        """Return a digest over a step's inputs; the build's own sources are always among them."""
        return digest(self.root, [self.recipe, *paths], *facts)
