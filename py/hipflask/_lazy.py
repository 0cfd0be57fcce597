"""Names of the package that are found when they are first used, to keep its import light."""

from __future__ import annotations

import typing as t

_MODULES = frozenset({"cli", "logging", "debughelpers", "testing", "views"})


def package_attribute(name: str) -> t.Any:
    """Find an attribute that the package lacks (PEP 562).

    :raises AttributeError: it is neither ``__version__`` nor one of the modules
    """
    if name == "__version__":
        import importlib.metadata

        return importlib.metadata.version("hipflask")
    if name in _MODULES:
        import importlib

        return importlib.import_module(f"hipflask.{name}")
    raise AttributeError(f"module 'hipflask' has no attribute {name!r}")
