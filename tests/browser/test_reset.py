"""``?hipflask=reset``: a site is deleted, if the visitor wants it, in whatever state it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.test_lifecycle import add, begin, entries, expect_heading
from support.pages import BOOT_TIMEOUT, Visitor, fetch
from support.sites import Site

#: Names of all that an origin has stored.
STORED = """async () => [
    ...(await caches.keys()),
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
    ...(await cookieStore.getAll()).map(({ name }) => name),
]"""

#: How long a worker puts off what nobody waits for.
PUT_OFF_MS = 2000


@pytest.fixture
def site(serve: Callable[..., Site], visitor: Visitor, page: Page) -> Site:
    """The application, which remembers something."""
    site = serve("lifecycle", "export-below-a-path")
    visitor.visit(page, site.url)
    assert add(page, site, "to be forgotten") == 204
    page.evaluate("document.cookie = 'script=1; path=/sub/path/page'")
    return site


def open_reset(page: Page, url: str) -> None:
    page.goto(url)
    expect_heading(page, "Reset this site?")


def confirm(page: Page) -> None:
    page.get_by_role("button", name="Reset this site…").click()
    page.get_by_role("button", name="Delete and reset").click()
    expect_heading(page, "The site has been reset")


def test_reset_deletes_everything_and_offers_to_begin_anew(
    site: Site, visitor: Visitor, page: Page
) -> None:
    page.goto(f"{site.url}page/1")
    assert page.evaluate("document.cookie") != ""
    open_reset(page, f"{site.url}page/1?x=%7E&hipflask=reset#there")
    expect(page.locator("main")).to_contain_text(f"the site at {site.url} has stored")
    confirm(page)
    expect(page.locator("main")).to_contain_text("Nothing of it is left in this browser.")
    assert page.evaluate(STORED) == []
    visitor.expect_first_visit(f"{site.url}page/1?x=%7E")
    page.get_by_role("button", name="Start anew").click()
    expect_heading(page, "Page 1")
    assert page.url == f"{site.url}page/1?x=%7E#there"
    assert entries(page, site) == []
    assert page.evaluate("document.cookie") == ""


def test_reset_does_nothing_without_being_confirmed(site: Site, page: Page) -> None:
    open_reset(page, f"{site.url}page/1?hipflask=reset")
    before = page.evaluate(STORED)
    page.get_by_role("button", name="Reset this site…").click()
    page.get_by_role("button", name="Keep everything").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate(STORED) == before
    page.get_by_role("link", name="Keep everything").click()
    expect_heading(page, "Page 1")
    assert entries(page, site) == ["to be forgotten"]


def test_reset_works_without_the_host_and_without_python(
    site: Site, visitor: Visitor, page: Page
) -> None:
    visitor.context.set_offline(True)
    site.stop()
    visitor.stop_workers(page)
    with visitor.expecting("ERR_INTERNET_DISCONNECTED"):
        open_reset(page, f"{site.url}?hipflask=reset")
        confirm(page)
    assert page.evaluate(STORED) == []


def test_a_worker_that_lives_on_stores_nothing_any_more(
    site: Site, visitor: Visitor, page: Page
) -> None:
    other = visitor.new_page()
    other.goto(f"{site.url}page/1")
    visitor.stop_workers(page)
    # It has something to store soon, and puts it off.
    page.goto(f"{site.url}page/1")
    open_reset(page, f"{site.url}page/1?hipflask=reset")
    confirm(page)
    assert page.evaluate(STORED) == []
    with visitor.expecting("status of 503", "was reset in this browser"):
        answer = fetch(other, f"{site.url}entries")
        assert (answer["status"], answer["headers"]["retry-after"]) == (503, "1")
        assert "The site was reset in this browser" in answer["text"]
    other.evaluate("document.cookie = 'late=1'")
    other.evaluate("document.cookie = 'late=1; max-age=0'")
    other.wait_for_timeout(PUT_OFF_MS + 1000)
    assert page.evaluate(STORED) == []


def test_reset_of_a_site_that_hangs(site: Site, visitor: Visitor, page: Page) -> None:
    begin(page, f"{site.url}hang")
    assert page.evaluate("next()") == "hanging"
    other = visitor.new_page()
    with visitor.expecting("ERR_FAILED"):
        with visitor.bypassing_workers(other):
            visitor.expect_first_visit(f"{site.url}page/1?hipflask=reset")
            open_reset(other, f"{site.url}page/1?hipflask=reset")
            confirm(other)
            page.close()
            visitor.stop_workers(other)
        visitor.expect_first_visit(f"{site.url}page/1")
        other.get_by_role("button", name="Start anew").click()
        expect_heading(other, "Page 1")
    assert entries(other, site) == []


def test_reset_where_nothing_was_installed(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("lifecycle", "export-below-a-path")
    open_reset(page, f"{site.url}?hipflask=reset")
    assert page.evaluate(STORED) == []
    confirm(page)
    page.get_by_role("button", name="Start anew").click()
    expect_heading(page, "Page 0")


def test_failure_leads_to_a_reset(serve: Callable[..., Site], visitor: Visitor, page: Page) -> None:
    site = serve("broken")
    with visitor.expecting("."):
        page.goto(site.url)
        expect(page.get_by_text("KeyError: 'COLOUR'")).to_be_visible(timeout=BOOT_TIMEOUT)
        link = page.get_by_role("link", name="Reset this site…")
        assert link.get_attribute("href") == "?hipflask=reset"
        link.click()
        page.get_by_role("button", name="Delete and reset").click()
        expect_heading(page, "The site has been reset")
        assert page.evaluate(STORED) == []
        # By its address too, which a worker answers whose application does not even start.
        page.get_by_role("button", name="Start anew").click()
        expect(page.get_by_text("KeyError: 'COLOUR'")).to_be_visible(timeout=BOOT_TIMEOUT)
        open_reset(page, f"{site.url}?hipflask=reset")
