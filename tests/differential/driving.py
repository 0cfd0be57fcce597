"""Running the page's cases in a browser."""

from __future__ import annotations

import time
import typing as t

from support.engines import Engine
from support.pages import BOOT_TIMEOUT

from .comparison import Results
from .sides import Sides

#: Milliseconds that a case may take before that is its result.
CASE_LIMIT = 8_000
#: Seconds that a group may take.
GROUP_LIMIT = 170

_READY = """() => new Promise((resolve) =>
    setTimeout(() => resolve(globalThis.suite !== undefined), 50))"""
_RUN = "(...given) => suite.run(...given)"


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
        results: Results = self.engine.run(_RUN, *arguments, timeout=GROUP_LIMIT)
        return results

    def _visit(self, url: str) -> None:
        """Open the suite's page; on a first visit wait until the boot page has given way to it."""
        self.engine.open(url)
        end = time.monotonic() + BOOT_TIMEOUT / 1000
        error: Exception | None = None
        while time.monotonic() < end:
            try:
                if t.cast(bool, self.engine.run(_READY)):
                    return
            except Exception as raised:  # each engine has its own for a page that goes away
                error = raised
        raise TimeoutError(f"The suite's page at {url} did not come.") from error
