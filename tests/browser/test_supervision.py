"""Interpreters that come to their end, in every way there is, and what the visitor sees of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.pages import BOOT_TIMEOUT, Visitor, fetch, wait_until
from support.sites import Mode, Site, run_application

#: What the browser's console has to tell of an end.
TOLD = (
    "status of 50[03]",
    "Python has stopped",
    "fatal error",
    "Stack|File|Traceback|Error|exit|^ |^$|^\\.\\.\\.|Extension modules",
)

POST = {"method": "POST", "body": "kept"}


#: Makes a site forget that its interpreters have come to their ends.
FORGET_STOPS = """async () => {
    for (const name of await caches.keys()) {
        if (name.endsWith(":stops")) await caches.delete(name);
    }
}"""


@pytest.fixture
def visitor(returning_visitor: Visitor) -> Visitor:
    return returning_visitor


@pytest.fixture
def site(hosted: Callable[..., Site], visitor: Visitor, page: Page) -> Iterator[Site]:
    """The application with a page of it open, and something noted."""
    site = hosted("fatal", "export-below-a-path")
    visitor.visit(page, site.url)
    assert fetch(page, f"{site.url}notes", POST)["text"] == "noted"
    yield site
    page.evaluate(FORGET_STOPS)


def notes(page: Page, site: Site) -> str:
    answer: str = fetch(page, f"{site.url}notes")["text"]
    return answer


def expect_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text)).to_be_visible(timeout=BOOT_TIMEOUT)


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        ("exit", "os._exit(3)"),
        ("trap", "memory access out of bounds"),
        ("recursion-in-c", "the stack overflowed"),
        ("recursion-in-python", "the stack overflowed"),
        ("memory", "the memory was used up"),
    ],
)
def test_interpreter_is_replaced(
    way: str, reason: str, site: Site, visitor: Visitor, page: Page
) -> None:
    with visitor.expecting(*TOLD):
        answer = fetch(page, f"{site.url}end/{way}", POST)
        assert (answer["status"], answer["headers"]["retry-after"]) == (503, "1")
        assert f"POST /sub/path/end/{way}" in answer["text"]
        assert reason in answer["text"]
        assert notes(page, site) == "kept;"
        assert fetch(page, f"{site.url}notes", POST)["status"] == 200
        assert notes(page, site) == "kept;kept;"


def test_recursion_in_python_is_an_exception(site: Site, visitor: Visitor, page: Page) -> None:
    with visitor.expecting(*TOLD):
        assert fetch(page, f"{site.url}recursion")["status"] == 500
    assert notes(page, site) == "kept;"


def test_nobody_else_waits_for_ever(site: Site, visitor: Visitor, page: Page) -> None:
    with visitor.expecting(*TOLD):
        outcomes = page.evaluate(
            """async (base) => {
                const stream = (await fetch(`${base}stream`)).body.getReader();
                await stream.read();
                const end = fetch(`${base}end-after-a-wait`);
                const queued = fetch(`${base}notes`);
                const rest = await stream.read().then(() => "more", (error) => error.name);
                return [(await end).status, (await queued).status, rest];
            }""",
            site.url,
        )
        assert outcomes[0] == 503
        assert outcomes[1] in (200, 503)
        assert outcomes[2] == "TypeError"
        assert notes(page, site) == "kept;"


def test_end_between_requests(site: Site, visitor: Visitor, page: Page) -> None:
    with visitor.expecting(*TOLD):
        with visitor.context.expect_event(
            "console", lambda message: "Python has stopped" in message.text
        ) as told:
            assert fetch(page, f"{site.url}end-later")["text"] == "soon"
        assert "between requests: the program ended itself" in told.value.text
        assert notes(page, site) == "kept;"


def test_exception_in_the_gateway(site: Site, visitor: Visitor, page: Page) -> None:
    assert fetch(page, f"{site.url}break-the-gateway")["text"] == "broken"
    with visitor.expecting(*TOLD):
        answer = fetch(page, f"{site.url}notes", POST)
        assert answer["status"] == 503
        assert "the gateway raised RuntimeError" in answer["text"]
        assert notes(page, site) == "kept;"


def test_end_at_the_start_is_a_loop_too(site: Site, visitor: Visitor, page: Page) -> None:
    fetch(page, f"{site.url}notes", {"method": "POST", "body": "poison"})
    visitor.stop_workers(page)
    with visitor.expecting(*TOLD, "keeps|was ended 3 times"):
        for _ in range(2):
            assert fetch(page, f"{site.url}notes")["status"] == 503
        page.goto(site.url)
        expect_heading(page, "Python keeps stopping")
        told = "the start of the application: the program ended itself"
        assert page.locator("#detail").inner_text().count(told) == 3


def test_page_tells_and_tries_again(site: Site, visitor: Visitor, page: Page) -> None:
    with visitor.expecting(*TOLD):
        response = page.goto(f"{site.url}end/exit")
        assert response is not None
        assert response.status == 503
        expect_heading(page, "Python stopped")
        expect(page.locator("main")).to_contain_text("GET /sub/path/end/exit")
        # It does not go there once more by itself.
        assert notes(page, site) == "kept;"
        expect_heading(page, "Python stopped")
        page.goto(site.url)
        expect_heading(page, "alive")


def test_loop_ends_at_a_page_with_the_log(site: Site, visitor: Visitor, page: Page) -> None:
    other = visitor.new_page()
    other.goto(site.url)
    with visitor.expecting(*TOLD, "keeps|was ended 3 times"):
        page.goto(f"{site.url}end/exit")
        expect_heading(page, "Python stopped")
        visitor.stop_workers(page)  # the count outlives the worker
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("#detail")).to_contain_text("exit(3)")
        wait_until(page, "() => performance.getEntriesByType('navigation')[0].type === 'reload'")
        expect_heading(page, "Python stopped")
        page.get_by_role("button", name="Try again").click()
        expect_heading(page, "Python keeps stopping")
        log = page.locator("#detail")
        expect(log).to_be_visible()
        assert log.inner_text().count("GET /sub/path/end/exit: the program ended itself") == 3
        for stopped in (False, True):
            if stopped:
                visitor.stop_workers(page)
            answer = fetch(other, f"{site.url}notes")
            assert answer["status"] == 503
            assert "GET /sub/path/end/exit" in answer["text"]
        other.goto(site.url)
        expect_heading(other, "Python keeps stopping")
        expect(other.get_by_role("link", name="Reset this site…")).to_be_visible()
        other.get_by_role("button", name="Try again").click()
        expect_heading(other, "alive")
    assert notes(other, site) == "kept;"


@pytest.mark.parametrize("mode", ["native", "export-below-a-path"])
def test_debugger_evaluates_in_frames(
    mode: Mode,
    serve: Callable[..., Site],
    find_application: Callable[[str], Path],
    visitor: Visitor,
    page: Page,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WERKZEUG_DEBUG_PIN", "off")
    with ExitStack() as stack:
        if mode == "native":
            running = run_application(find_application("debugged"), "--debug", "--no-reload")
            site = stack.enter_context(running)
        else:
            site = serve("debugged", mode, "--debug")
        visitor.visit(page, site.url)
        with visitor.expecting(r"status of 500", "Traceback|Error|File|^ |^$"):
            page.goto(f"{site.url}divide/21")
            expect(page.locator("h1")).to_have_text("ZeroDivisionError")
            shell = page.locator(".traceback li").last
            frame = shell.locator(".frame")
            expect(frame).to_contain_text("return str(answer / 0)")
            line = frame.locator("pre.current")
            line.hover()
            line.get_by_title("Open an interactive python shell in this frame").click()
            console = shell.locator("input")
            path = "__import__('hipflask').request.path"
            for code, value in (("1+1", "2"), ("answer", "42"), (path, "'/divide/21'")):
                console.fill(code)
                console.press("Enter")
                expect(shell.locator(".output")).to_contain_text(value)
