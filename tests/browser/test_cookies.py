"""Cookies between application, browser and scripts: in an export as with a native server."""

from __future__ import annotations

import shutil
import typing as t
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser.cookie_cases import DIFFERENCES, DOCUMENTS, cookie_cases
from support.pages import Visitor, fetch
from support.sites import Site, copy_application, run_application, serve_export

RUN_CASES = (Path(__file__).parent / "cookie_cases.js").read_text()
ELSEWHERE = "http://elsewhere.test/"

Results = dict[str, t.Any]


def run_cases(page: Page, site: Site) -> Results:
    """Run all cases in a page of a site."""
    argument = {"base": site.url, "cases": cookie_cases(), "documents": DOCUMENTS}
    results: Results = page.evaluate(RUN_CASES, argument)
    return results


@pytest.fixture(scope="session")
def native_results(
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
    find_application: Callable[[str], Path],
) -> Results:
    """What becomes of the cases with a native server, in the same browser."""
    source = copy_application(find_application("cookies"), tmp_path_factory.mktemp("native"))
    context = browser.new_context()
    try:
        with run_application(source) as site:
            page = context.new_page()
            page.goto(site.url)
            return run_cases(page, site)
    finally:
        context.close()


def received(page: Page, path: str = "", options: dict[str, t.Any] | None = None) -> set[str]:
    """Return the cookies that the application receives with a request to a path."""
    text: str = fetch(page, f"{path}?echo", options)["text"]
    return set(filter(None, text.split("; ")))


def set_cookie(page: Page, *fields: str, path: str = "", **options: t.Any) -> None:
    """Have the application set cookies in its answer to a fetch."""
    query = page.evaluate("(f) => f.map((s) => 'set=' + encodeURIComponent(s)).join('&')", fields)
    fetch(page, f"{path}?echo&{query}", options)


#: Without the root of a host, where the tests with other sites are.
in_two_modes = pytest.mark.parametrize(
    "open_site", ["native", "export-below-a-path"], indirect=True
)


def cookies_of(page: Page) -> set[str]:
    """Return what scripts of a page see."""
    return set(filter(None, page.evaluate("document.cookie").split("; ")))


def test_each_case_ends_as_natively(
    serve: Callable[..., Site],
    visitor: Visitor,
    page: Page,
    native_results: Results,
) -> None:
    site = serve("cookies", "export-below-a-path")
    visitor.visit(page, site.url)
    results = run_cases(page, site)
    assert len(results) == len(native_results) == len(cookie_cases())
    same = {name for name in results if results[name] == native_results[name]}
    different = {name: results[name] for name in results if name not in same | set(DIFFERENCES)}
    assert different == {}
    assert same.isdisjoint(DIFFERENCES), "some differences are none any more"


@in_two_modes
def test_scripts_see_what_an_answer_has_set(
    open_site: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    visitor.visit(page, open_site("cookies").url)
    late = page.evaluate(
        """async () => {
            const late = [];
            for (let i = 0; i < 30; i++) {
                await fetch(`?echo&set=a=${i}%3B Path=/`);
                if (document.cookie !== `a=${i}`) late.push(document.cookie);
            }
            return late;
        }"""
    )
    assert late == []


@in_two_modes
@pytest.mark.parametrize("path", ["", "deep/er/page"])
def test_the_next_request_tells_what_a_script_has_set(
    path: str, open_site: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    visitor.visit(page, open_site("cookies").url + path)
    late = page.evaluate(
        """async () => {
            const late = [];
            for (let i = 0; i < 60; i++) {
                document.cookie = i % 3 ? `a=${i}` : "a=; max-age=0";
                const text = await (await fetch("other?echo")).text();
                if (text !== document.cookie) late.push([text, document.cookie]);
            }
            return late;
        }"""
    )
    assert late == []


@in_two_modes
def test_credentials(open_site: Callable[..., Site], visitor: Visitor, page: Page) -> None:
    visitor.visit(page, open_site("cookies").url)
    set_cookie(page, "a=1; Path=/", credentials="omit")
    assert received(page) == set()
    set_cookie(page, "a=1; Path=/", credentials="same-origin")
    set_cookie(page, "b=2; Path=/; HttpOnly", credentials="include")
    assert received(page, options={"credentials": "include"}) == {"a=1", "b=2"}
    assert received(page, options={"credentials": "same-origin"}) == {"a=1", "b=2"}
    assert received(page, options={"credentials": "omit"}) == set()
    assert cookies_of(page) == {"a=1"}


@in_two_modes
def test_a_redirect_sets_cookies(
    open_site: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = open_site("cookies")
    visitor.visit(page, site.url)
    page.goto(f"{site.url}sign/in?to=../next%3Fecho&set=a%3D1%3B%20Path%3D/&set=b=2%3B%20HttpOnly")
    assert page.url == f"{site.url}next?echo"
    assert page.text_content("body") == "a=1"
    assert received(page, "sign/out") == {"a=1", "b=2"}


def arrive(page: Page, target: str, way: str) -> str:
    """Come to a page from another site, and return what it shows."""
    page.goto(ELSEWHERE)
    page.evaluate("(url) => { document.querySelector('a').href = url }", target)
    page.evaluate("(url) => { document.querySelector('form').action = url }", target)
    page.click("button" if way == "form" else "a")
    page.wait_for_url(target)
    if way == "reload":
        page.reload()
    if way == "then a link":
        page.evaluate("location.href = `${location.pathname}?echo&again`")
        page.wait_for_url(f"{target}&again")
    return page.text_content("body") or ""


def test_other_sites_get_at_what_is_for_them(
    open_site: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = open_site("cookies")
    visitor.visit(page, site.url)
    set_cookie(
        page,
        "strict=1; Path=/; SameSite=Strict",
        "lax=1; Path=/; SameSite=Lax; HttpOnly",
        "none=1; Path=/; SameSite=None; Secure",
        "unsaid=1; Path=/; HttpOnly",
    )
    body = "<a>link</a><form method=post><button>send</button></form>"
    visitor.context.route(
        f"{ELSEWHERE}**", lambda route: route.fulfill(body=body, content_type="text/html")
    )
    came = {
        way: set(arrive(page, f"{site.url}x/y?echo", way).split("; "))
        for way in ("link", "reload", "form", "then a link")
    }
    by_link = {"lax=1", "none=1", "unsaid=1"}
    assert came == {
        "link": by_link,
        "reload": by_link,
        "form": {"none=1", "unsaid=1"},
        "then a link": by_link | {"strict=1"},
    }


def test_a_session_ends_with_the_last_tab(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("cookies")
    visitor.visit(page, site.url)
    hidden = "sid=1; Path=/; HttpOnly"
    set_cookie(page, hidden, "seen=1; Path=/", "kept=1; Path=/; HttpOnly; Max-Age=1000")
    all_of_them = {"sid=1", "seen=1", "kept=1"}
    page.reload()
    assert received(page) == all_of_them
    visitor.stop_workers(page)
    page.goto(f"{site.url}elsewhere")
    assert received(page) == all_of_them

    other = visitor.new_page()
    other.goto(site.url)
    page.close()
    assert received(other) == all_of_them
    other.goto("about:blank")
    other.go_back()
    assert received(other) == all_of_them

    other.close()
    last = visitor.new_page()
    last.goto(site.url)
    assert received(last) == {"kept=1"}
    assert cookies_of(last) == set()


def test_neighbours_keep_their_cookies_to_themselves(
    tmp_path: Path, export: Callable[..., Path], visitor: Visitor, page: Page
) -> None:
    for name in ("one", "two"):
        shutil.copytree(export("cookies"), tmp_path / "both" / name)
    with serve_export(tmp_path / "both", "export") as host:
        visitor.visit(page, f"{host.url}one/")
        other = visitor.new_page()
        visitor.visit(other, f"{host.url}two/")
        set_cookie(page, "a=1; Path=/", "hidden=1; Path=/; HttpOnly", "own=1")
        assert received(other) == set()
        set_cookie(other, "a=2; Path=/", "b=2; Path=/")
        assert received(page) == {"a=1", "hidden=1", "own=1"}
        assert received(other) == {"a=2", "b=2"}
        set_cookie(other, "hidden=; Path=/; Max-Age=0", "own=; Max-Age=0")
        assert received(page) == {"a=1", "hidden=1", "own=1"}
        page.evaluate("document.cookie = 'shared=1; path=/'")
        assert received(other) == {"a=2", "b=2", "shared=1"}
