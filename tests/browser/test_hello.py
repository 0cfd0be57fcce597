"""The smallest application, as its README tells to run it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from support.pages import Visitor
from support.sites import Site


def test_hello(open_site: Callable[[str], Site], visitor: Visitor, page: Page) -> None:
    site = open_site("hello")
    visitor.visit(page, site.url)
    expect(page.locator("body")).to_contain_text("Hello")
    assert page.frames == [page.main_frame]
