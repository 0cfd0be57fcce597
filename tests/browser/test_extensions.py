"""Extensions of Flask in an export: what they do, and that it lasts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from support.pages import Visitor, fetch
from support.sites import Site


def post(page: Page, url: str, body: str = "") -> str:
    return str(fetch(page, url, {"method": "POST", "body": body})["text"])


@pytest.fixture
def visitor(returning_visitor: Visitor) -> Visitor:
    return returning_visitor


@pytest.fixture
def site(hosted: Callable[..., Site], visitor: Visitor, page: Page) -> Site:
    """The application with all eight, as a visitor has just opened it."""
    site = hosted("extensions", "export")
    visitor.visit(page, site.url)
    return site


def test_a_database_with_migrations_and_a_form(site: Site, visitor: Visitor, page: Page) -> None:
    assert post(page, "migrate") == "True"
    page.goto(f"{site.url}notes")
    page.fill("#text", "kept")
    page.locator("button").click()
    assert page.locator("p").inner_text() == "kept"
    page.fill("#text", "x")
    page.locator("button").click()
    page.wait_for_function("document.body.innerText.includes('mindestens 3 Zeichen')")

    visitor.stop_workers(page)
    page.goto(f"{site.url}notes")
    assert page.locator("p").inner_text() == "kept"


def test_a_login_and_a_session_on_the_servers_side(
    site: Site, visitor: Visitor, page: Page
) -> None:
    with visitor.expecting("status of 401"):
        assert fetch(page, "me")["status"] == 401
    post(page, "in/ada")
    assert [post(page, "visits") for _ in range(2)] == ["1", "2"]
    visitor.stop_workers(page)
    assert fetch(page, "me")["text"] == "ada"
    assert post(page, "visits") == "3"


def test_caching_limits_and_headers(site: Site, visitor: Visitor, page: Page) -> None:
    assert [fetch(page, "cached")["text"] for _ in range(2)] == ["1", "1"]
    with visitor.expecting("status of 429"):
        statuses = [fetch(page, "limited")["status"] for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert fetch(page, "cors")["headers"]["access-control-allow-origin"] == "*"


def test_native_code_from_a_wheel_runs_after_each_start(
    site: Site, visitor: Visitor, page: Page
) -> None:
    assert post(page, "native", "four") == '{"length":4}'
    visitor.stop_workers(page)
    assert post(page, "native", "three") == '{"length":5}'


def test_threads_and_sockets_say_why_they_do_not_work(site: Site, page: Page) -> None:
    assert "Threads cannot be started in the browser" in fetch(page, "thread")["text"]
    assert "Sockets cannot be opened in the browser" in fetch(page, "socket")["text"]
