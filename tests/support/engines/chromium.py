"""Chromium, which Playwright drives."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import Page, Playwright, sync_playwright

from ..chromium import find_chromium, launch_options
from .interface import MissingEngineError


class ChromiumEngine:
    """A browser in a thread of its own, which Playwright wants for itself."""

    name = "chromium"

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._thread.submit(self._launch).result()

    def open(self, url: str) -> None:
        self._thread.submit(self._page.goto, url).result()

    def run(self, function: str, *arguments: t.Any, timeout: float = 30) -> t.Any:
        limited = f"""([given, limit]) => Promise.race([
            ({function})(...given),
            new Promise((_, fail) =>
                setTimeout(() => fail(new Error('no answer in ' + limit + ' s')), limit * 1000)),
        ])"""
        call = self._thread.submit(self._page.evaluate, limited, [arguments, timeout])
        return call.result(timeout + 30)

    def close(self) -> None:
        self._thread.submit(self._end).result()
        self._thread.shutdown()

    def _launch(self) -> None:
        # Before Playwright runs, for this asks an instance of it as well.
        path = find_chromium()
        if path is None:
            raise MissingEngineError("no Chromium was found")
        self._playwright: Playwright = sync_playwright().start()
        try:
            self._browser = self._playwright.chromium.launch(**launch_options(path))
        except BaseException:
            self._playwright.stop()
            raise
        self._page: Page = self._browser.new_context(accept_downloads=True).new_page()

    def _end(self) -> None:
        self._browser.close()
        self._playwright.stop()
