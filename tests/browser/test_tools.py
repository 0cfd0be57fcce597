"""The tools page, which shows what a site does and what it keeps."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from support.pages import Visitor, blocked_script, fetch
from support.sites import Site


@pytest.fixture
def site(hosted: Callable[..., Site], returning_visitor: Visitor) -> tuple[Site, Page, Page]:
    """A site with tools: its page, and the tools page in a tab of its own."""
    site = hosted("inspected", "export-below-a-path", "--tools")
    page, tools = returning_visitor.new_page(), returning_visitor.new_page()
    returning_visitor.visit(page, site.url)
    tools.goto(f"{site.url}?hipflask=tools")
    expect(tools.get_by_text("Python is running.")).to_be_visible()
    return site, page, tools


def request_row(tools: Page, path: str) -> Locator:
    shown = tools.locator(".path", has_text=re.compile(f"{re.escape(path)}$"))
    return tools.locator(".request").filter(has=shown).first


def test_a_request_is_shown_with_its_times_fields_and_environ(
    site: tuple[Site, Page, Page],
) -> None:
    _, page, tools = site
    fetch(page, "say/hello?in=full", {"headers": {"X-Custom": "sent"}})
    row = request_row(tools, "/say/hello?in=full")
    expect(row.locator("summary")).to_contain_text("GET")
    expect(row.locator(".status")).to_have_text("200")
    row.locator("summary").click()
    for text in ("x-custom", "sent", "content-length", "QUERY_STRING", "in=full", "PATH_INFO"):
        expect(row.get_by_text(text, exact=True).first).to_be_visible()
    assert [name.inner_text() for name in row.locator(".phases dt").all()] == [
        "Queue",
        "Transport",
        "Python",
        "Persist",
    ]


def test_waiting_for_another_request_counts_as_queue(site: tuple[Site, Page, Page]) -> None:
    _, page, tools = site
    page.evaluate(
        "Promise.all([fetch('slow?1'), fetch('slow?2')].map(async (it) => (await it).text()))"
    )

    def spent(path: str, phase: str) -> float:
        row = request_row(tools, path)
        expect(row.locator(".status")).to_have_text("200")
        return float(row.locator(f"dt.{phase} + dd").text_content().removesuffix(" ms"))  # type: ignore[union-attr]

    paths = ("/slow?1", "/slow?2")
    first, second = sorted(spent(path, "queue") for path in paths)
    # The one that comes second waits while the other sleeps.
    assert second - first >= 250
    assert min(spent(path, "python") for path in paths) >= 300


def test_what_is_printed_and_logged_is_shown(site: tuple[Site, Page, Page]) -> None:
    _, page, tools = site
    fetch(page, "say/aloud")
    expect(tools.locator(".log .stdout .text")).to_have_text(["printed: aloud"])
    expect(tools.locator(".log .warning .text").last).to_contain_text("logged: aloud")
    tools.get_by_role("button", name="Clear").click()
    expect(tools.get_by_text("Nothing was printed or logged yet.")).to_be_visible()


def test_routes_and_figures_are_shown(site: tuple[Site, Page, Page]) -> None:
    _, _, tools = site
    tools.get_by_role("heading", name="Routes").click()
    row = tools.get_by_role("row").filter(has_text="/say/<word>")
    expect(row).to_contain_text("GET, HEAD, OPTIONS")
    tools.get_by_role("heading", name="Snapshot and storage").click()
    expect(tools.get_by_text("that the browser grants")).to_be_visible()
    expect(tools.get_by_text("Python's memory")).to_be_visible()
    # Which it is, browsers decide by how much a site is visited, among other things.
    expect(tools.get_by_text(re.compile("until (you delete|the browser needs)"))).to_be_visible()


def test_kept_files_are_shown_and_downloaded(site: tuple[Site, Page, Page], tmp_path: Path) -> None:
    _, page, tools = site
    fetch(page, "notes", {"method": "POST"})
    tools.get_by_role("heading", name="Files").click()
    row = tools.get_by_role("row").filter(has_text="instance/notes/first.txt")
    expect(row).to_contain_text("80 kB")
    with tools.expect_download() as downloading:
        row.get_by_role("button").click()
    downloading.value.save_as(tmp_path / "first.txt")
    assert downloading.value.suggested_filename == "first.txt"
    assert (tmp_path / "first.txt").read_text() == "kept" * 20_000


def test_the_state_is_exported_and_imported(site: tuple[Site, Page, Page], tmp_path: Path) -> None:
    site_, page, tools = site
    fetch(page, "notes", {"method": "POST"})
    tools.goto(f"{site_.url}?hipflask=state")
    with tools.expect_download() as downloading:
        tools.get_by_role("button", name="Export the state").click()
    downloading.value.save_as(tmp_path / "state.zip")
    with zipfile.ZipFile(tmp_path / "state.zip") as archive:
        assert archive.read("instance/notes/first.txt") == b"kept" * 20_000
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("instance/second.txt", "from elsewhere")
    tools.on("dialog", lambda dialog: dialog.accept())
    tools.get_by_label("Import a state").set_input_files(tmp_path / "other.zip")
    expect(tools.get_by_text("The state was replaced.")).to_be_visible()
    expect(tools.get_by_text("instance/second.txt")).to_be_visible()
    expect(tools.get_by_text("instance/notes/first.txt")).to_have_count(0)
    (tmp_path / "none.zip").write_bytes(b"no zip at all")
    tools.get_by_label("Import a state").set_input_files(tmp_path / "none.zip")
    expect(tools.get_by_role("status")).to_contain_text("zip")
    expect(tools.get_by_text("instance/second.txt")).to_be_visible()


def test_python_is_started_anew_with_what_was_kept(site: tuple[Site, Page, Page]) -> None:
    _, page, tools = site
    fetch(page, "notes", {"method": "POST"})
    assert [fetch(page, "count")["text"] for _ in range(2)] == ["1", "2"]
    tools.get_by_role("button", name="Restart Python").click()
    expect(tools.get_by_text("Python was started anew.")).to_be_visible()
    assert fetch(page, "count")["text"] == "1"
    tools.get_by_role("heading", name="Files").click()
    expect(tools.get_by_text("instance/notes/first.txt")).to_be_visible()


def test_the_tools_need_no_python_and_outlive_the_worker(
    site: tuple[Site, Page, Page], returning_visitor: Visitor
) -> None:
    _, page, tools = site
    fetch(page, "count")
    expect(request_row(tools, "/count")).to_be_visible()
    returning_visitor.stop_workers(page)
    expect(tools.get_by_text("Python is not running")).to_be_visible()
    # What the former worker told is still there.
    expect(request_row(tools, "/count")).to_be_visible()
    tools.reload()
    expect(tools.get_by_text("Python is not running")).to_be_visible()
    expect(tools.get_by_text("None yet.")).to_be_visible()


def test_the_page_runs_no_script_but_its_own(
    site: tuple[Site, Page, Page], returning_visitor: Visitor
) -> None:
    _, _, tools = site
    with returning_visitor.expecting("Content Security Policy"):
        assert blocked_script(tools) == "inline"


def test_a_site_without_tools_has_none(
    hosted: Callable[..., Site], returning_visitor: Visitor
) -> None:
    site = hosted("inspected", "export")
    page = returning_visitor.new_page()
    returning_visitor.visit(page, site.url)
    answered = page.evaluate(
        """async () => {
            const { port1, port2 } = new MessageChannel();
            const told = new Promise((resolve) => { port1.onmessage = () => resolve("answered"); });
            const ask = { type: "hipflask:tools", ask: { what: "files" } };
            navigator.serviceWorker.controller.postMessage(ask, [port2]);
            // Whatever the worker answers to it comes before the answer to this.
            await (await fetch("count")).text();
            return Promise.race([told, "nothing"]);
        }"""
    )
    assert answered == "nothing"
    with returning_visitor.expecting("status of 404"):
        response = page.goto(f"{site.url}?hipflask=tools")
        assert response is not None
        assert response.status == 404
        expect(page.get_by_text("Build it with")).to_be_visible()
