"""Driving a page, and seeing to it that nothing goes wrong in silence."""

from __future__ import annotations

import re
import time
import typing as t
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Frame,
    Page,
    Response,
    WebError,
)

#: Milliseconds that a first visit may take on a slow machine.
BOOT_TIMEOUT = 120_000

_BOOTED = "() => document.readyState === 'complete' && !document.getElementById('hipflask-config')"


#: Waits so many milliseconds until a site has its snapshot and its engine, and removes the former
#: if that is asked for.
# Playwright does not wait for a predicate's promise, so the page itself looks again and again.
TAKE_SNAPSHOT = """async ([timeout, remove]) => {
    const ofName = (all, kind) => all.find((name) => name.endsWith(kind));
    // The application's templates are there, too.
    const isSnapshot = (key) => !key.includes("?templates=");
    const inCache = async (kind, isWanted) => {
        const name = ofName(await caches.keys(), kind);
        const cache = name && (await caches.open(name));
        const found = (await cache?.keys())?.find(({ url }) => isWanted(url));
        return found && (() => cache.delete(found));
    };
    const done = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const inDatabase = async () => {
        const names = (await indexedDB.databases()).map(({ name }) => name);
        const name = ofName(names, ":snapshots");
        if (name === undefined) return;
        const database = await done(indexedDB.open(name));
        try {
            const blobs = () => database.transaction("blobs", "readwrite").objectStore("blobs");
            const found = (await done(blobs().getAllKeys())).find(isSnapshot);
            if (found !== undefined && remove) await done(blobs().delete(found));
            return found && (() => true);
        } finally {
            database.close();
        }
    };
    for (const end = performance.now() + timeout; performance.now() < end; ) {
        const engine = await inCache(":assets", (url) => url.includes(".wasm?"));
        if (engine) {
            // Where IndexedDB takes no blobs, it is in a cache.
            const snapshot = (await inDatabase()) ?? (await inCache(":snapshots", isSnapshot));
            if (snapshot) return remove ? snapshot() : true;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return false;
}"""


def wait_for_snapshot(page: Page, *, remove: bool = False) -> bool:
    """Wait until the site of a page has stored its snapshot and its engine, behind its pages.

    :param remove: whether to remove it, so that the next start has none.
    :returns: whether there was one in time.
    """
    return bool(page.evaluate(TAKE_SNAPSHOT, [BOOT_TIMEOUT, remove]))


def wait_until(page: Page, function: str) -> None:
    """Call a function in a page, or in whichever takes its place, until it gives something true.

    From outside, unlike Playwright's own: a page's policy may not let a string be evaluated in it.
    """
    end = time.monotonic() + BOOT_TIMEOUT / 1000
    while time.monotonic() < end:
        with suppress(Error):  # the page is just giving way to another
            if page.evaluate(function):
                return
        page.wait_for_timeout(50)
    raise TimeoutError(f"{page.url} was never so: {function}")


class Visitor:
    """A browser context whose console errors make the test fail unless they were announced."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.errors: list[str] = []
        self._visited: set[str] = set()
        self._expected: list[re.Pattern[str]] = []
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def leave(self) -> None:
        """Close all pages, and see no more of what goes on in the profile."""
        for page in self.context.pages:
            page.close()
        self.context.remove_listener("console", self._on_console)
        self.context.remove_listener("weberror", self._on_error)

    def new_page(self) -> Page:
        return self.context.new_page()

    def visit(self, page: Page, url: str) -> Response | None:
        """Open a URL; on a first visit wait until the boot page has given way to it."""
        self.expect_first_visit(url)
        response = page.goto(url)
        wait_until(page, _BOOTED)
        return response

    @contextmanager
    def expecting(self, *patterns: str) -> Iterator[None]:
        """Announce console errors that match a pattern and come within the block."""
        compiled = [re.compile(pattern) for pattern in patterns]
        self._expected += compiled
        try:
            yield
        finally:
            for pattern in compiled:
                self._expected.remove(pattern)

    def stop_workers(self, page: Page) -> None:
        """End all service workers, as a browser does with idle ones.

        What is asked for afterwards starts them again, once they have ended.
        """
        with self._devtools(page) as send:
            send("ServiceWorker.enable")
            send("ServiceWorker.stopAllWorkers")

    @contextmanager
    def _devtools(self, page: Page) -> Iterator[t.Callable[..., t.Any]]:
        session = self.context.new_cdp_session(page)
        try:
            yield session.send
        finally:
            session.detach()

    def _on_error(self, error: WebError) -> None:
        self.errors.append(str(error.error))

    def hard_reload(self, page: Page) -> None:
        """Reload past the service worker, as a visitor does with the shift key held down."""
        self.expect_first_visit(page.url)
        session = self.context.new_cdp_session(page)
        session.send("Page.reload", {"ignoreCache": True})

    @contextmanager
    def bypassing_workers(self, page: Page) -> Iterator[None]:
        """Have the host answer all of a page's requests, as it does after a hard reload."""
        session = self.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setBypassServiceWorker", {"bypass": True})
        try:
            yield
        finally:
            session.detach()

    def expect_first_visit(self, url: str) -> None:
        """Announce that the host will be asked for a URL, without :meth:`visit`."""
        self._visited.add(url.partition("#")[0])

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or self._is_of_a_first_visit(message):
            return
        if not any(pattern.search(message.text) for pattern in self._expected):
            self.errors.append(f"{message.text} ({message.location['url']})")

    def _is_of_a_first_visit(self, message: ConsoleMessage) -> bool:
        """A static host answers a deep link with 404.html, which looks for the site's base.

        Of their own accord browsers ask for an icon besides, at the root of the host, be it there
        or out of reach.
        """
        url = message.location["url"].partition("#")[0]
        icon = "/favicon.ico"
        if "ERR_INTERNET_DISCONNECTED" in message.text:
            return url.endswith(icon)
        sought = ("/hipflask-assets/manifest.json", icon)
        return "status of 404" in message.text and (url in self._visited or url.endswith(sought))


class ReturningVisitor(Visitor):
    """One whose browser has what a site installs there, but nothing that it has stored since.

    So no test after the first waits until Python has been downloaded and frozen; what a site's
    first visitors meet has tests of its own.

    :param installed: origins that were visited before with this profile; added to.
    """

    def __init__(self, context: BrowserContext, installed: set[str]) -> None:
        super().__init__(context)
        self._installed = installed
        self._forgotten: set[str] = set()

    def visit(self, page: Page, url: str) -> Response | None:
        """Open a URL; the first one of a site finds no state, cookies or running worker of it."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if origin not in self._forgotten:
            self._forgotten.add(origin)
            self._forget(page, origin)
        response = super().visit(page, url)
        if origin not in self._installed:
            self._installed.add(origin)
            if page.evaluate("navigator.serviceWorker.controller !== null"):
                wait_for_snapshot(page)
        return response

    def _forget(self, page: Page, origin: str) -> None:
        self.context.clear_cookies()
        self.stop_workers(page)
        with self._devtools(page) as send:
            kinds = "cookies,indexeddb,local_storage"
            send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kinds})


def blocked_script(page: Page) -> str:
    """Put a script into a page that does not let it run, and return what it says of that."""
    blocked: str = page.evaluate(
        """() => new Promise((resolve) => {
            addEventListener("securitypolicyviolation", (event) => resolve(event.blockedURI));
            const script = document.createElement("script");
            script.textContent = "document.title = 'run'";
            document.body.append(script);
        })"""
    )
    assert page.title() != "run"
    return blocked


def fetch(
    page: Page | Frame, url: str, options: dict[str, t.Any] | None = None
) -> dict[str, t.Any]:
    """Fetch from within a page and return what came: status, url, headers, text."""
    result: dict[str, t.Any] = page.evaluate(
        """async ([url, options]) => {
            const response = await fetch(url, options);
            return {
                status: response.status,
                url: response.url,
                redirected: response.redirected,
                headers: Object.fromEntries(response.headers),
                text: await response.text(),
            };
        }""",
        [url, options or {}],
    )
    return result
