"""``hipflask run --browser``: the page follows the source."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from support.pages import BOOT_TIMEOUT, Visitor
from support.sites import run_application

SOURCE = """
from hipflask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return "<!doctype html><title>Live</title><link rel=icon href='data:,'><h1>{word}</h1>"
"""


def test_page_follows_the_source(tmp_path: Path, visitor: Visitor, page: Page) -> None:
    source = tmp_path / "app.py"
    source.write_text(SOURCE.format(word="first"))
    with run_application(source, "--browser") as site, visitor.expecting("."):
        visitor.visit(page, site.url)
        heading = page.locator("h1")
        expect(heading).to_have_text("first")

        source.write_text(SOURCE.format(word="second"))
        expect(heading).to_have_text("second", timeout=BOOT_TIMEOUT)

        source.write_text("colour = settings['colour']\n" + SOURCE.format(word="third"))
        expect(page.get_by_text("name 'settings' is not defined")).to_be_visible(
            timeout=BOOT_TIMEOUT
        )

        source.write_text(SOURCE.format(word="mended"))
        expect(heading.get_by_text("mended")).to_be_visible(timeout=BOOT_TIMEOUT)
