"""A site inside a frame of another site's page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from support.pages import BOOT_TIMEOUT, Visitor, fetch
from support.sites import Site
from support.static_host import StaticHost, open_host


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StaticHost]:
    with open_host(tmp_path / "host") as host:
        host.deploy({})
        yield host


def embed(page: Page, host: StaticHost, site: Site) -> FrameLocator:
    """Open a page of another site, "localhost", with the site in a frame."""
    content = (
        f"<!doctype html><link rel=icon href='data:,'><iframe title=Site src={site.url}></iframe>"
    )
    host.put("embedding.html", content)
    page.goto(f"{host.url.replace('127.0.0.1', 'localhost')}embedding.html")
    return page.frame_locator("iframe")


def test_site_works_in_a_frame_of_another_site(
    serve: Callable[..., Site], host: StaticHost, ordinary_window: Visitor
) -> None:
    site = serve("lifecycle", "export")
    page = ordinary_window.new_page()
    ordinary_window.expect_first_visit(site.url)
    frame = embed(page, host, site)
    expect(frame.get_by_role("heading", name="Page 0")).to_be_visible(timeout=BOOT_TIMEOUT)
    add = {"method": "POST", "body": "embedded"}
    assert fetch(page.frames[1], "entries", add)["status"] == 204
    page.reload()
    frame.get_by_role("link", name="Next").click()
    expect(frame.get_by_role("heading", name="Page 1")).to_be_visible()
    assert json.loads(fetch(page.frames[1], "/entries")["text"]) == ["embedded"]


def test_frame_that_may_not_store_anything_leads_out_of_itself(
    serve: Callable[..., Site], host: StaticHost, visitor: Visitor, page: Page
) -> None:
    """Third-party cookies are blocked in private windows, and with them service workers."""
    site = serve("lifecycle", "export")
    visitor.expect_first_visit(site.url)
    frame = embed(page, host, site)
    expect(frame.get_by_role("heading", name="This frame may not store anything")).to_be_visible()
    with visitor.context.expect_page() as opened:
        frame.get_by_role("link", name="Open in a tab of its own").click()
    expect(opened.value.get_by_role("heading", name="Page 0")).to_be_visible(timeout=BOOT_TIMEOUT)
