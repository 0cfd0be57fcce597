"""Which of the runtime's two engines a site needs: Pyodide's own, or a smaller one."""

from __future__ import annotations

import typing as t

from .packages import SitePackages

#: Roles of an engine's files: role in the site → role in the runtime.
FULL = {"engine": "engine-full", "wasm": "wasm-full"}
#: Lacks what only native extension modules and `ctypes.pythonapi` ask for.
SLIM = {role: role for role in ("engine", "wasm", "wasm-rest", "wasm-data")}

#: What offers Python's own functions in C, by the name of each.
_OFFER = b"pythonapi"


def needs_full_engine(files: t.Mapping[str, bytes], packages: SitePackages) -> bool:
    """Tell whether a site has native code, or names `ctypes.pythonapi` anywhere in its modules.

    :param files: the application's: name → content.
    """
    if packages.native or any(name.endswith(".so") for name in files):
        return True
    modules = [content for name, content in files.items() if name.endswith(".py")]
    # Archives of packages are stored, so that what is in their modules is in them.
    archives = [package.archive for package in packages.packages]
    return any(_OFFER in content for content in [*modules, *archives])
