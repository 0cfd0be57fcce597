"""Deploying a site anew while it is in use, and several sites on one origin."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.pages import BOOT_TIMEOUT, Visitor, fetch
from support.sites import copy_application, export_application
from support.static_host import StaticHost, open_host

Versions = Callable[[str], Path]

#: Has the browser look for a new version, and gives the worker that is on its way. The browser may
#: have looked by itself just before, as it does a while after each navigation.
NEWER = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    return registration.installing ?? registration.waiting ?? registration.active;
}"""

#: Does so, and tells what becomes of that worker.
UPDATE = f"""async () => {{
    const worker = await ({NEWER})();
    while (!["activated", "redundant"].includes(worker.state)) {{
        await new Promise((resolve) => {{ worker.onstatechange = resolve; }});
    }}
    return worker.state;
}}"""

#: Resolves once another worker answers a page.
TAKEN_OVER = """() => {
    window.takenOver = new Promise((resolve) => {
        navigator.serviceWorker.oncontrollerchange = () => resolve(true);
    });
}"""


@pytest.fixture(scope="module")
def version(
    tmp_path_factory: pytest.TempPathFactory, find_application: Callable[[str], Path]
) -> Versions:
    """Build a version of the application, once."""
    exports: dict[str, Path] = {}

    def build(number: str) -> Path:
        if number not in exports:
            folder = tmp_path_factory.mktemp("version")
            source = copy_application(find_application("lifecycle"), folder)
            source.write_text(source.read_text().replace('VERSION = "1"', f'VERSION = "{number}"'))
            exports[number] = export_application(source, folder)
        return exports[number]

    return build


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StaticHost]:
    with open_host(tmp_path / "host") as host:
        yield host


@pytest.fixture
def first(host: StaticHost, version: Versions, visitor: Visitor, page: Page) -> str:
    """The URL of a site whose first version was visited, with something to lose."""
    host.deploy({"": version("1")})
    visitor.visit(page, host.url)
    remember(page, host.url, "kept")
    return host.url


def remember(page: Page, url: str, text: str) -> None:
    answer = fetch(page, f"{url}entries", {"method": "POST", "body": text})
    assert answer["status"] == 204


def entries(page: Page, url: str) -> list[str]:
    remembered: list[str] = json.loads(fetch(page, f"{url}entries")["text"])
    return remembered


def ask(page: Page, what: str) -> str:
    text: str = fetch(page, what)["text"]
    return text


def asked_for(host: StaticHost) -> set[str]:
    """The kinds of assets that were asked for, by the names that they have before their hash."""
    names = [path.rpartition("/")[2] for path in host.requests if path != "/"]
    return {name.rpartition("-")[0] or name for name in names}


def test_new_version_takes_over_in_all_tabs(
    first: str, host: StaticHost, version: Versions, visitor: Visitor, page: Page
) -> None:
    other = visitor.new_page()
    other.goto(f"{first}page/7")
    other.evaluate(TAKEN_OVER)
    for number, text in (("2", "from the second"), ("1", "from the first again")):
        host.deploy({"": version(number)})
        # Looking for a new version is what browsers do at each navigation.
        page.goto(first)
        assert other.evaluate("window.takenOver")
        other.evaluate(TAKEN_OVER)
        changed = {"app", "index.html", "memory-change", "sw.js"}
        scripts = {"pyodide", "pyodide.asm", "worker"}  # which the browser compares by itself
        assert changed <= asked_for(host) <= changed | scripts
        assert [ask(tab, "/version") for tab in (other, page)] == [number, number]
        assert ask(other, "/visitor") == "known"
        remember(other, first, text)
        page.reload()
        assert page.title() == f"Version {number}"
    assert entries(page, first) == ["kept", "from the second", "from the first again"]


def test_tab_that_is_never_left_hears_of_a_new_version(
    first: str, host: StaticHost, version: Versions, visitor: Visitor, page: Page
) -> None:
    page.evaluate(TAKEN_OVER)
    host.deploy({"": version("2")})
    visitor.stop_workers(page)
    assert ask(page, "version") in ("1", "2")
    assert page.evaluate("window.takenOver")
    assert ask(page, "version") == "2"
    assert entries(page, first) == ["kept"]


def test_open_event_stream_does_not_hold_a_new_version_up(
    first: str, host: StaticHost, version: Versions, page: Page
) -> None:
    told = page.evaluate(
        """() => new Promise((resolve) => {
            window.told = [];
            const source = new EventSource("events");
            source.onmessage = (event) => {
                window.told.push(event.data);
                if (window.onTold) window.onTold();
                resolve(event.data);
            };
        })"""
    )
    assert told == "1"
    host.deploy({"": version("2")})
    assert page.evaluate(UPDATE) == "activated"
    page.evaluate(
        """async () => {
            while (window.told.at(-1) !== "2") {
                await new Promise((resolve) => { window.onTold = resolve; });
            }
        }"""
    )


def test_incomplete_deployment_leaves_the_former_version_at_work(
    first: str, host: StaticHost, version: Versions, visitor: Visitor, page: Page
) -> None:
    root = host.deploy({"": version("2")})
    [application] = root.glob("hipflask-assets/app-*.zip.gz")
    complete = application.read_bytes()
    with visitor.expecting("app-|asset", "status of 404"):
        application.unlink()
        assert page.evaluate(UPDATE) == "redundant"
        application.write_bytes(complete[:-1])
        assert page.evaluate(UPDATE) == "redundant"
    assert ask(page, "version") == "1"
    remember(page, first, "meanwhile")
    application.write_bytes(complete)
    assert page.evaluate(UPDATE) == "activated"
    assert ask(page, "version") == "2"
    assert entries(page, first) == ["kept", "meanwhile"]


def test_interrupted_installation_leaves_the_former_version_at_work(
    first: str, host: StaticHost, version: Versions, visitor: Visitor, page: Page
) -> None:
    host.deploy({"": version("2")})
    host.hold("/app-")
    page.evaluate(
        f"""async () => {{
            const worker = await ({NEWER})();
            window.ended = new Promise((resolve) => {{
                worker.onstatechange = () => resolve(worker.state);
            }});
        }}"""
    )
    visitor.stop_workers(page)
    assert page.evaluate("ended") == "redundant"
    page.evaluate(TAKEN_OVER)
    # Started anew for this request, the former version looks by itself for a newer one.
    assert ask(page, "version") == "1"
    host.release()
    assert page.evaluate("window.takenOver")
    assert ask(page, "version") == "2"
    assert entries(page, first) == ["kept"]


def test_former_worker_cannot_save_what_its_successor_does_not_know(
    first: str, visitor: Visitor, page: Page
) -> None:
    claim = """async () => {
        const names = (await indexedDB.databases()).map(({ name }) => name);
        const name = names.find((name) => name.endsWith(":state"));
        const database = await new Promise((resolve, reject) => {
            const request = indexedDB.open(name);
            request.onsuccess = () => resolve(request.result);
            request.onerror = reject;
        });
        const transaction = database.transaction("owner", "readwrite");
        transaction.objectStore("owner").put("a successor", "worker");
        await new Promise((resolve) => { transaction.oncomplete = resolve; });
        database.close();
    }"""
    page.evaluate(claim)
    with visitor.expecting("status of 503", "HipflaskError|taken over"):
        answer = fetch(page, "entries", {"method": "POST", "body": "late"})
    assert (answer["status"], answer["headers"]["retry-after"]) == (503, "1")
    assert "newer worker of the site has taken over" in answer["text"]
    assert entries(page, first) == ["kept"]
    remember(page, first, "again")
    assert entries(page, first) == ["kept", "again"]


def test_sites_side_by_side_and_in_each_other(
    host: StaticHost, version: Versions, visitor: Visitor, page: Page
) -> None:
    names = {"a/": "1", "a/b/": "2", "c/": "3"}
    host.deploy({name: version(number) for name, number in names.items()})
    host.put("index.html", "<!doctype html><title>Host</title><link rel=icon href='data:,'>")
    for name, number in names.items():
        visitor.visit(page, host.url + name)
        assert page.title() == f"Version {number}"
        remember(page, host.url + name, f"in {name}")
    visitor.stop_workers(page)
    for name in names:
        page.goto(host.url + name)
        assert entries(page, host.url + name) == [f"in {name}"]
    page.goto(f"{host.url}a/page/1?hipflask=reset")
    confirm_reset(page)
    kept = page.evaluate(
        """async () => [
            ...(await caches.keys()),
            ...(await indexedDB.databases()).map(({ name }) => name),
            ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
        ]"""
    )
    assert {name.removeprefix("hipflask:").rpartition("/")[0] + "/" for name in kept} == {
        f"{host.url}a/b/",
        f"{host.url}c/",
    }
    for name in ("a/b/", "c/"):
        page.goto(host.url + name)
        assert entries(page, host.url + name) == [f"in {name}"]
    visitor.visit(page, f"{host.url}a/")
    assert entries(page, f"{host.url}a/") == []


def confirm_reset(page: Page) -> None:
    page.get_by_role("button", name="Reset this site").click()
    page.get_by_role("button", name="Delete and reset").click()
    expect(page.get_by_role("heading", name="The site has been reset")).to_be_visible(
        timeout=BOOT_TIMEOUT
    )
