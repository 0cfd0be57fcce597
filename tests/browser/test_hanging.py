"""A site whose worker hangs inside C, where only the browser can end it; that takes a minute."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from browser.test_lifecycle import add, begin, entries
from browser.test_supervision import expect_heading
from support.pages import BOOT_TIMEOUT, Visitor
from support.sites import Site


def test_site_that_hangs_is_restarted(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("lifecycle", "export-below-a-path")
    visitor.visit(page, site.url)
    assert add(page, site, "kept") == 204
    begin(page, f"{site.url}hang")
    assert page.evaluate("next()") == "hanging"
    other = visitor.new_page()
    visitor.expect_first_visit(f"{site.url}page/1")
    with visitor.expecting("ERR_FAILED"):
        with visitor.bypassing_workers(other):
            other.goto(f"{site.url}page/1")
            restart = other.get_by_role("button", name="Restart the site")
            expect(restart).to_be_visible(timeout=BOOT_TIMEOUT)
        page.close()
        restart.click()
        expect_heading(other, "Page 1")
        assert entries(other, site) == ["kept"]
