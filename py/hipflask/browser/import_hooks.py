"""Adapts modules when they are imported, so that nothing is imported that nobody asks for."""

from __future__ import annotations

import importlib.util
import sys
import typing as t
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder

if t.TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    Adapt = Callable[[ModuleType], object]


def when_imported(name: str, adapt: Adapt) -> None:
    """Call a function with a module, once that is imported; at once if it has been imported."""
    module = sys.modules.get(name)
    if module is not None:
        adapt(module)
        return
    finder = next((f for f in sys.meta_path if isinstance(f, _Finder)), None)
    if finder is None:
        finder = _Finder()
        sys.meta_path.insert(0, finder)
    finder.adaptations[name] = adapt


class _Finder(MetaPathFinder):
    """Finds what others find, and has it adapted."""

    def __init__(self) -> None:
        self.adaptations: dict[str, Adapt] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        adapt = self.adaptations.pop(name, None)
        if adapt is None:
            return None
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            self.adaptations[name] = adapt
            return None
        spec.loader = _Loader(spec.loader, adapt)
        return spec


class _Loader(Loader):
    """Loads a module as its own loader does, then adapts it."""

    def __init__(self, loader: Loader, adapt: Adapt) -> None:
        self._loader = loader
        self._adapt = adapt

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # Who looks for a module's files asks its loader.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._adapt(module)
