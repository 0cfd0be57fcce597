"""Views that wait, natively and where the browser suspends them; and those that never end."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from support.pages import Visitor, fetch
from support.sites import Site

#: What Python writes to the console when a request fails.
LOGGED = "Traceback|RequestTimeout|^ +|^$"


@pytest.fixture
def waiting(open_site: Callable[..., Site], visitor: Visitor, page: Page) -> Site:
    site = open_site("waiting")
    visitor.visit(page, site.url)
    return site


def test_views_and_hooks_wait(waiting: Site, visitor: Visitor, page: Page) -> None:
    assert json.loads(fetch(page, "async")["text"]) == {"hook": "a hook that waited"}
    assert fetch(page, "sleep")["text"] == "slept: True"
    assert fetch(page, "stream")["text"] == "0\n1\n2\n"
    with visitor.expecting("status of 418"):
        answer = fetch(page, "fails")
    assert (answer["status"], answer["text"]) == (418, "explained: lost")


def test_many_wait_while_garbage_is_collected(waiting: Site, page: Page) -> None:
    texts = page.evaluate("""() => Promise.all(
        Array.from({ length: 20 }, () => fetch("litter").then((response) => response.text())))""")
    assert texts == ["".join(f"{number}\n" for number in range(60))] * 20


@pytest.mark.parametrize("path", ["loop", "late"])
def test_view_that_does_not_end_is_answered_503(
    path: str, serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("waiting", "export", "--time-limit", "0.5")
    visitor.visit(page, site.url)
    with visitor.expecting("status of 503", LOGGED):
        answer = fetch(page, path)
    assert (answer["status"], answer["headers"]["retry-after"]) == (503, "1")
    assert "took longer than 0.5 s" in answer["text"]
    assert fetch(page, "sleep")["text"] == "slept: True"
