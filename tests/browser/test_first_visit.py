"""What the boot page does beside the worker that is being installed, and what is left for later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from support.pages import BOOT_TIMEOUT, Visitor, fetch, wait_for_snapshot
from support.static_host import StaticHost, open_host

MEMORY = "/memory-"


def asked(host: StaticHost) -> list[str]:
    return sorted(path for path in host.requests if MEMORY in path)


def memory_of(site: Path) -> list[str]:
    return sorted(f"/{path.relative_to(site)}" for path in site.glob("*/memory-*"))


def test_the_memory_is_fetched_once_and_unpacked_by_the_page(
    export: Callable[..., Path], tmp_path: Path, visitor: Visitor, page: Page
) -> None:
    site = export("hello")
    scripts: list[str] = []
    page.on("worker", lambda worker: scripts.append(worker.url))
    with open_host(tmp_path) as host:
        host.deploy({"": site})
        visitor.visit(page, host.url)
        assert asked(host) == memory_of(site)
    first, second = scripts
    assert first == second
    assert first.startswith(f"{host.url}hipflask-assets/unpacker-")


def test_a_site_installs_without_the_help_of_a_page(
    export: Callable[..., Path], tmp_path: Path, visitor: Visitor, page: Page
) -> None:
    page.add_init_script("delete globalThis.Worker")
    site = export("hello")
    with open_host(tmp_path) as host:
        host.deploy({"": site})
        visitor.visit(page, host.url)
        assert asked(host) == memory_of(site)


def test_a_page_may_leave_before_it_has_unpacked_anything(
    export: Callable[..., Path], tmp_path: Path, visitor: Visitor, page: Page
) -> None:
    with open_host(tmp_path) as host:
        host.deploy({"": export("hello")})
        host.hold(MEMORY)
        page.goto(host.url)
        expect(page.locator("#bytes")).not_to_be_empty()
        page.close()
        host.release()
        visitor.visit(visitor.new_page(), host.url)


def forget_downloads(visitor: Visitor, page: Page) -> None:
    session = visitor.context.new_cdp_session(page)
    session.send("Network.clearBrowserCache")
    session.detach()


def test_the_engine_is_kept_behind_the_first_page(
    export: Callable[..., Path], tmp_path: Path, visitor: Visitor, page: Page
) -> None:
    with open_host(tmp_path) as host:
        host.deploy({"": export("hello")})
        visitor.visit(page, host.url)
        assert wait_for_snapshot(page)  # and for the engine
        address = host.url
    forget_downloads(visitor, page)
    visitor.stop_workers(page)
    assert fetch(page, address)["status"] == 200


def test_a_worker_that_ended_too_soon_leaves_the_engine_to_the_next(
    export: Callable[..., Path], tmp_path: Path, visitor: Visitor, page: Page
) -> None:
    with open_host(tmp_path) as host:
        host.deploy({"": export("hello")})
        visitor.visit(page, host.url)
        visitor.stop_workers(page)
        forget_downloads(visitor, page)
        visitor.visit(page, host.url)
        assert wait_for_snapshot(page)


def test_a_damaged_engine_is_told_of_behind_the_first_page(
    export: Callable[..., Path], tmp_path: Path, visitor: Visitor, page: Page
) -> None:
    with open_host(tmp_path) as host:
        root = host.deploy({"": export("hello")})
        [engine] = root.glob("hipflask-assets/*.wasm")
        intact = engine.read_bytes()
        # A section that says nothing: a browser has no reason not to compile it.
        engine.write_bytes(intact + b"\x00\x05\x04none")
        hello = page.get_by_role("heading", name="Hello, stranger!")
        failure = page.get_by_text(f"hipflask-assets/{engine.name}").first
        with visitor.expecting("503", "is not the file that this build of the site was made with"):
            page.goto(host.url)
            # On a busy machine it is found out before there is a first page.
            expect(hello.or_(failure)).to_be_visible(timeout=BOOT_TIMEOUT)
            while not failure.is_visible():
                page.wait_for_timeout(500)
                page.goto(host.url)
                expect(hello.or_(failure)).to_be_visible()
        engine.write_bytes(intact)
        page.get_by_role("button", name="Try again").click()
        expect(hello).to_be_visible(timeout=BOOT_TIMEOUT)
        assert wait_for_snapshot(page)
        assert fetch(page, host.url)["status"] == 200
