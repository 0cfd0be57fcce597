"""The guestbook, as a visitor uses it, in every mode."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from support.pages import Visitor, fetch
from support.sites import Site


def picture(width: int = 40, height: int = 30) -> bytes:
    """Make a PNG in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x20\x60\xa0" * width for _ in range(height))
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def join(page: Page, site: Site, name: str = "Ada") -> None:
    page.goto(f"{site.url}account/join")
    page.fill("#name", name)
    page.fill("#password", "correct horse battery")
    page.locator("main form button").first.click()
    page.wait_for_url(site.url)


def sign(page: Page, message: str, image: bytes | None = None) -> None:
    page.fill("#message", message)
    if image is not None:
        page.set_input_files(
            "#picture", {"name": "summit.png", "mimeType": "image/png", "buffer": image}
        )
        page.fill("#picture_alt", "The summit")
    page.locator(".desk form button").click()
    expect(page.locator("article.entry", has_text=message)).to_be_visible()


@pytest.fixture
def visitor(returning_visitor: Visitor) -> Visitor:
    return returning_visitor


@pytest.fixture
def book(open_site: Callable[[str], Site], visitor: Visitor, page: Page) -> Site:
    """The guestbook with a visitor who has signed in and stands at its first page."""
    site = open_site("guestbook")
    visitor.visit(page, site.url)
    join(page, site)
    return site


def test_entry_with_a_picture_is_there_after_a_reload(book: Site, page: Page) -> None:
    sign(page, "What a view!", picture())
    assert page.url.startswith(f"{book.url}#entry-")
    page.reload()
    expect(page.locator("article.entry")).to_contain_text("What a view!")
    shown = page.locator(".photo img")
    shown.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.photo img').naturalWidth === 40")
    expect(page.locator(".masthead")).to_contain_text("Ada")
    assert page.frames == [page.main_frame]


def test_a_form_with_mistakes_comes_back_with_what_was_typed(
    book: Site, visitor: Visitor, page: Page
) -> None:
    page.fill("#message", "   ")
    with visitor.expecting("status of 422"):
        page.locator(".desk form button").click()
        expect(page.locator("[aria-invalid=true], .error, .flash-error").first).to_be_visible()
    expect(page.locator("article.entry")).to_have_count(0)


def test_flashed_message_shows_once(book: Site, page: Page) -> None:
    sign(page, "Hello")
    expect(page.locator(".flash-success")).to_have_count(1)
    page.reload()
    expect(page.locator(".flash-success")).to_have_count(0)


def test_signing_out_and_in(book: Site, visitor: Visitor, page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto(f"{book.url}account/sign-in")
    page.fill("#name", "Ada")
    page.fill("#password", "wrong horse battery")
    with visitor.expecting("status of 4"):
        page.locator("main form button").first.click()
        expect(page.locator(".flash-error, .error, [role=alert]").first).to_be_visible()
    page.fill("#name", "Ada")
    page.fill("#password", "correct horse battery")
    page.locator("main form button").first.click()
    page.wait_for_url(book.url)
    expect(page.locator(".masthead")).to_contain_text("Ada")


def test_json_endpoint(book: Site, page: Page) -> None:
    sign(page, "For machines")
    answer = fetch(page, f"{book.url}api/entries")
    assert answer["headers"]["content-type"] == "application/json"
    assert "For machines" in answer["text"]


def test_unknown_page_is_the_applications_own_404(book: Site, visitor: Visitor, page: Page) -> None:
    with visitor.expecting("status of 404"):
        response = page.goto(f"{book.url}no/such/page")
    assert response is not None
    assert response.status == 404
    expect(page.locator(".masthead")).to_contain_text("Summit Book")


def test_static_files(book: Site, page: Page) -> None:
    style = page.locator("link[rel=stylesheet]").first.get_attribute("href")
    assert style is not None
    answer = fetch(page, style)
    assert answer["status"] == 200
    assert answer["headers"]["content-type"].startswith("text/css")


def test_leaving_out_an_entry(book: Site, page: Page) -> None:
    sign(page, "To be torn out")
    entry = page.locator("article.entry")
    entry.locator("summary").click()
    entry.locator("form button").click()
    expect(page.locator("article.entry")).to_have_count(0)
