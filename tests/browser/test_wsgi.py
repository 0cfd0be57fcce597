"""A WSGI callable without any framework, in every mode: what it receives and what it may answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.pages import Visitor, fetch
from support.sites import Site


@pytest.fixture
def visitor(returning_visitor: Visitor) -> Visitor:
    return returning_visitor


@pytest.fixture
def probe(open_site: Callable[[str], Site], visitor: Visitor, page: Page) -> Site:
    """The probe application, with a page of it open."""
    site = open_site("probe")
    visitor.visit(page, site.url)
    return site


def echo(page: Page, url: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(fetch(page, url, options)["text"])
    return report


def test_the_example_answers_a_form(
    open_site: Callable[[str], Site], visitor: Visitor, page: Page
) -> None:
    site = open_site("wsgi")
    visitor.visit(page, site.url)
    page.locator("form input, form textarea").first.fill("<b>bold</b> & é")
    page.locator("form button").click()
    expect(page.locator("body")).to_contain_text("<b>bold</b> & é")


def test_methods_and_bodies(probe: Site, page: Page) -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        options: dict[str, Any] = {"method": method, "headers": {"X-Custom": "yes"}}
        if method not in ("GET", "OPTIONS"):
            options["body"] = f"body of {method}"
        report = echo(page, "echo/x?a=1&b=%26", options)
        assert report["method"] == method
        assert bytes(report["body"]).decode() == options.get("body", "")
        assert (report["query"], report["custom"]) == ("a=1&b=%26", "yes")
    head = fetch(page, "echo/x", {"method": "HEAD"})
    assert (head["status"], head["text"], head["headers"]["x-method"]) == (200, "", "HEAD")


def test_binary_bodies_both_ways(probe: Site, page: Page) -> None:
    answered = page.evaluate(
        """async () => {
            const sent = Uint8Array.from({ length: 256 }, (_, i) => i);
            const echoed = await (await fetch('echo/', { method: 'POST', body: sent })).json();
            const large = new Blob([new Uint8Array(3_000_000)]);
            const size = await (await fetch('echo/', { method: 'PUT', body: large })).json();
            const got = new Uint8Array(await (await fetch('binary')).arrayBuffer());
            return [echoed.body, size.body, Array.from(got)];
        }"""
    )
    assert answered == [list(range(256)), 3_000_000, list(range(256))]


def test_urls_are_what_the_application_sees(probe: Site, page: Page) -> None:
    report = echo(page, "echo/caf%C3%A9%2Fx//y/?q=%C3%A9")
    assert report["path"] == "/echo/café/x//y/"
    base = page.evaluate("new URL(document.baseURI).pathname")
    if probe.exported:
        assert report["script_name"] == base.rstrip("/")
    assert report["host"] == page.evaluate("location.host")
    assert report["scheme"] == "http"


def test_statuses(probe: Site, visitor: Visitor, page: Page) -> None:
    for status in (200, 201, 202, 204, 205, 206, 304):
        answer = fetch(page, f"status/{status}")
        expected = "" if status in (204, 205, 304) else f"status {status}"
        assert (answer["status"], answer["text"]) == (status, expected)
    with visitor.expecting("status of 4", "status of 5"):
        for status in (400, 404, 418, 451, 500, 503, 599):
            answer = fetch(page, f"status/{status}")
            assert (answer["status"], answer["text"]) == (status, f"status {status}")


def test_redirects(probe: Site, page: Page) -> None:
    kept = {"method": "POST", "body": "kept"}
    for status, method, body in ((302, "GET", ""), (303, "GET", ""), (307, "POST", "kept")):
        answer = fetch(page, f"redirect/{status}?to=../echo/there", kept)
        report = json.loads(answer["text"])
        assert answer["redirected"]
        assert answer["url"] == f"{probe.url}echo/there"
        assert (report["method"], bytes(report["body"]).decode()) == (method, body)


def test_redirect_of_a_navigation_keeps_the_query(
    probe: Site, visitor: Visitor, page: Page
) -> None:
    visitor.visit(page, f"{probe.url}redirect/302?to=../landing%3Fa%3Db")
    assert page.url == f"{probe.url}landing?a=b"
    assert page.title() == "/landing?a=b"


def test_repeated_headers(probe: Site, page: Page) -> None:
    headers = fetch(page, "repeated")["headers"]
    assert headers["x-repeated"] == "one, two"
    assert headers["link"] == "</a>; rel=preload, </b>; rel=preload"


def test_streamed_body(probe: Site, page: Page) -> None:
    assert fetch(page, "stream")["text"] == "0\n1\n2\n3\n4\n"


def test_exception_is_answered_and_the_next_request_too(
    probe: Site, visitor: Visitor, page: Page
) -> None:
    with visitor.expecting("status of 500", "RuntimeError|on purpose|Traceback|^ +|^$"):
        assert fetch(page, "crash")["status"] == 500
    assert fetch(page, "status/200")["status"] == 200


def test_cookies(probe: Site, visitor: Visitor, page: Page) -> None:
    path = page.evaluate("location.pathname")

    def set_and_read(*fields: str, at: str = "echo/x") -> set[str]:
        query = "&".join(f"set={page.evaluate('encodeURIComponent', f)}" for f in fields)
        answer = fetch(page, f"cookies?{query}")
        assert "set-cookie" not in answer["headers"]
        return set(filter(None, echo(page, at)["cookie"].split("; ")))

    assert set_and_read("a=1; HttpOnly", f"b=2; Path={path}echo", "c=3; Path=/elsewhere") == {
        "a=1",
        "b=2",
    }
    assert set_and_read(at="status/../echo?") >= {"a=1"}
    assert page.evaluate("document.cookie").find("a=1") == -1
    assert set_and_read("a=; Max-Age=0", "d=4; Max-Age=1000") == {"b=2", "d=4"}
    assert set_and_read("b=; Path=/; Max-Age=0", "e=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT") == {
        "b=2",
        "d=4",
    }
    without = echo(page, "echo/x", {"credentials": "omit"})
    assert without["cookie"] == ""
