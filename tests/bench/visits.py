"""Visits to a site in a Chromium with a fresh profile, timed from navigation to screen."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
import typing as t
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from support.chromium import launch_options
from support.pages import BOOT_TIMEOUT, Visitor, wait_for_snapshot

from .errors import VisitFailedError
from .process_memory import chromium_processes, proportional_memory

#: Seconds that what is free has to go.
SETTLING = 5

#: Has Playwright not follow the requests of service workers. The browser would copy for it what
#: each start reads: that takes ours a fifteenth more, and some 25 MB, and happens to no visitor. It
#: follows those of the peer's page, which takes that a hundredth at most.
_UNFOLLOWED = "PLAYWRIGHT_DISABLE_SERVICE_WORKER_NETWORK"

_MARK = "bench: "
_SCRIPT = Path(__file__).with_name("visit.js").read_text()

LATENCY = """async ([times, source]) => {
    const send = (0, eval)(source);
    const taken = [];
    for (let i = 0; i < times; i++) {
        const start = performance.now();
        await send();
        taken.push(performance.now() - start);
    }
    return taken;
}"""


class Visit:
    """A tab in a browser that has never seen the site."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self._visitor = Visitor(context)
        context.add_init_script(_SCRIPT)
        self._page: Page = context.pages[0] if context.pages else context.new_page()
        self._url = url

    def navigate(self) -> float:
        """Milliseconds from the begin of the navigation until the page is on screen."""
        try:
            with self._page.expect_console_message(
                lambda message: message.text.startswith(_MARK), timeout=BOOT_TIMEOUT
            ) as shown:
                self._page.goto(self._url, wait_until="commit")
        except PlaywrightTimeoutError as error:
            raise VisitFailedError(
                f"{self._url} did not come up: {self._visitor.errors or self._page.content()}"
            ) from error
        return float(shown.value.text.removeprefix(_MARK))

    def wait_for_snapshot(self) -> None:
        """Wait until the site can be restored; it stores its snapshot after its first page."""
        assert wait_for_snapshot(self._page), "The site has stored no snapshot."

    def stop_workers(self) -> None:
        """End the service workers, as browsers do with idle ones, and wait until they are."""
        session = self._page.context.new_cdp_session(self._page)
        status: dict[str, str] = {}

        def note(event: dict[str, t.Any]) -> None:
            for version in event["versions"]:
                status[version["versionId"]] = version["runningStatus"]

        session.on("ServiceWorker.workerVersionUpdated", note)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        # Playwright tells of the end of a worker only where the profile is not on disk.
        while not status or set(status.values()) != {"stopped"}:
            self._page.evaluate("() => new Promise(requestAnimationFrame)")
        session.detach()

    def memory(self) -> float:
        """MB that pages and workers have in the end, when what is free had time to go."""
        time.sleep(SETTLING)
        browser = self._page.context.browser
        assert browser is not None
        return proportional_memory(chromium_processes(browser, "renderer")) / 1e6

    def latency(self, times: int, ask: str) -> float:
        """The median of the milliseconds that a request takes from within the page.

        :param ask: JavaScript of a function that sends the request and waits for the whole answer
        """
        taken: list[float] = self._page.evaluate(LATENCY, [times, ask])
        return statistics.median(taken)


@contextmanager
def playwright_of_visitors() -> Iterator[Playwright]:
    """A Playwright that takes no more part in what workers do than a visitor's browser."""
    os.environ[_UNFOLLOWED] = "1"
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def first_visit(playwright: Playwright, chromium: str, url: str) -> Iterator[Visit]:
    """A browser of its own for one site, with the profile on disk, as visitors have it."""
    with tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, **launch_options(chromium, optimizing=True)
        )
        try:
            yield Visit(context, url)
        finally:
            context.close()


def chromium_version(playwright: Playwright, chromium: str) -> str:
    """The version of the browser that is used."""
    browser = launch(playwright, chromium)
    try:
        return browser.version
    finally:
        browser.close()


def launch(playwright: Playwright, chromium: str) -> Browser:
    """A browser for many visitors, each with a profile in memory."""
    return playwright.chromium.launch(**launch_options(chromium, optimizing=True))
