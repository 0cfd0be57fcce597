"""What the boot page does beside the worker that is being installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from support.pages import Visitor
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
