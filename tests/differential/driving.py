"""Running the page's cases in a browser."""

from __future__ import annotations

import time
import typing as t

from support.engines import Engine
from support.pages import BOOT_TIMEOUT

from .comparison import Results
from .sides import Sides

#: Milliseconds that a case may take before that is its result.
CASE_LIMIT = 15_000
#: Seconds that a group may take.
GROUP_LIMIT = 110

_READY = """() => new Promise((resolve) =>
    setTimeout(() => resolve(document.readyState === 'complete' && 'suite' in globalThis), 50))"""
_START = "(...given) => suite.start(...given)"
# By short scripts, for some of WebKit's drivers lose a long one when a download begins.
_POLL = "() => suite.poll(500)"


class Driver:
    """One browser that runs each group on both sides, once.

    :param sides: what is compared.
    """

    def __init__(self, engine: Engine, sides: Sides) -> None:
        self.engine = engine
        self.sides = sides
        self._results: dict[str, tuple[Results, Results]] = {}

    def results(self, group: str) -> tuple[Results, Results]:
        """Return what the cases of a group give natively and in the export."""
        if group not in self._results:
            self._results[group] = (
                self._run(self.sides.native, group),
                self._run(self.sides.export, group),
            )
        return self._results[group]

    def groups(self) -> list[str]:
        """Return the names of all groups."""
        self._visit(self.sides.native)
        names: list[str] = self.engine.run("() => suite.groupNames()")
        return names

    def _run(self, url: str, group: str) -> Results:
        self._visit(url)
        arguments = (group, self.sides.elsewhere, self.engine.name, CASE_LIMIT)
        self.engine.run(_START, *arguments)
        return t.cast(Results, self._await(_POLL, GROUP_LIMIT, f"The group {group!r} did not end."))

    def _visit(self, url: str) -> None:
        """Open the suite's page; on a first visit wait until the boot page has given way to it."""
        self.engine.open(url)
        self._await(_READY, BOOT_TIMEOUT / 1000, f"The suite's page at {url} did not come.")

    def _await(self, function: str, limit: float, complaint: str) -> t.Any:
        """Call a function again and again until it gives something."""
        end = time.monotonic() + limit
        error: Exception | None = None
        while time.monotonic() < end:
            try:
                given = self.engine.run(function)
            except Exception as raised:  # each engine has its own for a page that goes away
                error = raised
            else:
                if given:
                    return given
        raise TimeoutError(complaint) from error
