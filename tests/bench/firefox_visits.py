"""Visits to a site in a Firefox with a fresh profile, timed from outside."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from support.engines.firefox import FirefoxEngine
from support.pages import BOOT_TIMEOUT, TAKE_SNAPSHOT

from .errors import VisitFailedError
from .process_memory import firefox_processes, proportional_memory
from .visits import LATENCY, SETTLING

#: Milliseconds without work after which Firefox ends a service worker: else it is half a minute.
#: Longer than memory has to settle, as the worker is part of it.
_IDLE = (SETTLING + 3) * 1000
_PREFERENCES = {"dom.serviceWorkers.idle_timeout": _IDLE}

_LEAVE = "(url) => { globalThis.left = true; setTimeout(() => location.assign(url)); }"
#: Whether the page that was gone to is on screen, rather than the one before, or what comes first.
_SHOWN = """() => new Promise((resolve) => {
    const { title, documentElement } = document;
    const first = documentElement.dataset.bench === "peer" && title === "Flask on stock Pyodide";
    const boot = document.getElementById("hipflask-config") !== null;
    const there = location.protocol.startsWith("http") && document.readyState !== "loading";
    if (globalThis.left || first || boot || !there) setTimeout(resolve, 5, false);
    // The second frame begins when the first has been painted.
    else requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)));
})"""


class FirefoxVisit:
    """A tab in a browser that has never seen the site."""

    def __init__(self, engine: FirefoxEngine, url: str) -> None:
        self._engine = engine
        self._url = url

    def navigate(self) -> float:
        """Milliseconds from the begin of the navigation until the page is on screen."""
        start = time.perf_counter()
        self._engine.run(_LEAVE, self._url)
        while time.perf_counter() - start < BOOT_TIMEOUT / 1000:
            with suppress(RuntimeError):  # the page is just giving way to another
                if self._engine.run(_SHOWN):
                    return (time.perf_counter() - start) * 1000
        raise VisitFailedError(f"{self._url} did not come up.")

    def wait_for_snapshot(self) -> None:
        """Wait until the site can be restored; it stores its snapshot after its first page."""
        limit = BOOT_TIMEOUT // 1000
        stored = self._engine.run(TAKE_SNAPSHOT, [BOOT_TIMEOUT, False], timeout=limit)
        assert stored, "The site has stored no snapshot."

    def stop_workers(self) -> None:
        """Wait until the service workers have been ended for having nothing to do."""
        time.sleep(1.5 * _IDLE / 1000)

    def memory(self) -> float:
        """MB that pages and workers have in the end, when what is free had time to go."""
        time.sleep(SETTLING)
        return proportional_memory(firefox_processes(self._engine.pid, "tab")) / 1e6

    def latency(self, times: int, ask: str) -> float:
        """The median of the milliseconds that a request takes from within the page.

        :param ask: JavaScript of a function that sends the request and waits for the whole answer
        """
        taken: list[float] = self._engine.run(LATENCY, [times, ask])
        return statistics.median(taken)


@contextmanager
def first_visit(url: str) -> Iterator[FirefoxVisit]:
    """A browser of its own for one site."""
    engine = FirefoxEngine(_PREFERENCES)
    try:
        yield FirefoxVisit(engine, url)
    finally:
        engine.close()


def firefox_version() -> str:
    """The version of the browser that is used."""
    engine = FirefoxEngine()
    try:
        agent: str = engine.run("() => navigator.userAgent")
    finally:
        engine.close()
    return agent.rpartition("/")[2]
