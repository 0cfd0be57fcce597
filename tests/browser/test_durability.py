"""What was acknowledged is there, however soon after its answer a worker ends."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from support.kills import KINDS, Survivor
from support.pages import BOOT_TIMEOUT, Visitor, fetch
from support.sites import Site

#: Of the workers for each way of keeping things; ``python tests/bench kills`` has a thousand.
KILLS = 2


@pytest.mark.parametrize("kind", KINDS)
def test_worker_ends_after_its_answer(
    kind: str, hosted: Callable[..., Site], returning_visitor: Visitor
) -> None:
    site = hosted("durable", "export-below-a-path")
    page: Page = returning_visitor.new_page()
    returning_visitor.visit(page, site.url)
    survivor = Survivor(returning_visitor, page, site.url)
    for _ in range(KILLS):
        survivor.kill(kind)
    assert len(survivor.lives) == KILLS


#: Milliseconds in which what nobody waits for is saved.
SAVING = 1000

#: Sends an upload and tells the status and the text of its answer.
UPLOAD = """async ([number, size]) => {
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(size).fill(number)]), "file");
    const answer = await fetch(`uploads/${number}`, { method: "PUT", body: form });
    return [answer.status, await answer.text()];
}"""

#: Has the worker's browser find no room for what is large; its real room is the device's.
FULL = """() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value, ...key) {
        if (this.name === "blocks") throw new DOMException("full", "QuotaExceededError");
        return put.call(this, value, ...key);
    };
}"""


@pytest.fixture
def filled(serve: Callable[..., Site], visitor: Visitor, page: Page) -> Site:
    site = serve("durable")
    visitor.visit(page, site.url)
    assert page.evaluate(UPLOAD, [1, 100_000]) == [204, ""]
    return site


def test_what_does_not_fit_is_refused_whole(filled: Site, visitor: Visitor, page: Page) -> None:
    [worker] = visitor.context.service_workers
    worker.evaluate(FULL)
    with visitor.expecting("507", "There is no room"):
        status, text = page.evaluate(UPLOAD, [2, 100_000])
    assert status == 507
    assert "Nothing of it was kept" in text
    assert " MB of the " in text
    # Nor is it there until the worker ends, and what is small still fits.
    assert fetch(page, "uploads")["text"] == "[1]\n"
    assert fetch(page, "lines", {"method": "POST", "body": "7"})["status"] == 204
    visitor.stop_workers(page)
    assert fetch(page, "lines")["text"] == "[7]\n"
    assert fetch(page, "uploads")["text"] == "[1]\n"
    assert page.evaluate(UPLOAD, [2, 100_000]) == [204, ""]
    assert fetch(page, "uploads")["text"] == "[1,2]\n"


def test_form_that_does_not_fit_can_be_sent_again(
    filled: Site, visitor: Visitor, page: Page
) -> None:
    [worker] = visitor.context.service_workers
    worker.evaluate(FULL)
    with visitor.expecting("507", "There is no room"):
        page.evaluate("""() => {
            const form = document.createElement("form");
            Object.assign(form, { method: "post", action: "padding" });
            form.innerHTML = "<input name=size value=100000>";
            document.body.append(form);
            form.submit();
        }""")
        expect(page.get_by_text("There is no room to keep")).to_be_visible(timeout=BOOT_TIMEOUT)
    visitor.stop_workers(page)  # and what is amiss with this one
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Kept")).to_be_visible(timeout=BOOT_TIMEOUT)
    assert fetch(page, "uploads")["text"] == "[1]\n"


def test_what_a_body_changes_at_its_end_is_kept(filled: Site, visitor: Visitor, page: Page) -> None:
    page.evaluate("""async () => {
        const reader = (await fetch("ending/7")).body.getReader();
        await reader.read();
        await reader.cancel();
    }""")
    with visitor.expecting("on purpose", "Traceback|^ ", "hipflask"):
        page.evaluate("async () => (await fetch('ending/8?breaks')).text().catch(() => {})")
        page.wait_for_timeout(SAVING)  # no request is to save it
        visitor.stop_workers(page)
    # Which of them ends first is left to the browser.
    assert sorted(json.loads(fetch(page, "lines")["text"])) == [7, 8]


def test_browser_is_asked_to_keep_what_the_site_stores(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    asked: list[str] = []
    visitor.context.expose_function("noteAsked", lambda title: asked.append(title))
    visitor.context.add_init_script(
        """StorageManager.prototype.persist = async () => {
            await noteAsked(document.title);
            return true;
        };"""
    )
    site = serve("durable")
    visitor.visit(page, site.url)
    assert len(asked) == 1
    visitor.visit(page, site.url)
    assert len(asked) == 1
