"""The blog, as a visitor uses it, in every mode: four extensions of Flask at work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from support.pages import Visitor
from support.sites import Site

BODY = "Three mussels and a boot.\n\nThe boot was a left one."


def join(page: Page, site: Site, name: str = "Nora") -> None:
    page.goto(f"{site.url}account/join")
    page.fill("#name", name)
    page.fill("#password", "low tide at six")
    page.get_by_role("button", name="Join").click()
    expect(page.locator(".who")).to_have_text(name)


def write(page: Page, site: Site, title: str) -> None:
    page.goto(f"{site.url}write")
    page.fill("#title", title)
    page.fill("#body", BODY)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("h1")).to_have_text(title)


@pytest.fixture
def visitor(returning_visitor: Visitor) -> Visitor:
    return returning_visitor


#: At the root of a host it is opened by a test of its own: a first visit takes long, since
#: SQLAlchemy is compiled then.
in_two_modes = pytest.mark.parametrize(
    "open_site", ["native", "export-below-a-path"], indirect=True
)


@pytest.fixture
def blog(open_site: Callable[..., Site], visitor: Visitor, page: Page) -> Site:
    """The blog, on hipflask in each mode, with a visitor who has joined."""
    site = open_site("blog", "--flask-alias")
    visitor.visit(page, site.url)
    expect(page.locator("h1")).to_contain_text("What the sea left")
    join(page, site)
    return site


@in_two_modes
def test_posts_are_written_changed_and_deleted(blog: Site, visitor: Visitor, page: Page) -> None:
    write(page, blog, "The left boot")
    expect(page.locator(".flash")).to_contain_text("It is out")
    page.get_by_role("link", name="Edit").click()
    page.fill("#title", "x")
    page.locator("#title").evaluate("field => field.form.noValidate = true")
    with visitor.expecting("status of 422"):
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".error")).to_contain_text("A title has 3 to 80 characters.")
    page.fill("#title", "Two boots")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Two boots")
    page.locator("summary").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator(".blank")).to_be_visible()


@in_two_modes
def test_an_author_signs_out_and_in(blog: Site, visitor: Visitor, page: Page) -> None:
    write(page, blog, "The left boot")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{blog.url}write")
    expect(page.locator("h1")).to_have_text("Sign in")
    page.fill("#name", "Nora")
    page.fill("#password", "low tide at six")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("What did you find?")
    page.goto(blog.url)
    page.get_by_role("link", name="The left boot").click()
    expect(page.get_by_role("link", name="Edit")).to_be_visible()


def test_posts_and_logins_outlive_the_worker(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("blog", "export", "--flask-alias")
    visitor.visit(page, site.url)
    join(page, site)
    write(page, site, "Kept")
    visitor.stop_workers(page)
    site.stop()
    page.goto(site.url)
    expect(page.locator("h2")).to_have_text("Kept")
    expect(page.locator(".who")).to_have_text("Nora")
