"""Starting an engine by its name."""

from __future__ import annotations

from .by_playwright import PlaywrightEngine
from .by_selenium import WebKitEngine
from .interface import Engine

ENGINES = ("chromium", "firefox", "webkit")


def launch(name: str) -> Engine:
    """Start a browser with a fresh profile.

    :param name: one of :data:`ENGINES`.
    :raises MissingEngineError: it isn't installed.
    """
    return WebKitEngine() if name == "webkit" else PlaywrightEngine(name)
