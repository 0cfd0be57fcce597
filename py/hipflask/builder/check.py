"""Opens a site in a browser that reaches nothing else, and tells what came of it."""

from __future__ import annotations

import shutil
import threading
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from .errors import CheckError
from .serving import open_server, url_of
from .static_server import StaticSite

if t.TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

_HOST = "127.0.0.1"
#: Names and addresses of all others are unknown, for pages as for the service worker.
_CUT_OFF = f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {_HOST}"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_INSTALL = "Install it: pip install playwright && playwright install chromium"
#: A page that is not the boot page, or the failure that that shows.
_STARTED = "html:not(:has(#hipflask-config)) > body, #failure:visible"
_FAILURE = """() => document.getElementById("hipflask-config")
  && document.getElementById("failure").innerText"""
#: Browsers ask for it of their own accord.
_UNASKED = "/favicon.ico"
#: How the worker begins to tell on the console what its snapshot holds, and why not more.
_SNAPSHOT = "hipflask: Python starts with"
#: How long that may take once the first page is there.
_SNAPSHOT_SECONDS = 30


@dataclass
class Visit:
    """What a browser has found that opened an export's first page."""

    #: What failed, a line each; nothing, if all went well.
    problems: list[str] = field(default_factory=list)
    #: What each further start of Python begins with, and why with no more; in the worker's words.
    #: Nothing if it was not waited for, or there is no snapshot.
    snapshot: str | None = None

    def tell(self, problem: str) -> None:
        """Add a problem, unless it is known or nobody's fault."""
        if _UNASKED not in problem and problem not in self.problems:
            self.problems.append(problem)


def visit_site(folder: Path, *, for_snapshot: bool = False, seconds: float = 180) -> Visit:
    """Open an export's first page in a browser, and return what was found.

    The browser reaches this export and no other host: what a page fetches from elsewhere is missing
    where its visitors are offline.

    :param folder: the export.
    :param for_snapshot: whether to wait for what the worker tells of its snapshot.
    :param seconds: how long the site may take to start.
    :raise CheckError: there is no Playwright, or no browser for it.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise CheckError("A check opens the site in a browser, by Playwright.", _INSTALL) from error
    with open_server(StaticSite(folder.resolve()), _HOST, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with sync_playwright() as playwright, _launch(playwright) as browser:
                visit = Visit()
                with browser.new_context() as context:
                    _listen(context, visit)
                    _open(context.new_page(), url_of(server, "/"), seconds * 1000, visit)
                    if for_snapshot and not visit.problems:
                        _await_snapshot(context, visit)
                return visit
        finally:
            server.shutdown()


def _launch(playwright: Playwright) -> Browser:
    from playwright.sync_api import Error

    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    own = Path(playwright.chromium.executable_path).exists()
    try:
        return playwright.chromium.launch(executable_path=None if own else path, args=[_CUT_OFF])
    except Error as error:
        raise CheckError("No Chromium for the check could be started.", _INSTALL) from error


def _listen(context: BrowserContext, visit: Visit) -> None:
    def hear(text: str) -> None:
        if text.startswith(_SNAPSHOT):
            visit.snapshot = text.removeprefix("hipflask: ")

    context.on("console", lambda it: hear(it.text))
    context.on("requestfailed", lambda it: visit.tell(f"{it.method} {it.url} failed: {it.failure}"))
    context.on(
        "response",
        lambda it: (
            visit.tell(f"{it.request.method} {it.url} was answered {it.status}")
            if it.status >= 400
            else None
        ),
    )
    context.on("weberror", lambda it: visit.tell(f"A script failed: {it.error.message}"))


def _open(page: Page, url: str, milliseconds: float, visit: Visit) -> None:
    from playwright.sync_api import TimeoutError as TooLong

    try:
        page.goto(url, timeout=milliseconds)
        # Not a function: the boot page's policy does not let strings be evaluated in it.
        page.wait_for_selector(_STARTED, state="attached", timeout=milliseconds)
        if failure := page.evaluate(_FAILURE):
            visit.tell(f"The site did not start: {failure}")
        page.wait_for_load_state("networkidle", timeout=milliseconds)
    except TooLong:
        visit.tell(f"The site was not there after {milliseconds / 1000:.0f} seconds.")


def _await_snapshot(context: BrowserContext, visit: Visit) -> None:
    from playwright.sync_api import TimeoutError as TooLong

    if visit.snapshot is not None:
        return
    try:
        context.wait_for_event(
            "console",
            lambda it: it.text.startswith(_SNAPSHOT),
            timeout=_SNAPSHOT_SECONDS * 1000,
        )
    except TooLong:
        visit.tell("The worker has not told what its snapshot holds.")
