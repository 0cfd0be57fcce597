"""Importing parts of Werkzeug without its development server and test client.

Werkzeug's package imports both for the few names that it offers itself, and with them an HTTP
server and a TLS library: nearly half of the time and a fifth of the memory that importing this
framework takes. Here the package's own code waits until one of these names is asked for. Nothing
of Werkzeug is changed, and nothing is done where it was imported before.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
import typing as t

if t.TYPE_CHECKING:
    from importlib.abc import Loader
    from types import ModuleType


def _defer(name: str) -> None:
    """Have a package whose code runs when it is first asked for a name that it defines."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    module.__getattr__ = _run_when_asked(module, spec.loader)  # type: ignore[method-assign]
    sys.modules[name] = module


def _run_when_asked(module: ModuleType, loader: Loader) -> t.Callable[[str], t.Any]:
    """Make the package's ``__getattr__`` (PEP 562), of use until its code has run."""
    lock = threading.RLock()
    has_begun = False

    def attribute(name: str) -> t.Any:
        nonlocal has_begun
        # Much looks for dunder names in every module; of these only one needs an answer.
        if name.startswith("__") and name != "__all__":
            raise _missing(module, name)
        qualified = f"{module.__name__}.{name}"
        if importlib.util.find_spec(qualified) is not None:
            return importlib.import_module(qualified)
        with lock:  # others wait until the code has run; what it imports may ask meanwhile
            if not has_begun:
                has_begun = True
                loader.exec_module(module)
        if name not in module.__dict__:
            raise _missing(module, name)
        return module.__dict__[name]

    return attribute


def _missing(module: ModuleType, name: str) -> AttributeError:
    return AttributeError(f"module {module.__name__!r} has no attribute {name!r}")


if "werkzeug" not in sys.modules:
    _defer("werkzeug")
