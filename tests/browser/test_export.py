"""What only an exported site has to get right: its worker, its state, its boot page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.test_guestbook import join, picture, sign
from support.pages import BOOT_TIMEOUT, Visitor, fetch, wait_for_snapshot
from support.sites import BASE_PATHS, Mode, Site

EXPORT_MODES: list[Mode] = list(BASE_PATHS)  # type: ignore[arg-type]


def test_guestbook_outlives_worker_and_network(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("guestbook", "export-below-a-path")
    visitor.visit(page, site.url)
    join(page, site)
    sign(page, "Kept", picture())
    page.reload()
    expect(page.locator("article.entry")).to_contain_text("Kept")
    assert wait_for_snapshot(page)

    visitor.context.set_offline(True)
    site.stop()
    visitor.stop_workers(page)

    page.goto(site.url)
    expect(page.locator("article.entry")).to_contain_text("Kept")
    expect(page.locator(".masthead")).to_contain_text("Ada")
    page.locator(".photo img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.photo img').naturalWidth === 40")
    sign(page, "Written offline")

    visitor.stop_workers(page)
    page.reload()
    expect(page.locator("article.entry")).to_have_count(2)
    assert page.frames == [page.main_frame]


def test_stopped_worker_starts_again(
    hosted: Callable[..., Site], returning_visitor: Visitor
) -> None:
    page = returning_visitor.new_page()
    returning_visitor.visit(page, hosted("probe", "export").url)
    assert [fetch(page, "count")["text"] for _ in range(2)] == ["1", "2"]
    returning_visitor.stop_workers(page)
    assert fetch(page, "count")["text"] == "1"


def test_two_tabs_share_one_application(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("guestbook")
    visitor.visit(page, site.url)
    join(page, site)
    other = visitor.new_page()
    other.goto(site.url)
    expect(other.locator(".masthead")).to_contain_text("Ada")
    sign(other, "From the second tab")
    page.reload()
    expect(page.locator("article.entry")).to_contain_text("From the second tab")
    assert len(visitor.context.service_workers) == 1


@pytest.mark.parametrize("mode", EXPORT_MODES)
@pytest.mark.parametrize("path", ["", "deep", "deep/er/link", "a%20b/%C3%A9?q=1&r=%26#there"])
def test_first_visit_at_a_deep_link(
    mode: Mode, path: str, serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("probe", mode)
    visitor.visit(page, site.url + path)
    assert page.url == site.url + path
    expect(page.locator("h1")).to_have_text("Probe")
    path_only, _, query = path.partition("#")[0].partition("?")
    decoded = page.evaluate("decodeURIComponent", path_only)
    assert page.title() == f"/{decoded}?{query}"


def test_cookies_last_when_the_worker_is_stopped(
    hosted: Callable[..., Site], returning_visitor: Visitor
) -> None:
    page = returning_visitor.new_page()
    returning_visitor.visit(page, hosted("probe", "export").url)
    fetch(page, "cookies?set=kept%3D1%3B%20Max-Age%3D1000%3B%20HttpOnly")
    returning_visitor.stop_workers(page)
    assert json.loads(fetch(page, "echo")["text"])["cookie"] == "kept=1"


def test_other_origins_and_folders_are_left_alone(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("probe", "export-below-a-path")
    visitor.visit(page, site.url)
    with visitor.expecting("status of 404"):
        outside = fetch(page, "/outside")
    assert outside["status"] == 404
    assert "Probe" not in outside["text"]
    manifest = json.loads(fetch(page, "hipflask-assets/manifest.json")["text"])
    assert manifest["application"]["spec"] == "probe"


def test_import_error_is_shown_with_its_traceback(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("broken")
    with visitor.expecting("."):
        page.goto(site.url)
        detail = page.get_by_text("KeyError: 'COLOUR'")
        expect(detail).to_be_visible(timeout=BOOT_TIMEOUT)
        expect(page.locator("body")).to_contain_text("return settings")
        # An active worker goes on to say so, to pages and to those who ask for something else.
        page.wait_for_function("() => navigator.serviceWorker.controller", timeout=BOOT_TIMEOUT)
        answer = fetch(page, f"{site.url}anything")
        assert answer["status"] == 500
        assert "KeyError: 'COLOUR'" in answer["text"]
        page.goto(f"{site.url}elsewhere")
        expect(page.get_by_text("KeyError: 'COLOUR'")).to_be_visible()


def test_missing_asset_is_named(
    export: Callable[..., Path],
    serve: Callable[..., Site],
    visitor: Visitor,
    page: Page,
) -> None:
    site = serve("hello", "export", "--title", "Incomplete")
    folder = export("hello", "--title", "Incomplete")
    [lost] = folder.glob("hipflask-assets/stdlib-rest-*.zip.xz")
    lost.unlink()
    with visitor.expecting("."):
        page.goto(site.url)
        expect(page.get_by_text(lost.name).first).to_be_visible(timeout=BOOT_TIMEOUT)


@pytest.mark.parametrize("part", ["memory-2", "memory-change"])
def test_damaged_asset_is_named(
    part: str,
    export: Callable[..., Path],
    serve: Callable[..., Site],
    visitor: Visitor,
    page: Page,
) -> None:
    options = ("--title", f"Damaged {part}")
    site = serve("hello", "export", *options)
    folder = export("hello", *options)
    [damaged] = folder.glob(f"hipflask-assets/{part}-*.bin.xz")
    damaged.write_bytes(damaged.read_bytes()[:-1])
    with visitor.expecting("."):
        page.goto(site.url)
        expect(page.get_by_text(damaged.name).first).to_be_visible(timeout=BOOT_TIMEOUT)


def test_snapshot_is_used_after_a_stop_and_not_needed(
    hosted: Callable[..., Site], returning_visitor: Visitor
) -> None:
    page = returning_visitor.new_page()
    returning_visitor.visit(page, hosted("probe", "export").url)
    assert wait_for_snapshot(page, remove=True)
    returning_visitor.stop_workers(page)
    assert fetch(page, "status/200")["status"] == 200
    assert wait_for_snapshot(page)


def test_flask_by_its_own_name_is_hipflask(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("aliased")
    visitor.visit(page, site.url)
    report = json.loads(fetch(page, site.url)["text"])
    assert report["modules"] == ["hipflask.app", "hipflask.views"]
    assert report["version"] == "3.1.3"
    assert (report["checked"], report["refused"]) == (True, False)
