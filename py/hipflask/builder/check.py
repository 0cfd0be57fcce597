"""Opens a site in a browser that reaches nothing else, and tells what failed."""

from __future__ import annotations

import shutil
import threading
import typing as t
from pathlib import Path

from .errors import CheckError
from .serving import open_server, url_of
from .static_server import StaticSite

if t.TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

_HOST = "127.0.0.1"
#: Names and addresses of all others are unknown, for pages as for the service worker.
_CUT_OFF = f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {_HOST}"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_INSTALL = "Install it: pip install playwright && playwright install chromium"
#: Tells that the boot page is gone, or that it shows a failure.
_STARTED = """() => !document.getElementById("hipflask-config")
  || document.getElementById("failure")?.checkVisibility()"""
_FAILURE = """() => document.getElementById("hipflask-config")
  && document.getElementById("failure").innerText"""
#: Browsers ask for it of their own accord.
_UNASKED = "/favicon.ico"


def check_site(folder: Path, *, seconds: float = 180) -> list[str]:
    """Return what failed while a browser opened an export's first page; nothing, if all went well.

    The browser reaches this export and no other host: what a page fetches from elsewhere is missing
    where its visitors are offline.

    :param folder: the export.
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
                return _open(browser.new_page(), url_of(server, "/"), seconds * 1000)
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


def _open(page: Page, url: str, milliseconds: float) -> list[str]:
    from playwright.sync_api import TimeoutError as TooLong

    problems: list[str] = []

    def tell(problem: str) -> None:
        if _UNASKED not in problem and problem not in problems:
            problems.append(problem)

    page.on("requestfailed", lambda it: tell(f"{it.method} {it.url} failed: {it.failure}"))
    page.on(
        "response",
        lambda it: (
            tell(f"{it.request.method} {it.url} was answered {it.status}")
            if it.status >= 400
            else None
        ),
    )
    page.on("pageerror", lambda it: tell(f"A script failed: {it.message}"))
    try:
        page.goto(url, timeout=milliseconds)
        page.wait_for_function(_STARTED, timeout=milliseconds)
        if failure := page.evaluate(_FAILURE):
            tell(f"The site did not start: {failure}")
        page.wait_for_load_state("networkidle", timeout=milliseconds)
    except TooLong:
        tell(f"The site was not there after {milliseconds / 1000:.0f} seconds.")
    return problems
