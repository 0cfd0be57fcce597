"""Chromium keeps the machine code of a site's engine for the starts to come."""

from __future__ import annotations

import base64
import json
import typing as t
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright

from support.chromium import find_chromium, launch_options
from support.pages import Visitor, wait_for_snapshot
from support.sites import Site

CATEGORIES = ("devtools.timeline", "disabled-by-default-devtools.timeline")
KEPT = "v8.wasm.cachedModule"
USED = "v8.wasm.moduleCacheHit"
#: Milliseconds that the browser may take after the snapshot is stored; some hundred are usual.
OPTIMISED = 5_000


@pytest.fixture
def optimizing_context(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    """A profile on disk, which is where code is kept, of a browser that optimises code."""
    path = find_chromium()
    assert path is not None
    options = launch_options(path, optimizing=True)
    context = playwright.chromium.launch_persistent_context(tmp_path / "profile", **options)
    try:
        yield context
    finally:
        context.close()


class Trace:
    """The names of the events of a while, once that is over."""

    def __init__(self) -> None:
        self.events: set[str] = set()

    def read(self, session: CDPSession, stream: str) -> None:
        text = b""
        is_read = False
        while not is_read:
            part = session.send("IO.read", {"handle": stream})
            encoded: str = part["data"]
            text += base64.b64decode(encoded) if part.get("base64Encoded") else encoded.encode()
            is_read = part["eof"]
        self.events = {event["name"] for event in json.loads(text)["traceEvents"]}


@contextmanager
def tracing(page: Page) -> Iterator[Trace]:
    browser = page.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    done: list[dict[str, t.Any]] = []
    session.on("Tracing.tracingComplete", lambda event: done.append(event))
    config = {"includedCategories": CATEGORIES}
    session.send("Tracing.start", {"transferMode": "ReturnAsStream", "traceConfig": config})
    trace = Trace()
    yield trace
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(10)
    trace.read(session, done[0]["stream"])
    session.detach()


def test_a_visit_of_one_page_is_enough(
    serve: Callable[..., Site], optimizing_context: BrowserContext
) -> None:
    site = serve("hello")
    visitor = Visitor(optimizing_context)
    page = visitor.new_page()
    with tracing(page) as first:
        visitor.visit(page, site.url)
        assert wait_for_snapshot(page)
        page.wait_for_timeout(OPTIMISED)
    assert KEPT in first.events
    visitor.stop_workers(page)
    with tracing(page) as second:
        visitor.visit(page, site.url)
    assert USED in second.events
    assert visitor.errors == []
