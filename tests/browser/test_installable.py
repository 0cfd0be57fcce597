"""A site can be installed as an app, and works from the home screen without a network."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright

from support.pages import BOOT_TIMEOUT, Visitor
from support.sites import EXAMPLES, Mode, Site

ICON = EXAMPLES / "guestbook" / "static" / "icon.svg"
OPTIONS = ("--pwa-name", "Pocket", "--pwa-color", "#b45309", "--pwa-icon", str(ICON))


@pytest.fixture
def profile(
    playwright: Playwright, chromium_options: dict[str, t.Any], tmp_path: Path
) -> Iterator[BrowserContext]:
    """A profile that is not private: in a private one nothing can be installed."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", **chromium_options
    )
    context.set_default_navigation_timeout(BOOT_TIMEOUT)
    yield context
    context.close()


@pytest.mark.parametrize("mode", ["export", "export-below-a-path"])
def test_browsers_can_install_the_site(
    serve: Callable[..., Site], profile: BrowserContext, mode: Mode
) -> None:
    site = serve("installable", mode, *OPTIONS)
    visitor = Visitor(profile)
    page = visitor.new_page()
    visitor.visit(page, site.url)
    devtools = profile.new_cdp_session(page)
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["url"] == f"{site.url}hipflask-assets/app.webmanifest"
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["name"] == "Pocket"
    assert manifest["manifest"]["startUrl"] == manifest["manifest"]["scope"] == site.url
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    devtools.detach()

    profile.set_offline(True)
    page.goto(manifest["manifest"]["startUrl"])
    assert page.get_by_role("heading", name="Installable").is_visible()
    [icon] = manifest["manifest"]["icons"]
    assert page.evaluate("async (url) => (await fetch(url)).status", icon["url"]) == 200
    assert visitor.errors == []
