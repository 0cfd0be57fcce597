"""``import flask`` gives hipflask, so that applications and extensions run unmodified.

:func:`install` puts a finder on :data:`sys.meta_path`. Submodules are the very same module
objects under both names; the package itself is a view of hipflask that tells Flask's version.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
import typing as t
from types import ModuleType

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from importlib.metadata import Distribution, DistributionFinder

#: The version of Flask whose behaviour hipflask has.
FLASK_VERSION = "3.1.3"

_OURS = __name__.partition(".")[0]


def install(force: bool = False) -> bool:
    """Make ``import flask`` give hipflask, in this process.

    Importing a submodule works too, and so does ``importlib.metadata.version("flask")``.

    :param force: do it even if Flask itself is installed; otherwise that goes first
    :return: whether ``flask`` is hipflask now
    :raises RuntimeError: ``force`` is set, but Flask itself was imported already
    """
    if any(isinstance(finder, AliasFinder) for finder in sys.meta_path):
        return True
    imported = sys.modules.get("flask")
    if not force and (imported is not None or _real_flask_exists()):
        return False
    if imported is not None:
        raise RuntimeError(
            "Flask itself was imported before hipflask could take its place. Call"
            " hipflask.compat.install(force=True) before anything imports flask."
        )
    sys.meta_path.insert(0, AliasFinder())
    return True


def uninstall() -> None:
    """Undo :func:`install`. Modules that were imported keep what they have."""
    sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, AliasFinder)]
    for name in [name for name in sys.modules if _is_flask(name)]:
        module = sys.modules[name]
        if getattr(module, "__name__", "").partition(".")[0] in {_OURS, "flask"}:
            del sys.modules[name]


def _is_flask(name: str) -> bool:
    return name == "flask" or name.startswith("flask.")


def _real_flask_exists() -> bool:
    spec = importlib.machinery.PathFinder.find_spec("flask")
    # A folder that happens to be called flask is a namespace package: it has no loader.
    if spec is not None and spec.loader is not None:
        return True
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        distribution("flask")
    except PackageNotFoundError:
        return False
    return True


class _FlaskModule(ModuleType):
    """The package ``flask``: has hipflask's names, and passes on what is set; tells its version.

    It has the names itself, and not only through ``__getattr__``, because tools that replace
    an attribute for a test look whether it was there.
    """

    def __getattr__(self, name: str) -> t.Any:
        if name == "__version__":
            return FLASK_VERSION
        return getattr(sys.modules[_OURS], name)

    def __setattr__(self, name: str, value: t.Any) -> None:
        super().__setattr__(name, value)
        if not name.startswith("__"):
            setattr(sys.modules[_OURS], name, value)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        delattr(sys.modules[_OURS], name)


class AliasFinder(importlib.abc.MetaPathFinder):
    """Finds ``flask`` and its submodules among hipflask's, and a distribution of that name."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a module (see :class:`importlib.abc.MetaPathFinder`)."""
        if not _is_flask(fullname):
            return None
        if fullname == "flask":
            spec = importlib.machinery.ModuleSpec("flask", _PackageLoader(), is_package=True)
            spec.submodule_search_locations = []
            return spec
        ours = _OURS + fullname.removeprefix("flask")
        if ours not in sys.modules and _missing(ours):
            return None
        return importlib.machinery.ModuleSpec(fullname, _SubmoduleLoader(ours))

    def invalidate_caches(self) -> None:
        """Do nothing: nothing is cached."""

    def find_distributions(
        self, context: DistributionFinder.Context | None = None
    ) -> Iterable[Distribution]:
        """Find the distribution ``flask`` (see :class:`importlib.metadata.DistributionFinder`)."""
        name = getattr(context, "name", None)
        if name is not None and name.lower() != "flask":
            return []
        from ._flask_distribution import FlaskDistribution

        return [FlaskDistribution(FLASK_VERSION)]


def _missing(name: str) -> bool:
    from importlib.util import find_spec

    try:
        return find_spec(name) is None
    except ModuleNotFoundError:
        return True


class _PackageLoader(importlib.abc.Loader):
    """Makes the package ``flask``."""

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        ours = importlib.import_module(_OURS)
        return _FlaskModule("flask", ours.__doc__)

    def exec_module(self, module: ModuleType) -> None:
        ours: t.Any = sys.modules[_OURS]
        own = {"__all__": ours.__all__, "__file__": ours.__file__}
        names = {key: value for key, value in vars(ours).items() if not key.startswith("__")}
        vars(module).update(names, **own)


class _SubmoduleLoader(importlib.abc.Loader):
    """Gives a module of hipflask a second name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._spec: importlib.machinery.ModuleSpec | None = None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = importlib.import_module(self._name)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has put the alias's spec in place of the module's own.
        module.__spec__ = self._spec
