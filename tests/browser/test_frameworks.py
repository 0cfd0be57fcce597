"""Other frameworks' applications, exported: they answer as their own server lets them answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.pages import Visitor, fetch
from support.sites import Site, copy_application, run_application

#: What `hipflask build` is told for each, besides the application.
OPTIONS = {
    "bottle": (),
    "django": (),
    "falcon": (),
    "flask": ("--no-flask-alias",),
    "pyramid": (),
}
HEADINGS = {"flask": "Flask from flask.app"}
#: Those with asynchronous views behind WSGI.
ASYNCHRONOUS = {"django", "flask"}

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GREET = {"method": "POST", "body": "name=Zo%C3%AB+%26+Co", "headers": FORM}
REPORT = {
    "method": "PUT",
    "body": '{"n": [1, "\u00e9"]}',
    "headers": {"Content-Type": "application/json"},
}


def answer(page: Page, path: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    """What can be told of an answer in both modes."""
    got = fetch(page, path, options)
    base = page.evaluate("document.baseURI")
    return {
        "status": got["status"],
        "path": got["url"].removeprefix(base),
        "type": got["headers"].get("content-type"),
        "text": got["text"].replace(base, "/"),
    }


def answers(framework: str, page: Page, visitor: Visitor) -> dict[str, Any]:
    """Every answer of an application whose first page is open."""
    expect(page.locator("h1")).to_have_text(HEADINGS.get(framework, framework.title()))
    got = {
        "index": answer(page, ""),
        "greet": answer(page, "greet", GREET),
        "report": answer(page, "report/a%20b/%C3%A9?q=1&q=%26", REPORT),
        "moved": answer(page, "moved"),
        "visits": [answer(page, "visits") for _ in range(3)],
        "static": answer(page, "static/hello.txt"),
    }
    if framework in ASYNCHRONOUS:
        got["later"] = answer(page, "later")
    with visitor.expecting("status of 4", "status of 5", "on purpose|Traceback|crash|^ +|^$"):
        got["missing"] = answer(page, "no/such/page")
        # Its text is the server's own where the framework lets exceptions through.
        got["crash"] = answer(page, "crash")["status"]
    return got


@pytest.mark.parametrize("framework", OPTIONS)
def test_an_export_answers_as_the_native_server_does(
    framework: str,
    serve: Callable[..., Site],
    find_application: Callable[[str], Path],
    tmp_path: Path,
    visitor: Visitor,
    page: Page,
) -> None:
    with run_application(copy_application(find_application(framework), tmp_path)) as native:
        visitor.visit(page, native.url)
        expected = answers(framework, page, visitor)
    exported = serve(framework, "export", *OPTIONS[framework])
    visitor.context.clear_cookies()  # a host's ports share them
    visitor.visit(page, exported.url)
    got = answers(framework, page, visitor)

    assert got == expected
    assert got["greet"]["text"] == "Hello, Zo\u00eb & Co!"
    assert json.loads(got["report"]["text"]) == {
        "method": "PUT",
        "word": "a b/\u00e9",
        "query": ["1", "&"],
        "body": {"n": [1, "\u00e9"]},
    }
    assert (got["moved"]["path"], got["moved"]["text"]) == (
        "landing?from=moved",
        "landed from moved",
    )
    assert [visit["text"] for visit in got["visits"]] == ["1", "2", "3"]
    assert got["static"]["text"] == "static: sea, sand\n"
    assert (got["missing"]["status"], got["crash"]) == (404, 500)
