"""One browser, and each application in each mode."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from support.chromium import find_chromium, launch_options
from support.pages import BOOT_TIMEOUT, ReturningVisitor, Visitor
from support.sites import (
    EXAMPLES,
    MODES,
    Mode,
    Site,
    copy_application,
    export_application,
    run_application,
    serve_export,
)

APPS = Path(__file__).parent / "apps"
#: Milliseconds that anything may take on a machine that has much else to do.
PATIENCE = 30_000


@pytest.fixture(scope="session")
def chromium_options() -> dict[str, t.Any]:
    """How Playwright is to start the browser."""
    path = find_chromium()
    if path is None:
        pytest.skip("needs a Chromium: none was found, and 'python tests' installs one")
    return launch_options(path)


@pytest.fixture(scope="session")
def playwright(chromium_options: dict[str, t.Any]) -> Iterator[Playwright]:
    """Playwright, once the browser is found: that may take a Playwright of its own."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        yield playwright


@pytest.fixture(scope="session")
def launch(playwright: Playwright, chromium_options: dict[str, t.Any]) -> Callable[..., Browser]:
    """Start a browser, with some of the options that Playwright gives left out."""

    def start(*without: str) -> Browser:
        return playwright.chromium.launch(ignore_default_args=list(without), **chromium_options)

    return start


@pytest.fixture
def ordinary_window(
    playwright: Playwright, chromium_options: dict[str, t.Any], tmp_path: Path
) -> Iterator[Visitor]:
    """A visitor whose browser grants everything to frames; all others' windows are private ones."""
    profile = tmp_path / "profile"
    preferences = profile / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text('{"profile": {"cookie_controls_mode": 0}}')
    context = playwright.chromium.launch_persistent_context(profile, **chromium_options)
    set_patience(context)
    visitor = Visitor(context)
    yield visitor
    context.close()
    assert visitor.errors == []


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    browser = launch()
    yield browser
    browser.close()


def new_context(browser: Browser) -> BrowserContext:
    """A fresh profile."""
    context = browser.new_context()
    set_patience(context)
    return context


def set_patience(context: BrowserContext) -> None:
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(BOOT_TIMEOUT)  # a site may have to be started for it


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """A visitor with a fresh profile. Unannounced errors on its console fail the test."""
    context = new_context(browser)
    visitor = Visitor(context)
    yield visitor
    context.close()
    assert visitor.errors == []


@pytest.fixture(scope="session")
def regular(browser: Browser) -> Iterator[tuple[BrowserContext, set[str]]]:
    """A profile that is kept for the session, and the origins of what is installed in it."""
    context = new_context(browser)
    yield context, set()
    context.close()


@pytest.fixture
def returning_visitor(regular: tuple[BrowserContext, set[str]]) -> Iterator[Visitor]:
    """A visitor whose browser has installed the sites of :func:`open_site` for an earlier test."""
    visitor = ReturningVisitor(*regular)
    yield visitor
    visitor.leave()
    assert visitor.errors == []


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor.new_page()


@pytest.fixture(scope="session")
def find_application() -> Callable[[str], Path]:
    """Find an application by name, in the examples or among those made for the tests."""

    def find(name: str) -> Path:
        candidates = [EXAMPLES / name, APPS / name, APPS / f"{name}.py"]
        return next(path for path in candidates if path.exists())

    return find


@pytest.fixture(scope="session")
def export(
    tmp_path_factory: pytest.TempPathFactory, find_application: Callable[[str], Path]
) -> Callable[..., Path]:
    """Build an application, once a session, and return the export."""
    exports: dict[tuple[str, ...], Path] = {}

    def build(name: str, *options: str) -> Path:
        key = (name, *options)
        if key not in exports:
            folder = tmp_path_factory.mktemp("export")
            source = copy_application(find_application(name), folder)
            exports[key] = export_application(source, folder, *options)
        return exports[key]

    return build


@pytest.fixture(scope="session")
def hosted(export: Callable[..., Path]) -> Iterator[Callable[..., Site]]:
    """Serve an export of an application at one URL for the whole session."""
    sites: dict[tuple[str, ...], Site] = {}
    with ExitStack() as stack:

        def start(name: str, mode: Mode, *options: str) -> Site:
            key = (name, mode, *options)
            if key not in sites:
                sites[key] = stack.enter_context(serve_export(export(name, *options), mode))
            return sites[key]

        yield start


@pytest.fixture
def serve(export: Callable[..., Path]) -> Iterator[Callable[..., Site]]:
    """Serve an export of an application for one test."""
    with ExitStack() as stack:

        def start(name: str, mode: Mode = "export", *options: str) -> Site:
            return stack.enter_context(serve_export(export(name, *options), mode))

        yield start


@pytest.fixture(params=MODES)
def open_site(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    hosted: Callable[..., Site],
    find_application: Callable[[str], Path],
) -> Iterator[Callable[..., Site]]:
    """Serve an application, in each mode in turn, with options that `run` and `build` both have."""
    mode = t.cast(Mode, request.param)
    with ExitStack() as stack:

        def start(name: str, *options: str) -> Site:
            if mode != "native":
                return hosted(name, mode, *options)
            source = copy_application(find_application(name), tmp_path)
            return stack.enter_context(run_application(source, *options))

        yield start
