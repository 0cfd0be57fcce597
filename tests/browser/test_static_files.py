"""Static files that a worker sends without Python, and those that it must ask for."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page

from support.pages import Visitor, fetch
from support.sites import Site, copy_application, export_application, run_application, serve_export

FILE = "static/style.css"

#: What the worker of a page tells of itself when it is asked: whether anything has begun in it.
STATE = """() => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { if (data.type !== "watching") resolve(data.type); };
    navigator.serviceWorker.controller.postMessage({ type: "hipflask:watch" }, [port2]);
})"""

#: Resolves once the answer for a path is kept. The page looks again and again, as nobody tells it.
KEPT = """async (path) => {
    for (const end = performance.now() + 30000; performance.now() < end; ) {
        for (const name of await caches.keys()) {
            if (!name.endsWith(":answers")) continue;
            const kept = await (await caches.open(name)).keys();
            if (kept.some(({ url }) => new URL(url).searchParams.get("path") === path)) return true;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return false;
}"""

#: Asks for a file in all the ways that need no application, or in those that do. Of what differs
#: from server to server, and from moment to moment, only the form is told.
ASK = """async ([path, simple]) => {
    const first = await fetch(path, { cache: "no-store" });
    const [tag, since] = ["etag", "last-modified"].map((name) => first.headers.get(name));
    const later = new Date(Date.parse(since) + 86400000).toUTCString();
    const earlier = new Date(Date.parse(since) - 86400000).toUTCString();
    const ways = simple ? {
        "as it is": {},
        "with a query": { query: "?v=1&v=2" },
        "without credentials": { credentials: "omit" },
        "past the cache": { cache: "reload" },
        "its head": { method: "HEAD" },
        "a tag that fits": { headers: { "If-None-Match": tag } },
        "a weak tag that fits": { headers: { "If-None-Match": `W/${tag}` } },
        "tags of which one fits": { headers: { "If-None-Match": `"a", W/"b",${tag}` } },
        "a tag that does not fit": { headers: { "If-None-Match": '"a"' } },
        "the head, if a tag does not fit": { method: "HEAD", headers: { "If-None-Match": tag } },
        "a date that fits": { headers: { "If-Modified-Since": since } },
        "a date after": { headers: { "If-Modified-Since": later } },
        "a date before": { headers: { "If-Modified-Since": earlier } },
        "a date that fits, a tag that does not":
            { headers: { "If-Modified-Since": since, "If-None-Match": '"a"' } },
        "a tag that fits, a date that does not":
            { headers: { "If-Modified-Since": earlier, "If-None-Match": tag } },
    } : {
        "any tag": { headers: { "If-None-Match": "*" } },
        "a tag without quotes": { headers: { "If-None-Match": tag.slice(1, -1) } },
        "an odd date": { headers: { "If-Modified-Since": since.replace("GMT", "+0000") } },
        "no date": { headers: { "If-Modified-Since": "yesterday" } },
        "a range": { headers: { Range: "bytes=0-3" } },
        "a range past the end": { headers: { Range: "bytes=1000-" } },
        "a range, if it does not fit": { headers: { Range: "bytes=0-3", "If-Range": '"a"' } },
        "only if a tag fits": { headers: { "If-Match": '"a"' } },
        "other methods": { method: "POST", body: "new" },
        "what is allowed": { method: "OPTIONS" },
        "what is not there": { query: ".missing" },
    };
    const told = {};
    for (const [name, { query = "", ...options }] of Object.entries(ways)) {
        const response = await fetch(path + query, { cache: "no-store", ...options });
        const { server, connection, ...fields } = Object.fromEntries(response.headers);
        const date = Date.parse(fields.date?.slice(0, 29)); // Werkzeug's server adds one of its own
        const life = Date.parse(fields.expires) - date;
        if ("expires" in fields) fields.expires = Math.round(life / 10000);
        if (!simple) delete fields.date; // which that server adds to whatever there is
        else if ("date" in fields) fields.date = Math.abs(date - Date.now()) < 60000;
        if ("etag" in fields) fields.etag = fields.etag.split("-").slice(1, 2);
        if ("last-modified" in fields) fields["last-modified"] = fields["last-modified"].length;
        if ("allow" in fields) fields.allow = fields.allow.split(", ").sort();
        const { status, statusText } = response;
        told[name] = { status, statusText, fields, text: await response.text() };
    }
    return told;
}"""


def ask(page: Page, *, simple: bool) -> dict[str, t.Any]:
    told: dict[str, t.Any] = page.evaluate(ASK, [FILE, simple])
    return told


def keep(visitor: Visitor, page: Page, site: Site) -> None:
    """Visit a site, and have its worker keep the file."""
    visitor.visit(page, site.url)
    assert fetch(page, FILE)["status"] == 200
    assert page.evaluate(
        KEPT, page.evaluate("path => new URL(path, document.baseURI).pathname", FILE)
    )


def is_asked(page: Page) -> bool:
    """Whether the application was needed to answer, by a worker that was stopped before."""
    return bool(page.evaluate(STATE) != "idle")


@pytest.fixture
def natively(find_application: Callable[[str], Path], tmp_path: Path) -> Iterator[Site]:
    with run_application(copy_application(find_application("files"), tmp_path)) as site:
        yield site


@pytest.fixture
def serve_changed(
    find_application: Callable[[str], Path], tmp_path: Path
) -> Iterator[Callable[[str], Site]]:
    """Serve an export of the application with more at its end."""
    with ExitStack() as stack:

        def start(more: str) -> Site:
            source = copy_application(find_application("files"), tmp_path)
            with (source / "app.py").open("a") as file:
                file.write(more)
            return stack.enter_context(serve_export(export_application(source, tmp_path), "export"))

        yield start


def test_they_are_sent_without_python_as_natively(
    serve: Callable[..., Site], natively: Site, visitor: Visitor, page: Page
) -> None:
    keep(visitor, page, serve("files", "export-below-a-path"))
    other = visitor.new_page()
    other.goto(natively.url)
    with visitor.expecting("Failed to load resource"):
        assert ask(page, simple=False) == ask(other, simple=False)
        visitor.stop_workers(page)
        found = ask(page, simple=True)
        assert not is_asked(page)
        assert found == ask(other, simple=True)


def test_a_changed_file_is_sent_as_it_is(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    keep(visitor, page, serve("files"))
    changed = fetch(page, "change", {"method": "POST"})["text"]
    assert "maroon" in changed
    for _ in range(2):
        assert fetch(page, FILE)["text"] == changed
    visitor.stop_workers(page)
    assert "navy" in fetch(page, FILE)["text"]  # for only what is durable outlives the worker


def test_a_session_is_renewed_by_them(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    keep(visitor, page, serve("files"))
    assert fetch(page, "stay", {"method": "POST"})["status"] == 200
    visitor.stop_workers(page)
    assert fetch(page, FILE)["status"] == 200
    assert is_asked(page)


def test_the_application_is_asked_if_the_site_is_built_so(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    visitor.visit(page, serve("files", "export", "--no-static-cache").url)
    expect_asked(visitor, page)


@pytest.mark.parametrize(
    "more",
    [
        "\nasked = []\napp.before_request(lambda: asked.append(1))\n",
        "\ninner = app.wsgi_app\napp.wsgi_app = lambda *request: inner(*request)\n",
    ],
)
def test_the_application_is_asked_if_it_may_do_something(
    more: str, serve_changed: Callable[[str], Site], visitor: Visitor, page: Page
) -> None:
    visitor.visit(page, serve_changed(more).url)
    expect_asked(visitor, page)


def expect_asked(visitor: Visitor, page: Page) -> None:
    """Fetch the file from one worker after another, and see that each has to start Python."""
    for _ in range(3):
        assert fetch(page, FILE)["status"] == 200
        assert is_asked(page)
        visitor.stop_workers(page)
