"""``flask`` as another name of hipflask within a test, whatever is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from hipflask import compat

#: What ``flask`` and its submodules are with the alias, from one use of it to the next, so that
#: extensions that were imported under it find the very same modules.
_aliases: dict[str, ModuleType] = {}


@contextmanager
def forced_alias() -> Iterator[None]:
    """``import flask`` gives hipflask within the block, even if Flask itself was imported."""
    real = _take_flask()
    compat.install(force=True)
    sys.modules.update(_aliases)
    try:
        yield
    finally:
        _aliases.update(_take_flask())
        compat.uninstall()
        sys.modules.update(real)


def _take_flask() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name.partition(".")[0] == "flask"]
    return {name: sys.modules.pop(name) for name in names}
