"""What the tests want of a browser, whichever drives it."""

from __future__ import annotations

import typing as t


class MissingEngineError(Exception):
    """A browser, or what drives it, is not there; the message names it."""


class Engine(t.Protocol):
    """One browser with a fresh profile and one page."""

    name: str

    def open(self, url: str) -> None:
        """Go to a URL, as the address bar does; return when the page has loaded."""

    def run(self, function: str, *arguments: t.Any, timeout: float = 30) -> t.Any:
        """Call a JavaScript function in the page and return what it, or its promise, gives.

        :param function: the source of a function; its arguments and result pass as JSON.
        :param timeout: seconds.
        """

    def close(self) -> None:
        """End the browser."""
