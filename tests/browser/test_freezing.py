"""What of an application is in the memory that a site comes with, and in its snapshot."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from support.pages import Visitor, fetch, wait_for_snapshot
from support.sites import Site


@pytest.mark.parametrize("option", ["--freeze", "--no-freeze"])
@pytest.mark.parametrize(
    ("name", "at_first", "at_the_next_start", "told"),
    [
        ("pure", ["imported", "made"], [], "starts with the application made"),
        ("folder", ["imported", "made"], ["made"], "it changed /app/instance"),
        ("clock", ["imported"], ["imported"], "imported each time: it read the clock"),
        ("reading", ["imported"], ["imported"], "it keeps /app/reading.py open"),
    ],
)
def test_only_what_stays_true_is_frozen(
    name: str,
    at_first: list[str],
    at_the_next_start: list[str],
    told: str,
    option: str,
    serve: Callable[..., Site],
    visitor: Visitor,
    page: Page,
) -> None:
    lines: list[str] = []
    visitor.context.on("console", lambda message: lines.append(message.text))

    def steps() -> list[str]:
        return [line for line in lines if line in ("imported", "made")]

    site = serve(f"freezing/{name}.py", "export", option)
    visitor.visit(page, site.url)
    # What was done for the build no browser has to do.
    assert steps() == (at_first if option == "--no-freeze" else at_the_next_start)
    assert wait_for_snapshot(page)
    assert any(told in line for line in lines), lines
    lines.clear()
    visitor.stop_workers(page)
    visitor.visit(page, site.url)
    assert page.title() == "1"
    assert steps() == at_the_next_start


def test_templates_are_compiled_once(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("compiling", "export", "--no-freeze")
    visitor.visit(page, site.url)
    assert fetch(page, "compiled")["text"] == '["index.html","base.html"]\n'
    assert wait_for_snapshot(page)
    visitor.stop_workers(page)
    page.reload()
    assert page.get_by_role("heading").text_content() == "COMPILED"
    assert fetch(page, "compiled")["text"] == "[]\n"


def test_templates_are_compiled_for_the_build(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("compiling", "export", "--freeze")
    visitor.visit(page, site.url)
    assert page.get_by_role("heading").text_content() == "COMPILED"
    assert fetch(page, "compiled")["text"] == "[]\n"
