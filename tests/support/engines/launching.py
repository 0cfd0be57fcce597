"""Starting an engine by its name."""

from __future__ import annotations

from collections.abc import Callable

from .chromium import ChromiumEngine
from .firefox import FirefoxEngine
from .interface import Engine
from .webkit import WebKitEngine

_CLASSES: dict[str, Callable[[], Engine]] = {
    "chromium": ChromiumEngine,
    "firefox": FirefoxEngine,
    "webkit": WebKitEngine,
}
ENGINES = tuple(_CLASSES)


def launch(name: str) -> Engine:
    """Start a browser with a fresh profile.

    :param name: one of :data:`ENGINES`.
    :raises MissingEngineError: it isn't installed.
    """
    return _CLASSES[name]()
