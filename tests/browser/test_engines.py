"""What must hold in Firefox and WebKit too: nothing saved is lost, and whatever fails is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from support.engines import Engine, MissingEngineError, launch
from support.pages import BOOT_TIMEOUT
from support.sites import Site
from support.static_host import StaticHost, open_host

#: Whether the boot page is gone, and its text if it shows a failure.
_STATE = """() => document.readyState === "complete" && (
    document.getElementById("hipflask-config") === null ? "there"
    : document.getElementById("failure").checkVisibility()
        && document.getElementById("failure").innerText)"""
_FETCH = """async (url, options) => {
    const response = await fetch(url, options);
    return [response.status, await response.text()];
}"""
_UNREGISTER = """async () => (await navigator.serviceWorker.getRegistration()).unregister()"""


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    try:
        engine = launch(request.param)
    except MissingEngineError as error:
        pytest.skip(f"{error}; 'python tests' installs what apt has")
    yield engine
    with suppress(Exception):  # a browser that has crashed has failed its tests already
        engine.close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StaticHost]:
    with open_host(tmp_path) as host:
        yield host


def state_of(engine: Engine) -> str:
    """Wait until a page is there: ``there`` if it is the application's, else what has failed."""
    end = time.monotonic() + BOOT_TIMEOUT / 1000
    while time.monotonic() < end:
        with suppress(Exception):  # each engine has its own for a page that goes away
            if state := engine.run(_STATE):
                return str(state)
        time.sleep(0.1)
    raise TimeoutError("Neither the application's page came up nor a failure.")


def visit(engine: Engine, url: str) -> None:
    engine.open(url)
    assert state_of(engine) == "there"


def try_again(engine: Engine, told: str) -> None:
    """Press the button of a page that tells a failure, and wait for the application's page."""
    engine.run("() => document.getElementById('retry').click()")
    end = time.monotonic() + BOOT_TIMEOUT / 1000
    while told in (state := state_of(engine)):
        assert time.monotonic() < end, state
        time.sleep(0.1)
    assert state == "there"


def ask(engine: Engine, url: str, **options: str) -> tuple[int, str]:
    status, text = engine.run(_FETCH, url, options, timeout=90)
    return status, text


def note(engine: Engine, site: Site) -> None:
    assert ask(engine, f"{site.url}notes", method="POST", body="kept") == (200, "noted")


def test_what_was_answered_is_there_for_the_next_worker(
    engine: Engine, serve: Callable[..., Site]
) -> None:
    site = serve("fatal", "export-below-a-path")
    visit(engine, site.url)
    note(engine, site)
    engine.run(_UNREGISTER)
    visit(engine, site.url)
    assert ask(engine, f"{site.url}notes") == (200, "kept;")


def test_interpreter_is_replaced_until_that_is_a_loop(
    engine: Engine, serve: Callable[..., Site]
) -> None:
    site = serve("fatal", "export-below-a-path")
    visit(engine, site.url)
    note(engine, site)
    ways = ("memory", "exit", "trap")  # the slow one first: all must be within a minute
    for way in ways:
        assert ask(engine, f"{site.url}notes") == (200, "kept;")
        status, text = ask(engine, f"{site.url}end/{way}", method="POST")
        assert (status, f"POST /sub/path/end/{way}" in text) == (503, True)
    engine.open(site.url)
    told = state_of(engine)
    assert "Python keeps stopping" in told
    for way in ways:
        assert f"POST /sub/path/end/{way}: " in told
    try_again(engine, "Python keeps stopping")
    assert ask(engine, f"{site.url}notes") == (200, "kept;")


@pytest.mark.parametrize("how", ["damaged", "missing"])
def test_install_goes_on_once_the_host_is_whole(
    how: str, engine: Engine, export: Callable[..., Path], host: StaticHost
) -> None:
    root = host.deploy({"": export("hello")})
    [lost] = root.glob("hipflask-assets/memory-2-*.bin.xz")
    content = lost.read_bytes()
    if how == "damaged":
        lost.write_bytes(content[:-1])
    else:
        lost.unlink()
    engine.open(host.url)
    assert lost.name in state_of(engine)
    lost.write_bytes(content)
    try_again(engine, lost.name)
