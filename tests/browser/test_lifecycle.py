"""Workers that are stopped, tabs that come and go, and the ways back to a site."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from support.pages import BOOT_TIMEOUT, Visitor, fetch, wait_until
from support.sites import Site

#: Begins a request; `window.next()` gives the words that its views announce, and then its outcome.
BEGIN = """([url, options, size]) => {
    const words = [];
    let wake = () => {};
    const hear = (word) => { words.push(word); wake(); };
    new BroadcastChannel("lifecycle").onmessage = (event) => hear(event.data);
    window.next = async () => {
        while (words.length === 0) await new Promise((resolve) => { wake = resolve; });
        return words.shift();
    };
    const body = size === null ? options.body : new Blob([new Uint8Array(size)]);
    fetch(url, { ...options, body }).then(({ status }) => hear(status), ({ name }) => hear(name));
}"""

#: What a page hears of a request that was lost.
LOST = "TypeError"


def begin(
    page: Page, url: str, options: dict[str, str] | None = None, size: int | None = None
) -> None:
    """Send a request, with so many bytes as its content, without waiting for its answer."""
    page.evaluate(BEGIN, [url, options or {}, size])


def stop_amid(
    visitor: Visitor,
    page: Page,
    url: str,
    word: str,
    options: dict[str, str],
    size: int | None = None,
) -> None:
    """Send a request, stop the worker when its view has announced a word, and expect the loss.

    Chromium gives a request that was lost with its worker to the next one, once.
    """
    with visitor.expecting("ERR_FAILED"):
        begin(page, url, options, size)
        assert page.evaluate("next()") == word
        visitor.stop_workers(page)
        outcome = page.evaluate("next()")
        if outcome == word:
            visitor.stop_workers(page)
            outcome = page.evaluate("next()")
    assert outcome == LOST


def entries(page: Page, site: Site) -> list[str]:
    answer: list[str] = json.loads(fetch(page, f"{site.url}entries")["text"])
    return answer


def add(page: Page, site: Site, text: str) -> int:
    status: int = fetch(page, f"{site.url}entries", {"method": "POST", "body": text})["status"]
    return status


def expect_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text)).to_be_visible(timeout=BOOT_TIMEOUT)


@pytest.fixture
def visitor(returning_visitor: Visitor) -> Visitor:
    return returning_visitor


@pytest.fixture
def site(hosted: Callable[..., Site], visitor: Visitor, page: Page) -> Site:
    """The application with a page of it open, and something to lose."""
    site = hosted("lifecycle", "export-below-a-path")
    visitor.visit(page, site.url)
    assert add(page, site, "kept") == 204
    return site


@pytest.mark.parametrize(
    ("path", "word", "options"),
    [
        ("slow", "waiting", {}),
        ("entries?slowly", "written", {"method": "POST", "body": "lost"}),
    ],
)
def test_worker_is_stopped_amid_a_request(
    path: str, word: str, options: dict[str, str], site: Site, visitor: Visitor, page: Page
) -> None:
    stop_amid(visitor, page, path, word, options)
    assert entries(page, site) == ["kept"]
    assert add(page, site, "next") == 204
    assert entries(page, site) == ["kept", "next"]


def test_worker_is_stopped_amid_an_upload(site: Site, visitor: Visitor, page: Page) -> None:
    upload = """async ([url, size]) => {
        const body = new Blob([new Uint8Array(size)]);
        return (await fetch(url, { method: "PUT", body })).status;
    }"""
    assert page.evaluate(upload, ["upload", 300_000]) == 204
    stop_amid(visitor, page, "upload?slowly", "received a part", {"method": "PUT"}, 8_000_000)
    assert fetch(page, "upload")["text"] == "300000"
    assert page.evaluate(upload, ["upload", 8_000_000]) == 204
    assert fetch(page, "upload")["text"] == "8000000"


def test_worker_is_stopped_amid_a_stream(site: Site, visitor: Visitor, page: Page) -> None:
    first = page.evaluate(
        """async () => {
            const response = await fetch("stream");
            window.reader = response.body.getReader();
            return new TextDecoder().decode((await window.reader.read()).value);
        }"""
    )
    assert first == "first"
    page.evaluate("void (window.outcome = window.reader.read().catch((error) => error.name))")
    visitor.stop_workers(page)
    assert page.evaluate("window.outcome") == LOST
    assert entries(page, site) == ["kept"]


def test_worker_is_stopped_amid_a_navigation(site: Site, visitor: Visitor, page: Page) -> None:
    other = visitor.new_page()
    other.goto(site.url)
    heard = other.evaluate_handle(
        """() => ({ word: new Promise((resolve) => {
            new BroadcastChannel("lifecycle").onmessage = (event) => resolve(event.data);
        }) })"""
    )
    page.evaluate("void location.assign('slow')")
    assert heard.evaluate("({ word }) => word") == "waiting"
    visitor.stop_workers(other)
    assert entries(other, site) == ["kept"]
    page.goto(f"{site.url}page/1")
    expect_heading(page, "Page 1")


def test_worker_is_stopped_while_tabs_are_open(site: Site, visitor: Visitor, page: Page) -> None:
    other = visitor.new_page()
    other.goto(f"{site.url}page/1")
    for text in ("from one", "from another"):
        visitor.stop_workers(page)
        assert add(page if text == "from one" else other, site, text) == 204
    other.get_by_role("link").click()
    expect_heading(other, "Page 2")
    assert entries(page, site) == entries(other, site) == ["kept", "from one", "from another"]


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("path", ["", "page/3?a=%7E&b#there"])
def test_hard_reload(stopped: bool, path: str, site: Site, visitor: Visitor, page: Page) -> None:
    visitor.visit(page, site.url + path)
    length = page.evaluate("history.length")
    if stopped:
        visitor.stop_workers(page)
    page.evaluate("window.isFormer = true")
    visitor.hard_reload(page)
    heading = "Page 3" if path else "Page 0"
    wait_until(page, "() => !window.isFormer && navigator.serviceWorker.controller !== null")
    expect_heading(page, heading)
    assert page.url == site.url + path
    assert page.evaluate("history.length") == length
    assert entries(page, site) == ["kept"]


def test_history_has_no_page_of_ours(site: Site, visitor: Visitor, page: Page) -> None:
    other = visitor.new_page()
    visitor.visit(other, f"{site.url}page/1")
    visitor.hard_reload(other)
    expect_heading(other, "Page 1")
    other.get_by_role("link").click()
    expect_heading(other, "Page 2")
    assert other.evaluate("history.length") == 3  # with the empty page of a new tab
    other.go_back()
    expect_heading(other, "Page 1")
    visitor.stop_workers(other)
    other.go_forward()
    expect_heading(other, "Page 2")
    assert entries(other, site) == ["kept"]


def test_pages_come_back_from_the_cache_of_the_browser(
    serve: Callable[..., Site], launch: Callable[..., Browser]
) -> None:
    site = serve("lifecycle")
    launched = launch("--disable-back-forward-cache")
    visitor = Visitor(launched.new_context())
    page = visitor.new_page()
    visitor.visit(page, site.url)
    page.evaluate(
        """() => {
            window.isFormer = true;
            addEventListener("pageshow", (event) => { window.persisted = event.persisted; });
        }"""
    )
    page.get_by_role("link").click()
    expect_heading(page, "Page 1")
    visitor.stop_workers(page)
    # Such a page is not loaded again, which go_back() would wait for.
    page.evaluate("setTimeout(() => history.back(), 0)")
    page.wait_for_function("window.persisted === true")
    assert page.evaluate("window.isFormer")
    assert fetch(page, "version")["text"] == "1"
    launched.close()
    assert visitor.errors == []
