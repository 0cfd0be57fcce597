"""What pages that are none of the application's can do to it: nothing."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Browser, Page

from support.pages import Visitor, blocked_script, fetch
from support.sites import Site

# A secure context of its own, where service workers exist.
ELSEWHERE = "http://localhost:9/"
HTML = "<!doctype html><html lang=en><title>Other</title>"

REACH_FOR_THE_WORKER = """async (site) => {
  const reached = [];
  await navigator.serviceWorker.getRegistration(site).catch((error) => reached.push(error.name));
  const frame = document.body.appendChild(document.createElement("iframe"));
  await new Promise((loaded) => { frame.onload = loaded; frame.src = site; });
  try { frame.contentWindow.navigator.serviceWorker; } catch (error) { reached.push(error.name); }
  return reached;
}"""

SAY_ANYTHING = """async (site) => {
  const { active } = await navigator.serviceWorker.getRegistration(site);
  const words = [null, 0, "start", [], {}, { type: "hipflask:watch" }, { type: "hipflask:start" },
    { type: "hipflask:activate" }, { type: "hipflask:successor" }, { type: "hipflask:unpacking" },
    { type: "fetch", url: site }];
  for (const word of words) active.postMessage(word);
  const { port1, port2 } = new MessageChannel();
  const told = [];
  return new Promise((done) => {
    port1.onmessage = ({ data }) => {
      told.push(data);
      if (data.type === "ready") done(told);
    };
    active.postMessage({ type: "hipflask:watch" }, [port2]);
  });
}"""


def test_pages_of_other_origins_do_not_reach_the_worker(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("probe")
    visitor.visit(page, site.url)
    visitor.context.route(ELSEWHERE, lambda it: it.fulfill(body=HTML, content_type="text/html"))
    page.goto(ELSEWHERE)
    assert page.evaluate(REACH_FOR_THE_WORKER, site.url) == ["SecurityError", "SecurityError"]


def test_pages_beside_the_site_learn_from_its_worker_only_how_it_is(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    site = serve("probe", "export-below-a-path")
    visitor.visit(page, site.url)
    build = json.loads(fetch(page, "hipflask-assets/manifest.json")["text"])["build"]
    outside = site.url.removesuffix("/").rpartition("/")[0] + "/outside"
    visitor.context.route(outside, lambda it: it.fulfill(body=HTML, content_type="text/html"))
    page.goto(outside)
    told = page.evaluate(SAY_ANYTHING, site.url)
    assert told == [{"type": "watching", "build": build}, {"type": "ready"}]
    page.goto(site.url)
    assert page.get_by_role("heading", name="Probe").is_visible()


def test_the_boot_page_runs_no_script_but_its_own(
    serve: Callable[..., Site], visitor: Visitor, page: Page
) -> None:
    page.goto(f"{serve('probe').url}?hipflask=reset")
    assert page.get_by_role("heading", name="Reset this site?").is_visible()
    with visitor.expecting("Content Security Policy"):
        assert blocked_script(page) == "inline"


def test_each_browser_has_a_key_of_its_own_that_lasts(
    serve: Callable[..., Site], visitor: Visitor, page: Page, browser: Browser
) -> None:
    site = serve("keyed", "export", "--device-secret-key")
    visitor.visit(page, site.url)
    key = page.locator("p").inner_text()
    assert len(key) == 64
    visitor.stop_workers(page)
    assert key in fetch(page, site.url)["text"]
    with browser.new_context() as elsewhere:
        other = Visitor(elsewhere)
        other.visit(other.new_page(), site.url)
        assert elsewhere.pages[0].locator("p").inner_text() not in (key, "told to everybody")
