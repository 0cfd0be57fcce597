"""What was acknowledged is there, however soon after its answer a worker ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from support.kills import KINDS, Survivor
from support.pages import BOOT_TIMEOUT, Visitor, fetch
from support.sites import Site

#: Of the workers for each way of keeping things; ``python tests/bench kills`` has a thousand.
KILLS = 3


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


#: Sends an upload and tells the status and the text of its answer.
UPLOAD = """async ([number, size]) => {
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(size).fill(number)]), "file");
    const answer = await fetch(`uploads/${number}`, { method: "PUT", body: form });
    return [answer.status, await answer.text()];
}"""

USAGE = "async () => (await navigator.storage.estimate()).usage"


@contextmanager
def little_room(page: Page, room: int) -> Iterator[None]:
    """Grant an origin so many more bytes than it has used."""
    session = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    quota = page.evaluate(USAGE) + room
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": quota})
    try:
        yield
    finally:
        session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
        session.detach()


@pytest.fixture
def filled(serve: Callable[..., Site], visitor: Visitor, page: Page) -> Site:
    site = serve("durable")
    visitor.visit(page, site.url)
    assert page.evaluate(UPLOAD, [1, 100_000]) == [204, ""]
    return site


def test_what_does_not_fit_is_refused_whole(filled: Site, visitor: Visitor, page: Page) -> None:
    with little_room(page, 3_000_000), visitor.expecting("507"):
        status, text = page.evaluate(UPLOAD, [2, 30_000_000])
        assert status == 507
        assert "Nothing of it was kept" in text
        assert " MB of the " in text
        # Nor is it there until the worker ends, and what is small still fits.
        assert fetch(page, "uploads")["text"] == "[1]\n"
        assert page.evaluate(UPLOAD, [3, 100_000]) == [204, ""]
    visitor.stop_workers(page)
    assert fetch(page, "uploads")["text"] == "[1,3]\n"
    assert page.evaluate(UPLOAD, [2, 100_000]) == [204, ""]
    assert fetch(page, "uploads")["text"] == "[1,2,3]\n"


def test_form_that_does_not_fit_says_so(filled: Site, visitor: Visitor, page: Page) -> None:
    with little_room(page, 3_000_000), visitor.expecting("507"):
        page.evaluate("""() => {
            const form = document.createElement("form");
            Object.assign(form, { method: "post", action: "padding" });
            form.innerHTML = "<input name=size value=30000000>";
            document.body.append(form);
            form.submit();
        }""")
        expect(page.get_by_text("There is no room to keep")).to_be_visible(timeout=BOOT_TIMEOUT)
    visitor.visit(page, filled.url)
    assert fetch(page, "uploads")["text"] == "[1]\n"
